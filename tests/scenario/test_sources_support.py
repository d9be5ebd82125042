"""A default that names a fact has a value that the fact supports: within its range, or as its words say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple, get_args

import pytest
from pydantic import BaseModel, TypeAdapter

from mirrorsim.rules.catalogue import AnyRule
from mirrorsim.scenario.facts import ASSUMPTION, Fact, load_facts
from mirrorsim.scenario.model import Scenario
from mirrorsim.units.distribution import Distribution
from mirrorsim.units.time import DAY, HOUR, MINUTE

UNITS = {
    "%": 10_000,
    "1": 1_000_000,
    "min": MINUTE,
    "h": HOUR,
    "d": DAY,
    "weeks": 7 * DAY,
    "USD": 100,
    "USD/day": 100,
    "USD/month": 100,
    "USD/year": 100,
}
"""Whole units of the model in one of a fact's."""
KINDS = {
    "duration": {"min", "h", "d", "weeks"},
    "share": {"%", "1"},
    "usd": {"USD", "USD/day", "USD/month", "USD/year"},
}

IN_WORDS = {
    # default: the words of its fact that give its range, in which unit, and where that range ends
    "BorderInspection.inspected": ("0.1 to 0.5 % risk at the border", "%", 0.1, 0.5),
    "BulkCash.feared_loss": ("0.1 to 0.5 % risk at the border", "%", 0.1, 0.5),
    "BulkCash.carry": ("3 to 14 days", "d", 3, 14),
    "CustomsInspection.recognised": ("range over 0.05 to 0.2", "1", 0.05, 0.2),
    "CashReporting.form_8300_lag": ("within 15 days", "d", 0, 15),
    "Mirror.to_buyer": ("from hours to a few days", "h", 1, 72),
    "Provider.spread": ("the spread sits in the fee, not in the rate", "%", 0, 0),
}
TOGETHER = {
    # defaults that make up what one fact measures, with how often each happens
    "T05": ("from the agreement to the pick-up", {"TokenTerms.takes": 1, "Call.takes": 1, "Meeting.after": 1}),
    "T17": ("until the last of four parts is sold", {"Sale.every": 4}),
}
RATES = {"Client.every": 7 * DAY}
"""Intervals of what a fact counts in a unit of time."""
CHOICES = {
    "CapitalFlightCap.every": "a year",
    "DepositLimit.every": "a month",
    "Guarantee.losses": "the broker",
    "Repatriation.choose": "two ways",
}
"""What is chosen among words, and the fact's words for it; `R01` has its year in its unit."""


class Default(NamedTuple):
    name: str
    fact: Fact
    content: object
    kind: str


def sections(kind: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """Every section that a scenario may have."""
    if kind in seen:
        return
    seen.add(kind)
    yield kind
    for field in kind.model_fields.values():
        for inner in _inner(field.annotation):
            yield from sections(inner, seen)


def _inner(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _inner(argument)


def defaults() -> Iterator[Default]:
    """Every default of a plain value whose source is a fact, as the model takes it."""
    every: set[type[BaseModel]] = set()
    for kind in (Scenario, *_inner(AnyRule)):
        every.update(sections(kind, every.copy()))
    for section in sorted(every, key=lambda one: one.__name__):
        for name, field in section.model_fields.items():
            extra = field.json_schema_extra
            source = str(extra["source"]) if isinstance(extra, dict) and "source" in extra else ASSUMPTION
            if source == ASSUMPTION or field.default in (None, {}, ()):
                continue
            content = TypeAdapter(Annotated[field.annotation, name, *field.metadata]).validate_python(field.default)
            yield Default(f"{section.__name__}.{name}", load_facts()[source], content, _kind(content, field.default))


def _kind(content: object, written: object) -> str:
    if isinstance(content, Distribution):
        return content.unit
    if isinstance(written, str) and isinstance(content, int):
        return "share" if "%" in written else "usd" if "USD" in written else "duration"
    return ""


DEFAULTS = {one.name: one for one in defaults()}


def middles(one: Default) -> tuple[float, ...]:
    """A default in whole units: the value itself, or its distribution's mean and, where it has one, its median."""
    if not isinstance(one.content, Distribution):
        return (float(one.content),)  # type: ignore[arg-type]
    median = dict(one.content.numbers).get("median")
    return (one.content.mean(),) if median is None else (one.content.mean(), float(median))


def ends(fact: Fact) -> tuple[float, float]:
    """A fact's range in its own unit; a base without a range stands for itself, and an open end for any value."""
    if fact.low is None and fact.high is None:
        assert fact.base is not None
        return fact.base, fact.base
    return fact.low if fact.low is not None else 0, fact.high if fact.high is not None else float("inf")


def compared() -> dict[str, Default]:
    """The defaults whose fact has numbers in a unit of their kind, and measures just that."""
    together = {name for _, parts in TOGETHER.values() for name in parts}
    return {
        name: one
        for name, one in DEFAULTS.items()
        if one.fact.unit in KINDS.get(one.kind, ())
        and (one.fact.low, one.fact.base, one.fact.high) != (None, None, None)
        and name not in {*IN_WORDS, *together}
    }


COMPARED = compared()


def outside(one: Default, times: float = 1, fact_range: tuple[str, float, float] | None = None) -> list[float]:
    """Those of a default's middles that lie outside a range, in the unit of its fact."""
    unit, low, high = fact_range or (one.fact.unit, *ends(one.fact))
    return [middle * times / UNITS[unit] for middle in middles(one) if not low <= middle * times / UNITS[unit] <= high]


def test_these_defaults_are_compared_with_the_numbers_of_their_facts() -> None:
    assert set(COMPARED) == {
        "Backup.after", "BorderInspection.declared_above", "Broker.commission", "BulkCash.fee",
        "CapitalFlightCap.per_person", "CashReporting.ctr_above", "CashReporting.ctr_lag",
        "CashReporting.form_8300_above", "CashReporting.sar_from", "CashReporting.sar_lag", "Client.amount",
        "Client.max_commission", "CustomsInspection.inspected", "CustomsInspection.takes", "DepositLimit.per_account",
        "DepositLimit.per_firm", "Goods.purchase", "Goods.voyage", "Interdiction.stopped", "Meeting.courier_pay",
        "Meeting.takes", "Mirror.takes", "Port.dwell", "Savers.premium", "SecondMirror.takes", "TokenTerms.valid_for",
        "TraditionalPesoBroker.fee", "TraditionalPesoBroker.takes",
    }  # fmt: skip


def test_every_default_with_a_fact_is_looked_at_in_some_way() -> None:
    together = {name for _, parts in TOGETHER.values() for name in parts}
    ways = (set(COMPARED), set(IN_WORDS), together, set(RATES), set(CHOICES))
    assert sum(map(len, ways)) == len(set().union(*ways)), "each in one way"
    assert set().union(*ways) == set(DEFAULTS), "a new default that names a fact needs a place in one of these tables"


@pytest.mark.parametrize("name", COMPARED)
def test_a_default_lies_within_the_range_of_its_fact(name: str) -> None:
    assert outside(COMPARED[name]) == []


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_default_lies_within_what_the_words_of_its_fact_say(name: str) -> None:
    words, *fact_range = IN_WORDS[name]
    assert words in DEFAULTS[name].fact.value
    assert outside(DEFAULTS[name], 1, tuple(fact_range)) == []


@pytest.mark.parametrize("fact_id", TOGETHER)
def test_steps_together_take_as_long_as_their_fact_says(fact_id: str) -> None:
    fact = load_facts()[fact_id]
    _, parts = TOGETHER[fact_id]
    assert {DEFAULTS[name].fact.id for name in parts} == {fact_id}
    took = sum(times * middles(DEFAULTS[name])[0] for name, times in parts.items()) / UNITS[fact.unit]
    low, high = ends(fact)
    assert low <= took <= high


@pytest.mark.parametrize("name", RATES)
def test_an_interval_gives_the_rate_of_its_fact(name: str) -> None:
    low, high = ends(DEFAULTS[name].fact)
    assert low <= RATES[name] / middles(DEFAULTS[name])[0] <= high


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_is_what_its_fact_speaks_of(name: str) -> None:
    fact = DEFAULTS[name].fact
    assert CHOICES[name] in f"{fact.value} a {fact.unit.rpartition('/')[2]}"


@pytest.mark.parametrize(
    ("fact_id", "content", "kind"),
    [
        ("T14", 2 * DAY, "duration"),  # berths' queues of 2025
        ("E09", 0, "share"),
        ("E16", 1_000_000, "usd"),
        ("R01", 4_000_000, "usd"),
        ("T16", 2 * DAY, "duration"),
    ],
)
def test_a_value_that_a_fact_does_not_support_would_be_found(fact_id: str, content: int, kind: str) -> None:
    assert outside(Default("some.value", load_facts()[fact_id], content, kind))
