"""When a run has seen enough: a stopping rule on the absolute half-width of intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mirrorsim.lab.result import Result

FLOOR = 10
"""Fewer replications than this are never enough: the interval itself would be too uncertain."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Stop when the 95 % interval of ``measure`` is at most ``half_width`` to either side, in the measure's own unit.

    With one policy it is the mean's interval; with several, that of every paired difference to the first. An absolute
    width, because a width relative to a difference that may be near zero or of either sign stops at random.
    """

    half_width: float
    max_reps: int = 1000
    measure: str = "throughput_usd_per_day"

    def __post_init__(self) -> None:
        if not 0 < self.half_width < math.inf:
            raise ValueError(
                f"precision is {self.half_width}; it must be a number above 0, in the unit of {self.measure}, such as 1000"
            )
        if self.max_reps < FLOOR:
            raise ValueError(f"max-reps is {self.max_reps}; precision needs at least {FLOOR} replications")

    def widths(self, result: Result) -> list[float]:
        """The half-widths that count; infinite where there is no interval yet."""
        if self.measure not in result.units:
            raise ValueError(f"there is no measure {self.measure!r} in this run; see its table for those there are")
        if len(result.policies) == 1:
            intervals = [result.estimates[result.policies[0]][self.measure].ci95]
        else:
            intervals = [
                None if (one := found.get(self.measure)) is None else one.ci95 for found in result.differences.values()
            ]
        return [math.inf if ci is None else (ci[1] - ci[0]) / 2 for ci in intervals]

    def reached(self, result: Result) -> bool:
        """Whether the run is precise enough."""
        return result.replications >= FLOOR and max(self.widths(result)) <= self.half_width
