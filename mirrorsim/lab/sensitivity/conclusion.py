"""Whether a conclusion holds: in which share of the space, and what sets apart where it does not.

The conclusion is the sign of an output at the scenario's own values. What turns it over is found by regional sensitivity
analysis (Hornberger and Spear, 1981; Saltelli and others, 2008): an input matters to the conclusion when its values where
the conclusion holds and those where it does not are distributed differently (two-sample Kolmogorov-Smirnov test).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mirrorsim.lab.estimate import holm

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOLDS, LEANS, LEANS_AWAY, FLIPS = "holds", "leans", "leans away", "flips"
VERDICTS = (HOLDS, LEANS, LEANS_AWAY, FLIPS)
"""Same sign as at the own values, its interval without zero, or with it; and not the same sign, with zero, or without it."""
THIRDS = ("lowest", "middle", "highest")
LEVEL = 0.05
"""Holm-corrected p at which an input is said to turn the conclusion over."""
_Z = 1.959963984540054


class Response(NamedTuple):
    """What the model says of one output at one point: the value, its 95 % interval and its standard error where it has one."""

    value: float
    ci95: tuple[float, float] | None = None
    error: float | None = None


class Proportion(NamedTuple):
    """How often something was so, with Wilson's 95 % interval; ends are None of nothing."""

    hits: int
    of: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class RegionalEffect:
    """How an input goes with the conclusion.

    ``distance`` is between its values where the conclusion holds and where not, ``p`` exact, ``p_adjusted`` after Holm's
    correction over all inputs; ``thirds`` has the share in which the conclusion holds in each third of the input's range.
    """

    name: str
    distance: float
    p: float
    p_adjusted: float
    thirds: tuple[Proportion, Proportion, Proportion]

    @property
    def matters(self) -> bool:
        """Whether the input turns the conclusion over, beyond chance."""
        return self.p_adjusted < LEVEL


def wilson(hits: int, of: int) -> Proportion:
    """A share with Wilson's 95 % score interval, which stays within 0 and 1 and has a width at both ends."""
    if of == 0:
        return Proportion(0, 0, None, None)
    p, weight = hits / of, _Z**2 / of
    centre = (p + weight / 2) / (1 + weight)
    half = _Z * math.sqrt(p * (1 - p) / of + weight / (4 * of)) / (1 + weight)
    return Proportion(hits, of, max(0.0, centre - half), min(1.0, centre + half))


def sign(value: float) -> int:
    """-1, 0 or 1."""
    return (value > 0) - (value < 0)


def verdict(answer: Response, own: int) -> str:
    """What an answer says of the conclusion that the sign is ``own``."""
    clear = answer.ci95 is not None and not answer.ci95[0] <= 0 <= answer.ci95[1]
    if own == 0:  # no difference at all: it holds where there is none
        return HOLDS if answer.value == 0 else FLIPS if clear else LEANS_AWAY
    if sign(answer.value) == own:
        return HOLDS if clear else LEANS
    return FLIPS if clear else LEANS_AWAY


def holds(said: str) -> bool:
    """Whether a verdict has the sign of the conclusion."""
    return said in (HOLDS, LEANS)


def regional_effects(
    names: Sequence[str], points: NDArray[np.float64], verdicts: Sequence[str]
) -> list[RegionalEffect]:
    """For every input, whether it sets apart where the conclusion holds; the clearest first.

    ``points`` are independent and fill the space. None where the conclusion holds, or does not, at fewer than two of them.
    """
    from scipy.stats import ks_2samp

    here = np.array([holds(one) for one in verdicts], dtype=bool)
    if min(here.sum(), (~here).sum()) < 2:
        return []
    tests = [ks_2samp(column[here], column[~here], method="auto") for column in points.T]
    corrected = holm([float(one.pvalue) for one in tests])
    found = [
        RegionalEffect(name, float(test.statistic), float(test.pvalue), p, _thirds(column, here))
        for name, test, p, column in zip(names, tests, corrected, points.T, strict=True)
    ]
    return sorted(found, key=lambda one: (one.p, -one.distance, one.name))


def _thirds(column: NDArray[np.float64], here: NDArray[np.bool_]) -> tuple[Proportion, Proportion, Proportion]:
    part = np.minimum((column * 3).astype(int), 2)
    low, middle, high = (wilson(int(here[part == third].sum()), int((part == third).sum())) for third in range(3))
    return low, middle, high
