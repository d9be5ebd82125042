"""How a measure is declared: its name, its unit, its definition in words, how its values behave, and what computes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mirrorsim.lab.totals import RunTotals

_PLACEHOLDER = re.compile("[A-Z]+")
Values = Iterator[tuple[str, float]]
"""Names of measures and their values."""
Computation = Callable[["RunTotals"], Values]


class Measurement(NamedTuple):
    """A measured number and its unit."""

    name: str
    unit: str
    value: float


@dataclass(frozen=True, slots=True)
class Measure:
    """The declaration of a measure, or of a family of them.

    ``name`` has capitals where each run fills in a name of its own: ``burden.NAME`` stands for the burden of any rule. ``label``
    is what a report calls it, for a family without that name. ``definition`` is the meaning and the formula in words, as the
    README's table of measures has it.
    """

    name: str
    unit: str
    label: str
    definition: str
    bounded: bool = False
    """It is a share: its interval stays between 0 and 1 where its mean lies there."""
    zero_when_absent: bool = False
    """It is zero, not absent, in a replication in which nothing of it happened."""
    part_of_whole: bool = False
    """It is one of several parts of a whole: absent, it is zero where the whole, another of the parts, is there."""

    @property
    def root(self) -> str:
        """What the names of a family begin with, up to the first point."""
        return self.name.partition(".")[0]

    def matches(self, name: str) -> bool:
        """Whether a measure of a run is this one, or one of this family."""
        pattern = _PLACEHOLDER.sub(".+", self.name.replace(".", r"\."))
        return re.fullmatch(pattern, name) is not None


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """Measures that are computed together, from the totals of a run, and the function that does it.

    ``compute`` yields names and values in the order in which a run writes them down, and nothing for what does not exist in it.
    """

    measures: tuple[Measure, ...]
    compute: Computation


def declares(*measures: Measure) -> Callable[[Computation], MeasureGroup]:
    """Decorate the function that computes these measures: it becomes their group."""
    return lambda compute: MeasureGroup(measures, compute)


def dollars(cents: float) -> float:
    """Dollars from cents: measures of money are in dollars."""
    return cents / 100
