from datetime import date

import pytest
from pydantic import ValidationError

from mirrorsim.books.accounts import Country
from mirrorsim.rules.base import CASH_DEPOSIT, Limit, Movement
from mirrorsim.rules.deposit_limit import DepositLimit
from mirrorsim.units.time import DAY, HOUR
from tests.rules.contexts import Counting, Effect, effect

FEBRUARY = 31 * DAY + 6 * HOUR
"""Mexico's, in a world that begins on 1 January 2016."""


def ask(
    rule: DepositLimit,
    amount: int,
    *received: tuple[int, int, int],
    time: int = 7 * HOUR,
    account: int = 1,
    holder: str = "person",
) -> Effect:
    movement = Movement(CASH_DEPOSIT, time, account, amount, 3, holder)
    return effect(movement, rule.decide(movement, Counting(rule, date(2016, 1, 1), Country.MX, received)))


LIMIT = DepositLimit(per_account="4,000 USD", per_firm="14,000 USD")


def test_the_default_is_by_calendar_month_and_greater_for_firms() -> None:
    rule = DepositLimit()
    assert (rule.kind, rule.per_account, rule.per_firm) == ("deposit_limit", 400_000, 1_400_000)
    assert rule.window == rule.every == "calendar month"
    assert rule.watches == {CASH_DEPOSIT: (Limit,)}


@pytest.mark.parametrize(("holder", "most"), [("person", 400_000), ("firm", 1_400_000)])
def test_exactly_at_just_below_and_above_the_limit(holder: str, most: int) -> None:
    assert ask(LIMIT, most - 1, holder=holder) == Effect(most - 1)
    assert ask(LIMIT, most, holder=holder) == Effect(most)
    above = ask(LIMIT, most + 1, holder=holder)
    assert above.allowed == most
    assert above.reason
    assert (above.seized, above.delay, above.reports) == (0, 0, ())


@pytest.mark.parametrize(
    ("holder", "used", "amount", "allowed"),
    [
        ("person", 300_000, 100_000, 100_000),
        ("person", 300_000, 100_001, 100_000),
        ("person", 399_999, 5, 1),
        ("person", 400_000, 1, 0),
        ("person", 500_000, 1, 0),
        ("firm", 500_000, 1_000_000, 900_000),
        ("firm", 1_400_000, 1, 0),
    ],
)
def test_what_was_taken_before_counts(holder: str, used: int, amount: int, allowed: int) -> None:
    start = 7 * HOUR
    received = ((start, 1, used // 3), (start, 1, used - used // 3))
    assert ask(LIMIT, amount, *received, holder=holder).allowed == allowed


def test_each_account_has_a_limit_of_its_own() -> None:
    assert ask(LIMIT, 400_000, (7 * HOUR, 2, 400_000)).allowed == 400_000


def test_the_limit_is_new_each_month_at_midnight_in_mexico() -> None:
    full = (7 * HOUR, 1, 400_000)
    assert [ask(LIMIT, 400_000, full, time=FEBRUARY + step).allowed for step in (-1, 0)] == [0, 400_000]
    assert ask(LIMIT, 400_000, full, (FEBRUARY, 1, 1), time=FEBRUARY + 1).allowed == 399_999


def test_what_came_on_the_first_evening_of_december_is_not_januarys() -> None:
    """The world begins at midnight UTC, when it is still 31 December in Mexico."""
    assert ask(LIMIT, 400_000, (6 * HOUR - 1, 1, 400_000), time=6 * HOUR).allowed == 400_000
    assert ask(LIMIT, 400_000, (6 * HOUR, 1, 400_000), time=6 * HOUR).allowed == 0


def test_a_daily_limit_is_new_each_day() -> None:
    daily = DepositLimit(every="calendar day")
    full = (7 * HOUR, 1, 400_000)
    assert [ask(daily, 1, full, time=DAY + 6 * HOUR + step).allowed for step in (-1, 0)] == [0, 1]


@pytest.mark.parametrize(
    ("field", "holder", "other"), [("per_account", "person", "firm"), ("per_firm", "firm", "person")]
)
def test_a_limit_of_nothing_closes_the_channel_for_that_holder_only(field: str, holder: str, other: str) -> None:
    rule = DepositLimit.model_validate({field: "0 USD"})
    assert [ask(rule, amount, holder=holder).allowed for amount in (0, 1, 10**15)] == [0, 0, 0]
    assert ask(rule, 1, holder=other).allowed == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("per_account", "4,000 MXN", "is in MXN, but this amount is in USD"),
        ("per_firm", "14,000 MXN", "is in MXN, but this amount is in USD"),
        ("per_account", "-1 USD", "negative"),
        ("per_firm", "-1 USD", "negative"),
        ("per_account", "4,000", "no currency"),
        ("per_account", 400_000, "such as 150,000 USD"),
        ("every", "calendar week", "calendar month"),
        ("kind", "capital_flight_cap", "deposit_limit"),
        ("per_person", "1 USD", "not permitted"),
    ],
)
def test_what_is_no_limit_is_refused(field: str, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        DepositLimit.model_validate({field: value})


def test_a_rule_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        DepositLimit().per_account = 1  # type: ignore[misc]
