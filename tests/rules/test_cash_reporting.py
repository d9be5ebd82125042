"""Reports on cash: they stop nothing, and they are filed on whoever passes a threshold."""

import pytest
from pydantic import ValidationError

from mirrorsim.rules.base import BANK_DEPOSIT, CASH_RECEIVED, Movement, Report
from mirrorsim.rules.cash_reporting import CashReporting
from mirrorsim.units.time import DAY, HOUR
from tests.rules.contexts import Effect, assert_blind_to_guilt, effect, effects, in_force

LIMIT = 1_000_000
NOON = 20 * HOUR
"""In Los Angeles, on 1 January."""
MIDNIGHT = DAY + 8 * HOUR
"""There, at the end of that day."""
QUIET = CashReporting(sar_chance="0 %", structuring_chance="0 %", form_8300_filed="0 %")
ALERT = CashReporting(sar_chance="100 %", structuring_chance="100 %", form_8300_filed="100 %")
SHARP = CashReporting(sar_chance="0 %", structuring_chance="100 %", form_8300_filed="0 %")
"""A bank that suspects nothing but cash kept below the threshold."""


def deposit(
    rule: CashReporting, amount: int, *received: tuple[int, int, int], time: int = NOON, account: int = 1
) -> Effect:
    movement = Movement(BANK_DEPOSIT, time, account, amount, 3)
    return effect(movement, rule.decide(movement, in_force(rule, *received)))


def payment(rule: CashReporting, amount: int, holder: str = "firm") -> Effect:
    movement = Movement(CASH_RECEIVED, NOON, 1, amount, 3, holder)
    return effect(movement, rule.decide(movement, in_force(rule)))


def filed(ruling: Effect) -> list[str]:
    return [report.kind for report in ruling.reports]


def test_the_defaults_are_the_laws_thresholds() -> None:
    rule = CashReporting()
    assert (rule.kind, rule.window, rule.watches) == (
        "cash_reporting",
        "calendar day",
        {BANK_DEPOSIT: (), CASH_RECEIVED: ()},
    )
    assert (rule.ctr_above, rule.form_8300_above, rule.sar_from) == (LIMIT, LIMIT, 500_000)
    assert (rule.ctr_lag, rule.form_8300_lag, rule.sar_lag) == (15 * DAY, 15 * DAY, 30 * DAY)


@pytest.mark.parametrize("rule", [QUIET, ALERT])
@pytest.mark.parametrize("amount", [0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 10**12])
def test_nothing_is_stopped_held_up_or_taken(rule: CashReporting, amount: int) -> None:
    for ruling in (deposit(rule, amount), payment(rule, amount)):
        assert ruling._replace(reports=()) == Effect(amount)


@pytest.mark.parametrize(("amount", "reports"), [(LIMIT - 1, 0), (LIMIT, 0), (LIMIT + 1, 1), (10 * LIMIT, 1)])
def test_a_bank_reports_cash_above_the_threshold(amount: int, reports: int) -> None:
    assert deposit(QUIET, amount).reports == (Report("ctr", 15 * DAY, amount),) * reports


def test_a_days_cash_is_added_up_and_reported_once() -> None:
    third = 400_000
    earlier = [(NOON, 1, third)] * 2
    assert deposit(QUIET, third, *earlier[:1]).reports == ()
    assert deposit(QUIET, third, *earlier).reports == (Report("ctr", 15 * DAY, 3 * third),)
    assert deposit(QUIET, third, *earlier, (NOON, 1, third)).reports == ()
    assert deposit(QUIET, 10 * LIMIT, (NOON, 1, LIMIT + 1)).reports == ()


@pytest.mark.parametrize(("before", "amount", "reports"), [(LIMIT, 1, 1), (LIMIT - 1, 1, 0), (LIMIT - 1, 2, 1)])
def test_it_is_the_sum_that_must_pass_the_threshold(before: int, amount: int, reports: int) -> None:
    assert len(deposit(QUIET, amount, (NOON, 1, before)).reports) == reports


def test_a_new_day_begins_at_midnight_in_the_us() -> None:
    before = (NOON, 1, LIMIT)
    assert filed(deposit(QUIET, LIMIT, before, time=MIDNIGHT - 1)) == ["ctr"]
    assert filed(deposit(QUIET, LIMIT, before, time=MIDNIGHT)) == []


def test_each_customer_is_added_up_alone() -> None:
    assert filed(deposit(QUIET, LIMIT, (NOON, 2, LIMIT))) == []
    assert filed(deposit(QUIET, LIMIT, (NOON, 2, LIMIT), account=2)) == ["ctr"]


@pytest.mark.parametrize(("amount", "kinds"), [(499_999, []), (500_000, ["sar"]), (LIMIT + 1, ["ctr", "sar"])])
def test_suspicion_is_reported_from_its_own_threshold(amount: int, kinds: list[str]) -> None:
    ruling = deposit(ALERT, amount)
    assert filed(ruling) == kinds
    assert all(report.lag == 30 * DAY and report.amount == amount for report in ruling.reports if report.kind == "sar")


@pytest.mark.parametrize(
    ("earlier", "amount", "suspected"),
    [
        ((250_000,), 249_999, False),
        ((250_000,), 250_000, True),
        ((499_999,), 1, True),
        ((500_000,), 100_000, False),  # looked at already
        ((300_000, 300_000), 300_000, False),
    ],
)
def test_suspicion_is_of_a_days_cash_and_asked_once(earlier: tuple[int, ...], amount: int, suspected: bool) -> None:
    rule = CashReporting(sar_chance="100 %", structuring_chance="0 %")
    ruling = deposit(rule, amount, *((NOON, 1, one) for one in earlier))
    assert ruling.reports == (Report("sar", 30 * DAY, sum(earlier) + amount),) * suspected


@pytest.mark.parametrize(
    ("earlier", "amount", "suspected"),
    [
        ((), 799_999, False),
        ((), 800_000, True),
        ((), LIMIT, True),
        ((), LIMIT + 1, False),  # that day has its report
        ((400_000,), 399_999, False),
        ((400_000,), 400_000, True),
        ((300_000, 300_000), 300_000, True),
        ((800_000,), 100_000, False),  # looked at already
        ((400_000,), 700_000, False),
    ],
)
def test_a_days_cash_just_below_the_threshold_is_suspected(
    earlier: tuple[int, ...], amount: int, suspected: bool
) -> None:
    ruling = deposit(SHARP, amount, *((NOON, 1, one) for one in earlier))
    assert [report for report in ruling.reports if report.kind == "sar"] == [
        Report("sar", 30 * DAY, sum(earlier) + amount)
    ] * suspected


def test_yesterdays_cash_and_other_customers_are_not_added_up() -> None:
    before = (NOON, 1, 700_000)
    assert filed(deposit(SHARP, 200_000, before)) == ["sar"]
    assert filed(deposit(SHARP, 200_000, before, time=MIDNIGHT)) == []
    assert filed(deposit(SHARP, 200_000, before, account=2)) == []


@pytest.mark.parametrize(("share", "from_amount"), [("80 %", 800_000), ("95 %", 950_000), ("100 %", LIMIT)])
def test_what_is_just_below_is_a_key(share: str, from_amount: int) -> None:
    rule = CashReporting(sar_chance="0 %", structuring_chance="100 %", just_below=share)
    assert [filed(deposit(rule, from_amount - less)) for less in (0, 1)] == [["sar"], []]


@pytest.mark.parametrize(
    ("limit", "amount", "suspected"), [("3,000 USD", 290_000, False), ("6,000 USD", 500_000, True)]
)
def test_what_is_just_below_moves_with_the_threshold_but_not_below_that_of_suspicion(
    limit: str, amount: int, suspected: bool
) -> None:
    rule = CashReporting(ctr_above=limit, sar_chance="0 %", structuring_chance="100 %")
    assert filed(deposit(rule, amount)) == ["sar"] * suspected
    assert filed(deposit(rule, amount - 10_001)) == []


def test_one_deposit_brings_one_report_of_suspicion() -> None:
    assert filed(deposit(ALERT, 900_000)) == ["sar"]


def test_keeping_below_is_suspected_as_often_as_it_says() -> None:
    rule = CashReporting(sar_chance="0 %", structuring_chance="20 %")
    deposits = effects(rule, Movement(BANK_DEPOSIT, NOON, 1, 900_000, 3), 5_000)
    assert len([one for one in deposits if one.reports]) == pytest.approx(1_000, abs=120)


def test_suspicion_is_as_frequent_as_it_says() -> None:
    rule = CashReporting(sar_chance="20 %")
    found = [ruling for ruling in effects(rule, Movement(BANK_DEPOSIT, NOON, 1, 500_000, 3), 5_000) if ruling.reports]
    assert len(found) == pytest.approx(1_000, abs=120)


@pytest.mark.parametrize(("amount", "reports"), [(LIMIT - 1, 0), (LIMIT, 0), (LIMIT + 1, 1)])
def test_a_firm_that_is_paid_in_cash_files_form_8300(amount: int, reports: int) -> None:
    assert payment(ALERT, amount).reports == (Report("form_8300", 15 * DAY, amount),) * reports


def test_some_firms_never_file() -> None:
    assert payment(QUIET, 10 * LIMIT).reports == ()


def test_a_person_who_is_paid_in_cash_is_no_trade() -> None:
    assert payment(ALERT, 10 * LIMIT, "person").reports == ()


def test_lags_are_the_rules_own() -> None:
    rule = CashReporting(
        ctr_lag="2 days", sar_lag="3 days", form_8300_lag="4 days", sar_chance="100 %", form_8300_filed="100 %"
    )
    lags = [report.lag for ruling in (deposit(rule, LIMIT + 1), payment(rule, LIMIT + 1)) for report in ruling.reports]
    assert lags == [2 * DAY, 3 * DAY, 4 * DAY]


@pytest.mark.parametrize("amount", [300_000, 700_000, LIMIT, LIMIT + 1])
@pytest.mark.parametrize("holder", ["person", "firm"])
@pytest.mark.parametrize("what", [BANK_DEPOSIT, CASH_RECEIVED])
def test_guilty_and_innocent_are_reported_alike(what: str, holder: str, amount: int) -> None:
    rule = CashReporting(sar_chance="50 %", form_8300_filed="50 %")
    assert_blind_to_guilt(rule, Movement(what, NOON, 1, amount, 3, holder), 400, (NOON, 1, 300_000))


def test_papers_change_nothing() -> None:
    plain = Movement(BANK_DEPOSIT, NOON, 1, LIMIT + 1, 3)
    context = in_force(ALERT)
    assert ALERT.decide(plain._replace(irregular=True), context) == ALERT.decide(plain, context)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("ctr_above", "10,000 MXN", "is in MXN, but this amount is in USD"),
        ("sar_chance", "101 %", "too large"),
        ("ctr_lag", "15", "unit"),
        ("sar_above", "1 USD", "not permitted"),
    ],
)
def test_what_is_no_reporting_rule_is_refused(field: str, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        CashReporting.model_validate({field: value})


@pytest.mark.parametrize(("amount", "reports"), [(LIMIT, 0), (LIMIT + 1, 1), (2 * LIMIT - 1, 1), (2 * LIMIT, 2)])
def test_a_bank_reports_above_the_threshold_where_it_suspects_only_far_above_it(amount: int, reports: int) -> None:
    rule = CashReporting(sar_from="20,000 USD", sar_chance="100 %", structuring_chance="100 %")
    found = deposit(rule, amount).reports
    assert [report.kind for report in found] == ["ctr", "sar"][:reports]
