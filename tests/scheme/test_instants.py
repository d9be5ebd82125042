"""Every expiry and window at the tick, in a whole run: the microsecond before, the microsecond itself, the one after."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scheme.instants import (
    AGREED,
    AROUND,
    CHOSEN,
    DAY,
    DELIVERED,
    HANDED_OVER,
    HOUR,
    MET,
    MINUTE,
    MIRRORED,
    SOLD,
    around,
    events,
    result,
    us,
    when,
)

DEARER = {"brokers": {"alfa": {"commission": "3 %"}}}


def test_each_step_falls_on_the_microsecond_that_its_lengths_give() -> None:
    found = events({})
    names = ("agreed", "token", "courier", "handed_over", "swapped", "holds_yuan", "second_swap", "delivered", "closed")
    instants = (AGREED, AGREED, MET, HANDED_OVER, SOLD, CHOSEN, MIRRORED, DELIVERED, DELIVERED)
    assert [when(found, name) for name in names] == [[instant] for instant in instants]


# -- a token ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "name"), around("handed_over", "expired", "expired"))
def test_a_token_is_no_longer_good_at_the_instant_at_which_it_expires(later: int, name: str) -> None:
    """``later``: by how much the cash comes after the token's end."""
    found = events({"handover.token.valid_for": us(HANDED_OVER - AGREED - later), "handover.attempts": "1"})
    assert when(found, name) == [HANDED_OVER]
    assert len(when(found, "handed_over")) + len(when(found, "expired")) == 1


@pytest.mark.parametrize(("later", "name"), around("handed_over", "expired", "expired"))
def test_a_second_token_is_good_from_its_own_issue(later: int, name: str) -> None:
    """What the first attempt has used up of its token's time is not taken off the next one's."""
    lasts = 3 * HOUR + 10 * MINUTE
    # on the first attempt the courier is an hour late; on the second nobody is, when the delay is over
    changes: dict[str, Any] = {
        "handover.token.valid_for": us(lasts - later),
        "handover.again_after": us(HOUR),
        "handover.attempts": "2",
        "handover.meeting.late": "100 %",
        "handover.meeting.late_by": us(HOUR),
        "timeline": [{"name": "on time", "since": "2021-01-02", "change": {"handover": {"meeting": {"late": "0 %"}}}}],
        "clients.cell.first_after": us(DAY - 6 * HOUR),
    }
    found = events(changes)
    issued = when(found, "token")
    assert when(found, "expired")[0] == issued[0] + lasts + HOUR
    assert when(found, name)[-1] == issued[1] + lasts


def test_an_attempt_follows_the_last_after_exactly_the_wait() -> None:
    found = events({"handover.call.unanswered": "100 %", "handover.attempts": "3", "handover.again_after": "30 min"})
    failed = when(found, "unanswered")
    assert when(found, "retry") == when(found, "token")[1:] == [time + 30 * MINUTE for time in failed[:2]]
    assert when(found, "failed") == failed[2:]


# -- patience, credit, commission ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "rounds"), around(2, 2, 3))
def test_a_client_asks_again_while_it_has_waited_less_than_its_patience(more: int, rounds: int) -> None:
    """From its first round without an offer, at 1 h; it asks again each 2 h, so that 4 h are over at the third round."""
    changes = {"brokers.alfa.commission": "20 %", "clients.cell.asks_again_after": "1 h"}
    found = events({**changes, "clients.cell.patience": us(4 * HOUR + more)})
    asked = [HOUR + 2 * HOUR * number for number in range(rounds)]
    assert when(found, "no_offer") == asked
    assert when(found, "gave_up") == [asked[-1] + 2 * HOUR]


@pytest.mark.parametrize(("credit", "name"), [("999.99", "no_room"), ("1000.00", "quote"), ("1000.01", "quote")])
def test_a_broker_may_owe_its_credit_and_no_cent_more(credit: str, name: str) -> None:
    assert when(events({"brokers.alfa.credit": f"{credit} USD", "clients.cell.patience": "0 s"}), name) == [HOUR]


@pytest.mark.parametrize(("most", "name"), [("1.4999", "gave_up"), ("1.5", "agreed"), ("1.5001", "agreed")])
def test_the_dearest_commission_is_still_accepted(most: str, name: str) -> None:
    found = events({"clients.cell.max_commission": f"{most} %", "clients.cell.patience": "0 s"})
    assert len(when(found, name)) == 1


@pytest.mark.parametrize(("later", "name"), around("no_room", "no_room", "quote"))
def test_credit_is_free_when_the_last_pesos_are_delivered_and_who_asks_at_that_instant_was_earlier(
    later: int, name: str
) -> None:
    """What was scheduled earlier comes first: the question of 1 h ago, then the delivery of 1 h ago."""
    changes = {"brokers.alfa.credit": "1000 USD", "clients.cell.batches": "2"}
    found = events({**changes, "clients.cell.every": us(DELIVERED - HOUR + later), "second_mirror.delivery": "1 h"})
    assert DELIVERED + later in when(found, name)


# -- buyers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "taken"), around(10_000, 60_000, 60_000))
def test_an_appetite_is_new_at_the_instant_at_which_its_period_is_over(later: int, taken: int) -> None:
    """A merchant that takes 700 dollars in two days has taken 600 of them; the next 600 come around the end of the period."""
    found = events({
        "buyers.merchants.shop": {"appetite": "700 USD", "every": "2 days"},
        "clients.cell": {"batches": "2", "amount": "600 USD", "every": us(2 * DAY - HANDED_OVER + later)},
    })  # fmt: skip
    buyers = [(one.time, one.amount) for one in found if one.name == "buyer"]
    assert buyers[:2] == [(HANDED_OVER, 60_000), (2 * DAY + later, taken)]


@pytest.mark.parametrize(("later", "name"), around("buyer", "stashed", "stashed"))
def test_a_savers_wish_is_over_at_the_instant_at_which_its_patience_is(later: int, name: str) -> None:
    savers = {"people": "1", "wanted_per_year": "5000 USD", "patience": "2 days", "premium": "3 %"}
    changes: dict[str, Any] = {
        "buyers": {"savers": {"town": savers}},
        "rules": {"capital_flight_cap": {"per_person": "0 USD"}},
        "horizon": "370 days",
    }
    (wished,) = when(events({**changes, "clients.cell.first_after": "371 days"}), "wanted")
    found = events({**changes, "clients.cell.first_after": us(wished + 2 * DAY + later - HANDED_OVER)})
    assert when(found, name) == [wished + 2 * DAY + later]


def test_cash_that_waits_goes_on_at_the_instant_at_which_somebody_wants_it() -> None:
    found = events({"buyers.merchants.shop": {"appetite": "700 USD", "every": "2 days"}, "horizon": "3 days"})
    assert [(one.time, one.amount) for one in found if one.name == "buyer"] == [
        (HANDED_OVER, 70_000),
        (2 * DAY, 30_000),
    ]
    assert when(found, "goes_on") == [2 * DAY]


@pytest.mark.parametrize(("later", "taken"), around(0, 1, 1))
def test_a_peso_broker_takes_what_its_importers_can_begin_with_just_within_its_time(later: int, taken: int) -> None:
    """The first batch, 910 dollars after the fee, keeps importers that use 1,000 dollars a week busy from 1 h on."""
    busy = 910 * 7 * DAY // 1_000
    found = events({
        "brokers.alfa.commission": "20 %",
        "channels": {"bmpe": {"fee": "9 %", "per_week": "1000 USD", "most_ahead": "1 days"}},
        "clients.cell": {"batches": "2", "amount": "1000 USD", "every": us(busy - DAY + later), "patience": "0 s"},
    })  # fmt: skip
    assert len(when(found, "carried_off")) == 1 + taken


# -- couriers -----------------------------------------------------------------------------------------------------------


OPENS, CLOSES = 14 * HOUR, 15 * HOUR
"""06:00 and 07:00 in the US, in winter."""


@pytest.mark.parametrize(
    ("ready", "goes"),
    [
        (OPENS - 1, OPENS),
        (OPENS, OPENS),
        (OPENS + 1, OPENS + 1),
        (CLOSES - 1, CLOSES - 1),
        (CLOSES, OPENS + DAY),
        (CLOSES + 1, OPENS + DAY),
    ],
)
def test_couriers_work_from_the_first_instant_of_their_hours_and_not_at_the_last(ready: int, goes: int) -> None:
    changes = {"transport.hours": "06:00-07:00", "handover.meeting.takes": "0 s"}
    found = events({**changes, "handover.meeting.after": us(ready - 4 * HOUR)})
    assert when(found, "courier") == when(found, "handed_over") == [goes]


@pytest.mark.parametrize(
    ("ends", "hands_over"), [(CLOSES - 1, CLOSES - 1), (CLOSES, OPENS + DAY), (CLOSES + 1, OPENS + DAY)]
)
def test_a_meeting_that_ends_outside_the_hours_ends_when_they_begin_again(ends: int, hands_over: int) -> None:
    changes = {"transport.hours": "06:00-07:00", "handover.meeting.after": us(OPENS - 4 * HOUR)}
    found = events({**changes, "handover.meeting.takes": us(ends - OPENS)})
    assert when(found, "courier") == [OPENS]
    assert when(found, "handed_over") == [hands_over]


@pytest.mark.parametrize("later", AROUND)
def test_a_back_up_goes_to_who_waits_at_the_instant_at_which_it_is_in_place(later: int) -> None:
    found = events({
        "rules": {"interdiction": {"undercover": "100 %", "takes": "30 min"}},
        "brokers.alfa": {"couriers": "1", "backups": {"secondary": {"people": "1", "after": "1 h"}}},
        "clients.cell": {"batches": "2", "amount": "20000 USD", "every": us(HOUR + 10 * MINUTE + later)},
    })  # fmt: skip
    assert when(found, "arrested")[:1] == [HANDED_OVER]
    assert when(found, "replaced")[:1] == [HANDED_OVER + HOUR]
    # the second batch's meeting is at that instant, a microsecond before it, or after it
    assert when(found, "courier") == [MET, HANDED_OVER + HOUR + max(later, 0)]


def test_who_comes_one_at_a_time_comes_so_long_after_the_last_one_is_over() -> None:
    found = events({"clients.cell": {"batches": "2", "amount": "1000 USD", "every": "1 h", "one_at_a_time": "true"}})
    assert when(found, "batch") == [0, DELIVERED + HOUR]


# -- pesos --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "bought"), around(True, False, False))
def test_pesos_that_come_just_within_the_patience_are_waited_for(more: int, bought: bool) -> None:
    """The second deal chooses when the first has taken all pesos; trade brings as many in 10 h."""
    found = events({
        "clients.cell": {"batches": "2", "amount": "1000 USD", "every": "1 h"},
        "goods": {"ports": {"p": {}}},
        "repatriation": {"choose": "by_liquidity", "takes": "1 h", "patience": us(10 * HOUR + more)},
        "providers.trader": {"pesos": "19700 MXN", "replenished": "1970 MXN", "every": "1 h"},
    })  # fmt: skip
    assert when(found, "holds_yuan") == [CHOSEN, CHOSEN + HOUR]
    assert when(found, "bought") == ([CHOSEN + HOUR] if bought else [])


@pytest.mark.parametrize("an_hour", [1_970_00, 1_971_37, 3_33])
def test_who_waits_for_pesos_goes_on_at_the_first_microsecond_at_which_there_are_enough(an_hour: int) -> None:
    """A provider serves from a quarter of its stock on, 4,925 pesos; its stock is empty when the first deal is mirrored."""
    found = events({
        "clients.cell": {"batches": "2", "amount": "1000 USD", "every": "1 h"},
        "providers.trader": {"pesos": "19700 MXN", "replenished": f"{an_hour / 100:.2f} MXN", "every": "1 h"},
        "horizon": "100 days",
    })  # fmt: skip
    first, second, *_ = [one for one in found if one.name == "pesos_found"]
    assert (first.time, first.amount) == (CHOSEN, 19_700_00)
    assert (second.time, second.amount) == (MIRRORED + -(-4_925_00 * HOUR // an_hour), 4_925_00)


# -- dates --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "share"), around(15_000, 30_000, 30_000))
@pytest.mark.parametrize("how", ["timeline", "policies"])
def test_a_change_holds_from_the_first_instant_of_its_date(how: str, later: int, share: int) -> None:
    dated = {"since": "2021-01-02", "change": DEARER}
    change = {"timeline": [{"name": "dearer", **dated}]} if how == "timeline" else {"policies": {"dearer": dated}}
    (quote,) = [
        one for one in events({**change, "clients.cell.first_after": us(DAY - HOUR + later)}) if one.name == "quote"
    ]
    assert (quote.time, quote.detail) == (DAY + later, share)


@pytest.mark.parametrize(("later", "share"), around(30_000, 15_000, 15_000))
def test_a_change_is_over_at_the_first_instant_of_the_day_on_which_it_ends(later: int, share: int) -> None:
    change = {"timeline": [{"name": "dearer", "since": "2021-01-02", "until": "2021-01-03", "change": DEARER}]}
    found = events({**change, "clients.cell.first_after": us(2 * DAY - HOUR + later)})
    assert [(one.time, one.detail) for one in found if one.name == "quote"] == [(2 * DAY + later, share)]


@pytest.mark.parametrize(("more", "times"), around(0, 0, 1))
def test_nothing_happens_at_the_horizon_itself(more: int, times: int) -> None:
    found = events({"horizon": us(DELIVERED + more)})
    assert len(when(found, "delivered")) == len(when(found, "closed")) == times
    assert when(found, "second_swap") == [MIRRORED]


@pytest.mark.parametrize(("later", "collected"), around(1_000, 1_000, 0))
def test_what_happens_at_the_warm_ups_end_is_measured(later: int, collected: int) -> None:
    measures = result({}, warm_up=HANDED_OVER + later).outcomes[0].measures
    assert measures["cash_collected_usd"].value == collected
    assert measures["yuan_moved_usd"].value == 1_000


@pytest.mark.parametrize(("later", "counted"), around(True, True, False))
def test_a_deal_that_is_agreed_at_the_warm_ups_end_is_measured(later: int, counted: bool) -> None:
    measures = result({}, warm_up=AGREED + later).outcomes[0].measures
    assert ("delay_days_mean" in measures) is counted


@pytest.mark.parametrize(("more", "filed"), around(0, 0, 1))
def test_a_report_that_would_be_filed_at_the_horizon_is_not(more: int, filed: int) -> None:
    rule = {"form_8300_above": "500 USD", "form_8300_filed": "100 %", "form_8300_lag": "1 days"}
    found = events({"rules": {"cash_reporting": rule}, "horizon": us(SOLD + DAY + more)})
    assert when(found, "report") == [SOLD + DAY] * filed


# -- holds --------------------------------------------------------------------------------------------------------------


def test_an_inspection_and_a_hold_last_exactly_as_long_as_they_say() -> None:
    goods = {
        "ports": {"p": {"dwell": "1 days"}},
        "purchase": "1 days",
        "voyage": "2 days",
        "sale": {"parts": "1", "every": "1 days"},
    }
    changes = {"goods": goods, "repatriation.choose": "goods"}
    untouched = when(events(changes), "sold")
    assert untouched == [CHOSEN + 5 * DAY]
    inspected = {"customs_inspection": {"inspected": "100 %", "recognised": "0 %", "takes": us(HOUR + 1)}}
    assert when(events({**changes, "rules": inspected}), "sold") == [untouched[0] + HOUR + 1]
    held = {"targeted_order": {"ports": ["p"], "takes": us(DAY + 1)}}
    assert when(events({**changes, "rules": held}), "sold") == [untouched[0] + DAY + 1]
