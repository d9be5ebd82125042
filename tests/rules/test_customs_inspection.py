"""Cargo in ports: a share is opened and waits; mislabelled cargo that is recognised is taken."""

import pytest
from pydantic import ValidationError

from mirrorsim.rules.base import IMPORT, Delay, Movement, Report, Seize
from mirrorsim.rules.customs_inspection import CustomsInspection
from mirrorsim.units.time import DAY, HOUR
from tests.rules.contexts import Effect, assert_blind_to_guilt, effect, effects, in_force

COST = 50_000_000
SHIPMENT = Movement(IMPORT, 0, 1, COST, 3, "firm", place="veracruz")
MISLABELLED = SHIPMENT._replace(irregular=True)
OPENED = Effect(COST, delay=2 * HOUR, reports=(Report("customs", 2 * HOUR, COST),))


def ask(movement: Movement, **parameters: object) -> Effect:
    rule = CustomsInspection.model_validate(parameters)
    return effect(movement, rule.decide(movement, in_force(rule)))


def test_it_watches_imports_and_counts_nothing() -> None:
    rule = CustomsInspection()
    assert (rule.kind, rule.watches, rule.window, rule.ports) == (
        "customs_inspection",
        {IMPORT: (Seize, Delay)},
        None,
        (),
    )
    assert (rule.inspected, rule.recognised, rule.takes) == (118_000, 200_000, 2 * HOUR)


@pytest.mark.parametrize("shipment", [SHIPMENT, MISLABELLED])
def test_what_is_not_opened_goes_through(shipment: Movement) -> None:
    assert ask(shipment, inspected="0 %", recognised="100 %") == Effect(COST)


def test_honest_cargo_that_is_opened_waits_and_is_not_taken() -> None:
    assert ask(SHIPMENT, inspected="100 %", recognised="100 %") == OPENED


def test_mislabelled_cargo_that_is_not_recognised_waits_as_well() -> None:
    assert ask(MISLABELLED, inspected="100 %", recognised="0 %") == OPENED


def test_mislabelled_cargo_that_is_recognised_is_taken_whole_after_the_inspection() -> None:
    ruling = ask(MISLABELLED, inspected="100 %", recognised="100 %")
    assert ruling._replace(reason="") == OPENED._replace(allowed=0, seized=COST)
    assert ruling.reason


def test_the_inspection_takes_as_long_as_it_says() -> None:
    ruling = ask(SHIPMENT, inspected="100 %", takes="36 h")
    assert (ruling.delay, ruling.reports[0].lag) == (36 * DAY // 24,) * 2


@pytest.mark.parametrize(
    ("place", "ports", "opened"),
    [
        ("veracruz", [], True),
        ("veracruz", ["veracruz"], True),
        ("veracruz", ["manzanillo", "veracruz"], True),
        ("veracruz", ["manzanillo"], False),
        ("", ["manzanillo"], False),
        ("", [], True),
    ],
)
def test_it_is_in_force_in_the_ports_that_it_names(place: str, ports: list[str], opened: bool) -> None:
    ruling = ask(MISLABELLED._replace(place=place), inspected="100 %", recognised="100 %", ports=ports)
    assert ruling.seized == (COST if opened else 0)
    assert bool(ruling.delay) is opened


def test_naming_ports_changes_no_draws_in_those_ports() -> None:
    everywhere, there = (
        list(effects(CustomsInspection(inspected="30 %", ports=ports), MISLABELLED, 500))
        for ports in ((), ("veracruz",))
    )
    assert everywhere == there


def test_opening_and_recognising_are_as_frequent_as_they_say() -> None:
    found = list(effects(CustomsInspection(inspected="40 %", recognised="25 %"), MISLABELLED, 8_000))
    assert sum(ruling.delay > 0 for ruling in found) == pytest.approx(3_200, abs=180)
    assert sum(ruling.seized > 0 for ruling in found) == pytest.approx(800, abs=110)


@pytest.mark.parametrize("shipment", [SHIPMENT, MISLABELLED])
def test_guilty_and_innocent_with_the_same_cargo_fare_alike(shipment: Movement) -> None:
    assert_blind_to_guilt(CustomsInspection(inspected="60 %", recognised="60 %"), shipment)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("inspected", "1000 %", "too large"),
        ("takes", "2", "unit"),
        ("ports", "veracruz", "tuple"),
        ("seizes", 1, "not perm"),
    ],
)
def test_what_is_no_inspection_is_refused(field: str, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        CustomsInspection.model_validate({field: value})
