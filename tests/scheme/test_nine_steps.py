"""The happy path of both options, as the factbox tells it."""

import pytest

from mirrorsim.books.accounts import Country
from mirrorsim.books.ledger import HoldState
from mirrorsim.units.money import Asset
from tests.helpers.worlds import (
    GOODS,
    MIRROR,
    assert_sound,
    cents,
    crossings,
    dollars,
    events,
    held,
    names,
    parts,
    world,
)

BOTH = pytest.mark.parametrize("policy", [MIRROR, GOODS])
AGREED_TO_YUAN = [
    "batch", "quote", "quote", "quote", "agreed", "token", "called", "courier", "handed_over", "buyer", "swapped", "holds_yuan",
]  # fmt: skip


def test_a_second_mirror_goes_through_steps_1_to_8_in_order() -> None:
    record = world()
    assert names(record) == [*AGREED_TO_YUAN, "pesos_found", "second_swap", "delivered", "closed"]
    steps = [event["step"] for event in events(record) if event["step"]]
    assert steps == sorted(steps)
    assert set(steps) == {1, 2, 3, 4, 5, 6, 7, 8}


def test_trade_goes_through_steps_1_to_7_and_9_in_order() -> None:
    record = world(policy=GOODS)
    assert names(record) == [*AGREED_TO_YUAN, "bought", "sailed", "landed", *["sold", "delivered"] * 4, "closed"]
    steps = [event["step"] for event in events(record) if event["step"]]
    assert steps == sorted(steps)
    assert set(steps) == {1, 2, 3, 4, 5, 6, 7, 9}


def test_a_chain_of_forwarders_passes_the_goods_on() -> None:
    record = world("goods.forwarders=[{takes: 2 days}, {takes: 36 h}]", policy=GOODS)
    after = names(record)[len(AGREED_TO_YUAN) :]
    assert after[:5] == ["bought", "forwarded", "forwarded", "sailed", "landed"]
    first, second = (event["time"] for event in events(record) if event["name"] == "forwarded")
    assert int(second) - int(first) == 36 * 3_600_000_000
    assert_sound(record)


@BOTH
def test_time_never_runs_backwards(policy: str) -> None:
    times = [event["time"] for event in events(world(policy=policy))]
    assert times == sorted(times)


@BOTH
def test_the_cheapest_of_three_brokers_wins(policy: str) -> None:
    told = events(world(policy=policy))
    quotes = {event["party"]: event["detail"] for event in told if event["name"] == "quote"}
    assert quotes == {"broker.alfa": 20_000, "broker.bravo": 15_000, "broker.charlie": 60_000}
    assert [event["party"] for event in told if event["name"] == "agreed"] == ["broker.bravo"]


@BOTH
def test_pesos_out_are_dollars_in_less_commission_at_the_rate(policy: str) -> None:
    record = world(policy=policy)
    assert held(record, "client.client", Asset.MXN) == cents("2,925,450 MXN") == (15_000_000 - 225_000) * 198 // 10
    assert [e["amount"] for e in events(record) if e["name"] == "handed_over"] == [cents("150,000 USD")]


def test_the_waterfall_of_a_second_mirror() -> None:
    assert parts(world()) == dollars(pledged="150,000", commission="2,250", delivered="147,750")


def test_the_waterfall_of_trade_has_the_mark_down_that_the_broker_bears() -> None:
    assert parts(world(policy=GOODS)) == dollars(
        pledged="150,000", commission="2,250", mark_down="7,387.48", borne_by_broker="7,387.48", delivered="147,750"
    )


def test_a_mark_down_that_the_client_bears_comes_off_the_pesos() -> None:
    record = world("brokers.bravo.guarantee.mark_down=client", policy=GOODS)
    assert parts(record) == dollars(pledged="150,000", commission="2,250", mark_down="7,387.48", delivered="140,362.52")
    assert held(record, "client.client", Asset.MXN) == sum(
        event["amount"] for event in events(record) if event["name"] == "sold"
    )
    assert_sound(record)


@pytest.mark.parametrize(
    ("bearer", "expected"),
    [
        ("broker", dollars(pledged="150,000", commission="2,250", spread="2,955", borne_by_broker="2,955",
                           delivered="147,750")),
        ("client", dollars(pledged="150,000", commission="2,250", spread="2,955", delivered="144,795")),
    ],
)  # fmt: skip
def test_a_providers_spread_is_borne_by_whom_the_guarantee_says(bearer: str, expected: dict[str, int]) -> None:
    record = world(
        "providers.wholesaler.spread=2 %",
        *(f"brokers.{name}.guarantee.spread={bearer}" for name in ("alfa", "bravo", "charlie")),
    )
    assert parts(record) == expected
    assert held(record, "provider.wholesaler.fees", Asset.CNY) == cents("19,296.15 CNY")
    assert_sound(record)


@BOTH
def test_the_note_of_one_dollar_ends_with_the_client(policy: str) -> None:
    record = world(policy=policy)
    assert held(record, "client.client", Asset.USD) == 100
    assert held(record, "broker.bravo", Asset.USD) == 0


@BOTH
def test_courier_and_merchant_have_their_dollars_and_the_stash_is_empty(policy: str) -> None:
    record = world(policy=policy)
    assert held(record, "couriers_own", Asset.USD) == cents("750 USD")
    assert held(record, "courier.bravo-1", Asset.USD) == 0
    assert held(record, "merchant.shop-1", Asset.USD) == cents("149,250 USD")
    assert held(record, "stash.bravo", Asset.USD) == 0


def test_no_money_crosses_a_border_and_goods_only_as_cargo() -> None:
    assert crossings(world()) == set()
    trade = world(policy=GOODS)
    assert crossings(trade) == {"loading", "landing"}
    entries, accounts = trade.postings, trade.chart.accounts
    assets = {
        accounts[account].asset
        for kind, account in zip(entries.kind.tolist(), entries.account.tolist(), strict=True)
        if entries.kinds[kind].crosses_border
    }
    assert assets == {Asset.GOODS}


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        ("mirror_swap", {"cash": (Country.US, Asset.USD), "yuan": (Country.CN, Asset.CNY),
                         "gathering": (Country.CN, Asset.CNY), "promise": (Country.NOWHERE, Asset.CLAIM)}),
        ("second_mirror", {"yuan": (Country.CN, Asset.CNY), "pesos": (Country.MX, Asset.MXN),
                           "promise": (Country.NOWHERE, Asset.CLAIM)}),
    ],
)  # fmt: skip
def test_each_leg_of_a_mirror_stays_in_one_country_and_one_asset(
    kind: str, places: dict[str, tuple[Country, Asset]]
) -> None:
    record = world()
    entries, accounts = record.postings, record.chart.accounts
    met: dict[str, set[tuple[Country, Asset]]] = {}
    for number, leg, account in zip(entries.kind.tolist(), entries.leg.tolist(), entries.account.tolist(), strict=True):
        if entries.kinds[number].name == kind:
            one = accounts[account]
            met.setdefault(entries.kinds[number].legs[leg], set()).add((one.country, one.asset))
    assert met == {leg: {place} for leg, place in places.items()}


@BOTH
def test_the_cash_is_set_aside_once_and_taken_once(policy: str) -> None:
    record = world(policy=policy)
    client = next(code for code, one in enumerate(record.chart.accounts) if one.name == "US:cash:USD:client.client")
    states = [
        HoldState(state) for _, _, state, source, _ in zip(*[iter(record.holds)] * 5, strict=True) if source == client
    ]
    assert states == [HoldState.PENDING, HoldState.POSTED]


@BOTH
def test_the_books_are_sound(policy: str) -> None:
    assert_sound(world(policy=policy))


def test_a_large_need_is_met_in_parts_by_two_providers() -> None:
    record = world(
        providers={
            "small": {"pesos": "1,000,000 MXN", "replenished": "0 MXN"},
            "large": {"pesos": "2,500,000 MXN", "replenished": "0 MXN"},
        }
    )
    assert [event["party"] for event in events(record) if event["name"] == "second_swap"] == [
        "provider.large",
        "provider.small",
    ]
    assert held(record, "client.client", Asset.MXN) == 249_999_987 + 42_545_012  # each part rounded down
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert_sound(record)


def test_receiving_accounts_change_when_they_have_taken_their_turnover() -> None:
    people = {"people": 40, "wanted_per_year": "90,000 USD", "premium": "0 %", "patience": "400 days"}
    no_quota = "rules.capital_flight_cap.per_person=0 USD"
    record = world("mirror.account_turnover=40,000 USD", no_quota, buyers={"savers": {"town": people}})
    swapped = [int(event["amount"]) for event in events(record) if event["name"] == "swapped"]
    assert swapped == [4_000_000, 4_000_000, 1_000_000, 3_000_000, 2_925_000]
    receivers = {account.owner for account in record.chart.accounts if account.role == "receiver"}
    assert receivers == {f"receiver.bravo-{number}" for number in (1, 2, 3, 4)}
    assert sum(held(record, receiver, Asset.CNY) for receiver in receivers) == 0
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert_sound(record)


def test_merchants_who_pay_a_premium_are_served_first_and_the_broker_earns_it() -> None:
    record = world(
        buyers={
            "merchants": {
                "eager": {"appetite": "100,000 USD", "premium": "3 %"},
                "shop": {"appetite": "200,000 USD", "premium": "1 %"},
            }
        }
    )
    assert [event["party"] for event in events(record) if event["name"] == "buyer"] == [
        "merchant.eager-1",
        "merchant.shop-1",
    ]
    premium = cents("100,000 USD") * 653 // 100 * 3 // 100 + cents("49,250 USD") * 653 // 100 // 100
    capital = cents("200,000 USD") * 653 // 100
    paid_in = cents("149,250 USD") * 653 // 100 - cents("147,750 USD") * 653 // 100
    assert held(record, "broker.bravo.own", Asset.CNY) == capital + premium + paid_in
    assert_sound(record)
