"""Relations between random worlds: a longer one begins like a shorter one, and what does nothing changes nothing."""

from __future__ import annotations

import pytest

import mirrorsim
from mirrorsim.scenario.load import load_text
from tests.storm.evidence import Event, Evidence, Posting, evidence, policy_of
from tests.storm.generator import as_yaml, world
from tests.storm.random_source import Doc

SOME = range(20_000, 20_020)


def looked_at(document: Doc, policy: str | None = None) -> Evidence:
    loaded = load_text(as_yaml(document), "relation.yaml")
    return evidence(mirrorsim.run(loaded, [policy or policy_of(loaded)], journal="all"), "")


def until(found: Evidence, horizon: int) -> tuple[list[Posting], list[Event]]:
    return [row for row in found.journal if row.time < horizon], [one for one in found.events if one.time < horizon]


@pytest.mark.parametrize("number", SOME)
def test_a_run_is_the_beginning_of_one_that_is_twice_as_long(number: int) -> None:
    """A state cannot be saved and taken up again (see tests/trust/test_metamorphic.py); this holds instead."""
    document = world(number)
    short = looked_at(document)
    long = looked_at(document | {"horizon": f"{2 * short.horizon // 1_000_000} s"})
    assert long.horizon == 2 * short.horizon
    assert until(long, short.horizon) == until(short, short.horizon)
    assert until(short, short.horizon) == (short.journal, short.events)


def test_such_worlds_do_go_on() -> None:
    """What keeps the test above from being empty: what it compares is not empty, and is not all that the longer world has."""
    document = world(next(number for number in SOME if world(number)["horizon"] == "40 days"))
    short = looked_at(document)
    long = looked_at(document | {"horizon": "80 days"})
    assert 0 < len(short.events) < len(long.events)


IDLE = {
    "idle-quota": {"kind": "capital_flight_cap", "per_person": "10,000,000,000,000 USD", "every": "calendar year"},
    "idle-limit": {
        "kind": "deposit_limit",
        "per_account": "10,000,000,000,000 USD",
        "per_firm": "10,000,000,000,000 USD",
        "every": "calendar year",  # depositors turned away everywhere come back when the soonest limit is new again
    },
    "idle-customs": {"kind": "customs_inspection", "inspected": "0 %"},
    "idle-border": {"kind": "border_inspection", "inspected": "0 %"},
    "idle-police": {"kind": "interdiction", "stopped": "0 %", "undercover": "0 %", "found_per_day": "0 %"},
    "idle-order": {"kind": "targeted_order", "frozen": ["broker.nobody"]},
}


@pytest.mark.parametrize("number", SOME[::2])
def test_rules_that_never_bind_change_no_random_world(number: int) -> None:
    document = world(number)
    usual = looked_at(document)
    more = document | {"rules": {**document["rules"], **IDLE}}
    found = looked_at(more)
    assert found.journal == usual.journal
    assert found.events == usual.events
    assert found.claimed == usual.claimed
