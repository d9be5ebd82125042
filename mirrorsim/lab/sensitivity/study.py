"""An analysis from end to end: own values, screening, Sobol sample, and what they say of each output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.lab.sensitivity.conclusion import Answer, Share, Turn, holds, sign, turns, verdict, wilson
from mirrorsim.lab.sensitivity.design import Plan, ends, sobol_sample, trajectories
from mirrorsim.lab.sensitivity.indices import Effect, Index, screened, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mirrorsim.lab.sensitivity.simulated import Model


class TooManyHoles(ValueError):
    """Too few points have an answer for anything to be estimated."""


@dataclass(frozen=True)
class Filling:
    """One point of those that fill the whole space: its place in the unit cube, an output's answer, what it says."""

    point: tuple[float, ...]
    answer: Answer
    verdict: str


@dataclass(frozen=True)
class Finding:
    """What an analysis says of one output. ``own`` is None when the measure does not exist at the scenario's own values.

    Of the points that fill the space, ``same_sign`` have the sign of the conclusion, ``clear`` have it with an interval without
    zero, ``turned`` have not, with an interval without zero, and at ``none`` the output is exactly zero.
    ``luck`` is the share of the points' variance that could be the luck of few replications: the mean squared standard error
    over the variance; None where there is no interval or no variance.
    """

    output: str
    own: Answer | None
    effects: Sequence[Effect]
    whole_trajectories: int
    indices: Sequence[Index]
    whole_blocks: int
    filling: Sequence[Filling]
    same_sign: Share
    clear: Share
    turned: Share
    none: Share
    turns: Sequence[Turn]
    luck: float | None


@dataclass(frozen=True)
class Study:
    """What an analysis found: the inputs that were kept, and a finding an output."""

    names: tuple[str, ...]
    kept: tuple[str, ...]
    findings: tuple[Finding, ...]
    points: int
    unanswered: int


def study(model: Model, names: Sequence[str], plan: Plan, seed: int, own: Sequence[Answer | None]) -> Study:
    """Screen all inputs, then take a Sobol sample that singles out those that matter most.

    ``own`` are the model's answers at the scenario's own values, one an output: their signs are the conclusions. Raises
    :class:`TooManyHoles` when too few answers are left.
    """
    walk = trajectories(names, plan, seed)
    walked = model.answers(walk)
    effects = [screened(names, walk, _column(walked, number), seed) for number in range(len(model.outputs))]
    if not any(found for found, _ in effects):
        raise TooManyHoles("the screening has no two whole trajectories")
    kept = foremost([found for found, _ in effects], plan.keep)
    sample = sobol_sample(names, kept, plan, seed)
    sampled = model.answers(sample)
    size = plan.singled_out(len(names)) + 2
    findings = []
    for number, output in enumerate(model.outputs):
        column = _column(sampled, number)
        indices, blocks = shares(names, kept, column, seed)
        filling = _filling(sample, sampled, number, size, own[number])
        findings.append(_finding(output, own[number], effects[number], (indices, blocks), filling, names))
    answered = [*walked, *sampled]
    lost = sum(any(one is None for one in row) for row in answered)
    return Study(tuple(names), tuple(kept), tuple(findings), len(answered), lost)


def foremost(effects: Sequence[Sequence[Effect]], keep: int) -> list[str]:
    """The inputs with the largest effects, each measured by the largest effect on the same output; over outputs the most."""
    weight: dict[str, float] = {}
    for found in effects:
        largest = max((one.mu_star for one in found), default=0.0)
        for one in found:
            share = one.mu_star / largest if largest > 0 else 0.0
            weight[one.name] = max(weight.get(one.name, 0.0), share)
    return sorted(weight, key=lambda name: (-weight[name], name))[:keep]


def _column(rows: Sequence[Sequence[Answer | None]], number: int) -> NDArray[np.float64]:
    return np.array([np.nan if (one := row[number]) is None else one.value for row in rows])


def _filling(
    sample: NDArray[np.float64], rows: Sequence[Sequence[Answer | None]], number: int, size: int, own: Answer | None
) -> list[Filling]:
    order = ends(np.arange(len(sample), dtype=np.float64)[:, None], size)[:, 0].astype(int)
    found = []
    for place in order.tolist():
        answer = rows[place][number]
        if answer is not None:
            said = verdict(answer, sign(own.value)) if own is not None else ""
            found.append(Filling(tuple(sample[place].tolist()), answer, said))
    return found


def _finding(
    output: str,
    own: Answer | None,
    effects: tuple[list[Effect], int],
    indices: tuple[list[Index], int],
    filling: Sequence[Filling],
    names: Sequence[str],
) -> Finding:
    said = [one.verdict for one in filling]
    points = np.array([one.point for one in filling]).reshape(len(filling), len(names))
    many = len(filling)
    return Finding(
        output=output,
        own=own,
        effects=effects[0],
        whole_trajectories=effects[1],
        indices=indices[0],
        whole_blocks=indices[1],
        filling=filling,
        same_sign=wilson(sum(map(holds, said)), many),
        clear=wilson(said.count("holds"), many),
        turned=wilson(said.count("flips"), many),
        none=wilson(sum(one.answer.value == 0 for one in filling), many),
        turns=turns(names, points, said) if own is not None else [],
        luck=_luck(filling),
    )


def _luck(filling: Sequence[Filling]) -> float | None:
    errors = [one.answer.error for one in filling if one.answer.error is not None]
    spread = float(np.var([one.answer.value for one in filling])) if filling else 0.0
    if not errors or spread <= 0:
        return None
    return float(np.mean(np.square(errors))) / spread
