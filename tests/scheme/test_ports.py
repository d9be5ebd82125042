"""Which port a shipment goes to, and what brokers learn there."""

from __future__ import annotations

from collections import Counter

import pytest

from mirrorsim.scheme.steps.trade import choose_port
from mirrorsim.scheme.world import World
from mirrorsim.units.shares import WHOLE
from tests.helpers.networks import deal_of, measured, wired
from tests.helpers.worlds import events, factbox, world

THREE = {"manzanillo": {"weight": 6}, "lazaro-cardenas": {"weight": 3}, "veracruz": {"weight": 1}}
SHIPMENTS = 3000


def standing(*, learns: bool = True) -> World:
    return wired(factbox(goods={"learns": learns, "ports": THREE}))


def choices(at: World) -> list[str]:
    chosen = []
    for number in range(SHIPMENTS):
        deal = deal_of(at, at.clients["client"], number, 1)
        deal.broker = at.brokers["bravo"]
        chosen.append(choose_port(at, deal))
    return chosen


def shares(at: World) -> dict[str, float]:
    return {port: count / SHIPMENTS for port, count in Counter(choices(at)).items()}


def test_ports_are_chosen_by_weight() -> None:
    found = shares(standing())
    assert found == pytest.approx({"manzanillo": 0.6, "lazaro-cardenas": 0.3, "veracruz": 0.1}, abs=0.03)


def test_trouble_takes_its_share_of_a_ports_weight() -> None:
    ports = standing()
    ports.brokers["bravo"].experience.trouble["manzanillo"] = WHOLE // 2
    assert shares(ports) == pytest.approx({"manzanillo": 3 / 7, "lazaro-cardenas": 3 / 7, "veracruz": 1 / 7}, abs=0.03)


def test_only_cargo_of_the_port_in_trouble_moves() -> None:
    calm, troubled = standing(), standing()
    troubled.brokers["bravo"].experience.trouble["manzanillo"] = WHOLE // 2
    pairs = list(zip(choices(calm), choices(troubled), strict=True))
    assert {before for before, after in pairs if before != after} == {"manzanillo"}


def test_a_port_with_nothing_but_trouble_is_still_tried_now_and_then() -> None:
    ports = standing()
    ports.brokers["bravo"].experience.trouble["manzanillo"] = WHOLE
    left = 6 * ports.terms.now.behaviour.least_port_weight / WHOLE
    assert shares(ports)["manzanillo"] == pytest.approx(left / (left + 4), abs=0.02)


def test_who_does_not_learn_goes_where_it_always_went() -> None:
    stubborn = standing(learns=False)
    before = choices(stubborn)
    stubborn.brokers["bravo"].experience.trouble["manzanillo"] = WHOLE
    assert choices(stubborn) == before == choices(standing())


def test_one_brokers_trouble_is_its_own() -> None:
    ports = standing()
    ports.brokers["alfa"].experience.trouble["manzanillo"] = WHOLE
    assert choices(ports) == choices(standing())


def test_experience_grows_with_trouble_and_fades_without() -> None:
    seen = standing().brokers["bravo"].experience
    seen.of_port("veracruz", trouble=True)
    assert seen.trouble == {"veracruz": WHOLE // 16}
    for _ in range(100):
        seen.of_port("veracruz", trouble=True)
    assert seen.trouble["veracruz"] > 0.99 * WHOLE
    for _ in range(100):
        seen.of_port("veracruz", trouble=False)
    assert 0 <= seen.trouble["veracruz"] < 0.01 * WHOLE


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
