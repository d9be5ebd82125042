"""Step 9 in bulk: forwarders, ports with room for so many ships, customs, and goods that are sold or are not."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest
from networks import legs, measured, simulated, told, wired
from worlds import GOODS, assert_closes_at_every_instant, assert_sound, factbox, held, parts, world

from mirrorsim.scheme import events
from mirrorsim.scheme.parties import Deal
from mirrorsim.scheme.trade import choose_port
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY
from mirrorsim.world.record import Record

PORTS = {"manzanillo": {"weight": 6}, "lazaro-cardenas": {"weight": 3}, "veracruz": {"weight": 1}}
FLEET = {
    "clients": {"client": {"batches": 60, "every": "8 h", "amount": "150,000 USD"}},
    "brokers": {"bravo": {"commission": "1.5 %", "couriers": 50, "credit": "90,000,000 USD"}},
    "buyers": {"merchants": {"shop": {"appetite": "90,000,000 USD"}}},
}
"""Sixty batches in three weeks, all of which become cargo."""
AT_SEA = {"purchase": "7 days", "voyage": "20 days"}


def fleet(ports: dict[str, Any], *settings: str, policy: str = GOODS, **goods: Any) -> Record:
    return world(*settings, **FLEET, policy=policy, goods={**AT_SEA, "ports": ports, **goods})


def ports_of(record: Record) -> dict[int, str]:
    """The port for which each deal's goods sailed."""
    return {event["deal"]: event["party"].removeprefix("port.") for event in told(record, events.SAILED)}


# -- which port ---------------------------------------------------------------------------------------------------------


def chosen(ports: dict[str, Any], many: int = 6_000) -> Counter[str]:
    net = wired(factbox(goods={"ports": ports}))
    client, terms = net.clients["client"], net.now_in_force.clients["client"]
    return Counter(choose_port(net, Deal(number, client, terms, 1)) for number in range(many))


def test_ports_are_used_in_proportion_to_their_weights() -> None:
    found = chosen(PORTS)
    assert [found[port] / 6_000 for port in PORTS] == pytest.approx([0.6, 0.3, 0.1], abs=0.025)


def test_equal_weights_are_equal_and_no_weight_is_never() -> None:
    found = chosen({"a": {"weight": 5}, "b": {"weight": 5}, "c": {"weight": 0}})
    assert found["c"] == 0
    assert found["a"] == pytest.approx(3_000, abs=200)


def test_the_last_port_takes_all() -> None:
    assert set(chosen({"a": {"weight": 0}, "b": {"weight": 1}}, 50)) == {"b"}


@pytest.mark.parametrize("closed", list(PORTS))
@pytest.mark.parametrize("how", ["absent", "no weight"])
def test_closing_a_port_moves_its_cargo_and_no_other(closed: str, how: str) -> None:
    change = "null" if how == "absent" else "{weight: 0}"
    policies = f"policies={{open: {{}}, closed: {{change: {{goods: {{ports: {{{closed}: {change}}}}}}}}}}}"
    loaded = factbox(policies, "repatriation.choose=goods", **FLEET, goods={**AT_SEA, "ports": PORTS})
    before, after = ports_of(simulated(loaded, "open")), ports_of(simulated(loaded, "closed"))
    assert set(before) == set(after)
    assert closed in before.values()
    assert closed not in after.values()
    assert {deal for deal in before if before[deal] != after[deal]} == {
        d for d, port in before.items() if port == closed
    }


def test_a_new_port_takes_cargo_from_all_and_moves_none_between_them() -> None:
    before = ports_of(fleet({port: PORTS[port] for port in ("manzanillo", "veracruz")}))
    after = ports_of(fleet(PORTS))
    moved = {port for deal, port in after.items() if before[deal] != port}
    assert moved == {"lazaro-cardenas"}


def test_a_port_that_closes_on_a_date_still_clears_what_is_on_its_way() -> None:
    loaded = factbox(
        "policies={p: {since: 2020-12-27, change: {goods: {ports: {manzanillo: null}}}}}",
        "repatriation.choose=goods",
        "horizon=400 days",
        **FLEET,
        goods={**AT_SEA, "ports": PORTS},
    )
    record = simulated(loaded, "p")
    sailed = told(record, events.SAILED)
    closing = 20 * DAY
    assert {e["party"] for e in sailed if e["time"] < closing} >= {"port.manzanillo"}
    assert "port.manzanillo" not in {e["party"] for e in sailed if e["time"] >= closing}
    landed = [e for e in told(record, events.LANDED) if e["party"] == "port.manzanillo"]
    assert landed
    assert all(event["time"] > closing for event in landed)
    assert held(record, "port.manzanillo", Asset.GOODS) == 0
    assert_sound(record)


# -- berths -------------------------------------------------------------------------------------------------------------


def stays(record: Record) -> list[tuple[int, int]]:
    """From having a berth until it is free again, by deal, in order; customs do not look and nothing is lost."""
    landed = {event["deal"]: event["time"] for event in told(record, events.LANDED)}
    waited = {event["deal"]: event["detail"] for event in told(record, events.GOES_ON) if event["party"] == "port"}
    begun = sorted(time + waited.get(deal, 0) for deal, time in landed.items())
    return [(time, time + 3 * DAY) for time in begun]


@pytest.mark.parametrize("berths", [1, 2, 5])
def test_a_port_handles_as_many_shipments_as_it_has_berths(berths: int) -> None:
    record = fleet({"a": {"berths": berths, "dwell": "3 days"}}, "horizon=400 days")
    found = stays(record)
    assert len(found) == 60
    busy = max(sum(begin <= time < end for begin, end in found) for time, _ in found)
    assert busy == berths
    assert measured(record)["wait_days.port"] > 0


def test_at_a_single_berth_they_follow_each_other_without_a_gap() -> None:
    found = stays(fleet({"a": {"berths": 1, "dwell": "3 days"}}, "horizon=400 days"))
    assert {later[0] - earlier[0] for earlier, later in pairwise(found)} == {3 * DAY}


def test_more_berths_make_shorter_queues_and_enough_make_none() -> None:
    waits = [
        measured(fleet({"a": {"berths": berths, "dwell": "3 days"}}, "horizon=400 days"))["wait_days.port"]
        for berths in (1, 2, 4, 60)
    ]
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] == 0


def test_each_port_has_berths_of_its_own() -> None:
    two = fleet({"a": {"berths": 1, "dwell": "3 days"}, "b": {"berths": 60, "dwell": "3 days"}}, "horizon=400 days")
    waited = {event["deal"] for event in told(two, events.WAITS) if event["party"] == "port"}
    assert waited
    assert {ports_of(two)[deal] for deal in waited} == {"a"}


# -- customs ------------------------------------------------------------------------------------------------------------


def customs(**rule: str) -> str:
    inside = ", ".join(f"{key}: {value}" for key, value in rule.items())
    return f"rules.customs_inspection={{{inside}}}"


def test_an_inspection_delays_what_is_let_through() -> None:
    opened = world(customs(inspected="100 %", takes="4 days"), policy=GOODS)
    passed = world(customs(inspected="0 %"), policy=GOODS)
    first, same = (told(record, events.SOLD)[0]["time"] for record in (opened, passed))
    assert first - same == 4 * DAY
    assert [event["detail"] for event in told(opened, events.INSPECTED)] == [4 * DAY]
    assert told(passed, events.INSPECTED) == []
    assert held(opened, "client.client", Asset.MXN) == held(passed, "client.client", Asset.MXN)


def test_mislabelled_cargo_that_is_recognised_goes_to_the_state_after_the_inspection() -> None:
    record = world(
        customs(inspected="100 %", recognised="100 %"),
        "goods.mislabelled=100 %",
        "brokers.bravo.guarantee.losses=client",
        policy=GOODS,
    )
    (taken,), (opened,) = told(record, events.CUSTOMS_TOOK), told(record, events.INSPECTED)
    assert taken["time"] - opened["time"] == 2 * DAY
    assert held(record, "state", Asset.GOODS) == taken["amount"] > 0
    assert held(record, "client.client", Asset.MXN) == 0
    assert parts(record)["seized"] == 15_000_000 * 985 // 1000
    assert_sound(record)
    assert_closes_at_every_instant(record)


def test_the_broker_makes_good_what_customs_took_when_it_bears_losses() -> None:
    settings = (customs(inspected="100 %", recognised="100 %"), "goods.mislabelled=100 %")
    record = world(*settings, policy=GOODS)
    assert held(record, "client.client", Asset.MXN) == held(world(policy=GOODS), "client.client", Asset.MXN)
    assert parts(record)["borne_by_broker"] == parts(record)["seized"] > 0


def test_what_is_rightly_labelled_is_never_taken() -> None:
    record = fleet(PORTS, customs(inspected="100 %", recognised="100 %"), mislabelled="0 %")
    assert len(told(record, events.INSPECTED)) == 60
    assert told(record, events.CUSTOMS_TOOK) == []


def test_seizures_are_as_frequent_as_inspection_label_and_recognition_make_them() -> None:
    taken = opened = 0
    for replication in range(5):
        record = world(
            customs(inspected="50 %", recognised="60 %"),
            **FLEET,
            policy=GOODS,
            replication=replication,
            goods={**AT_SEA, "ports": PORTS, "mislabelled": "50 %"},
        )
        opened += len(told(record, events.INSPECTED))
        taken += len(told(record, events.CUSTOMS_TOOK))
    assert opened == pytest.approx(150, abs=30)
    assert taken == pytest.approx(45, abs=20)


def test_inspection_in_one_port_leaves_the_others_alone() -> None:
    rule = "rules.customs_inspection={inspected: 100 %, ports: [veracruz]}"
    record = fleet(PORTS, rule)
    assert {event["party"] for event in told(record, events.INSPECTED)} == {"port.veracruz"}


def test_an_inspected_ship_keeps_its_berth_while_it_waits() -> None:
    ports = {"a": {"berths": 1, "dwell": "3 days"}}
    quick = measured(fleet(ports, "horizon=400 days"))["wait_days.port"]
    slow = measured(fleet(ports, customs(inspected="100 %", takes="1 day"), "horizon=400 days"))["wait_days.port"]
    assert slow > quick * 1.3


# -- forwarders and the sale --------------------------------------------------------------------------------------------


def test_forwarders_pass_the_goods_on_in_order_from_the_broker_to_the_ship() -> None:
    record = fleet(PORTS, forwarders=[{"takes": "1 day"}, {"takes": "2 days"}, {"takes": "3 days"}])
    chain: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for _, deal, source, target, _ in legs(record, "forwarding", "goods"):
        chain[deal].append((source, target))
    assert len(chain) == 60
    links = ["broker.bravo", "forwarder.1", "forwarder.2", "forwarder.3"]
    assert all(path == list(pairwise(links)) for path in chain.values())
    assert {source for _, _, source, _, _ in legs(record, "loading", "goods")} == {"forwarder.3"}
    by_deal: dict[int, list[int]] = defaultdict(list)
    for event in told(record, events.FORWARDED, events.SAILED):
        by_deal[event["deal"]].append(event["time"])
    assert all([b - a for a, b in pairwise(times)] == [2 * DAY, 3 * DAY, 0] for times in by_deal.values())


def test_parts_that_find_no_buyer_are_left_over() -> None:
    record = world("goods.sale={parts: 5, unsold: 100 %}", "brokers.bravo.guarantee.losses=client", policy=GOODS)
    cost = told(record, events.BOUGHT)[0]["amount"]
    assert held(record, "unsold", Asset.GOODS) == cost
    assert [event["amount"] for event in told(record, events.UNSOLD)] == [
        cost * (n + 1) // 5 - cost * n // 5 for n in range(5)
    ]
    assert told(record, events.SOLD) == []
    assert held(record, "client.client", Asset.MXN) == 0
    assert parts(record)["lost"] == 15_000_000 * 985 // 1000
    assert_sound(record)


def test_as_many_parts_are_unsold_as_the_chance_says() -> None:
    record = fleet(
        PORTS, "brokers.bravo.guarantee.losses=client", "horizon=400 days", sale={"parts": 4, "unsold": "30 %"}
    )
    unsold, sold = len(told(record, events.UNSOLD)), len(told(record, events.SOLD))
    assert unsold + sold == 240
    assert unsold == pytest.approx(72, abs=28)
    left = held(record, "unsold", Asset.GOODS)
    assert left + held(record, "consumers", Asset.GOODS) == sum(e["amount"] for e in told(record, events.BOUGHT))
    assert left == sum(event["amount"] for event in told(record, events.UNSOLD))


def test_goods_are_sold_over_weeks_and_each_part_is_delivered_on_its_own() -> None:
    record = world("goods.sale={parts: 3, every: 10 days, mark_down: 4 %}", "goods.delivery=36 h", policy=GOODS)
    sold, delivered = told(record, events.SOLD), told(record, events.DELIVERED)
    assert [later["time"] - one["time"] for one, later in pairwise(sold)] == [11 * DAY + DAY // 2] * 2
    assert [late["time"] - one["time"] for one, late in zip(sold, delivered, strict=True)] == [DAY + DAY // 2] * 3
