"""Other channels than the mirror, and how a batch of cash finds its own."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest

from mirrorsim.books.accounts import Country
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.scheme import events
from mirrorsim.scheme.transactions import AGREEMENT
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, HOUR, WEEK
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import SOURCES, legs, local, measured, network, of_network, simulated, told, wired
from tests.helpers.worlds import (
    assert_closes_at_every_instant,
    assert_sound,
    cents,
    closes,
    crossings,
    factbox,
    held,
    parts,
    world,
)

ALL = cents("150,000 USD")
NO_ROOM = {"none": {"commission": "1.5 %", "credit": "0 USD"}}
"""A broker who can take nothing on."""
BULK = {"fee": "4 %", "carry": "5 days", "people": 3, "firms": 1, "per_visit": "3,000 USD", "visits_per_day": 10}
SLOWLY = {"client": {"batches": 4, "every": "10 days", "amount": "150,000 USD"}}


def by_channels(channels: dict[str, Any], *settings: str, **sections: Any) -> RecordedReplication:
    """A world in which no broker has room, so that these channels are all there is."""
    return world(*settings, **({"brokers": NO_ROOM, "channels": channels} | sections))


def deposits(record: RecordedReplication) -> list[tuple[int, str, int]]:
    """Time, owner and cents of each deposit of the scheme's, from the journal."""
    return [(time, owner, amount) for time, _, _, owner, amount in legs(record, "cash_deposit", "deposit")]


def by_month(record: RecordedReplication) -> dict[tuple[str, int, int], int]:
    """What each account took in each month of Mexico's."""
    found: dict[tuple[str, int, int], int] = defaultdict(int)
    for time, owner, amount in deposits(record):
        moment = local(record, time, Country.MX)
        found[owner, moment.year, moment.month] += amount
    return found


def role(owner: str) -> str:
    return owner.split(".")[1].split("-")[0]


# -- bulk cash ----------------------------------------------------------------------------------------------------------


def test_bulk_cash_goes_over_the_border_into_accounts_and_comes_out_as_pesos() -> None:
    record = by_channels({"bulk_cash": BULK})
    carried = ALL - ALL * 4 // 100
    assert crossings(record) == {"crossing"}
    assert [leg[4] for leg in legs(record, "crossing", "cash")] == [carried]
    assert sum(amount for _, _, amount in deposits(record)) == carried
    assert held(record, "client.client", Asset.MXN) == int(carried * record.scenario.rates.MXN)
    assert held(record, "carrier.bulk_cash", Asset.USD) == 0
    assert parts(record) == {"pledged": ALL, "commission": ALL - carried, "delivered": carried}
    assert measured(record)["channel_share.bulk_cash"] == 1
    assert_closes_at_every_instant(record)


def test_in_a_network_with_every_channel_only_cash_and_cargo_cross_a_border() -> None:
    assert crossings(of_network("channels.bulk_cash.fee=0.5 %")) == {"crossing", "loading", "landing"}


def test_without_a_rule_banks_take_so_much_a_visit_and_so_many_visits_a_day() -> None:
    record = by_channels({"bulk_cash": BULK})
    by_day: dict[int, list[int]] = defaultdict(list)
    for time, _, amount in deposits(record):
        by_day[time].append(amount)
    days = sorted(by_day)
    assert [later - day for day, later in pairwise(days)] == [DAY] * 4
    assert [len(by_day[day]) for day in days] == [10, 10, 10, 10, 8]
    assert {amount for amounts in by_day.values() for amount in amounts} == {300_000}
    assert days[0] == told(record, events.CROSSED)[0]["time"]


def test_visits_go_round_all_accounts() -> None:
    visited = [owner for _, owner, _ in deposits(by_channels({"bulk_cash": BULK}))]
    ring = ["depositor.person-1", "depositor.person-2", "depositor.person-3", "depositor.firm-4"]
    assert visited == (ring * 12)


@pytest.mark.parametrize(("person", "firm"), [(4_000, 14_000), (1_000, 14_000), (5_000, 2_500), (0, 9_000)])
@pytest.mark.parametrize("every", ["calendar month", "calendar day"])
def test_no_account_takes_more_than_the_limit_of_its_kind_in_a_period(person: int, firm: int, every: str) -> None:
    limit = {"per_account": f"{person} USD", "per_firm": f"{firm} USD", "every": every}
    record = by_channels({"bulk_cash": BULK}, clients=SLOWLY, rules={"deposit_limit": limit})
    taken: dict[tuple[str, Any], int] = defaultdict(int)
    for time, owner, amount in deposits(record):
        moment = local(record, time, Country.MX)
        taken[owner, (moment.year, moment.month) if every == "calendar month" else moment.date()] += amount
    limits = {"person": person * 100, "firm": firm * 100}
    assert taken
    assert all(0 < amount <= limits[role(owner)] for (owner, _), amount in taken.items())
    full = {role(owner) for (owner, _), amount in taken.items() if amount == limits[role(owner)]}
    # ten visits of 3,000 a day to four accounts cannot fill an account with more than 9,000
    assert full >= {kind for kind, most in limits.items() if 0 < most <= 900_000}
    assert_sound_with_cash(record)


def assert_sound_with_cash(record: RecordedReplication) -> None:
    assert record.audit.findings == []
    assert record.audit.balanced
    assert closes(parts(record))
    assert crossings(record) <= {"crossing"}


def test_in_the_network_no_account_takes_more_than_the_limit_in_a_month() -> None:
    record = of_network("channels.bulk_cash={fee: 0.1 %, feared_loss: 0 %, people: 5, firms: 2, visits_per_day: 30}")
    taken = by_month(record)
    assert len({(year, month) for _, year, month in taken}) > 6
    assert max(amount for (owner, _, _), amount in taken.items() if role(owner) == "person") == 400_000
    assert max(amount for (owner, _, _), amount in taken.items() if role(owner) == "firm") == 1_400_000


def test_what_waits_for_a_limit_is_paid_in_when_the_month_is_new() -> None:
    limit = {"deposit_limit": {"per_account": "4,000 USD", "per_firm": "14,000 USD"}}
    record = by_channels({"bulk_cash": BULK}, rules=limit)
    moments = [local(record, time, Country.MX) for time, _, _ in deposits(record)]
    assert {moment.month for moment in moments} == {12, 1, 2, 3, 4, 5}
    later = [moment for moment in moments if moment.year == 2021]
    assert {(moment.day, moment.hour) for moment in later} == {(1, 0), (2, 0)}  # eleven visits, ten of them on a day
    # 26,000 a month, and the rest in the sixth
    by_months = [sum(a for (_, _, one), a in by_month(record).items() if one == month) for month in (12, 1, 2, 3, 4, 5)]
    assert by_months == [2_600_000] * 5 + [14_400_000 - 5 * 2_600_000]


def test_cash_found_at_the_border_goes_to_the_state_and_nothing_is_delivered() -> None:
    record = by_channels({"bulk_cash": BULK}, rules={"border_inspection": {"inspected": "100 %"}})
    carried = ALL - ALL * 4 // 100
    assert held(record, "state", Asset.USD, Country.US) == carried
    assert crossings(record) == set()
    assert parts(record) == {"pledged": ALL, "commission": ALL - carried, "seized": carried}
    assert [event["amount"] for event in told(record, events.BORDER_TOOK)] == [carried]
    assert_sound(record)


@pytest.mark.parametrize(("amount", "taken"), [("10,416.66 USD", 0), ("10,416.68 USD", 1)])
def test_cash_that_need_not_be_declared_is_only_held_up(amount: str, taken: int) -> None:
    """The carriers keep 4 %: 10,000 USD and less are left, or a cent more."""
    sections = {"clients": {"client": {"batches": 1, "amount": amount}}}
    held_up = by_channels({"bulk_cash": BULK}, rules={"border_inspection": {"inspected": "100 %"}}, **sections)
    passed = by_channels({"bulk_cash": BULK}, **sections)
    assert len(told(held_up, events.BORDER_TOOK)) == taken
    if not taken:
        assert told(held_up, events.CROSSED)[0]["time"] - told(passed, events.CROSSED)[0]["time"] == HOUR


def test_a_channel_takes_no_more_than_may_wait() -> None:
    bulk = BULK | {"most_waiting": "300,000 USD"}
    record = by_channels({"bulk_cash": bulk}, rules={"deposit_limit": {"per_account": "0 USD", "per_firm": "0 USD"}},
                         clients={"client": {"batches": 4, "every": "1 h", "amount": "150,000 USD"}})  # fmt: skip
    assert len(told(record, events.CARRIED_OFF)) == 2
    assert len(told(record, events.GAVE_UP)) == 2


# -- the traditional peso broker ----------------------------------------------------------------------------------------

BMPE = {"fee": "9 %", "takes": "10 days", "per_week": "500,000 USD"}


def test_the_peso_broker_takes_its_time_and_moves_no_money_over_a_border() -> None:
    record = by_channels({"bmpe": BMPE})
    (taken,), (paid,) = told(record, events.CARRIED_OFF), told(record, events.DELIVERED)
    assert paid["time"] - taken["time"] == 10 * DAY
    assert paid["detail"] == ALL * 91 // 100
    assert held(record, "client.client", Asset.MXN) == int(ALL * 91 // 100 * record.scenario.rates.MXN)
    assert crossings(record) == set()
    assert measured(record)["channel_share.bmpe"] == 1
    assert_closes_at_every_instant(record)
    assert_sound(record)


def test_its_importers_can_use_so_much_a_week_and_the_rest_waits() -> None:
    at_once = {"client": {"batches": 4, "every": "1 h", "amount": "150,000 USD"}}
    record = by_channels({"bmpe": BMPE | {"per_week": "136,500 USD"}}, clients=at_once)  # a batch a week, less the fee
    begun = told(record, events.CARRIED_OFF)[0]["time"]
    paid = [event["time"] - begun for event in told(record, events.DELIVERED)]
    assert paid == [10 * DAY + week * WEEK for week in range(4)]


def test_it_takes_nothing_that_it_could_not_begin_to_use_within_four_weeks() -> None:
    at_once = {"client": {"batches": 9, "every": "1 h", "amount": "150,000 USD", "patience": "5 days"}}
    record = by_channels({"bmpe": BMPE | {"per_week": "136,500 USD"}}, clients=at_once)
    assert len(told(record, events.CARRIED_OFF)) == 5
    assert len(told(record, events.GAVE_UP)) == 4
    assert held(record, "client.client", Asset.USD) == 4 * ALL


# -- which channel ------------------------------------------------------------------------------------------------------

BOTH = {"bulk_cash": BULK | {"feared_loss": "0.5 %"}, "bmpe": {"fee": "9 %", "takes": "2 days", "feared_loss": "0.5 %"}}
"""A batch of 150,000 costs 4 % + 10 days at 0.3 % + 0.5 % = 7.5 % in bulk, 9 % + 0.6 % + 0.5 % = 10.1 % at the exchange."""


def taken_by(commission: str, channels: dict[str, Any] = BOTH, **client: str) -> str:
    """Who takes a batch when a broker asks for this; the broker is thought to take 3 days, 0.9 %, and bears the rest."""
    brokers = {"broker": {"commission": commission}}
    clients = {"client": {"batches": 1, "amount": "150,000 USD", **client}}
    (agreed,) = told(world(brokers=brokers, channels=channels, clients=clients), events.AGREED)
    return str(agreed["party"])


@pytest.mark.parametrize(
    ("commission", "channels", "client", "taken"),
    [
        ("6.59 %", BOTH, {}, "broker.broker"),
        ("6.61 %", BOTH, {}, "channel.bulk_cash"),
        ("6.61 %", {"bmpe": BOTH["bmpe"]}, {}, "broker.broker"),
        ("9.19 %", {"bmpe": BOTH["bmpe"]}, {}, "broker.broker"),
        ("9.21 %", {"bmpe": BOTH["bmpe"]}, {}, "channel.bmpe"),
        ("4.51 %", BOTH, {"delay_cost_per_day": "0 %"}, "channel.bulk_cash"),  # only fee and fear
        ("4.49 %", BOTH, {"delay_cost_per_day": "0 %"}, "broker.broker"),
        ("8.49 %", BOTH, {"delay_cost_per_day": "1 %"}, "broker.broker"),  # bulk cash 14.5 %, the exchange 11.5 %
        ("8.51 %", BOTH, {"delay_cost_per_day": "1 %"}, "channel.bmpe"),
        ("6.61 %", BOTH, {"max_commission": "3 %"}, ""),
    ],
)
def test_a_batch_takes_the_least_of_fee_and_delay_and_expected_loss(
    commission: str, channels: dict[str, Any], client: dict[str, str], taken: str
) -> None:
    if taken:
        assert taken_by(commission, channels, **client) == taken
    else:
        with pytest.raises(ValueError, match="unpack"):
            taken_by(commission, channels, **client)


def test_fear_of_loss_counts_like_a_fee() -> None:
    afraid = {"bulk_cash": BULK | {"feared_loss": "1.5 %"}}
    assert taken_by("7.59 %", afraid) == "broker.broker"
    assert taken_by("7.61 %", afraid) == "channel.bulk_cash"


def test_cash_that_is_queued_ahead_counts_as_delay() -> None:
    wires = wired(network("channels.bulk_cash={carry: 5 days, visits_per_day: 10, fee: 4 %, feared_loss: 0.5 %}"))
    bulk_cash, a_day = wires.channels["bulk_cash"], wires.terms.now.clients["cartel"].delay_cost_per_day
    before = bulk_cash.quote(ALL)
    owed = (wires.outcomes.pledged, bulk_cash.claims.agreed, cents("300,000 USD"))
    wires.ledger.book(AGREEMENT, 0, NO_DEAL, promise=owed)
    after = bulk_cash.quote(ALL)
    assert before is not None
    assert after is not None
    assert (before.fee, before.cost(a_day)) == (40_000, 75_000)
    assert after.cost(a_day) - before.cost(a_day) == 10 * 3_000  # ten more days of deposits


def test_an_absent_channel_makes_no_offer() -> None:
    wires = wired(network("channels=null", SOURCES))
    assert wires.channels["bulk_cash"].quote(ALL) is None
    assert wires.channels["bmpe"].quote(ALL) is None


def test_clients_learn_from_losses_at_the_border() -> None:
    """Bulk cash is cheaper by 2 % at first; each batch that is lost adds a sixteenth of what is not yet feared."""
    sections = {
        "brokers": {"broker": {"commission": "8.6 %"}},
        "clients": {"client": {"batches": 8, "every": "12 days", "amount": "150,000 USD"}},
        "channels": {"bulk_cash": BULK | {"feared_loss": "0.5 %"}},
    }
    lost = world(**sections, rules={"border_inspection": {"inspected": "100 %"}})
    assert [event["party"] for event in told(lost, events.AGREED)] == ["channel.bulk_cash", *["broker.broker"] * 7]
    passed = world(**sections)
    assert [event["party"] for event in told(passed, events.AGREED)] == ["channel.bulk_cash"] * 8


def test_clients_learn_when_banks_take_nothing() -> None:
    sections = {
        "brokers": {"broker": {"commission": "12 %"}},
        "clients": {"client": {"batches": 8, "every": "12 days", "amount": "150,000 USD"}},
        "channels": {"bulk_cash": BULK},
    }
    record = world(**sections, rules={"deposit_limit": {"per_account": "0 USD", "per_firm": "0 USD"}})
    assert [event["party"] for event in told(record, events.AGREED)] == ["channel.bulk_cash", *["broker.broker"] * 7]


def test_days_on_which_no_account_takes_anything_count_when_clients_reckon_with_the_delay() -> None:
    """26,000 USD a month are 850 a day, however fast the first of the month goes."""
    limit = {"deposit_limit": {"per_account": "4,000 USD", "per_firm": "14,000 USD"}}
    clients = {"client": {"batches": 2, "every": "110 days", "amount": "150,000 USD"}}
    record = by_channels({"bulk_cash": BULK | {"feared_loss": "0 %"}}, rules=limit, clients=clients)
    first, second = (event["detail"] for event in told(record, events.CHANNEL))
    assert first == 40_000 + 3_000 * 10
    assert second > 40_000 + 3_000 * 60


# -- rules that change on a date ----------------------------------------------------------------------------------------

YEAR = ("channels.bulk_cash={fee: 1 %, feared_loss: 0.1 %}", "rules.deposit_limit=null", "sources={'*': assumption}")
LATER = (
    "policies={as-is: {}, limited: {since: 2018-07-01, change: {rules: {deposit_limit: {kind: deposit_limit, "
    "per_account: '500 USD', per_firm: '500 USD'}}}}}"
)
JULY = 181 * DAY


def channels_before_and_after(record: RecordedReplication) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    agreed = [(event["time"], event["deal"], event["party"]) for event in told(record, events.AGREED)]
    return [(d, p) for t, d, p in agreed if t < JULY], [(d, p) for t, d, p in agreed if t >= JULY]


def share_in_bulk(found: list[tuple[int, str]]) -> float:
    return sum(party == "channel.bulk_cash" for _, party in found) / len(found)


def test_a_limit_from_july_on_moves_the_second_half_of_the_year_away_from_bulk_cash() -> None:
    free = limited = 0.0
    for replication in range(4):
        without = of_network(*YEAR, LATER, policy="as-is", replication=replication)
        with_limit = of_network(*YEAR, LATER, policy="limited", replication=replication)
        (before, after), (same, changed) = channels_before_and_after(without), channels_before_and_after(with_limit)
        assert before == same, "nothing changes before the date"
        free, limited = free + share_in_bulk(after), limited + share_in_bulk(changed)
        banked = [(owner, month) for (owner, _, month), amount in by_month(with_limit).items() if amount > 50_000]
        assert all(month < 7 for _, month in banked)
    assert free / 4 > 0.2
    assert limited / 4 < free / 4 / 2


def test_what_is_displaced_goes_to_the_other_channels() -> None:
    free, limited = (measured(of_network(*YEAR, LATER, policy=policy)) for policy in ("as-is", "limited"))
    assert limited["channel_share.bulk_cash"] < free["channel_share.bulk_cash"]
    others = ("channel_share.mirror", "channel_share.goods", "channel_share.bmpe")
    assert sum(limited.get(name, 0) for name in others) > sum(free.get(name, 0) for name in others)


def test_a_limit_that_is_lifted_on_a_date_is_noticed_on_the_day() -> None:
    yearly = {"per_account": "1,000 USD", "per_firm": "1,000 USD", "every": "calendar year"}
    loaded = factbox(
        "policies={p: {since: 2021-02-10, change: {rules: {deposit_limit: null}}}}",
        brokers=NO_ROOM,
        channels={"bulk_cash": BULK},
        rules={"deposit_limit": yearly},
    )
    record = simulated(loaded, "p")
    lifted = 65 * DAY  # from 7 December to 10 February
    times = [time for time, _, _ in deposits(record)]
    # four accounts take 1,000 each in December and again at New Year
    assert sum(time < lifted for time in times) == 8
    assert lifted <= min(time for time in times if time >= lifted) < lifted + DAY
    assert held(record, "carrier.bulk_cash", Asset.USD) == 0


# -- no channel at all --------------------------------------------------------------------------------------------------

NOBODY = {"brokers": NO_ROOM, "clients": {"client": {"batches": 3, "every": "1 day", "amount": "150,000 USD"}}}


def test_cash_without_a_channel_stays_where_it_is() -> None:
    record = world(**NOBODY)
    assert len(told(record, events.GAVE_UP)) == 3
    assert held(record, "client.client", Asset.USD) == 3 * ALL
    assert measured(record)["unmoved_usd"] == 450_000
    assert_sound(record)


def test_cash_without_a_channel_can_be_found_while_it_waits_and_after_it_was_given_up() -> None:
    early = late = 0
    for replication in range(30):
        record = world(**NOBODY, replication=replication, rules={"interdiction": {"found_per_day": "1 %"}})
        gave_up = {event["deal"]: event["time"] for event in told(record, events.GAVE_UP)}
        for raid in told(record, events.RAIDED):
            late += raid["deal"] in gave_up
            early += raid["deal"] not in gave_up
        taken = sum(event["amount"] for event in told(record, events.RAIDED))
        assert (
            held(record, "state", Asset.USD, Country.US) == taken == 3 * ALL - held(record, "client.client", Asset.USD)
        )
        assert measured(record)["unmoved_usd"] == (3 * ALL - taken) / 100
        assert_sound(record)
    # of 90 batches that lie for some 148 days, 26 % are found in the first 30 and 69.5 % of the rest later
    assert early == pytest.approx(90 * (1 - 0.99**30), abs=15)
    assert late == pytest.approx(90 * (0.99**30 - 0.99**148), abs=16)
