"""Delays with deals still open at the end: the Kaplan-Meier estimate, its quantiles, its restricted mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Survival:
    """A Kaplan-Meier curve: after ``times[i]``, a share ``open_share[i]`` is still open; ``longest`` is the last time seen."""

    times: Floats
    open_share: Floats
    longest: float

    def quantile(self, share: float) -> float | None:
        """The time by which ``share`` is over; None where the curve never gets there (too many are still open)."""
        reached = np.flatnonzero(self.open_share <= 1 - share + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None

    def restricted_mean(self) -> float:
        """The mean of min(time, ``longest``): the area under the curve up to the longest time seen."""
        steps = np.diff(np.r_[0.0, self.times, self.longest])
        return float((steps * np.r_[1.0, self.open_share]).sum())


def kaplan_meier(durations: Floats, over: npt.NDArray[np.bool_]) -> Survival | None:
    """Estimate from durations, of which those not ``over`` are censored. None without any observation."""
    if not len(durations):
        return None
    ends, ordered, finished = np.unique(durations), np.sort(durations), np.sort(durations[over])
    at_risk = len(durations) - np.searchsorted(ordered, ends, side="left")
    ended = np.searchsorted(finished, ends, side="right") - np.searchsorted(finished, ends, side="left")
    share: Floats = np.cumprod(1 - ended / at_risk).astype(np.float64)
    return Survival(ends, share, float(durations.max()))
