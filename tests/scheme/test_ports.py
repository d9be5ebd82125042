"""Which port a shipment goes to, and what brokers learn there."""

from __future__ import annotations

from collections import Counter

import pytest
from mirrorsim.scheme.network import Network
from mirrorsim.scheme.parties import MEMORY, Deal
from mirrorsim.scheme.trade import NEVER_LESS, choose_port, remember

from mirrorsim.units.shares import WHOLE
from tests.helpers.networks import measured, wired
from tests.helpers.worlds import events, factbox, world

THREE = {"manzanillo": {"weight": 6}, "lazaro-cardenas": {"weight": 3}, "veracruz": {"weight": 1}}
SHIPMENTS = 3000


def net(*, learns: bool = True) -> Network:
    return wired(factbox(goods={"learns": learns, "ports": THREE}))


def choices(net: Network) -> list[str]:
    chosen = []
    for number in range(SHIPMENTS):
        client = net.clients["client"]
        deal = Deal(number, client, net.now_in_force.clients["client"], 1)
        deal.broker = net.brokers["bravo"]
        chosen.append(choose_port(net, deal))
    return chosen


def shares(net: Network) -> dict[str, float]:
    return {port: count / SHIPMENTS for port, count in Counter(choices(net)).items()}


def test_ports_are_chosen_by_weight() -> None:
    found = shares(net())
    assert found == pytest.approx({"manzanillo": 0.6, "lazaro-cardenas": 0.3, "veracruz": 0.1}, abs=0.03)


def test_trouble_takes_its_share_of_a_ports_weight() -> None:
    world = net()
    world.brokers["bravo"].trouble_seen["manzanillo"] = WHOLE // 2
    assert shares(world) == pytest.approx({"manzanillo": 3 / 7, "lazaro-cardenas": 3 / 7, "veracruz": 1 / 7}, abs=0.03)


def test_only_cargo_of_the_port_in_trouble_moves() -> None:
    calm, troubled = net(), net()
    troubled.brokers["bravo"].trouble_seen["manzanillo"] = WHOLE // 2
    pairs = list(zip(choices(calm), choices(troubled), strict=True))
    assert {before for before, after in pairs if before != after} == {"manzanillo"}


def test_a_port_with_nothing_but_trouble_is_still_tried_now_and_then() -> None:
    world = net()
    world.brokers["bravo"].trouble_seen["manzanillo"] = WHOLE
    left = 6 * NEVER_LESS / WHOLE
    assert shares(world)["manzanillo"] == pytest.approx(left / (left + 4), abs=0.02)


def test_who_does_not_learn_goes_where_it_always_went() -> None:
    stubborn = net(learns=False)
    before = choices(stubborn)
    stubborn.brokers["bravo"].trouble_seen["manzanillo"] = WHOLE
    assert choices(stubborn) == before == choices(net())


def test_one_brokers_trouble_is_its_own() -> None:
    world = net()
    world.brokers["alfa"].trouble_seen["manzanillo"] = WHOLE
    assert choices(world) == choices(net())


def test_experience_grows_with_trouble_and_fades_without() -> None:
    broker = net().brokers["bravo"]
    remember(broker, "veracruz", trouble=True)
    assert broker.trouble_seen == {"veracruz": WHOLE // MEMORY}
    for _ in range(100):
        remember(broker, "veracruz", trouble=True)
    assert broker.trouble_seen["veracruz"] > 0.99 * WHOLE
    for _ in range(100):
        remember(broker, "veracruz", trouble=False)
    assert 0 <= broker.trouble_seen["veracruz"] < 0.01 * WHOLE


MANY = ("horizon=24 months", "clients.client={batches: 80, every: 5 days}", "brokers.bravo.credit=20,000,000 USD",
        "buyers.merchants.shop.appetite=900,000 USD", "repatriation.choose=goods")  # fmt: skip
ALONE = {"bravo": {"commission": "1.5 %", "credit": "20,000,000 USD"}}
STRICT = {"customs": {"kind": "customs_inspection", "inspected": "100 %", "ports": ["manzanillo"]}}


def landed(*, learns: bool, rules: object) -> list[str]:
    record = world(*MANY, brokers=ALONE, goods={"learns": learns, "ports": THREE}, rules=rules)
    return [str(one["party"]) for one in events(record) if one["name"] == "landed"]


def test_inspectors_at_one_port_drive_a_learning_broker_to_the_others() -> None:
    calm, strict = landed(learns=True, rules={}), landed(learns=True, rules=STRICT)
    assert len(calm) == len(strict) > 60
    # what is at sea before the first cargo was opened goes where it would have gone
    assert calm[:6] == strict[:6]
    assert strict[30:].count("port.manzanillo") < 0.7 * calm[30:].count("port.manzanillo")
    assert landed(learns=False, rules=STRICT) == landed(learns=False, rules={}) == calm


def test_port_shares_are_measured_by_value_and_add_up() -> None:
    record = world(*MANY, brokers=ALONE, goods={"ports": THREE})
    cargo = [one for one in events(record) if one["name"] == "landed"]
    total = sum(int(one["amount"]) for one in cargo)
    found = {name: value for name, value in measured(record).items() if name.startswith("port_share.")}
    assert found == {
        f"port_share.{port}": sum(int(one["amount"]) for one in cargo if one["party"] == f"port.{port}") / total
        for port in THREE
    }
    assert sum(found.values()) == pytest.approx(1)


def test_without_cargo_there_are_no_port_shares() -> None:
    assert not [name for name in measured(world()) if name.startswith("port_share.")]
