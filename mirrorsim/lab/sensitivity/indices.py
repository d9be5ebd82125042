"""Elementary effects and Sobol indices of what the model answered. The estimators are SALib's."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.lab.sensitivity.design import LEVELS, OTHERS, groups, problem, resampling_seed

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDING = 1e-9
"""Effects smaller than this share of the largest answer are sums of floats in another order: nothing."""
RESAMPLES = 1000
"""Bootstrap resamples for each interval."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What moving an input over its range does to an output, on average over the space, in the output's unit.

    ``mu_star`` is the mean size of the effect, ``half`` half the width of its 95 % bootstrap interval, ``mu`` the mean with
    its sign, ``sigma`` how much effects differ from place to place: large beside ``mu_star``, the input interacts or bends.
    """

    name: str
    mu_star: float
    half: float
    mu: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Index:
    """An input's share of an output's variance: alone (``first``), and with all interactions (``total``).

    Each has half the width of its 95 % bootstrap interval.
    """

    name: str
    first: float
    first_half: float
    total: float
    total_half: float


def screened(
    names: Sequence[str], points: NDArray[np.float64], answers: NDArray[np.float64], seed: int
) -> tuple[list[Effect], int]:
    """Effects of all inputs, largest first, and how many trajectories were whole.

    ``answers`` are NaN where there is none; a trajectory with such a point is left out. Fewer than two whole ones give none.
    """
    from SALib.analyze import morris

    size = len(names) + 1
    whole = np.isfinite(answers.reshape(-1, size)).all(axis=1)
    rows = np.repeat(whole, size)
    if whole.sum() < 2:
        return [], int(whole.sum())
    found = morris.analyze(
        problem(names),
        points[rows],
        answers[rows],
        num_levels=LEVELS,
        num_resamples=RESAMPLES,
        seed=resampling_seed(seed),
    )
    noise = ROUNDING * float(np.abs(answers[rows]).max())
    effects = []
    for number, name in enumerate(names):
        mu_star, half, mu, sigma = (float(found[key][number]) for key in ("mu_star", "mu_star_conf", "mu", "sigma"))
        nothing = mu_star <= noise
        effects.append(Effect(name, 0.0, 0.0, 0.0, 0.0) if nothing else Effect(name, mu_star, half, mu, sigma))
    return sorted(effects, key=lambda one: (-one.mu_star, one.name)), int(whole.sum())


def shares(
    names: Sequence[str], kept: Sequence[str], answers: NDArray[np.float64], seed: int
) -> tuple[list[Index], int]:
    """Sobol indices of the kept inputs and of all others together, largest total first; and how many blocks were whole.

    A block with a point that has no answer is left out. There are no indices of an output that does not vary.
    """
    from SALib.analyze import sobol

    members = list(dict.fromkeys(groups(names, kept)))
    size = len(members) + 2
    blocks = answers.reshape(-1, size)
    blocks = blocks[np.isfinite(blocks).all(axis=1)]
    if len(blocks) < 2 or float(np.ptp(blocks)) <= ROUNDING * float(np.abs(blocks).max()):
        return [], len(blocks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a resample may happen to be constant: its index is zero, as it should be
        found = sobol.analyze(
            problem(names, groups(names, kept)),
            blocks.ravel(),
            calc_second_order=False,
            num_resamples=RESAMPLES,
            seed=resampling_seed(seed),
        )
    indices = [
        Index(name, *(float(found[key][number]) for key in ("S1", "S1_conf", "ST", "ST_conf")))
        for number, name in enumerate(members)
    ]
    return sorted(indices, key=lambda one: (one.name == OTHERS, -one.total, one.name)), len(blocks)
