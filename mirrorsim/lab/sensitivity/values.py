"""Every value of a scenario that something rests on: where it is, what it is, who says so, and what kind it is of."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.sensitivity.quantities import DURATION, kind_of
from mirrorsim.scenario.facts import ASSUMPTION, Fact, load_facts
from mirrorsim.scenario.problems import dotted
from mirrorsim.scenario.provenance import provenance
from mirrorsim.units.distribution import Distribution
from mirrorsim.units.durations import DAY, HOUR, MINUTE, WEEK
from mirrorsim.units.money import MINOR
from mirrorsim.units.shares import WHOLE

if TYPE_CHECKING:
    from mirrorsim.scenario.load import Loaded

COMPARED = ("policies", "timeline", "exercise")
"""Sections that are the question, or are not simulated: nothing in them is varied."""
CLOSE = 1.1
"""How far beyond a fact's range a value may lie and still be taken for what the fact is about."""

_UNITS = {
    "%": (("share", "percent"), WHOLE / 100),
    "1": (("share", "percent"), float(WHOLE)),
    "USD": (("usd",), float(MINOR)),
    "USD/month": (("usd",), float(MINOR)),
    "min": ((DURATION,), float(MINUTE)),
    "h": ((DURATION,), float(HOUR)),
    "d": ((DURATION,), float(DAY)),
    "weeks": ((DURATION,), float(WEEK)),
    "people": (("count",), 1.0),
    "accounts": (("count",), 1.0),
}
"""Units of facts: the kinds of value that they can be of, and what one is in whole units."""
_RATES = {"1/week": float(WEEK), "1/day": float(DAY)}
"""Units of facts that are of a rate where the scenario has the time between."""


@dataclass(frozen=True)
class ScenarioValue:
    """One value of a scenario. ``kind`` is None for what is no quantity; a distribution's is that of its numbers.

    ``text`` is how the scenario writes it, ``limits`` are the least and the most that the schema takes.
    """

    path: str
    content: Any
    text: str
    source: str
    kind: str | None
    limits: tuple[float | None, float | None] = (None, None)
    ambiguous: bool = False
    """Whether its fact's range would fit another value as well, of which it may be the one that the fact speaks of."""

    @property
    def distribution(self) -> Distribution | None:
        """The distribution that it is, but for one that is fixed, which is a quantity."""
        if isinstance(self.content, Distribution) and self.content.family != "fixed":
            return self.content
        return None

    @property
    def own(self) -> float:
        """A quantity in whole units."""
        return float(self.content.values[0] if isinstance(self.content, Distribution) else self.content)

    @property
    def assumed(self) -> bool:
        """Whether it is an assumption: the scenario says so, or the fact that it names says so of itself."""
        return self.source == ASSUMPTION or load_facts()[self.source].status == ASSUMPTION


def scenario_values(loaded: Loaded) -> Iterator[ScenarioValue]:
    """Every value of a scenario that has a source, but for what is compared."""
    scenario = loaded.scenario
    for one in provenance(scenario, loaded.tree, scenario.sources):
        if one.path[0] in COMPARED:
            continue
        section: Any = scenario
        for step in one.path[:-1]:
            section = getattr(section, step) if isinstance(step, str) and hasattr(section, step) else section[step]
        name = str(one.path[-1])
        content, field = getattr(section, name), type(section).model_fields[name]
        kind = content.unit if isinstance(content, Distribution) else kind_of(content, field)
        ends = [next((getattr(one, end) for one in field.metadata if hasattr(one, end)), None) for end in ("ge", "le")]
        text = _text(section.model_dump(mode="json", include={name})[name])
        yield ScenarioValue(dotted(one.path), content, text, one.source or ASSUMPTION, kind, (ends[0], ends[1]))


def _text(written: Any) -> str:
    return written if isinstance(written, str) else json.dumps(written).replace('"', "")


def stated_range(value: ScenarioValue, own: float) -> tuple[float, float] | None:
    """The range that a value's fact states for a number of its kind, in whole units; None where it states none.

    A fact may speak of something else than the number (one source for a whole section): its range is taken only when the
    scenario's own number lies in it, or close by, and no other value's does; it is then widened to hold that.
    """
    fact = load_facts().get(value.source)
    found = None if fact is None else _range(fact, value.kind)
    if found is None or value.ambiguous or not _fits(found, own):
        return None
    return min(found[0], own), max(found[1], own)


def _fits(ends: tuple[float, float], own: float) -> bool:
    return own > 0 and ends[0] / CLOSE <= own <= ends[1] * CLOSE


def mark_ambiguous(every: Sequence[ScenarioValue]) -> list[ScenarioValue]:
    """The values, those marked whose fact would fit values of two meanings, as a token's validity and the way to a meeting.

    Varying both over the range of the whole would make worlds that nobody means, in which every token has expired.
    """
    fitting: dict[tuple[str, str | None], set[str]] = {}
    for value in every:
        if value.kind is None or value.distribution is not None or value.source == ASSUMPTION:
            continue
        found = _range(load_facts()[value.source], value.kind)
        if found is not None and _fits(found, value.own):
            fitting.setdefault((value.source, value.kind), set()).add(value.path.rpartition(".")[2])
    return [
        dataclasses.replace(value, ambiguous=len(fitting.get((value.source, value.kind), ())) > 1) for value in every
    ]


def _range(fact: Fact, kind: str | None) -> tuple[float, float] | None:
    if fact.low is None or fact.high is None or fact.low >= fact.high:
        return None
    if fact.unit in _RATES and kind == DURATION and fact.low > 0:
        return _RATES[fact.unit] / fact.high, _RATES[fact.unit] / fact.low
    kinds, size = _UNITS.get(fact.unit, ((), 1.0))
    return (fact.low * size, fact.high * size) if kind in kinds else None
