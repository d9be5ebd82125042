"""Chinese accounts: payments above a period's threshold are all reported, and some of them are frozen."""

import pytest
from pydantic import ValidationError

from mirrorsim.books.accounts import Country
from mirrorsim.rules.base import YUAN_TRANSFER, Movement, Report, Seize
from mirrorsim.rules.transfer_monitoring import TransferMonitoring
from mirrorsim.units.time import DAY, HOUR
from tests.rules.contexts import Effect, assert_blind_to_guilt, effect, in_force

LIMIT = 50_000_000
FEBRUARY = 31 * DAY - 8 * HOUR
"""China's, in a world that begins on 1 January 2016."""
ALWAYS, NEVER = TransferMonitoring(frozen="100 %"), TransferMonitoring(frozen="0 %")


def ask(
    rule: TransferMonitoring,
    amount: int,
    *received: tuple[int, int, int],
    time: int = 0,
    account: int = 1,
    **facts: object,
) -> Effect:
    movement = Movement(YUAN_TRANSFER, time, account, amount, 3)._replace(**facts)
    return effect(movement, rule.decide(movement, in_force(rule, *received, country=Country.CN)))


def reported(amount: int) -> Effect:
    return Effect(amount, reports=(Report("large_transfer", 10 * DAY, amount),))


def frozen(amount: int) -> Effect:
    return reported(amount)._replace(allowed=0, seized=amount)


def test_the_default_is_half_a_million_yuan_a_month() -> None:
    rule = TransferMonitoring()
    assert (rule.kind, rule.watches, rule.window) == (
        "transfer_monitoring",
        {YUAN_TRANSFER: (Seize,)},
        "calendar month",
    )
    assert (rule.threshold, rule.frozen, rule.report_lag) == (LIMIT, 5_000, 10 * DAY)


@pytest.mark.parametrize("amount", [0, 1, LIMIT - 1, LIMIT])
def test_up_to_the_threshold_nothing_is_reported(amount: int) -> None:
    for rule in (ALWAYS, NEVER):
        assert ask(rule, amount) == Effect(amount)


@pytest.mark.parametrize("amount", [LIMIT + 1, 10**15])
def test_above_it_every_payment_is_reported_and_may_be_frozen_as_a_whole(amount: int) -> None:
    assert ask(ALWAYS, amount)._replace(reason="") == frozen(amount)
    assert ask(NEVER, amount) == reported(amount)


@pytest.mark.parametrize(
    ("before", "amount", "above"),
    [(LIMIT - 1, 1, False), (LIMIT - 1, 2, True), (LIMIT, 0, False), (LIMIT, 1, True), (2 * LIMIT, 1, True)],
)
def test_receipts_of_the_period_are_added_up(before: int, amount: int, above: bool) -> None:
    earlier = ((0, 1, before // 2), (0, 1, before - before // 2))
    assert bool(ask(ALWAYS, amount, *earlier).seized) is above
    assert bool(ask(NEVER, amount, *earlier).reports) is above


def test_accounts_are_added_up_one_by_one() -> None:
    assert ask(ALWAYS, LIMIT, (0, 2, LIMIT)) == Effect(LIMIT)
    assert ask(ALWAYS, LIMIT, (0, 2, LIMIT), account=2).seized == LIMIT


def test_a_new_month_begins_at_midnight_in_china() -> None:
    before = (10, 1, LIMIT)
    assert [ask(ALWAYS, LIMIT, before, time=FEBRUARY + step).seized for step in (-1, 0)] == [LIMIT, 0]


def test_the_period_is_the_rules_own() -> None:
    by_year, by_day = (TransferMonitoring(frozen="100 %", every=every) for every in ("calendar year", "calendar day"))
    assert ask(by_year, LIMIT, (10, 1, LIMIT), time=FEBRUARY).seized == LIMIT
    assert ask(by_day, LIMIT, (10, 1, LIMIT), time=2 * DAY).seized == 0


def test_freezing_is_as_frequent_as_it_says() -> None:
    rule = TransferMonitoring(frozen="15 %")
    context = in_force(rule, country=Country.CN)
    payments = (Movement(YUAN_TRANSFER, 0, 1, LIMIT + 1, 3, entity=number) for number in range(6_000))
    assert sum(effect(payment, rule.decide(payment, context)).seized > 0 for payment in payments) == pytest.approx(
        900, abs=110
    )


def test_every_payment_above_is_reported_frozen_or_not() -> None:
    rule = TransferMonitoring(frozen="15 %", report_lag="3 days")
    context = in_force(rule, country=Country.CN)
    answers = [
        rule.decide(Movement(YUAN_TRANSFER, 0, 1, LIMIT + 1, 3, entity=number), context).reports
        for number in range(200)
    ]
    assert set(answers) == {(Report("large_transfer", 3 * DAY, LIMIT + 1),)}


def test_each_payment_of_a_deal_has_a_draw_of_its_own() -> None:
    rule = TransferMonitoring(frozen="50 %")
    context = in_force(rule, country=Country.CN)
    payments = (Movement(YUAN_TRANSFER, 0, 1, LIMIT + 1, 3, entity=3, turn=turn) for turn in range(50))
    assert len({effect(payment, rule.decide(payment, context)).seized for payment in payments}) == 2


@pytest.mark.parametrize("facts", [{}, {"holder": "firm"}, {"irregular": True}, {"place": "veracruz"}])
def test_only_turnover_counts(facts: dict[str, object]) -> None:
    for amount in (LIMIT, LIMIT + 1):
        assert ask(ALWAYS, amount, **facts) == ask(ALWAYS, amount)


@pytest.mark.parametrize("amount", [LIMIT, LIMIT + 1])
def test_guilty_and_innocent_with_the_same_turnover_fare_alike(amount: int) -> None:
    assert_blind_to_guilt(TransferMonitoring(frozen="50 %"), Movement(YUAN_TRANSFER, 0, 1, amount, 3))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("threshold", "500,000 USD", "is in USD, but this amount is in CNY"),
        ("every", "calendar week", "calendar day"),
        ("frozen", "0.5", "no sign"),
        ("limit", "1 CNY", "not permitted"),
    ],
)
def test_what_is_no_monitoring_is_refused(field: str, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        TransferMonitoring.model_validate({field: value})
