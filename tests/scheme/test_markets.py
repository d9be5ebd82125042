"""Two markets set the price: who has dollars meets who wants them, and a broker asks for what the two legs leave open."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import simpy

from mirrorsim.books.journal import NO_DEAL
from mirrorsim.engine.clock import Clock
from mirrorsim.scheme import events, transactions
from mirrorsim.scheme.agents.broker import Broker
from mirrorsim.scheme.agents.buyer import Buyer
from mirrorsim.scheme.markets.dollars import FEW, DollarMarket, Order
from mirrorsim.scheme.world import World
from mirrorsim.units.time import DAY
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import legs, mean, network, of_network, replications, told, wired, without
from tests.helpers.worlds import world

NEVER = 10**15


@dataclass(eq=False)
class Cash:
    """All that the market sees of a seller."""

    cash: int


class Stall:
    """A market, and orders by a letter each."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.market = DollarMarket(self.clock)

    def order(self, buyer: str, wanted: int, premium: int = 0, expires: int = NEVER) -> Order:
        order = Order(Buyer(buyer, "person", 0, 0), 0, wanted, wanted, premium, expires)
        self.market.place(order)
        return order

    def sold(self, cash: int) -> tuple[str, int] | None:
        """Who takes how much of this cash at once."""
        match = self.market.sell(Cash(cash))
        return match and (match[0].buyer.name, match[1])

    def waits(self, seller: Cash) -> simpy.Event:
        return self.market.wait(seller)

    def at(self, tick: int) -> None:
        self.clock.run(until=tick)


# -- the market for dollars ---------------------------------------------------------------------------------------------


def test_nobody_buys_where_nobody_wants() -> None:
    assert Stall().sold(100) is None


def test_who_pays_most_is_served_first() -> None:
    stall = Stall()
    for buyer, premium in (("low", 10), ("high", 70_000), ("middle", 500)):
        stall.order(buyer, 100, premium)
    assert [stall.sold(100) for _ in range(4)] == [("high", 100), ("middle", 100), ("low", 100), None]


def test_among_equals_who_came_first_is_served_first() -> None:
    stall = Stall()
    for buyer in "abc":
        stall.order(buyer, 100, 5)
    assert [stall.sold(100) for _ in range(3)] == [("a", 100), ("b", 100), ("c", 100)]


def test_a_later_order_does_not_push_in_before_an_equal_one_that_is_partly_filled() -> None:
    stall = Stall()
    stall.order("first", 100, 5)
    assert stall.sold(30) == ("first", 30)
    stall.order("second", 100, 5)
    assert [stall.sold(70), stall.sold(70)] == [("first", 70), ("second", 70)]


def test_much_cash_is_split_over_buyers() -> None:
    stall = Stall()
    for buyer, premium in (("a", 3), ("b", 2), ("c", 1)):
        stall.order(buyer, 40, premium)
    left, buyers = 100, []
    while left:
        buyer, amount = stall.sold(left) or ("", 0)
        left -= amount
        buyers.append((buyer, amount))
    assert buyers == [("a", 40), ("b", 40), ("c", 20)]
    assert stall.sold(100) == ("c", 20)


def test_a_large_order_takes_several_batches() -> None:
    stall = Stall()
    stall.order("a", 100)
    assert [stall.sold(60), stall.sold(60), stall.sold(60)] == [("a", 60), ("a", 40), None]


def test_an_order_lapses_at_its_hour() -> None:
    stall = Stall()
    stall.order("short", 100, 9, expires=50)
    stall.order("long", 100, 1)
    stall.at(49)
    assert stall.sold(10) == ("short", 10)
    stall.at(50)
    assert stall.sold(10) == ("long", 10)


def test_an_order_that_was_withdrawn_is_passed_over() -> None:
    stall = Stall()
    stall.order("gone", 100, 9).left = 0
    stall.order("there", 100, 1)
    assert stall.sold(10) == ("there", 10)


def test_orders_that_are_over_are_forgotten_and_the_others_keep_their_turn() -> None:
    stall = Stall()
    for day in range(1, 11):
        for number in range(FEW):
            stall.order(f"late-{number}", 1, premium=1, expires=day)
        stall.at(day)
    standing = [stall.order(f"good-{number}", 5, premium=number % 3) for number in range(FEW)]
    assert len(stall.market._orders) <= 3 * FEW
    served = [stall.sold(5) for _ in range(FEW)]
    assert served == [(one.buyer.name, 5) for one in sorted(standing, key=lambda one: -one.premium)]
    assert stall.sold(5) is None


def test_sellers_are_served_in_order_of_arrival_whatever_the_premium() -> None:
    stall = Stall()
    first, second = stall.waits(Cash(60)), stall.waits(Cash(60))
    stall.order("a", 100, 5)
    assert [first.value[1], second.value[1]] == [60, 40]
    assert [first.value[0].buyer.name, second.value[0].buyer.name] == ["a", "a"]


def test_an_order_too_small_for_all_leaves_the_later_ones_waiting() -> None:
    stall = Stall()
    first, second = stall.waits(Cash(60)), stall.waits(Cash(60))
    stall.order("a", 60)
    assert (first.triggered, second.triggered) == (True, False)
    stall.order("b", 10)
    assert second.value[1] == 10


def test_nobody_overtakes_those_who_wait() -> None:
    stall = Stall()
    waiting = stall.waits(Cash(60))
    assert stall.sold(10) is None
    stall.order("a", 100)
    assert waiting.value[1] == 60
    assert stall.sold(10) == ("a", 10)


def test_a_seller_whose_cash_is_gone_is_passed_over() -> None:
    stall = Stall()
    gone, there = stall.waits(Cash(60)), stall.waits(Cash(60))
    gone.succeed(None)
    stall.order("a", 100)
    assert (gone.value, there.value[1]) == (None, 60)
    assert stall.sold(50) == ("a", 40)


def test_an_order_stands_when_all_who_waited_are_gone() -> None:
    stall = Stall()
    stall.waits(Cash(60)).succeed(None)
    stall.order("a", 100)
    assert stall.sold(60) == ("a", 60)


def test_cash_goes_to_the_highest_premium_of_all_who_want_it_in_a_world() -> None:
    orders = "{count: 30, appetite: '9,000 USD', premium: {uniform: {low: 0 %, high: 10 %}}}"
    record = world(f"buyers.merchants.shop={orders}", "horizon=6 days")
    wanted = sorted((event["detail"] for event in told(record, events.WANTED)), reverse=True)
    asked = {event["party"]: event["detail"] for event in told(record, events.WANTED)}
    served = [asked[event["party"]] for event in told(record, events.SWAPPED)]
    assert len(served) > 10
    assert served == wanted[: len(served)]


def test_the_buyers_pay_the_rate_to_the_client_and_the_premium_to_the_broker() -> None:
    record = world("buyers.merchants.shop.premium=5 %")
    rate, premium = (
        sum(leg[4] for leg in legs(record, "mirror_swap", "yuan")),
        list(legs(record, "mirror_swap", "premium")),
    )
    assert sum(leg[4] for leg in premium) == rate * 5 // 100
    assert {leg[3] for leg in premium} == {"broker.bravo.own"}


def test_a_saver_buys_officially_first_and_the_rest_for_cash() -> None:
    record = of_network("horizon=3 months")
    bought = {owner: amount for _, _, _, owner, amount in legs(record, "official_purchase", "dollars")}
    sought = {e["party"]: e["amount"] for e in told(record, events.WANTED) if e["party"].startswith("saver.")}
    quota = record.scenario.rules["capital_flight_cap"].per_person
    assert sought
    assert set(sought) < set(bought)
    assert all(bought[saver] == quota for saver in sought)
    assert all(amount <= quota for amount in bought.values())
    accounts = {account.owner for account in record.chart.accounts if account.role == "saver"}
    assert accounts == set(bought), "savers are made when they are first met"


# -- what a broker asks -------------------------------------------------------------------------------------------------

MARKET = ("brokers.alfa.pricing=market", "brokers.alfa.margin=5 %", "brokers.alfa.credit=1,000,000 USD")


def alfa(*settings: str) -> tuple[World, Broker]:
    wires = wired(network(*MARKET, *settings))
    return wires, wires.brokers["alfa"]


def owe(wires: World, broker: Broker, cents: int) -> None:
    wires.ledger.book(transactions.AGREEMENT, 0, NO_DEAL, promise=(wires.outcomes.pledged, broker.claims.agreed, cents))


def test_a_broker_at_rest_asks_for_its_margin_and_its_couriers_pay() -> None:
    _, broker = alfa("handover.meeting.courier_pay=0.5 %")
    assert broker.commission() == 50_000 + 5_000


def test_it_asks_for_more_the_more_of_its_credit_is_used() -> None:
    wires, broker = alfa()
    asked = [broker.commission()]
    for _ in range(5):
        owe(wires, broker, 20_000_000)
        asked.append(broker.commission())
    assert asked == [55_000, 65_000, 75_000, 85_000, 95_000, 105_000]
    owe(wires, broker, 50_000_000)
    assert broker.commission() == 105_000, "no more than the margin again, however much it owes"


def test_it_asks_for_more_the_more_deals_wait_for_its_couriers() -> None:
    _, broker = alfa("brokers.alfa.couriers=4")
    for _ in range(4):
        assert broker.couriers.request().triggered
    asked = []
    for _ in range(6):
        asked.append(broker.commission())
        assert not broker.couriers.request().triggered
    assert asked == [55_000, 67_500, 80_000, 92_500, 105_000, 105_000]


def test_it_asks_for_what_losses_have_cost_and_gives_what_buyers_pay() -> None:
    _, broker = alfa()
    broker.experience.losses = 12_345
    assert broker.commission() == 67_300  # to a hundredth of a percent
    broker.experience.premium = 30_000
    assert broker.commission() == 37_300


def test_it_asks_for_nothing_once_buyers_pay_enough() -> None:
    wires, broker = alfa()
    for premium, asked in ((54_000, 1_000), (54_901, 0), (55_000, 0), (200_000, 0)):
        broker.experience.premium = premium
        assert broker.commission() == asked
    owe(wires, broker, 100_000_000)
    broker.experience.premium = 60_000
    assert broker.commission() == 45_000, "even zero-fee brokers charge when they are short"


def test_it_never_asks_for_more_than_all() -> None:
    wires, broker = alfa("brokers.alfa.margin=100 %")
    owe(wires, broker, 10**9)
    assert broker.commission() == 1_000_000


@pytest.mark.parametrize(("pricing", "asked"), [("fixed", 22_000), ("zero_fee", 0)])
def test_other_pricing_looks_at_nothing(pricing: str, asked: int) -> None:
    wires, broker = alfa(f"brokers.alfa.pricing={pricing}", "brokers.alfa.commission=2.2 %")
    owe(wires, broker, 90_000_000)
    broker.experience.losses = broker.experience.premium = 90_000
    assert broker.commission() == asked


def test_a_broker_without_room_or_couriers_makes_no_offer() -> None:
    wires, broker = alfa()
    assert broker.quote(40_000_000) is not None
    owe(wires, broker, 60_000_000)
    assert broker.quote(40_000_000) is not None
    owe(wires, broker, 1)
    assert broker.quote(40_000_000) is None
    _, broker = alfa()
    broker.couriers.at_large = 0
    assert broker.quote(40_000_000) is None


def test_an_offer_counts_the_delay_and_what_the_client_bears() -> None:
    wires, broker = alfa()
    a_day = wires.terms.now.clients["cartel"].delay_cost_per_day
    broker.experience.losses, broker.experience.delay = 8_000, 10 * DAY
    made = broker.quote(40_000_000)
    assert made is not None
    assert made.fee == 63_000  # the broker bears the losses, and asks for them
    assert made.cost(a_day) == made.fee + 3_000 * 10 + 5_000  # the delay, and the cheapest provider's spread
    wires, broker = alfa("brokers.alfa.guarantee={losses: client, spread: broker}")
    broker.experience.losses, broker.experience.delay = 8_000, 10 * DAY
    made = broker.quote(40_000_000)
    assert made is not None
    assert made.cost(a_day) == made.fee + 3_000 * 10 + 8_000


def test_a_broker_learns_the_premium_from_what_its_buyers_pay() -> None:
    cheap, dear = (
        of_network(f"buyers.savers.savers.premium={premium}", "buyers.merchants.shops.count=0", "horizon=6 months")
        for premium in ("1 %", "9 %")
    )
    first, last = [
        [e["detail"] for e in told(record, events.QUOTE) if e["party"] == "broker.alfa"] for record in (cheap, dear)
    ]
    assert first[0] == last[0] == 50_000
    assert sum(last[-10:]) < sum(first[-10:])
    assert 0 in last, "zero-fee offers appear when buyers pay enough"
    assert 0 not in first


# -- both markets together ----------------------------------------------------------------------------------------------

HALF = "horizon=6 months"
REPS = 6
CAPS = {
    "none": (HALF, *without("capital_flight_cap")),
    "50k": (HALF, "rules.capital_flight_cap.per_person=50,000 USD"),
    "25k": (HALF, "rules.capital_flight_cap.per_person=25,000 USD"),
}
LIMITS = {
    "none": (HALF, *without("deposit_limit")),
    **{
        limit: (HALF, f"rules.deposit_limit.per_account={limit} USD", f"rules.deposit_limit.per_firm={limit} USD")
        for limit in ("14,000", "4,000", "1,000")
    },
}


def by_cap(name: str) -> list[float]:
    return [mean(name, REPS, *settings) for settings in CAPS.values()]


@pytest.mark.slow
def test_a_tighter_cap_feeds_the_scheme_with_demand() -> None:
    for name in ("cash_dollars_wanted_usd", "premium_pct"):
        none, loose, tight = (replications(REPS, *settings) for settings in CAPS.values())
        for replication in range(REPS):
            assert none[replication][name] < loose[replication][name] < tight[replication][name], name


@pytest.mark.slow
def test_a_tighter_cap_makes_the_service_cheaper_and_no_smaller() -> None:
    none, loose, tight = by_cap("commission_pct")
    assert none > loose > tight
    none, loose, tight = by_cap("throughput_usd_per_day")
    assert none <= loose <= tight
    none, loose, tight = by_cap("wait_days.buyer")
    assert none > loose > tight
    none, loose, tight = by_cap("zero_fee_share")
    assert none <= loose < tight


@pytest.mark.slow
def test_a_tighter_cap_turns_more_savers_to_cash() -> None:
    none, loose, tight = by_cap("turned_to_cash_usd")
    assert none == 0 < loose < tight


@pytest.mark.slow
def test_a_tighter_deposit_limit_banks_fewer_dollars_and_other_channels_take_the_rest() -> None:
    banked = [mean("banked_usd", REPS, *settings) for settings in LIMITS.values()]
    assert banked == sorted(banked, reverse=True)
    assert banked[0] > 2 * banked[-1] > 0
    share = [mean("channel_share.bulk_cash", REPS, *settings) for settings in LIMITS.values()]
    assert share == sorted(share, reverse=True)
    burden = [mean("burden.deposit_limit", REPS, *settings) for settings in LIMITS.values()]
    assert burden == sorted(burden)
    moved = [mean("throughput_usd_per_day", REPS, *settings) for settings in LIMITS.values()]
    assert moved[-1] > 0.9 * moved[0], "displaced, not stopped"


# -- accounts in China --------------------------------------------------------------------------------------------------

SAVERS = {"savers": {"s": {"people": 400, "wanted_per_year": "90,000 USD", "premium": "5 %"}}}
NO_QUOTA = {"capital_flight_cap": {"per_person": "0 USD"}}


def by_savers(threshold: str) -> RecordedReplication:
    """A world in which savers pay into accounts that take 40,000 USD each, 261,200 CNY at the rate, and are watched."""
    return world(
        "mirror.account_turnover=40,000 USD",
        "clients.client={batches: 6, first_after: 20 days, every: 12 days}",
        buyers=SAVERS,
        rules={**NO_QUOTA, "transfer_monitoring": {"threshold": f"{threshold} CNY", "frozen": "100 %"}},
    )


def test_an_account_is_looked_at_for_what_it_has_received_and_no_more() -> None:
    left_alone = by_savers("261,200")
    assert len(told(left_alone, events.SWAPPED)) > 10
    assert told(left_alone, events.YUAN_SEIZED) == []
    assert told(by_savers("261,199.99"), events.YUAN_SEIZED)


def test_what_is_frozen_goes_to_the_state_and_the_account_is_not_used_again() -> None:
    record = by_savers("100,000")
    taken = told(record, events.YUAN_SEIZED)
    assert len(taken) > 5
    state = sum(amount for _, _, _, owner, amount in legs(record, "seizure", "taken") if owner == "state")
    assert state == sum(event["amount"] for event in taken)
    received: dict[str, list[int]] = {}
    for _, _, _, account, amount in legs(record, "mirror_swap", "yuan"):
        received.setdefault(account, []).append(amount)
    for amounts in received.values():
        assert sum(amounts[:-1]) <= 10_000_000, "paid into after it was frozen"
    assert sum(sum(amounts) > 10_000_000 for amounts in received.values()) == len(taken)


def test_each_payment_of_a_sale_has_luck_of_its_own() -> None:
    record = world(
        "mirror.account_turnover=10,000 USD",
        "clients.client.first_after=200 days",
        "horizon=260 days",
        buyers={"savers": {"s": {"people": 30, "wanted_per_year": "150,000 USD", "patience": "360 days"}}},
        rules={**NO_QUOTA, "transfer_monitoring": {"threshold": "1 CNY", "frozen": "50 %"}},
    )
    (sale,) = {event["time"] for event in told(record, events.SWAPPED)}
    paid, taken = (
        len([e for e in told(record, kind) if e["time"] == sale]) for kind in (events.SWAPPED, events.YUAN_SEIZED)
    )
    assert paid == 15
    assert 2 <= taken <= 13
