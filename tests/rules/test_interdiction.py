"""Police: cash is found on those who carry it and where it is stored, and more often the longer it is stored."""

import math

import pytest
from pydantic import ValidationError

from mirrorsim.rules.base import CASH_CARRIED, CASH_STORED, Delay, Movement, Seize
from mirrorsim.rules.interdiction import Interdiction
from mirrorsim.units.time import DAY, MINUTE
from tests.rules.contexts import Effect, assert_blind_to_guilt, effect, effects, in_force

ENOUGH = 1_000_000
CARRIED = Movement(CASH_CARRIED, 0, 1, ENOUGH, 3)
COURIER = CARRIED._replace(irregular=True)
STORED = Movement(CASH_STORED, 0, 1, ENOUGH, 3)


def ask(movement: Movement, **parameters: object) -> Effect:
    rule = Interdiction.model_validate(parameters)
    return effect(movement, rule.decide(movement, in_force(rule)))


def days_until_found(share: str, many: int = 20_000) -> list[float]:
    return [ruling.delay / DAY for ruling in effects(Interdiction(found_per_day=share), STORED, many)]


def test_it_watches_cash_carried_and_stored_and_counts_nothing() -> None:
    rule = Interdiction()
    assert (rule.kind, rule.watches, rule.window) == (
        "interdiction",
        {CASH_CARRIED: (Seize, Delay), CASH_STORED: (Seize,)},
        None,
    )
    assert (rule.stopped, rule.undercover, rule.found_per_day) == (2_000, 0, 500)
    assert (rule.from_amount, rule.takes) == (ENOUGH, 30 * MINUTE)


@pytest.mark.parametrize("movement", [CARRIED, COURIER])
def test_who_is_not_stopped_goes_on(movement: Movement) -> None:
    assert ask(movement, stopped="0 %") == Effect(ENOUGH)


@pytest.mark.parametrize(("amount", "seized"), [(ENOUGH - 1, 0), (ENOUGH, ENOUGH), (ENOUGH + 1, ENOUGH + 1)])
def test_a_courier_who_is_stopped_loses_what_it_cannot_explain(amount: int, seized: int) -> None:
    ruling = ask(COURIER._replace(amount=amount), stopped="100 %")
    assert (ruling.allowed, ruling.seized) == (amount - seized, seized)
    assert bool(ruling.reason) is bool(seized)
    assert ruling.delay == (0 if seized else 30 * MINUTE)


@pytest.mark.parametrize("amount", [0, ENOUGH - 1, ENOUGH, 10**12])
def test_somebody_with_an_explanation_is_held_up_and_keeps_it(amount: int) -> None:
    assert ask(CARRIED._replace(amount=amount), stopped="100 %") == Effect(amount, delay=30 * MINUTE)


def test_an_undercover_courier_keeps_whatever_it_is_given() -> None:
    for amount in (1, ENOUGH - 1, ENOUGH):
        ruling = ask(COURIER._replace(amount=amount), undercover="100 %", stopped="0 %")
        assert (ruling.allowed, ruling.seized) == (0, amount)


def test_no_contextr_plays_courier_for_honest_people() -> None:
    assert ask(CARRIED, undercover="100 %", stopped="0 %") == Effect(ENOUGH)


def test_stops_and_contextrs_are_as_frequent_as_they_say() -> None:
    rule = Interdiction(stopped="10 %", undercover="20 %")
    assert sum(ruling.delay > 0 for ruling in effects(rule, CARRIED, 5_000)) == pytest.approx(500, abs=85)
    assert sum(ruling.seized > 0 for ruling in effects(rule, COURIER, 5_000)) == pytest.approx(1_400, abs=130)


def test_stored_cash_is_taken_whole_once_it_is_found() -> None:
    ruling = ask(STORED, found_per_day="1 %")
    assert (ruling.allowed, ruling.seized) == (0, ENOUGH)
    assert ruling.delay > 0
    assert ask(STORED, found_per_day="0 %") == Effect(ENOUGH)


def test_what_is_certain_to_be_found_is_found_at_once() -> None:
    assert ask(STORED, found_per_day="100 %")._replace(reason="") == Effect(0, seized=ENOUGH)


@pytest.mark.parametrize(("share", "chance"), [("1 %", 0.01), ("5 %", 0.05), ("0.05 %", 0.0005)])
def test_the_mean_time_is_that_of_the_daily_chance(share: str, chance: float) -> None:
    found = days_until_found(share)
    assert sum(found) / len(found) == pytest.approx(-1 / math.log1p(-chance), rel=0.03)
    assert sum(found) / len(found) == pytest.approx(1 / chance, rel=0.06)


@pytest.mark.parametrize("age", [0, 7, 60])
def test_a_day_more_is_as_dangerous_however_long_the_cash_has_lain(age: int) -> None:
    survived = [days for days in days_until_found("2 %", 40_000) if days >= age]
    within_a_day = sum(days < age + 1 for days in survived) / len(survived)
    assert within_a_day == pytest.approx(0.02, abs=5 * math.sqrt(0.02 / len(survived)))


def test_cash_stored_longer_is_found_more_often() -> None:
    found = days_until_found("0.5 %", 5_000)
    shares = [sum(days < stay for days in found) / len(found) for stay in (1, 10, 100, 1000)]
    assert shares == sorted(shares)
    assert shares == pytest.approx([1 - 0.995**stay for stay in (1, 10, 100, 1000)], abs=0.03)


def test_a_sharper_eye_finds_each_store_sooner() -> None:
    assert all(
        sharp <= dull for sharp, dull in zip(days_until_found("2 %", 500), days_until_found("1 %", 500), strict=True)
    )


def test_the_time_of_the_smallest_chance_still_fits_the_clock() -> None:
    assert all(0 <= ruling.delay <= 2**60 for ruling in effects(Interdiction(found_per_day="0.0001 %"), STORED, 2_000))


@pytest.mark.parametrize("movement", [CARRIED, COURIER, STORED, COURIER._replace(amount=ENOUGH - 1)])
def test_guilty_and_innocent_with_the_same_cash_fare_alike(movement: Movement) -> None:
    assert_blind_to_guilt(Interdiction(stopped="50 %", undercover="30 %", found_per_day="10 %"), movement)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("stopped", "-1 %", "negative"),
        ("from_amount", "10,000", "no currency"),
        ("takes", "soon", "duration"),
        ("arrests", True, "not permitted"),
    ],
)
def test_what_is_no_interdiction_is_refused(field: str, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Interdiction.model_validate({field: value})
