"""Where in the unit cube the model is asked: trajectories for screening, a Sobol sample for indices and shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = 4
"""Levels of the grid on which Morris trajectories run."""
POOL = 4
"""Trajectories made for each one kept: those kept lie farthest apart (Campolongo and others, 2007; Ruano and others, 2012)."""
MOST_CHOSEN = 20
"""More trajectories than this are not chosen: many cover the space anyhow, and choosing takes minutes."""
OTHERS = "all others"
"""The group of everything that screening does not single out."""
_SCREEN, _SOBOL, _RESAMPLE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is run: ``screen`` trajectories, then ``samples`` blocks of a Sobol sample that singles ``keep`` inputs out."""

    screen: int = 10
    keep: int = 8
    samples: int = 64
    reps: int = 5

    def __post_init__(self) -> None:
        if self.screen < 2:
            raise ValueError(f"screen is {self.screen}; 2 trajectories or more are needed to see how effects differ")
        if self.keep < 1:
            raise ValueError(f"keep is {self.keep}; at least 1 input goes on to the Sobol indices")
        if self.samples < 2 or self.samples & (self.samples - 1):
            raise ValueError(f"samples is {self.samples}; it must be a power of two, such as 64")
        if self.reps < 2:
            raise ValueError(f"reps is {self.reps}; a difference needs 2 replications or more to have an interval")

    def screening_points(self, inputs: int) -> int:
        """Points of the screening."""
        return self.screen * (inputs + 1)

    def sobol_points(self, inputs: int) -> int:
        """Points of the Sobol sample."""
        return self.samples * (self.singled_out(inputs) + 2)

    def singled_out(self, inputs: int) -> int:
        """Rows of a block besides its two ends: each kept input, and all others together where there are any."""
        return min(self.keep, inputs) + (inputs > self.keep)


def generator(seed: int, purpose: int) -> np.random.Generator:
    """The generator of one purpose of an analysis."""
    return np.random.default_rng([seed, purpose])


def problem(names: Sequence[str], groups: Sequence[str] | None = None) -> dict[str, Any]:
    """The unit cube as SALib describes it."""
    found: dict[str, Any] = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    return found if groups is None else found | {"groups": list(groups)}


def trajectories(names: Sequence[str], plan: Plan, seed: int) -> NDArray[np.float64]:
    """Morris trajectories, one after the other: a point, then one more for each input that is moved."""
    from SALib.sample.morris import sample

    chosen = plan.screen <= MOST_CHOSEN
    found: NDArray[np.float64] = sample(
        problem(names),
        POOL * plan.screen if chosen else plan.screen,
        num_levels=LEVELS,
        optimal_trajectories=plan.screen if chosen else None,
        seed=generator(seed, _SCREEN),
    )
    return found


def sobol_sample(names: Sequence[str], kept: Sequence[str], plan: Plan, seed: int) -> NDArray[np.float64]:
    """Blocks of a scrambled Sobol sample: a point, each kept input taken from a second point, the others too, the second.

    Every block's first and last points are independent of each other and vary everything: they fill the whole space.
    """
    from SALib.sample.sobol import sample

    found: NDArray[np.float64] = sample(
        problem(names, groups(names, kept)),
        plan.samples,
        calc_second_order=False,
        seed=generator(seed, _SOBOL),
    )
    return found


def groups(names: Sequence[str], kept: Sequence[str]) -> list[str]:
    """The group of each input: its own where it is kept, and that of all others."""
    return [name if name in kept else OTHERS for name in names]


def ends(blocks: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The first and last point of every block of ``size`` points: the part of a Sobol sample that fills the space."""
    whole = blocks.reshape(-1, size, blocks.shape[1])
    return np.concatenate([whole[:, 0], whole[:, -1]])


def resampling_seed(seed: int) -> int:
    """A seed for the bootstrap, never zero (which SALib takes for none)."""
    return int(generator(seed, _RESAMPLE).integers(1, 2**31))
