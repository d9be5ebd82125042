"""Means with their intervals, and paired differences between policies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications; ``ci95`` is the t interval, None for a single one."""

    mean: float
    ci95: tuple[float, float] | None
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean paired difference to the baseline, its t interval, its p value, and that after Holm's correction.

    ``correlation`` is that of the paired runs. Without the pairing ``gain`` times as many replications would be needed for
    the same interval; both are None where a side does not vary.
    """

    mean: float
    ci95: tuple[float, float] | None
    p: float | None
    p_adjusted: float | None
    correlation: float | None = None
    gain: float | None = None


def estimate(values: Sequence[float], *, share: bool = False) -> Estimate:
    """Mean and 95 % t interval of one value a replication; a ``share``'s interval is made on the logit scale."""
    sample = np.asarray(values)
    mean = float(sample.mean())
    half = _half_width(sample)
    if half is None:
        return Estimate(mean, None, len(sample))
    if share and 0.0 < mean < 1.0:
        return Estimate(mean, _logit_interval(mean, half), len(sample))
    return Estimate(mean, (mean - half, mean + half), len(sample))


def _logit_interval(mean: float, half: float) -> tuple[float, float]:
    """The interval whose ends are as far from the mean's logit as its half-width is worth there: it stays within 0 and 1."""
    centre, reach = math.log(mean / (1 - mean)), half / (mean * (1 - mean))
    low, high = (1 / (1 + math.exp(-max(one, -700))) for one in (centre - reach, centre + reach))
    return low, high


def _half_width(sample: np.ndarray) -> float | None:
    if len(sample) < 2:
        return None
    from scipy.special import stdtrit

    error = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    return float(stdtrit(len(sample) - 1, 0.975)) * error


def paired(values: Mapping[int, float], baseline: Mapping[int, float]) -> Difference | None:
    """Difference of two policies over the replications that both have; None when they share none.

    p is two-sided; with no variation at all it is 1 for no difference and 0 for any. Holm's correction is not made here.
    """
    shared = sorted(values.keys() & baseline.keys())
    if not shared:
        return None
    sample = np.array([values[r] - baseline[r] for r in shared])
    mean, half = float(sample.mean()), _half_width(sample)
    if half is None:
        return Difference(mean, None, None, None)
    mine, theirs = (np.array([side[r] for r in shared]) for side in (values, baseline))
    correlation = gain = None
    if _varies(mine) and _varies(theirs):
        correlation = float(np.corrcoef(mine, theirs)[0, 1])
        if _varies(sample):
            gain = float((mine.var(ddof=1) + theirs.var(ddof=1)) / sample.var(ddof=1))
    return Difference(mean, (mean - half, mean + half), _p(sample), None, correlation, gain)


def ratio_interval(values: Mapping[int, float], others: Mapping[int, float]) -> tuple[float, float] | None:
    """The 95 % interval of the ratio of two policies' means, by linearisation over the paired replications.

    None for a single replication, for a mean of zero below, and where the two were not found in the same replications.
    """
    if values.keys() != others.keys() or not values:
        return None
    mine, theirs = (np.array([side[r] for r in sorted(values)]) for side in (values, others))
    below = float(theirs.mean())
    if not below:
        return None
    ratio = float(mine.mean()) / below
    half = _half_width(mine - ratio * theirs)
    return None if half is None else (ratio - half / abs(below), ratio + half / abs(below))


def _varies(sample: np.ndarray) -> bool:
    # not by the standard deviation: that of three times 0.1 is not zero
    return bool(sample.min() < sample.max())


def _p(sample: np.ndarray) -> float:
    from scipy.special import stdtr

    if not _varies(sample):
        return 1.0 if sample[0] == 0 else 0.0
    t = abs(float(sample.mean())) / (float(sample.std(ddof=1)) / math.sqrt(len(sample)))
    return float(2 * stdtr(len(sample) - 1, -t))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction, in the order given."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    worst = 0.0
    for rank, index in enumerate(order):
        worst = max(worst, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = worst
    return adjusted
