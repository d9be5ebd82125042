from datetime import date

import pytest
from pydantic import ValidationError

from mirrorsim.books.accounts import Country
from mirrorsim.rules.base import FX_PURCHASE, Limit, Movement
from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.units.time import DAY, HOUR
from tests.rules.contexts import Counting, Effect, effect

NEW_YEAR = 31 * DAY - 8 * HOUR
"""China's, in a world that begins on 1 December 2015."""


def ask(
    rule: CapitalFlightCap,
    amount: int,
    *received: tuple[int, int, int],
    time: int = 0,
    account: int = 1,
    holder: str = "person",
) -> Effect:
    movement = Movement(FX_PURCHASE, time, account, amount, -1, holder)
    return effect(movement, rule.decide(movement, Counting(rule, date(2015, 12, 1), Country.CN, received)))


CAP = CapitalFlightCap(per_person="50,000 USD")


def test_the_default_is_fifty_thousand_dollars_a_calendar_year() -> None:
    rule = CapitalFlightCap()
    assert (rule.kind, rule.per_person, rule.every) == ("capital_flight_cap", 5_000_000, "calendar year")
    assert rule.window == "calendar year"
    assert rule.watches == {FX_PURCHASE: (Limit,)}


@pytest.mark.parametrize("amount", [0, 1, 4_999_999, 5_000_000])
def test_a_purchase_up_to_the_quota_is_allowed(amount: int) -> None:
    assert ask(CAP, amount) == Effect(amount)


@pytest.mark.parametrize("amount", [5_000_001, 10**15])
def test_beyond_the_quota_the_bank_sells_what_is_left_and_says_why(amount: int) -> None:
    found = ask(CAP, amount)
    assert found.allowed == 5_000_000
    assert found.reason
    assert (found.seized, found.delay, found.reports) == (0, 0, ())


@pytest.mark.parametrize(
    ("used", "amount", "allowed"),
    [
        (4_000_000, 1_000_000, 1_000_000),
        (4_000_000, 1_000_001, 1_000_000),
        (4_999_999, 5, 1),
        (5_000_000, 1, 0),
        (5_000_000, 0, 0),
        (6_000_000, 1, 0),  # a quota that was lowered after it was used
    ],
)
def test_what_was_bought_before_counts(used: int, amount: int, allowed: int) -> None:
    assert ask(CAP, amount, (0, 1, used // 2), (0, 1, used - used // 2)).allowed == allowed


def test_each_person_has_a_quota_of_their_own() -> None:
    assert ask(CAP, 5_000_000, (0, 2, 5_000_000)).allowed == 5_000_000


def test_a_firm_has_the_same_quota() -> None:
    assert ask(CAP, 6_000_000, holder="firm") == ask(CAP, 6_000_000, holder="person")


def test_the_quota_is_new_at_new_year_in_china() -> None:
    spent = (10, 1, 5_000_000)
    assert ask(CAP, 5_000_000, spent, time=NEW_YEAR - 1).allowed == 0
    assert ask(CAP, 5_000_000, spent, time=NEW_YEAR).allowed == 5_000_000
    assert ask(CAP, 5_000_000, spent, (NEW_YEAR, 1, 1), time=NEW_YEAR + 300 * DAY).allowed == 4_999_999


def test_a_monthly_quota_is_new_each_month() -> None:
    monthly = CapitalFlightCap(per_person="50,000 USD", every="calendar month")
    february = NEW_YEAR + 31 * DAY
    spent = (NEW_YEAR, 1, 5_000_000)
    assert [ask(monthly, 9, spent, time=february + step).allowed for step in (-1, 0)] == [0, 9]
    assert ask(CAP, 9, spent, time=february).allowed == 0


def test_a_quota_of_nothing_forbids_every_purchase() -> None:
    rule = CapitalFlightCap(per_person="0 USD")
    assert [ask(rule, amount).allowed for amount in (0, 1, 10**15)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("per_person", "50,000 CNY", "is in CNY, but this amount is in USD"),
        ("per_person", "-1 USD", "negative"),
        ("per_person", "50,000", "no currency"),
        ("per_person", 5_000_000, "such as 150,000 USD"),
        ("per_person", None, "such as 150,000 USD"),
        ("every", "fortnight", "calendar year"),
        ("kind", "deposit_limit", "capital_flight_cap"),
        ("per_firm", "1 USD", "not permitted"),
    ],
)
def test_what_is_no_quota_is_refused(field: str, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        CapitalFlightCap.model_validate({field: value})


def test_a_rule_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        CapitalFlightCap().per_person = 1  # type: ignore[misc]
