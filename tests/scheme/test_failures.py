"""Each step can fail; here each does, and the money stands where it belongs afterwards."""

import pytest

from mirrorsim.books.ledger import HoldState
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, HOUR
from mirrorsim.world.record import RecordedReplication
from tests.helpers.worlds import (
    BY_CLIENT,
    FACTBOX,
    GOODS,
    MIRROR,
    NO_CAPITAL,
    assert_sound,
    cents,
    closes,
    dollars,
    events,
    held,
    hold_rows,
    names,
    parts,
    world,
)

ALL = "150,000 USD"
DELIVERED_IN_FULL = cents("2,925,450 MXN")
CUSTOMS_TAKE_ALL = ("goods.mislabelled=100 %", "rules.customs_inspection={inspected: 100 %, recognised: 100 %}")


def told(record: RecordedReplication, name: str) -> list[dict[str, int | str]]:
    return [event for event in events(record) if event["name"] == name]


def first_with(event: str, *settings: str) -> RecordedReplication:
    """The record of the first seed under which an event happens."""
    return next(record for seed in range(1, 20) if event in names(record := world(*settings, seed=seed)))


def assert_cash_is_with_the_client(record: RecordedReplication) -> None:
    assert_sound(record)
    assert held(record, "client.client", Asset.USD) == cents(ALL)
    assert held(record, "client.client", Asset.MXN) == 0
    assert parts(record) == {}
    held_back = [state for _, _, state, _, _ in hold_rows(record)]
    assert held_back.count(HoldState.PENDING) == len(held_back) / 2


# -- step 1 -------------------------------------------------------------------------------------------------------------


def test_brokers_who_do_not_answer_leave_the_batch_without_a_channel() -> None:
    record = world("handover.quotes.no_answer=100 %")
    assert set(names(record)) == {"batch", "no_answer", "no_offer", "gave_up"}
    assert told(record, "gave_up")[0]["time"] == (2 + 28 * 26) * HOUR > 30 * DAY
    assert_cash_is_with_the_client(record)


def test_brokers_who_answer_sometimes_are_asked_again() -> None:
    record = first_with("no_offer", "handover.quotes.no_answer=80 %")
    assert names(record)[-1] == "closed"
    assert_sound(record)


@pytest.mark.parametrize("credit", ["0 USD", "149,999.99 USD"])
def test_brokers_without_credit_have_no_room(credit: str) -> None:
    record = world(*(f"brokers.{name}.credit={credit}" for name in ("alfa", "bravo", "charlie")))
    assert set(names(record)) == {"batch", "no_room", "no_offer", "gave_up"}
    assert_cash_is_with_the_client(record)


def test_a_broker_without_room_loses_the_deal_to_a_dearer_one() -> None:
    record = world("brokers.bravo.credit=149,999.99 USD")
    assert [event["party"] for event in told(record, "agreed")] == ["broker.alfa"]
    assert parts(record) == dollars(pledged="150,000", commission="3,000", delivered="147,000")


def test_two_batches_at_one_instant_do_not_both_get_the_last_room() -> None:
    batch = {"batches": "1", "amount": "150,000 USD"}
    record = world("brokers.bravo.credit=200,000 USD", clients={"one": batch, "two": batch})
    assert sorted(str(event["party"]) for event in told(record, "agreed")) == ["broker.alfa", "broker.bravo"]
    assert_sound(record)


def test_offers_that_are_too_dear_are_no_offers() -> None:
    record = world("clients.client.max_commission=1.4999 %")
    assert names(record)[:5] == ["batch", "quote", "quote", "quote", "no_offer"]
    assert_cash_is_with_the_client(record)


# -- step 2 -------------------------------------------------------------------------------------------------------------


def test_a_client_that_walks_away_has_promised_nothing() -> None:
    record = world("handover.agreement.walks_away=100 %")
    assert names(record)[-1] == "walked_away"
    assert list(hold_rows(record)) == []
    assert_cash_is_with_the_client(record)


# -- steps 3 to 5: the handshake ----------------------------------------------------------------------------------------

FAILED_HANDSHAKES = {
    "handover.token.lost=100 %": "token_lost",
    "handover.token.valid_for=6 h": "expired",
    "handover.call.unanswered=100 %": "unanswered",
    "handover.call.wrong_code_word=100 %": "wrong_code_word",
    "handover.meeting.no_show=100 %": "no_show",
    "handover.meeting.wrong_serial=100 %": "wrong_serial",
}


@pytest.mark.parametrize(("setting", "event"), FAILED_HANDSHAKES.items())
@pytest.mark.parametrize("attempts", [1, 3])
def test_a_handshake_that_always_fails_is_tried_and_then_given_up(setting: str, event: str, attempts: int) -> None:
    record = world(setting, f"handover.attempts={attempts}")
    assert len(told(record, event)) == attempts
    assert names(record).count("retry") == attempts - 1
    assert len({one["detail"] for one in told(record, "token")}) == attempts
    assert names(record)[-1] == "failed"
    assert held(record, "broker.bravo", Asset.USD) == attempts * 100  # the notes never left it
    assert_cash_is_with_the_client(record)


@pytest.mark.parametrize(
    ("setting", "state"),
    [("handover.meeting.no_show=100 %", HoldState.VOIDED), ("handover.token.valid_for=6 h", HoldState.EXPIRED)],
)
def test_the_reserved_cash_is_free_again(setting: str, state: HoldState) -> None:
    record = world(setting, "handover.attempts=2")
    assert [one for _, _, one, _, _ in hold_rows(record)] == [HoldState.PENDING, state] * 2
    assert {amount for *_, amount in hold_rows(record)} == {cents(ALL)}


@pytest.mark.parametrize(
    "setting",
    [setting.replace("100 %", "50 %") for setting in FAILED_HANDSHAKES if "100 %" in setting],
)
def test_a_handshake_that_fails_half_of_the_time_succeeds_with_enough_attempts(setting: str) -> None:
    retried = 0
    for seed in range(6):
        record = world(setting, "handover.attempts=50", seed=seed)
        retried += names(record).count("retry")
        assert parts(record) == dollars(pledged="150,000", commission="2,250", delivered="147,750")
        assert held(record, "client.client", Asset.USD) == 100
        assert_sound(record)
    assert retried


def test_a_token_that_is_good_for_long_enough_does_not_expire() -> None:
    assert "expired" not in names(world("handover.token.valid_for=34 h"))
    assert "expired" in names(world("handover.token.valid_for=33 h"))


def test_cash_that_is_short_pledges_only_what_was_counted() -> None:
    record = world("handover.meeting.short=100 %", "handover.meeting.short_by=20 %")
    assert [event["amount"] for event in told(record, "short")] == [cents("30,000 USD")]
    assert parts(record) == dollars(pledged="120,000", commission="1,800", delivered="118,200")
    assert held(record, "client.client", Asset.USD) == cents("30,001 USD")
    assert held(record, "client.client", Asset.MXN) == cents("2,340,360 MXN")
    assert_sound(record)


def test_an_empty_bag_moves_nothing() -> None:
    record = world("handover.meeting.short=100 %", "handover.meeting.short_by=100 %")
    assert parts(record) == {}
    assert held(record, "client.client", Asset.USD) == cents("150,001 USD")
    assert_sound(record)


@pytest.mark.parametrize(
    ("setting", "event", "delay"),
    [("handover.meeting.late=100 %", "late", 45), ("handover.meeting.moved=100 %", "moved", 90)],
)
def test_a_late_courier_and_a_moved_venue_cost_time_and_nothing_else(setting: str, event: str, delay: int) -> None:
    usual, record = world(), world(setting)
    assert len(told(record, event)) == 1
    later = int(told(record, "handed_over")[0]["time"]) - int(told(usual, "handed_over")[0]["time"])
    assert later == delay * HOUR // 60
    assert parts(record) == parts(usual)
    assert_sound(record)


# -- step 6 -------------------------------------------------------------------------------------------------------------


def test_a_robbery_is_borne_by_the_broker() -> None:
    record = world("mirror.robbed=100 %")
    assert held(record, "thieves", Asset.USD) == cents("149,250 USD")
    assert parts(record) == dollars(
        pledged="150,000", commission="2,250", lost="149,250", borne_by_broker="149,250", delivered="147,750"
    )
    assert held(record, "client.client", Asset.MXN) == DELIVERED_IN_FULL
    assert held(record, "broker.bravo.own", Asset.CNY) == cents("1,306,000 CNY") - cents("964,807.50 CNY")
    assert_sound(record)


def test_a_robbery_is_borne_by_the_client() -> None:
    record = world("mirror.robbed=100 %", BY_CLIENT)
    assert parts(record) == dollars(pledged="150,000", commission="2,250", lost="147,750")
    assert held(record, "client.client", Asset.MXN) == 0
    assert held(record, "broker.bravo.own", Asset.CNY) == cents("1,306,000 CNY")
    assert_sound(record)


def test_a_guarantee_without_money_behind_it_is_worth_nothing() -> None:
    record = world("mirror.robbed=100 %", NO_CAPITAL)
    assert names(record).count("shortfall") == 1
    amounts = parts(record)
    assert amounts["lost"] == cents("149,250 USD") + cents("147,750 USD")
    assert amounts["borne_by_broker"] == cents("149,250 USD")
    assert "delivered" not in amounts
    assert_sound(record)


def test_a_guarantee_is_met_in_yuan_then_in_pesos_then_not_at_all() -> None:
    record = world("mirror.robbed=100 %", "brokers.bravo.capital=100,000 USD")
    amounts = parts(record)
    assert amounts["delivered"] == cents("100,000 USD")
    assert [event["amount"] for event in told(record, "shortfall")] == [cents("47,750 USD")]
    assert held(record, "broker.bravo.own", Asset.CNY) == held(record, "broker.bravo.own", Asset.MXN) == 0
    assert held(record, "client.client", Asset.MXN) == cents("1,980,000 MXN")
    assert_sound(record)


def test_a_buyer_who_backs_out_leaves_the_cash_with_the_broker() -> None:
    record = world("mirror.backs_out=100 %")
    assert names(record).count("backed_out") >= 2
    assert "swapped" not in names(record)
    bags = held(record, "courier.bravo-1", Asset.USD) + held(record, "stash.bravo", Asset.USD)
    assert bags == cents("149,250 USD")
    assert parts(record) == dollars(pledged="150,000", commission="2,250", as_cash="147,750")
    assert_sound(record)


def test_after_a_buyer_who_backs_out_another_is_found() -> None:
    record = first_with("backed_out", "mirror.backs_out=50 %")
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert_sound(record)


def test_without_a_buyer_the_cash_lies_in_the_stash() -> None:
    record = world("buyers.merchants.shop.count=0")
    assert names(record)[-1] == "stashed"
    assert held(record, "stash.bravo", Asset.USD) == cents("149,250 USD")
    assert parts(record) == dollars(pledged="150,000", commission="2,250", as_cash="147,750")
    assert_sound(record)


def test_with_few_buyers_the_cash_goes_week_by_week() -> None:
    record = world("buyers.merchants.shop.appetite=50,000 USD")
    assert [event["amount"] for event in told(record, "swapped")] == [5_000_000, 5_000_000, 4_925_000]
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert_sound(record)


# -- step 7 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [MIRROR, GOODS])
def test_frozen_yuan_are_borne_by_the_broker(policy: str) -> None:
    record = world("repatriation.frozen=100 %", "brokers.bravo.guarantee.mark_down=broker", policy=policy)
    assert held(record, "state", Asset.CNY) == cents("974,602.50 CNY")
    amounts = parts(record)
    assert amounts["seized"] == cents("149,250 USD")
    assert amounts["delivered"] == cents("147,750 USD")
    assert held(record, "client.client", Asset.MXN) == DELIVERED_IN_FULL
    assert_sound(record)


@pytest.mark.parametrize("policy", [MIRROR, GOODS])
def test_frozen_yuan_are_borne_by_the_client(policy: str) -> None:
    record = world("repatriation.frozen=100 %", BY_CLIENT, policy=policy)
    assert parts(record) == dollars(pledged="150,000", commission="2,250", seized="147,750")
    assert held(record, "client.client", Asset.MXN) == 0
    assert names(record)[-1] == "closed"
    assert_sound(record)


# -- step 8 -------------------------------------------------------------------------------------------------------------


def test_a_provider_that_defaults_is_borne_by_the_broker_while_it_can() -> None:
    record = world("second_mirror.provider_defaults=100 %", "brokers.bravo.capital=1,000,000 USD")
    taken = sum(int(event["amount"]) for event in told(record, "defaulted"))
    assert held(record, "provider.wholesaler", Asset.CNY) == taken
    assert held(record, "broker.bravo.own", Asset.CNY) == 0
    amounts = parts(record)
    assert amounts["delivered"] == cents("147,750 USD")  # out of its own pesos in the end
    assert held(record, "provider.wholesaler", Asset.MXN) == cents("4,000,000 MXN")
    assert_sound(record)


def test_a_provider_that_defaults_is_borne_by_the_client() -> None:
    record = world("second_mirror.provider_defaults=100 %", BY_CLIENT)
    assert names(record).count("defaulted") == 1
    assert held(record, "provider.wholesaler", Asset.CNY) == cents("964,807.50 CNY")
    assert parts(record) == dollars(pledged="150,000", commission="2,250", lost="147,750")
    assert_sound(record)


def test_after_a_default_the_broker_tries_another_time() -> None:
    record = first_with("defaulted", "second_mirror.provider_defaults=50 %")
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert_sound(record)


@pytest.mark.parametrize("replenished", ["0 MXN", "5,000,000 MXN"])
def test_without_pesos_the_deal_waits_as_yuan(replenished: str) -> None:
    record = world("providers.wholesaler.pesos=0 MXN", f"providers.wholesaler.replenished={replenished}")
    assert names(record)[-1] == "holds_yuan"
    assert held(record, "broker.bravo", Asset.CNY) == cents("964,807.50 CNY")
    assert parts(record) == dollars(pledged="150,000", commission="2,250", as_yuan="147,750")
    assert_sound(record)


def test_with_few_pesos_the_deal_is_paid_in_parts() -> None:
    record = world("providers.wholesaler.pesos=1,000,000 MXN", "providers.wholesaler.replenished=100,000 MXN")
    assert names(record).count("delivered") > 3
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert_sound(record)


# -- step 9 -------------------------------------------------------------------------------------------------------------


def test_a_supplier_that_defaults_is_borne_by_the_broker_while_it_can() -> None:
    record = world("goods.supplier_defaults=100 %", policy=GOODS)
    assert held(record, "thieves", Asset.CNY) == 2 * cents("964,807.50 CNY") + cents("350,987.50 CNY")
    assert "bought" not in names(record)
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert held(record, "client.client", Asset.MXN) == DELIVERED_IN_FULL
    assert_sound(record)


def test_a_supplier_that_defaults_is_borne_by_the_client() -> None:
    record = world("goods.supplier_defaults=100 %", BY_CLIENT, policy=GOODS)
    assert held(record, "thieves", Asset.CNY) == cents("964,807.50 CNY")
    assert parts(record) == dollars(pledged="150,000", commission="2,250", lost="147,750")
    assert_sound(record)


GONE_GOODS = [
    (("goods.lost_at_sea=100 %",), "lost_at_sea", "lost_at_sea", "lost"),
    (CUSTOMS_TAKE_ALL, "customs_took", "state", "seized"),
]


@pytest.mark.parametrize(("settings", "event", "taker", "end"), GONE_GOODS)
def test_goods_that_are_gone_are_borne_by_the_broker(
    settings: tuple[str, ...], event: str, taker: str, end: str
) -> None:
    record = world(*settings, policy=GOODS)
    assert len(told(record, event)) == 1
    assert held(record, taker, Asset.GOODS) == cents("964,807.50 CNY")
    assert parts(record) == dollars(
        pledged="150,000", commission="2,250", borne_by_broker="147,750", delivered="147,750"
    ) | {end: cents("147,750 USD")}
    assert held(record, "client.client", Asset.MXN) == DELIVERED_IN_FULL
    assert held(record, "broker.bravo.own", Asset.MXN) == cents("3,960,000 MXN") - DELIVERED_IN_FULL
    assert_sound(record)


@pytest.mark.parametrize(("settings", "event", "taker", "end"), GONE_GOODS)
def test_goods_that_are_gone_are_borne_by_the_client(
    settings: tuple[str, ...], event: str, taker: str, end: str
) -> None:
    record = world(*settings, BY_CLIENT, policy=GOODS)
    assert len(told(record, event)) == 1
    assert held(record, taker, Asset.GOODS) == cents("964,807.50 CNY")
    assert parts(record) == dollars(pledged="150,000", commission="2,250") | {end: cents("147,750 USD")}
    assert held(record, "client.client", Asset.MXN) == 0
    assert_sound(record)


def test_goods_that_find_no_buyer_are_borne_by_the_broker() -> None:
    record = world("goods.sale.unsold=100 %", policy=GOODS)
    assert names(record).count("unsold") == 4
    assert held(record, "unsold", Asset.GOODS) == cents("964,807.50 CNY")
    assert parts(record) == dollars(
        pledged="150,000", commission="2,250", lost="147,750", borne_by_broker="147,750", delivered="147,750"
    )
    assert_sound(record)


def test_goods_that_find_no_buyer_are_borne_by_the_client() -> None:
    record = world("goods.sale.unsold=100 %", BY_CLIENT, policy=GOODS)
    assert held(record, "unsold", Asset.GOODS) == cents("964,807.50 CNY")
    assert parts(record) == dollars(pledged="150,000", commission="2,250", lost="147,750")
    assert_sound(record)


def test_some_parts_find_no_buyer() -> None:
    record = world("goods.sale.unsold=50 %", "goods.sale.parts=12", "horizon=1 year", BY_CLIENT, policy=GOODS)
    unsold, sold = names(record).count("unsold"), names(record).count("sold")
    assert unsold + sold == 12
    assert unsold
    assert sold
    assert held(record, "unsold", Asset.GOODS) + held(record, "consumers", Asset.GOODS) == cents("964,807.50 CNY")
    assert_sound(record)


@pytest.mark.parametrize("date", ["2020-12-15", "2021-01-01", "2021-02-05"])
def test_goods_under_way_arrive_even_when_trade_is_no_option_any_more(date: str) -> None:
    away = {"since": date, "change": {"goods": None, "repatriation": {"choose": "second_mirror"}}}
    record = world(policy="away", repatriation={"choose": "goods"}, policies={"away": away})
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert_sound(record)


def test_pesos_that_come_on_a_later_date_are_found() -> None:
    later = {"since": "2021-01-20", "change": {"providers": {"wholesaler": {"pesos": "4,000,000 MXN"}}}}
    record = world(policy="later", providers={"wholesaler": {"pesos": "0 MXN"}}, policies={"later": later})
    assert int(told(record, "pesos_found")[0]["time"]) > 44 * DAY
    assert parts(record)["delivered"] == cents("147,750 USD")
    assert_sound(record)


# -- all of them --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guarantee", ["broker", "client"])
@pytest.mark.parametrize("policy", [MIRROR, GOODS])
def test_whatever_fails_some_of_the_time_the_waterfall_closes(policy: str, guarantee: str) -> None:
    ends: set[str] = set()
    for seed in range(25):
        record = world(
            *(setting.replace("100 %", "15 %") for setting in FAILED_HANDSHAKES if "100 %" in setting),
            "handover.meeting.short=30 %",
            "mirror.robbed=15 %",
            "mirror.backs_out=30 %",
            "repatriation.frozen=15 %",
            "second_mirror.provider_defaults=30 %",
            "goods.supplier_defaults=15 %",
            "goods.lost_at_sea=15 %",
            "goods.sale.unsold=30 %",
            "brokers.bravo.capital=50,000 USD",
            f"brokers.bravo.guarantee={{losses: {guarantee}, spread: {guarantee}, mark_down: {guarantee}}}",
            policy=policy,
            seed=seed,
        )
        assert_sound(record)
        assert closes(parts(record))
        ends |= set(parts(record))
    assert {"delivered", "lost", "seized", "commission"} <= ends


def test_the_factbox_itself_has_no_failure() -> None:
    assert FACTBOX.is_file()
    assert not set(names(world())) & {*FAILED_HANDSHAKES.values(), "robbed", "frozen", "defaulted", "shortfall"}
