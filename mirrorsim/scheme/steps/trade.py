"""Step 9: yuan buy goods in China, the goods are shipped to a port in Mexico and sold there over weeks."""

from __future__ import annotations

import math

from mirrorsim.books.accounts import Country, Form
from mirrorsim.engine.clock import Process
from mirrorsim.rules.base import IMPORT, Movement
from mirrorsim.scenario.steps import Goods
from mirrorsim.scheme import events
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.queues import wait_in
from mirrorsim.scheme.transactions import FORWARDING, LANDING, LOADING, SEIZURE, THEFT
from mirrorsim.scheme.world import World
from mirrorsim.units.money import Asset
from mirrorsim.units.shares import WHOLE


def trade(world: World, deal: Deal) -> Process[None]:
    """Buy, consolidate, ship, clear and sell; what each part fetches goes to the client."""
    yield from _buy(world, deal)
    if deal.position.goods:
        port = yield from _ship(world, deal)
        if deal.position.goods:
            yield from _clear(world, deal, port)
        if deal.position.goods:
            yield from _sell(world, deal)


def _terms(world: World) -> Goods:
    terms = world.terms.trade
    assert terms is not None, "a deal trades only in a world that has goods"
    return terms


def _buy(world: World, deal: Deal) -> Process[None]:
    """Pay the supplier and wait for the goods; there will be none when nothing is left to pay with."""
    draws, position, turn = world.draws.goods, deal.position, 0
    while position.as_yuan and draws.supplier_defaults(deal.number, turn):
        yield world.clock.timeout(draws.purchase(deal.number, turn))  # until it is plain that nothing will come
        position.record(events.SUPPLIER_DEFAULTED, deal.broker.owner, position.yuan)
        deal.claim.lose_yuan(THEFT, world.outside.thieves_cn, position.yuan, position.as_yuan)
        deal.claim.make_good()
        turn += 1
    if position.as_yuan and position.yuan:
        position.buy_goods()
        yield world.clock.timeout(draws.purchase(deal.number, turn))


def _place(world: World, owner: str, country: Country) -> int:
    return world.ledger.account(owner, country, Form.GOODS, Asset.GOODS)


def _ship(world: World, deal: Deal) -> Process[str]:
    """Pass the goods along the forwarders and over the sea. Returns the port."""
    draws, position = world.draws.goods, deal.position
    for number in range(len(_terms(world).forwarders)):
        forwarder = f"forwarder.{number + 1}"
        position.move_goods(FORWARDING, _place(world, forwarder, Country.CN))
        yield world.clock.timeout(draws.forwarder_takes[number](deal.number))
        position.record(events.FORWARDED, forwarder, position.goods)
    port = choose_port(world, deal)
    position.move_goods(LOADING, _place(world, "ship", Country.NOWHERE))
    position.record(events.SAILED, f"port.{port}", position.goods)
    yield world.clock.timeout(draws.voyage(deal.number))
    if draws.lost_at_sea(deal.number):
        position.record(events.LOST_AT_SEA, f"port.{port}", position.goods)
        deal.claim.lose_goods(THEFT, world.outside.sea_bed, position.goods)
    else:
        position.move_goods(LANDING, _place(world, f"port.{port}", Country.MX))
        position.record(events.LANDED, f"port.{port}", position.goods)
    return port


def _clear(world: World, deal: Deal, port: str) -> Process[None]:
    """Wait for a berth, lie in the port, and pass customs."""
    draws, position, key = world.draws.goods, deal.position, deal.number
    berths = world.seaports.berths(port)
    yield from wait_in(world.queues.port, deal.number, berths.take())
    yield world.clock.timeout(draws.port_dwell[port](deal.number))
    irregular, now = draws.mislabelled(deal.number), world.clock.now
    decision = world.gate.propose(
        Movement(IMPORT, now, position.goods_at, position.goods, key, "firm", key, place=port, irregular=irregular)
    )
    deal.broker.experience.of_port(port, trouble=bool(decision.delay or decision.seized))
    if decision.delay:
        position.record(events.INSPECTED, f"port.{port}", position.goods, decision.delay)
        yield world.clock.timeout(decision.delay)
    berths.give_back()
    if decision.seized:
        position.record(events.CUSTOMS_TOOK, f"port.{port}", decision.seized)
        deal.claim.lose_goods(SEIZURE, world.outside.state_mx_goods, decision.seized)


def choose_port(world: World, deal: Deal) -> str:
    """A port in proportion to its weight; with ``learns``, to the weight times the share that came through untouched.

    Each port draws a lot of its own for this deal and the best lot wins, so that closing one port moves only its cargo.
    """
    goods = _terms(world)
    seen = deal.broker.experience.trouble if goods.learns else {}
    least = world.terms.now.behaviour.least_port_weight
    return max(
        (
            math.log(world.seaports.lot(name, deal.number) or 1e-300)
            / (port.weight * max(WHOLE - seen.get(name, 0), least) / WHOLE),
            name,
        )
        for name, port in sorted(goods.ports.items())
        if port.weight
    )[1]


def _sell(world: World, deal: Deal) -> Process[None]:
    """Sell the goods in equal parts, one after the other; deliver what each fetches."""
    draws, position, parts = world.draws.goods, deal.position, _terms(world).sale.parts
    goods, claimed = position.goods, position.as_goods
    for part in range(parts):
        yield world.clock.timeout(draws.sale.every(deal.number, part))
        cost = goods * (part + 1) // parts - goods * part // parts
        owed = claimed * (part + 1) // parts - claimed * part // parts
        if draws.sale.unsold(deal.number, part):
            deal.claim.leave_unsold(cost, owed)
            continue
        dollars = _sell_part(world, deal, cost, owed, draws.sale.mark_down(deal.number, part))
        yield world.clock.timeout(draws.delivery(deal.number, part))
        position.deliver(dollars)


def _sell_part(world: World, deal: Deal, cost: int, owed: int, mark_down: int) -> int:
    """Sell one part. Returns the cents of the claim that its pesos stand for."""
    broker = deal.broker
    _, _, missing = deal.position.marked_down(owed, mark_down)
    borne = broker.terms.guarantee.mark_down == "broker" and world.ledger.available(broker.own_pesos) >= missing
    return deal.position.sell_goods(cost, owed, mark_down, borne=borne)
