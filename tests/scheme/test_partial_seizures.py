"""A rule that takes a part of what it sees: that much is taken and no more, the rest goes on, and every cent is accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import pytest

from mirrorsim.books.accounts import Country
from mirrorsim.rules.base import (
    BORDER_CASH,
    CASH_CARRIED,
    CASH_STORED,
    IMPORT,
    YUAN_TRANSFER,
    Movement,
    Rule,
    RuleContext,
    Rulings,
    Seize,
)
from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.scheme import events
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, HOUR
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import legs, measured, told
from tests.helpers.worlds import (
    BY_CLIENT,
    GOODS,
    MIRROR,
    assert_closes_at_every_instant,
    assert_sound,
    cents,
    crossings,
    factbox,
    held,
    parts,
    under,
)

PLEDGED, FEE = cents("150,000 USD"), cents("2,250 USD")
CLAIM = PLEDGED - FEE
CASH = cents("149,250 USD")
"""What a courier carries off, who keeps 750 dollars of the batch."""
TEN = 10_00
BY_BROKER = "brokers.bravo.guarantee.losses=broker"


class Takes(Rule):
    """A stranger's rule: takes so much of what it sees, all when no amount is given; where cash lies, once or each time."""

    watches: ClassVar[Mapping[str, Rulings]] = dict.fromkeys(
        (CASH_CARRIED, CASH_STORED, BORDER_CASH, YUAN_TRANSFER, IMPORT), (Seize,)
    )

    kind: Literal["takes"] = "takes"
    at: str
    amount: int | None = TEN
    after: int = 0
    again: bool = False

    def decide(self, movement: Movement, context: RuleContext) -> Seize | None:
        if movement.what != self.at or (movement.what == CASH_STORED and movement.turn > 1 and not self.again):
            return None
        return Seize(self.amount, self.after)


def taking(at: str, *settings: str, policy: str = MIRROR, **how: Any) -> RecordedReplication:
    """The factbox under such a rule; its books must be in order whatever the rule does."""
    sections = how.pop("sections", {})
    record = under({"takes": Takes(at=at, **how)}, factbox(*settings, **sections), policy)
    assert_sound(record)
    assert_closes_at_every_instant(record)
    return record


def amounts(record: RecordedReplication, event: Any) -> list[int]:
    return [one["amount"] for one in told(record, event)]


def swapped(record: RecordedReplication) -> int:
    return sum(amount for *_, amount in legs(record, "mirror_swap", "cash"))


def borne_by_broker(amount: int) -> dict[str, int]:
    """The waterfall of a deal that lost so many cents and was delivered in full all the same."""
    found = {"pledged": PLEDGED, "commission": FEE, "seized": amount, "borne_by_broker": amount, "delivered": CLAIM}
    return {part: cents for part, cents in found.items() if cents}


def borne_by_client(amount: int) -> dict[str, int]:
    """The waterfall of a deal whose client lost so many cents of the claim."""
    found = {"pledged": PLEDGED, "commission": FEE, "seized": amount, "delivered": CLAIM - amount}
    return {part: cents for part, cents in found.items() if cents}


# -- carried ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [1, TEN, CASH - 1])
@pytest.mark.parametrize("policy", [MIRROR, GOODS])
def test_a_courier_who_loses_a_part_goes_on_with_the_rest_and_the_broker_bears_it(amount: int, policy: str) -> None:
    mark_down = "goods.sale.mark_down=0 %"
    record = taking(
        CASH_CARRIED, BY_BROKER, mark_down, "brokers.bravo.capital=900,000 USD", amount=amount, policy=policy
    )
    assert amounts(record, events.CASH_TAKEN) == [amount]
    assert told(record, events.ARRESTED) == []
    assert held(record, "state", Asset.USD, Country.US) == amount
    assert swapped(record) == CASH - amount
    assert parts(record) == borne_by_broker(amount)


@pytest.mark.parametrize("amount", [1, TEN, CASH - 1])
@pytest.mark.parametrize("policy", [MIRROR, GOODS])
def test_what_a_courier_loses_of_the_cash_the_client_loses_of_the_claim(amount: int, policy: str) -> None:
    record = taking(CASH_CARRIED, BY_CLIENT, "goods.sale.mark_down=0 %", amount=amount, policy=policy)
    assert amounts(record, events.CASH_TAKEN) == [amount]
    assert told(record, events.ARRESTED) == []
    assert held(record, "state", Asset.USD, Country.US) == amount
    assert swapped(record) == CASH - amount
    assert parts(record) == borne_by_client(CLAIM * amount // CASH)


@pytest.mark.parametrize("amount", [None, CASH, CASH + 1])
def test_only_a_courier_who_loses_all_is_arrested(amount: int | None) -> None:
    record = taking(CASH_CARRIED, BY_CLIENT, amount=amount)
    assert amounts(record, events.ARRESTED) == [CASH]
    assert told(record, events.CASH_TAKEN) == []
    assert held(record, "state", Asset.USD, Country.US) == CASH
    assert parts(record) == borne_by_client(CLAIM)


def test_a_courier_who_goes_on_is_free_for_the_next_batch() -> None:
    many = {"client": {"batches": 4, "every": "10 days", "amount": "150,000 USD"}}
    one = "brokers.bravo={commission: 1.5 %, couriers: 1, capital: '900,000 USD'}"
    record = taking(CASH_CARRIED, one, "providers.wholesaler.pesos=40,000,000 MXN", sections={"clients": many})
    assert amounts(record, events.CASH_TAKEN) == [TEN] * 4
    assert {event["party"] for event in told(record, events.COURIER)} == {"courier.bravo-1"}
    assert parts(record)["delivered"] == 4 * CLAIM


def test_a_part_that_is_taken_later_holds_the_courier_up() -> None:
    once, later = (taking(CASH_CARRIED, after=after) for after in (0, 5 * HOUR))
    (now,), (then,) = told(once, events.CASH_TAKEN), told(later, events.CASH_TAKEN)
    assert (then["time"] - now["time"], then["amount"]) == (5 * HOUR, TEN)


# -- stored -------------------------------------------------------------------------------------------------------------

SELLS_LATER = {
    "buyers": {"merchants": {"shop": {"count": 1, "appetite": "0 USD", "every": "1 day"}}},
    "policies": {
        "later": {"since": "2021-01-10", "change": {"buyers": {"merchants": {"shop": {"appetite": "200,000 USD"}}}}}
    },
}
"""Nobody buys before the 34th day, so that cash lies in the stash."""


@pytest.mark.parametrize(
    ("bearer", "lost", "expected"),
    [(BY_BROKER, TEN, borne_by_broker(TEN)), (BY_CLIENT, CLAIM * TEN // CASH, borne_by_client(CLAIM * TEN // CASH))],
)
def test_a_part_of_a_stash_is_taken_and_the_rest_is_sold(bearer: str, lost: int, expected: dict[str, int]) -> None:
    record = taking(CASH_STORED, bearer, policy="later", sections=SELLS_LATER, after=DAY)
    (raid,), (stashed,) = told(record, events.RAIDED), told(record, events.STASHED)
    assert (raid["amount"], raid["party"], raid["time"] - stashed["time"]) == (TEN, "broker.bravo", DAY)
    assert held(record, "state", Asset.USD, Country.US) == TEN
    assert swapped(record) == CASH - TEN
    assert parts(record) == expected
    assert parts(record)["seized"] == lost


def test_what_is_left_in_a_stash_has_a_fate_of_its_own() -> None:
    half = CASH // 2 + 1
    once, twice = (
        taking(CASH_STORED, BY_CLIENT, "buyers.merchants.shop.count=0", amount=half, after=20 * DAY, again=again)
        for again in (False, True)
    )
    assert amounts(once, events.RAIDED) == [half]
    assert amounts(twice, events.RAIDED) == [half, CASH - half]
    first, second = told(twice, events.RAIDED)
    assert second["time"] - first["time"] == 20 * DAY
    assert held(once, "stash.bravo", Asset.USD) == CASH - half
    assert held(twice, "stash.bravo", Asset.USD) == 0
    assert parts(twice) == borne_by_client(CLAIM)
    assert told(twice, events.CLOSED), "a deal whose cash is gone does not wait for a buyer any more"


def test_a_rule_that_takes_a_part_at_once_takes_it_once_and_not_bit_by_bit_until_nothing_is_left() -> None:
    record = taking(CASH_STORED, BY_BROKER, "buyers.merchants.shop.count=0", "horizon=30 days", again=True)
    assert amounts(record, events.RAIDED) == [TEN]
    assert held(record, "stash.bravo", Asset.USD) == CASH - TEN
    waiting = taking(CASH_STORED, sections={"handover": {"quotes": {"no_answer": "100 %"}}}, again=True)
    assert amounts(waiting, events.RAIDED) == [TEN]
    assert amounts(waiting, events.GAVE_UP) == [PLEDGED - TEN]


def test_a_stash_that_is_found_day_by_day_shrinks_by_as_much_each_day() -> None:
    record = taking(CASH_STORED, BY_BROKER, "buyers.merchants.shop.count=0", "horizon=30 days", after=DAY, again=True)
    raids = told(record, events.RAIDED)
    assert len(raids) > 25
    assert {raid["amount"] for raid in raids} == {TEN}
    assert held(record, "stash.bravo", Asset.USD) == CASH - len(raids) * TEN
    assert parts(record)["borne_by_broker"] == len(raids) * TEN


def test_a_part_of_what_waits_with_the_client_is_taken_and_the_rest_finds_its_way() -> None:
    answers = {"since": "2020-12-20", "change": {"handover": {"quotes": {"no_answer": "0 %"}}}}
    sections = {"handover": {"quotes": {"no_answer": "100 %"}}, "policies": {"later": answers}}
    record = taking(CASH_STORED, policy="later", sections=sections, after=DAY)
    (raid,) = told(record, events.RAIDED)
    assert (raid["amount"], raid["party"]) == (TEN, "client.client")
    assert amounts(record, events.AGREED) == [PLEDGED - TEN]
    assert parts(record)["pledged"] == PLEDGED - TEN
    assert "seized" not in parts(record), "nobody owed it to the client"
    assert parts(record)["delivered"] == PLEDGED - TEN - (PLEDGED - TEN) * 15 // 1000


def test_what_is_left_with_a_client_who_gives_up_stays_there() -> None:
    record = taking(CASH_STORED, sections={"handover": {"quotes": {"no_answer": "100 %"}}}, after=DAY)
    assert amounts(record, events.RAIDED) == [TEN]
    assert amounts(record, events.GAVE_UP) == [PLEDGED - TEN]
    assert held(record, "client.client", Asset.USD) == PLEDGED - TEN
    assert measured(record)["unmoved_usd"] == (PLEDGED - TEN) / 100
    assert parts(record) == {}


def test_once_all_that_waits_with_a_client_is_taken_nothing_is_left_to_give_up() -> None:
    half = PLEDGED // 2 + 1
    quiet = {"handover": {"quotes": {"no_answer": "100 %"}}}
    record = taking(CASH_STORED, sections=quiet, amount=half, after=3 * DAY, again=True)
    assert amounts(record, events.RAIDED) == [half, PLEDGED - half]
    assert told(record, events.GAVE_UP) == []
    assert held(record, "client.client", Asset.USD) == 0


# -- at the border ------------------------------------------------------------------------------------------------------

NO_ROOM = {"none": {"credit": "0 USD"}}
BULK = {"bulk_cash": {"fee": "4 %", "carry": "5 days", "people": 3, "firms": 1}}
CARRIED = PLEDGED - PLEDGED * 4 // 100


@pytest.mark.parametrize("at", [CASH_CARRIED, BORDER_CASH])
@pytest.mark.parametrize("amount", [1, TEN, CARRIED - 1])
def test_bulk_cash_that_loses_a_part_crosses_with_the_rest(at: str, amount: int) -> None:
    record = taking(at, sections={"brokers": NO_ROOM, "channels": BULK}, amount=amount)
    assert amounts(record, events.BORDER_TOOK) == [amount]
    assert amounts(record, events.CROSSED) == [CARRIED - amount]
    assert held(record, "state", Asset.USD, Country.US) == amount
    assert sum(amount for *_, amount in legs(record, "cash_deposit", "deposit")) == CARRIED - amount
    found = {"pledged": PLEDGED, "commission": PLEDGED - CARRIED, "seized": amount, "delivered": CARRIED - amount}
    assert parts(record) == found


def test_bulk_cash_may_lose_a_part_on_the_way_and_another_at_the_border() -> None:
    rules = {"police": Takes(at=CASH_CARRIED, amount=TEN), "customs": Takes(at=BORDER_CASH, amount=7, after=HOUR)}
    record = under(rules, factbox(brokers=NO_ROOM, channels=BULK))
    assert_sound(record)
    assert_closes_at_every_instant(record)
    assert amounts(record, events.BORDER_TOOK) == [TEN, 7]
    assert parts(record)["delivered"] == CARRIED - TEN - 7


def test_bulk_cash_that_loses_all_does_not_cross() -> None:
    record = taking(BORDER_CASH, sections={"brokers": NO_ROOM, "channels": BULK}, amount=None)
    assert crossings(record) == set()
    assert parts(record) == {"pledged": PLEDGED, "commission": PLEDGED - CARRIED, "seized": CARRIED}


# -- on accounts in China -----------------------------------------------------------------------------------------------

YUAN = cents("974,602.50 CNY")
"""What a buyer pays for the cash."""


@pytest.mark.parametrize("amount", [1, TEN, YUAN - 1, None])
def test_a_part_of_a_payment_in_china_is_taken_and_the_broker_bears_it(amount: int | None) -> None:
    taken = YUAN if amount is None else amount
    record = taking(YUAN_TRANSFER, BY_BROKER, "brokers.bravo.capital=900,000 USD", amount=amount)
    assert amounts(record, events.YUAN_SEIZED) == [taken]
    assert held(record, "state", Asset.CNY) == taken
    assert held(record, "rounding", Asset.CNY) == 0, "nobody makes up for what was taken but the broker"
    assert parts(record) == borne_by_broker(CASH * taken // YUAN)


@pytest.mark.parametrize("amount", [1, TEN, YUAN // 2])
def test_a_part_of_a_payment_in_china_is_taken_and_the_client_bears_it(amount: int) -> None:
    record = taking(YUAN_TRANSFER, BY_CLIENT, amount=amount)
    assert amounts(record, events.YUAN_SEIZED) == [amount]
    assert held(record, "state", Asset.CNY) == amount
    assert held(record, "rounding", Asset.CNY) == 0
    assert parts(record) == borne_by_client(CLAIM * amount // YUAN)


@pytest.mark.parametrize("bearer", [BY_BROKER, BY_CLIENT])
def test_each_of_many_payments_loses_its_part(bearer: str) -> None:
    people = {"people": 40, "wanted_per_year": "90,000 USD", "premium": "0 %", "patience": "400 days"}
    loaded = factbox(
        bearer, "mirror.account_turnover=40,000 USD", "horizon=400 days", buyers={"savers": {"town": people}}
    )
    rules = {"quota": CapitalFlightCap(per_person="0 USD"), "takes": Takes(at=YUAN_TRANSFER, amount=12_345)}
    record = under(rules, loaded)
    assert_sound(record)
    assert_closes_at_every_instant(record)
    paid = told(record, events.SWAPPED)
    assert len(paid) > 2
    assert amounts(record, events.YUAN_SEIZED) == [12_345] * len(paid)
    assert held(record, "state", Asset.CNY) == 12_345 * len(paid)
    assert -len(paid) < held(record, "rounding", Asset.CNY) <= 0, "less than a fen a piece"
    into = [owner for _, _, _, owner, _ in legs(record, "mirror_swap", "yuan")]
    assert len(set(into)) == len(into), "an account from which something was taken is not used again"


# -- in the port --------------------------------------------------------------------------------------------------------

COST = cents("964,807.50 CNY")
"""What the goods cost that the claim is."""
NO_MARK_DOWN = "goods.sale.mark_down=0 %"


@pytest.mark.parametrize("amount", [1, TEN, COST // 3, COST - 1])
@pytest.mark.parametrize("after", [0, 9 * DAY])
def test_a_part_of_a_shipment_is_taken_and_the_broker_makes_it_good(amount: int, after: int) -> None:
    record = taking(IMPORT, BY_BROKER, NO_MARK_DOWN, "brokers.bravo.capital=900,000 USD", policy=GOODS, amount=amount,
                    after=after)  # fmt: skip
    assert amounts(record, events.CUSTOMS_TOOK) == [amount]
    assert [one["detail"] for one in told(record, events.INSPECTED)] == [after] * bool(after)
    assert held(record, "state", Asset.GOODS) == amount
    assert held(record, "consumers", Asset.GOODS) == COST - amount
    worth = int(amount / record.scenario.rates.CNY)
    assert parts(record) == borne_by_broker(worth)


@pytest.mark.parametrize("amount", [1, TEN, COST // 3, COST - 1])
def test_a_part_of_a_shipment_is_taken_and_the_client_loses_its_share(amount: int) -> None:
    record = taking(IMPORT, BY_CLIENT, NO_MARK_DOWN, policy=GOODS, amount=amount)
    assert amounts(record, events.CUSTOMS_TOOK) == [amount]
    assert held(record, "state", Asset.GOODS) == amount
    assert held(record, "consumers", Asset.GOODS) == COST - amount
    assert parts(record) == borne_by_client(CLAIM * amount // COST)
