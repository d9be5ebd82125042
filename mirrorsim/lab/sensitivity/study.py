"""An analysis from end to end: own values, screening, Sobol sample, and what they say of each output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from mirrorsim.lab.sensitivity.conclusion import (
    Proportion,
    RegionalEffect,
    Response,
    holds,
    regional_effects,
    sign,
    verdict,
    wilson,
)
from mirrorsim.lab.sensitivity.design import Plan, ends, sobol_sample, trajectories
from mirrorsim.lab.sensitivity.indices import Effect, Index, screened, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Model(Protocol):
    """What an analysis asks: named outputs, and an answer for each at every point, None where there is none."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs."""

    def answers(self, points: NDArray[np.float64]) -> list[list[Response | None]]:
        """For each point, a row of the unit cube, an answer an output."""


class TooFewResponses(ValueError):
    """Too few points have an answer for anything to be estimated."""


@dataclass(frozen=True)
class SpacePoint:
    """One point of those that fill the whole space: its place in the unit cube, an output's answer, what it says."""

    point: tuple[float, ...]
    answer: Response
    verdict: str


@dataclass(frozen=True)
class OutputFindings:
    """What an analysis says of one output. ``own`` is None when the measure does not exist at the scenario's own values.

    Of the points that fill the space, ``same_sign`` have the sign of the conclusion, ``clear`` have it with an interval without
    zero, ``turned`` have not, with an interval without zero, and at ``no_difference`` the output is exactly zero.
    ``noise_share`` is the share of the points' variance that could be the noise of few replications: the mean squared standard
    error over the variance; None where there is no interval or no variance.
    """

    output: str
    own: Response | None
    effects: Sequence[Effect]
    whole_trajectories: int
    indices: Sequence[Index]
    whole_blocks: int
    space_points: Sequence[SpacePoint]
    same_sign: Proportion
    clear: Proportion
    turned: Proportion
    no_difference: Proportion
    regional_effects: Sequence[RegionalEffect]
    noise_share: float | None


@dataclass(frozen=True)
class StudyResult:
    """What an analysis found: the inputs that were kept, and a finding an output."""

    names: tuple[str, ...]
    kept: tuple[str, ...]
    findings: tuple[OutputFindings, ...]
    points: int
    unanswered: int


def run_study(model: Model, names: Sequence[str], plan: Plan, seed: int, own: Sequence[Response | None]) -> StudyResult:
    """Screen all inputs, then take a Sobol sample that singles out those that matter most.

    ``own`` are the model's answers at the scenario's own values, one an output: their signs are the conclusions. Raises
    :class:`TooFewResponses` when too few answers are left.
    """
    walk = trajectories(names, plan, seed)
    walked = model.answers(walk)
    effects = [screened(names, walk, _column(walked, number), seed) for number in range(len(model.outputs))]
    if not any(found for found, _ in effects):
        raise TooFewResponses("the screening has no two whole trajectories")
    kept = foremost([found for found, _ in effects], plan.keep)
    sample = sobol_sample(names, kept, plan, seed)
    sampled = model.answers(sample)
    size = plan.singled_out(len(names)) + 2
    findings = []
    for number, output in enumerate(model.outputs):
        column = _column(sampled, number)
        indices, blocks = shares(names, kept, column, seed)
        space_points = _space_points(sample, sampled, number, size, own[number])
        findings.append(_finding(output, own[number], effects[number], (indices, blocks), space_points, names))
    answered = [*walked, *sampled]
    lost = sum(any(one is None for one in row) for row in answered)
    return StudyResult(tuple(names), tuple(kept), tuple(findings), len(answered), lost)


def foremost(effects: Sequence[Sequence[Effect]], keep: int) -> list[str]:
    """The inputs with the largest effects, each measured by the largest effect on the same output; over outputs the most."""
    weight: dict[str, float] = {}
    for found in effects:
        largest = max((one.mu_star for one in found), default=0.0)
        for one in found:
            share = one.mu_star / largest if largest > 0 else 0.0
            weight[one.name] = max(weight.get(one.name, 0.0), share)
    return sorted(weight, key=lambda name: (-weight[name], name))[:keep]


def _column(rows: Sequence[Sequence[Response | None]], number: int) -> NDArray[np.float64]:
    return np.array([np.nan if (one := row[number]) is None else one.value for row in rows])


def _space_points(
    sample: NDArray[np.float64], rows: Sequence[Sequence[Response | None]], number: int, size: int, own: Response | None
) -> list[SpacePoint]:
    order = ends(np.arange(len(sample), dtype=np.float64)[:, None], size)[:, 0].astype(int)
    found = []
    for place in order.tolist():
        answer = rows[place][number]
        if answer is not None:
            said = verdict(answer, sign(own.value)) if own is not None else ""
            found.append(SpacePoint(tuple(sample[place].tolist()), answer, said))
    return found


def _finding(
    output: str,
    own: Response | None,
    effects: tuple[list[Effect], int],
    indices: tuple[list[Index], int],
    space_points: Sequence[SpacePoint],
    names: Sequence[str],
) -> OutputFindings:
    said = [one.verdict for one in space_points]
    points = np.array([one.point for one in space_points]).reshape(len(space_points), len(names))
    many = len(space_points)
    return OutputFindings(
        output=output,
        own=own,
        effects=effects[0],
        whole_trajectories=effects[1],
        indices=indices[0],
        whole_blocks=indices[1],
        space_points=space_points,
        same_sign=wilson(sum(map(holds, said)), many),
        clear=wilson(said.count("holds"), many),
        turned=wilson(said.count("flips"), many),
        no_difference=wilson(sum(one.answer.value == 0 for one in space_points), many),
        regional_effects=regional_effects(names, points, said) if own is not None else [],
        noise_share=_noise_share(space_points),
    )


def _noise_share(space_points: Sequence[SpacePoint]) -> float | None:
    errors = [one.answer.error for one in space_points if one.answer.error is not None]
    spread = float(np.var([one.answer.value for one in space_points])) if space_points else 0.0
    if not errors or spread <= 0:
        return None
    return float(np.mean(np.square(errors))) / spread
