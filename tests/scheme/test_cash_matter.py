"""Cash is matter: it weighs, it takes time and people to carry, it lies somewhere, and it is found."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsim.books.accounts import Country
from mirrorsim.scenario.steps import Transport
from mirrorsim.scheme import events
from mirrorsim.scheme.transport import notes, trips, wait_for_hours
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, HOUR, MINUTE
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import legs, local, network, of_network, simulated, told, wired
from tests.helpers.worlds import assert_sound, cents, closes, factbox, held, parts, world

# -- weight and trips ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("twenties", "amount", "count"),
    [
        ("0 %", "1,000,000 USD", 10_000),
        ("100 %", "1,000,000 USD", 50_000),
        ("90 %", "1,000,000 USD", 46_000),
        ("90 %", "0 USD", 0),
        ("100 %", "19.99 USD", 0),
        ("100 %", "20 USD", 1),
    ],
)
def test_an_amount_is_as_many_notes_as_its_denominations_say(twenties: str, amount: str, count: int) -> None:
    assert notes(cents(amount), Transport(twenties=twenties)) == count


@pytest.mark.parametrize(
    ("twenties", "amount", "count"),
    [
        ("100 %", "0 USD", 1),
        ("100 %", "1,000,000 USD", 1),  # 50 kg exactly
        ("100 %", "1,000,020 USD", 2),
        ("100 %", "2,000,000 USD", 2),
        ("0 %", "2,000,020 USD", 1),
        ("0 %", "5,000,000 USD", 1),
        ("0 %", "5,000,100 USD", 2),
    ],
)
def test_a_courier_goes_as_often_as_the_weight_asks_for(twenties: str, amount: str, count: int) -> None:
    assert trips(cents(amount), Transport(twenties=twenties, carries_kg=50)) == count


def test_a_stronger_courier_goes_less_often() -> None:
    found = [trips(cents("3,000,000 USD"), Transport(twenties="100 %", carries_kg=kilos)) for kilos in (1, 10, 50, 150)]
    assert found == [150, 15, 3, 1]


def time_of(record: RecordedReplication, event: Any) -> int:
    return int(told(record, event)[0]["time"])


def test_each_further_trip_makes_the_meeting_longer() -> None:
    at = {
        kilos: time_of(world("transport.twenties=100 %", f"transport.carries_kg={kilos}"), events.HANDED_OVER)
        for kilos in (8, 4, 1)
    }  # 150,000 USD are 7.5 kg
    assert at[4] - at[8] == 2 * HOUR
    assert at[1] - at[8] == 7 * 2 * HOUR


def test_a_courier_travels_to_the_meeting() -> None:
    near, far = world(), world("transport.travel=10 h")
    assert time_of(far, events.COURIER) == time_of(near, events.COURIER)
    assert time_of(far, events.HANDED_OVER) == time_of(near, events.HANDED_OVER) + 10 * HOUR


# -- hours --------------------------------------------------------------------------------------------------------------


def hours_of(record: RecordedReplication, event: Any) -> set[int]:
    return {local(record, one["time"], Country.US).hour for one in told(record, event)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_cash_changes_hands_outside_working_hours(seed: int) -> None:
    record = of_network("transport.hours=08:00-20:00", seed=seed)
    assert len(told(record, events.HANDED_OVER)) > 60
    assert hours_of(record, events.HANDED_OVER) <= set(range(8, 20))


def test_round_the_clock_it_changes_hands_at_night_too() -> None:
    record = of_network("transport.hours=00:00-24:00")
    assert hours_of(record, events.HANDED_OVER) - set(range(8, 20))


def test_a_meeting_that_falls_into_the_night_waits_for_the_morning() -> None:
    always, hours = world(), world("transport.hours=09:00-09:30")
    clock = local(hours, time_of(hours, events.HANDED_OVER), Country.US)
    assert (clock.hour, clock.minute // 30) == (9, 0)
    assert 0 < time_of(hours, events.HANDED_OVER) - time_of(always, events.HANDED_OVER) < 2 * DAY
    assert_sound(hours)


def test_a_courier_who_arrives_at_night_waits_as_well() -> None:
    record = world("transport.hours=09:00-09:30", "transport.travel=3 h")
    came, met = time_of(record, events.COURIER), time_of(record, events.HANDED_OVER)
    assert [local(record, tick, Country.US).hour for tick in (came, met)] == [9, 9]
    assert met - came == pytest.approx(DAY, abs=HOUR)


@pytest.mark.parametrize(
    ("hour", "minute", "wait"),
    [(8, 0, 0), (12, 0, 0), (19, 59, 0), (20, 0, 12 * HOUR), (7, 59, MINUTE), (0, 0, 8 * HOUR)],
)
def test_hours_begin_and_end_to_the_minute(hour: int, minute: int, wait: int) -> None:
    wires = wired(network("transport.hours=08:00-20:00"))
    now = 10 * DAY + (8 + hour) * HOUR + minute * MINUTE  # in January, Los Angeles is 8 h behind
    assert wait_for_hours(wires.calendar, now, wires.terms.now.transport) == wait


# -- the stash ----------------------------------------------------------------------------------------------------------

NOBODY_YET = {"merchants": {"shop": {"count": 1, "appetite": "0 USD"}}}
"""Merchants who want nothing."""
THREE = "clients.client={batches: 3, every: 1 h, amount: '150,000 USD'}"


def without_buyers(*settings: str, **sections: Any) -> RecordedReplication:
    return world("horizon=30 days", *settings, buyers=NOBODY_YET, **sections)


def test_cash_without_a_buyer_goes_to_the_stash_and_the_courier_is_free() -> None:
    record = without_buyers(THREE, "brokers.bravo.couriers=1")
    assert len(told(record, events.STASHED)) == 3
    assert held(record, "stash.bravo", Asset.USD) == 3 * 14_925_000
    assert held(record, "courier.bravo-1", Asset.USD) == 0
    assert_sound(record)


def test_without_room_the_courier_keeps_the_bag_and_is_not_free() -> None:
    record = without_buyers(THREE, "brokers.bravo={commission: 1.5 %, couriers: 1, stash_litres: 0}")
    assert told(record, events.STASHED) == []
    assert held(record, "stash.bravo", Asset.USD) == 0
    assert held(record, "courier.bravo-1", Asset.USD) == 14_925_000
    assert [event["party"] for event in told(record, events.COURIER)] == ["courier.bravo-1"]
    assert len(told(record, events.HANDED_OVER)) == 1
    assert held(record, "client.client", Asset.USD) == 2 * 15_000_000 + 100
    assert_sound(record)


def test_a_stash_takes_what_fits_and_no_more() -> None:
    # 149,250 USD are 6,865 notes, 7.76 litres
    record = without_buyers(THREE, "brokers.bravo={commission: 1.5 %, couriers: 3, stash_litres: 16}")
    assert len(told(record, events.STASHED)) == 2
    assert held(record, "stash.bravo", Asset.USD) == 2 * 14_925_000
    assert sum(held(record, f"courier.bravo-{n}", Asset.USD) for n in (1, 2, 3)) == 14_925_000


# -- what lies is found -------------------------------------------------------------------------------------------------


def raids(share: str, appetite: str, replications: int = 6) -> list[RecordedReplication]:
    settings = (
        "clients.client={batches: 40, every: 2 days, amount: '50,000 USD'}",
        "brokers.bravo={commission: 1.5 %, credit: '9,000,000 USD', stash_litres: 10000}",
        f"buyers.merchants.shop.appetite={appetite} USD",
        f"rules.interdiction={{stopped: 0 %, found_per_day: {share}}}",
    )
    return [world(*settings, replication=number) for number in range(replications)]


def test_what_lies_longer_is_seized_more_often() -> None:
    shares = []
    for appetite in ("1,000,000", "160,000", "100,000", "30,000"):  # the slower it sells, the longer it lies
        found = raids("1 %", appetite)
        taken = sum(event["amount"] for record in found for event in told(record, events.RAIDED))
        shares.append(taken / sum(event["amount"] for record in found for event in told(record, events.HANDED_OVER)))
    assert shares == sorted(shares)
    assert shares[0] < 0.01
    assert shares[-1] > 0.2


def test_what_is_found_goes_to_the_state_and_its_deal_goes_on_without_it() -> None:
    for record in raids("20 %", "30,000"):
        taken = sum(event["amount"] for event in told(record, events.RAIDED))
        assert taken
        assert held(record, "state", Asset.USD, Country.US) == taken
        assert_sound(record)


def test_cash_that_waits_for_an_offer_can_be_found_too() -> None:
    settings = ("handover.quotes.no_answer=100 %", "rules.interdiction.found_per_day=100 %")
    record = world(*settings)
    assert held(record, "state", Asset.USD, Country.US) == cents("150,000 USD")
    assert [event["party"] for event in told(record, events.RAIDED)] == ["client.client"]
    assert told(record, events.GAVE_UP) == []
    assert_sound(record)


# -- arrests ------------------------------------------------------------------------------------------------------------

STOPPED = {"interdiction": {"stopped": "100 %", "found_per_day": "0 %"}}
MANY = {"client": {"batches": 12, "every": "2 days", "amount": "150,000 USD", "max_commission": "1.5 %"}}
BACKUPS = {"secondary": {"people": 2, "after": "5 days"}, "reserve": {"people": 1, "after": "9 days"}}


def arrests(backups: dict[str, Any], couriers: int = 1, **sections: Any) -> RecordedReplication:
    """A world in which every courier is arrested at its first pick-up, and only bravo is cheap enough."""
    broker = {"commission": "1.5 %", "couriers": couriers, "credit": "5,000,000 USD", "backups": backups}
    return world("horizon=120 days", brokers={"bravo": broker}, **({"rules": STOPPED, "clients": MANY} | sections))


def test_a_courier_who_is_arrested_loses_the_cash_to_the_state() -> None:
    record = arrests({})
    (arrest,) = told(record, events.ARRESTED)
    assert (arrest["party"], arrest["amount"]) == ("courier.bravo-1", 14_925_000)
    assert held(record, "state", Asset.USD, Country.US) == 14_925_000
    assert held(record, "courier.bravo-1", Asset.USD) == 0
    assert_sound(record)


def test_the_secondary_come_first_and_the_reserve_after_them_each_after_its_delay() -> None:
    record = arrests(BACKUPS)
    caught, came = told(record, events.ARRESTED), told(record, events.REPLACED)
    assert [event["party"] for event in came] == [
        "courier.bravo-secondary-1",
        "courier.bravo-secondary-2",
        "courier.bravo-reserve-1",
    ]
    assert [event["party"] for event in caught] == ["courier.bravo-1", *[event["party"] for event in came]]
    delays = [new["time"] - old["time"] for old, new in zip(caught, came, strict=False)]
    assert delays == [5 * DAY, 5 * DAY, 9 * DAY]
    assert_sound(record)


def test_while_nobody_is_there_nothing_is_picked_up_and_then_it_goes_on() -> None:
    record = arrests(BACKUPS)
    caught, came = told(record, events.ARRESTED), told(record, events.REPLACED)
    sent = [event["time"] for event in told(record, events.COURIER)]
    for arrest, replaced in zip(caught, came, strict=False):
        assert not [time for time in sent if arrest["time"] < time < replaced["time"]]
        assert [time for time in sent if time >= replaced["time"]]


def test_when_nobody_is_left_no_cash_is_picked_up_any_more_and_it_stays_where_it_belongs() -> None:
    record = arrests(BACKUPS)
    last = told(record, events.ARRESTED)[-1]["time"]
    assert len(told(record, events.HANDED_OVER)) == 4
    assert not [event for event in told(record, events.HANDED_OVER) if event["time"] > last]
    assert told(record, events.NO_COURIER)
    assert held(record, "client.client", Asset.USD) == (12 - 4) * 15_000_000 + 4 * 100
    assert parts(record).get("agreed", 0) == 0
    assert closes(parts(record))
    assert_sound(record)


def test_deals_that_wait_when_the_last_courier_goes_give_up_and_free_their_cash() -> None:
    record = arrests({}, clients={"client": {**MANY["client"], "every": "1 h"}}, rules=STOPPED)
    assert len(told(record, events.FAILED)) == 11
    assert held(record, "client.client", Asset.USD) == 11 * 15_000_000 + 100
    assert not [
        event for event in told(record, events.AGREED) if event["time"] > told(record, events.ARRESTED)[0]["time"]
    ]
    assert_sound(record)


def test_the_others_carry_on_while_one_is_replaced() -> None:
    record = arrests(BACKUPS, couriers=2)
    assert [event["party"] for event in told(record, events.ARRESTED)][:2] == ["courier.bravo-1", "courier.bravo-2"]
    assert len(told(record, events.ARRESTED)) == 5


def test_an_undercover_officer_takes_the_cash_and_is_replaced_like_anybody() -> None:
    officers = {"interdiction": {"stopped": "0 %", "undercover": "100 %", "found_per_day": "0 %"}}
    assert len(told(arrests(BACKUPS, rules=officers), events.ARRESTED)) == 4


# -- couriers from a date on --------------------------------------------------------------------------------------------


def from_a_date(before: int, after: int, backups: dict[str, Any] | None = None, **sections: Any) -> RecordedReplication:
    """A world in which the broker has other couriers from the 20th day on."""
    broker = {"commission": "1.5 %", "couriers": before, "credit": "9,000,000 USD", "backups": backups or {}}
    loaded = factbox(
        "horizon=120 days",
        f"policies={{p: {{since: 2020-12-27, change: {{brokers: {{bravo: {{couriers: {after}}}}}}}}}}}",
        brokers={"bravo": broker},
        **({"clients": {"client": {"batches": 60, "every": "12 h"}}, "transport": {"travel": "20 h"}} | sections),
    )
    return simulated(loaded, "p")


def couriers_at_work(record: RecordedReplication, day: int, until: int) -> set[str]:
    sent = told(record, events.COURIER)
    return {event["party"] for event in sent if day * DAY <= event["time"] < until * DAY}


def test_more_couriers_from_a_date_on() -> None:
    record = from_a_date(1, 3)
    assert couriers_at_work(record, 0, 20) == {"courier.bravo-1"}
    assert couriers_at_work(record, 20, 120) == {f"courier.bravo-{n}" for n in (1, 2, 3)}
    assert_sound(record)


def test_fewer_couriers_from_a_date_on_and_nobody_leaves_with_cash() -> None:
    record = from_a_date(3, 1)
    assert len(couriers_at_work(record, 0, 20)) == 3
    assert len(couriers_at_work(record, 21, 120)) == 1
    assert all(held(record, f"courier.bravo-{n}", Asset.USD) == 0 for n in (1, 2, 3))
    assert_sound(record)


def test_who_was_arrested_before_the_date_is_not_let_go_again() -> None:
    record = from_a_date(2, 1, rules=STOPPED)
    first_two = told(record, events.ARRESTED)
    assert len(first_two) == 2
    assert first_two[-1]["time"] < 20 * DAY
    assert told(record, events.WAITS) == [] or len(told(record, events.GOES_ON)) == len(told(record, events.WAITS))
    late = [event for event in told(record, events.AGREED) if event["time"] > 20 * DAY]
    assert late == [], "a broker without anybody has nothing to offer"
    assert_sound(record)


def test_a_broker_who_lost_all_may_hire_again() -> None:
    record = from_a_date(1, 3, rules=STOPPED)
    caught = [event["party"] for event in told(record, events.ARRESTED)]
    assert caught[0] == "courier.bravo-1"
    assert set(caught[1:]) == {"courier.bravo-2", "courier.bravo-3"}
    assert all(event["time"] >= 20 * DAY for event in told(record, events.ARRESTED)[1:])


def test_couriers_are_paid_for_what_they_carry_and_only_then() -> None:
    record = of_network("horizon=2 months", "handover.meeting.courier_pay=1 %")
    paid = {deal: amount for _, deal, _, owner, amount in legs(record, "courier_pay", "pay") if owner == "couriers_own"}
    assert paid == {event["deal"]: event["amount"] // 100 for event in told(record, events.HANDED_OVER)}
