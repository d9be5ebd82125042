"""Intervals for means of simulations, narrowed by what else was seen and is known: control variates.

A sample has one value for each stretch of simulated time. Beside each value may stand how far other figures, whose means
theory gives, were from these means in the same stretch: where more came than usual, all waited longer. A regression on
these distances says how long they would have waited otherwise (Lavenberg, Moeller and Welch 1982, *Operations Research*
30, 182-202). The figures that help are tested against theory themselves, uncorrected, so that nothing can hide in them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student


@dataclass(frozen=True)
class Interval:
    """A mean and half the width of its interval."""

    mean: float
    half: float

    def holds(self, value: float) -> bool:
        """Whether a value lies in it, but for what floating point loses."""
        return abs(value - self.mean) <= self.half + 1e-9 * max(1.0, abs(value))


@dataclass(frozen=True)
class Sample:
    """Values, one a stretch, and of each control how far it was from its mean in each stretch."""

    values: Sequence[float]
    controls: Sequence[Sequence[float]] = ()


class Estimate(NamedTuple):
    """A mean, its standard error and the degrees of freedom that this has."""

    mean: float
    error: float
    freedom: int


def estimate(sample: Sample) -> Estimate:
    """The mean of the values where every control is at its own mean: the constant of a least-squares regression."""
    values = np.asarray(sample.values, dtype=np.float64)
    if not sample.controls:
        return Estimate(float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values)), len(values) - 1)
    design = np.column_stack([np.ones(len(values)), *sample.controls])
    inverse = np.linalg.pinv(design)
    residuals = values - design @ (inverse @ values)
    freedom = len(values) - int(np.linalg.matrix_rank(design))
    spread = math.sqrt(float(residuals @ residuals) / freedom)
    return Estimate(float(inverse[0] @ values), spread * float(np.linalg.norm(inverse[0])), freedom)


def interval(sample: Sample, level: float) -> Interval:
    """The t interval that misses the mean with probability ``level``."""
    found = estimate(sample)
    return Interval(found.mean, float(student.ppf(1 - level / 2, found.freedom)) * found.error)


def difference(one: Sample, other: Sample, level: float) -> Interval:
    """Welch's interval for the difference of two independent means."""
    mine, theirs = estimate(one), estimate(other)
    error = mine.error**2 + theirs.error**2
    if not error:
        return Interval(mine.mean - theirs.mean, 0.0)
    freedom = error**2 / sum(part.error**4 / part.freedom for part in (mine, theirs))
    return Interval(mine.mean - theirs.mean, float(student.ppf(1 - level / 2, freedom)) * math.sqrt(error))
