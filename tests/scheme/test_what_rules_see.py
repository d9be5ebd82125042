"""What the scheme asks the rules about each movement of a deal, before it moves."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from mirrorsim.books.journal import TransactionType
from mirrorsim.rules import base
from mirrorsim.rules.base import Movement, Rule, RuleContext, Ruling
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import wired
from tests.helpers.worlds import GOODS, MIRROR, events, factbox, under

ASKED: list[Movement] = []
KINDS = sorted(name for name in vars(base) if name.isupper())


class Watches(Rule):
    """Notes what it is asked, and lets it be."""

    watches: ClassVar[Any] = {getattr(base, name): () for name in KINDS if isinstance(getattr(base, name), str)}

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        ASKED.append(movement)
        return None


def asked(
    *settings: str, policy: str = MIRROR, **sections: Any
) -> tuple[RecordedReplication, dict[str, list[Movement]]]:
    """A run, and what the rules were asked in it, by the kind of movement."""
    ASKED.clear()
    record = under({"watches": Watches(kind="watches")}, factbox(*settings, **sections), policy)
    found: dict[str, list[Movement]] = {}
    for one in ASKED:
        found.setdefault(one.what, []).append(one)
    return record, found


def at(record: RecordedReplication, name: str) -> int:
    return next(int(event["time"]) for event in events(record) if event["name"] == name)


@pytest.mark.parametrize("mislabelled", [False, True])
def test_customs_see_a_firms_goods_in_their_port_and_whether_they_are_mislabelled(mislabelled: bool) -> None:
    record, found = asked(f"goods.mislabelled={100 * mislabelled} %", policy=GOODS)
    cargo = found[base.IMPORT]
    landed = next(event for event in events(record) if event["name"] == "landed")
    assert [(one.amount, one.deal, one.holder, one.entity, one.turn, one.irregular) for one in cargo] == [
        (landed["amount"], landed["deal"], "firm", landed["deal"], 0, mislabelled)
    ]
    assert f"port.{cargo[0].place}" == landed["party"]
    assert record.chart[cargo[0].account].owner == landed["party"]
    assert cargo[0].time >= landed["time"]


def test_a_couriers_cash_is_seen_on_its_way_as_the_scheme_s() -> None:
    record, found = asked()
    [carried] = found[base.CASH_CARRIED]
    handed = next(event for event in events(record) if event["name"] == "handed_over")
    # the courier has had its half per cent of 150,000 USD
    assert (carried.time, carried.amount) == (handed["time"], 149_250_00)
    assert (carried.deal, carried.entity, carried.irregular, carried.holder) == (
        handed["deal"],
        handed["deal"],
        True,
        "person",
    )
    assert record.chart[carried.account].owner.startswith("courier.")


def test_cash_that_found_no_way_is_seen_where_it_lies_with_the_client() -> None:
    record, found = asked("handover.quotes.no_answer=100 %")
    stored = found[base.CASH_STORED]
    assert {(one.amount, one.turn, one.irregular) for one in stored} == {(150_000_00, 1, False)}
    assert {record.chart[one.account].owner for one in stored} == {"client.client"}


def test_a_bank_sees_what_a_peso_brokers_exporter_pays_in_as_a_firms() -> None:
    nobody = {"none": {"commission": "1.5 %", "credit": "0 USD"}}
    bmpe = {"fee": "9 %", "takes": "10 days", "per_week": "500,000 USD"}
    record, found = asked(brokers=nobody, channels={"bmpe": bmpe})
    [paid_in] = found[base.BANK_DEPOSIT]
    taken = next(event for event in events(record) if event["name"] == "carried_off")
    assert (paid_in.amount, paid_in.deal, paid_in.entity) == (136_500_00, taken["deal"], taken["deal"])
    assert (paid_in.holder, paid_in.turn, paid_in.irregular, paid_in.place) == ("firm", 0, False, "")
    assert record.chart[paid_in.account].owner == "exporters.bmpe"
    [received] = found[base.CASH_RECEIVED]
    assert received._replace(what=paid_in.what, account=paid_in.account) == paid_in
    assert record.chart[received.account].owner == "carrier.bmpe"


def test_a_bank_in_china_sees_each_saver_once_a_year() -> None:
    wanted = {"people": 3, "wanted_per_year": "70,000 USD"}
    _, found = asked("horizon=730 days", buyers={"merchants": {"shops": {}}, "savers": {"s": wanted}})
    wishes = found[base.FX_PURCHASE]
    assert {(one.amount, one.deal, one.holder, one.irregular, one.place) for one in wishes} == {
        (70_000_00, -1, "person", False, "")
    }
    assert sorted((one.entity, one.turn) for one in wishes) == [
        (saver, year) for saver in range(3) for year in range(2)
    ]


PAYS = TransactionType("pays", ("pesos",))


@pytest.mark.parametrize(("missing", "days"), [(0, 0.0), (1, 0.01), (2, 0.02), (99, 0.99), (100, 1.0)])
def test_a_provider_that_lacks_a_centavo_waits_until_trade_has_brought_it(missing: int, days: float) -> None:
    """Trade brings 1 MXN a day, and so a centavo in a hundredth of a day."""
    world = wired(
        factbox(
            "providers.wholesaler.pesos=100 MXN", "providers.wholesaler.replenished=1 MXN", "providers.wholesaler.every=1 day",
            "behaviour.least_peso_lot=100 %",
        )
    )  # fmt: skip
    world.pesos.open()
    [provider] = world.pesos.providers
    assert world.ledger.balance(provider.pesos) == 100_00
    if missing:
        world.ledger.book(PAYS, 0, -1, pesos=(provider.pesos, world.outside.mx_economy, missing))
    assert provider.wait_for(10**9) == round(days * 86_400 * 10**6)


@pytest.mark.parametrize(("stock", "days"), [("1,980 MXN", 0.0), ("1,979.99 MXN", 0.01), ("1,979.98 MXN", 0.02)])
def test_a_broker_reckons_with_the_time_until_the_last_centavo_is_there(stock: str, days: float) -> None:
    """100 USD are 1,980 MXN, and trade brings 1 MXN a day."""
    world = wired(
        factbox(
            f"providers.wholesaler.pesos={stock}", "providers.wholesaler.replenished=1 MXN", "providers.wholesaler.every=1 day"
        )
    )  # fmt: skip
    world.pesos.open()
    assert world.pesos.outlook(100_00) == (world.pesos.providers[0].terms.spread, round(days * 86_400 * 10**6))
