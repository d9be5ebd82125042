"""Known functions that stand in for the simulation, through the same seam."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import nan

import numpy as np

from mirrorsim.lab.sensitivity.conclusion import Response
from mirrorsim.lab.sensitivity.design import Plan
from mirrorsim.lab.sensitivity.study import StudyResult, run_study

Function = Callable[[np.ndarray], float]


class Functions:
    """A model whose outputs are functions of a point; NaN stands for no answer. ``asked`` counts points."""

    def __init__(self, *functions: Function, wide: float = 0.0) -> None:
        self._functions, self._wide = functions, wide
        self.asked = 0

    @property
    def outputs(self) -> tuple[str, ...]:
        return tuple(f"f{number}" for number in range(len(self._functions)))

    def answers(self, points: np.ndarray) -> list[list[Response | None]]:
        self.asked += len(points)
        return [[self.answer(function, point) for function in self._functions] for point in points]

    def answer(self, function: Function, point: np.ndarray) -> Response | None:
        value = float(function(point))
        return None if value != value else Response(value, (value - self._wide, value + self._wide), self._wide / 2)


def analysed(
    plan: Plan, names: Sequence[str], *functions: Function, own: float = 1.0, wide: float = 0.0
) -> StudyResult:
    """A study of functions of points in the unit cube, whose value at the own point is ``own``."""
    model = Functions(*functions, wide=wide)
    return run_study(model, names, plan, seed=5, own=[Response(own, (own, own))] * len(functions))


def ishigami(point: np.ndarray) -> float:
    """Ishigami and Homma's function, with a = 7 and b = 0.1, on the unit cube."""
    x, y, z = np.pi * (2 * np.asarray(point)[:3] - 1)
    return float(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def linear(*slopes: float) -> Function:
    """A sum of each coordinate times its slope."""
    return lambda point: float(np.dot(slopes, point))


def holey(function: Function, hole: Callable[[np.ndarray], bool]) -> Function:
    """A function that gives no answer where ``hole`` says so."""
    return lambda point: nan if hole(point) else function(point)
