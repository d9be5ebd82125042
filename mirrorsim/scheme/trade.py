"""Step 9: yuan buy goods in China, the goods are shipped to a port in Mexico and sold there over weeks."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.books.accounts import Country, Form
from mirrorsim.rules.base import IMPORT, Movement
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.delivery import deliver
from mirrorsim.scheme.failures import lose, make_good_in_pesos, make_good_in_yuan
from mirrorsim.scheme.parties import MEMORY
from mirrorsim.units.money import Asset
from mirrorsim.units.rates import convert
from mirrorsim.units.shares import WHOLE, take

if TYPE_CHECKING:
    from mirrorsim.books.journal import Kind
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Broker, Deal

Steps = Generator[Any, Any, None]

GONE = -1
"""Instead of an account: the goods are lost or taken."""
NEVER_LESS = WHOLE // 20
"""A broker that learns still gives a port this part of its weight, so that it finds out when things get better there."""


def trade(net: Network, deal: Deal) -> Steps:
    """Buy, consolidate, ship, clear and sell; what each part fetches goes to the client."""
    cost = yield from _buy(net, deal)
    if cost:
        place = yield from _ship(net, deal, cost)
        if place != GONE:
            yield from _sell(net, deal, place, cost)


def _goods(net: Network, owner: str, country: Country) -> int:
    return net.ledger.account(owner, country, Form.GOODS, Asset.GOODS)


def _buy(net: Network, deal: Deal) -> Generator[Any, Any, int]:
    """Pay the supplier and wait for the goods. Returns their cost in fen, 0 when there will be none."""
    broker, luck, turn = deal.broker, net.luck.goods, 0
    while deal.as_yuan and luck.supplier_defaults(deal.number, turn):
        yield net.env.timeout(luck.purchase(deal.number, turn))  # until it is plain that nothing will come
        net.tell(events.SUPPLIER_DEFAULTED, deal, broker.owner, deal.yuan)
        accounts = (broker.yuan, net.outside.thieves_cn)
        lose(net, deal, kinds.THEFT, accounts, deal.yuan, "as_yuan", deal.yuan, deal.as_yuan)
        deal.yuan = 0
        make_good_in_yuan(net, deal)
        turn += 1
    cost = deal.yuan
    if not deal.as_yuan or not cost:
        return 0
    # fmt: off
    net.book(
        kinds.GOODS_PURCHASE, deal,
        broker.yuan, net.outside.factories, cost,
        net.outside.factory_goods, broker.goods, cost,
        broker.promise.as_yuan, broker.promise.as_goods, deal.as_yuan,
    )
    # fmt: on
    deal.as_goods, deal.as_yuan, deal.yuan = deal.as_yuan, 0, 0
    net.tell(events.BOUGHT, deal, broker.owner, cost)
    yield net.env.timeout(luck.purchase(deal.number, turn))
    return cost


def _ship(net: Network, deal: Deal, cost: int) -> Generator[Any, Any, int]:
    """Pass the goods along the forwarders, over the sea and through a port. Returns the account they end in, or GONE."""
    scenario, luck = net.trade_terms, net.luck.goods
    assert scenario is not None
    place = deal.broker.goods
    for number in range(len(scenario.forwarders)):
        forwarder = f"forwarder.{number + 1}"
        place = _move(net, deal, kinds.FORWARDING, place, _goods(net, forwarder, Country.CN), cost)
        yield net.env.timeout(getattr(luck.forwarders, str(number)).takes(deal.number))
        net.tell(events.FORWARDED, deal, forwarder, cost)
    port = choose_port(net, deal)
    place = _move(net, deal, kinds.LOADING, place, _goods(net, "ship", Country.NOWHERE), cost)
    net.tell(events.SAILED, deal, f"port.{port}", cost)
    yield net.env.timeout(luck.voyage(deal.number))
    if luck.lost_at_sea(deal.number):
        net.tell(events.LOST_AT_SEA, deal, f"port.{port}", cost)
        _lose_goods(net, deal, kinds.THEFT, place, net.outside.sea_bed, cost)
        return GONE
    place = _move(net, deal, kinds.LANDING, place, _goods(net, f"port.{port}", Country.MX), cost)
    net.tell(events.LANDED, deal, f"port.{port}", cost)
    return (yield from _clear(net, deal, port, place, cost))


def _clear(net: Network, deal: Deal, port: str, place: int, cost: int) -> Generator[Any, Any, int]:
    """Wait for a berth, lie in the port, and pass customs. Returns where the goods are then, or GONE."""
    luck = net.luck.goods
    berths = net.berths(port)
    full = berths.full
    since = net.queue("port", deal) if full else net.env.now
    yield berths.take()
    if full:
        net.go_on("port", deal, since)
    yield net.env.timeout(getattr(luck.ports, port).dwell(deal.number))
    irregular = luck.mislabelled(deal.number)
    key = deal.number
    shipment = Movement(IMPORT, net.env.now, place, cost, key, "firm", key, place=port, irregular=irregular)
    verdict = net.gate.propose(shipment)
    remember(deal.broker, port, trouble=bool(verdict.delay or verdict.seized))
    if verdict.delay:
        net.tell(events.INSPECTED, deal, f"port.{port}", cost, verdict.delay)
        yield net.env.timeout(verdict.delay)
    berths.give_back()
    if verdict.seized:
        net.tell(events.CUSTOMS_TOOK, deal, f"port.{port}", cost)
        _lose_goods(net, deal, kinds.SEIZURE, place, net.outside.state_mx_goods, cost)
        return GONE
    return place


def _move(net: Network, deal: Deal, kind: Kind, place: int, onward: int, cost: int) -> int:
    net.book(kind, deal, place, onward, cost)
    return onward


def choose_port(net: Network, deal: Deal) -> str:
    """A port in proportion to its weight; with ``learns``, to the weight times the share that came through untouched.

    Each port draws a lot of its own for this deal and the best lot wins, so that closing one port moves only its cargo.
    """
    goods = net.trade_terms
    assert goods is not None
    seen = deal.broker.trouble_seen if goods.learns else {}
    return max(
        (
            math.log(net.port_lots(name)(deal.number) or 1e-300)
            / (port.weight * max(WHOLE - seen.get(name, 0), NEVER_LESS) / WHOLE),
            name,
        )
        for name, port in sorted(goods.ports.items())
        if port.weight
    )[1]


def remember(broker: Broker, port: str, *, trouble: bool) -> None:
    """Let a broker's view of a port move towards what has just become of its cargo there."""
    seen = broker.trouble_seen.get(port, 0)
    broker.trouble_seen[port] = seen + ((WHOLE if trouble else 0) - seen) // MEMORY


def _lose_goods(net: Network, deal: Deal, kind: Kind, place: int, taker: int, cost: int) -> None:
    worth = convert(cost, net.cny[::-1])[0]
    lose(net, deal, kind, (place, taker), cost, "as_goods", cost, worth)
    if deal.as_goods:
        owed, deal.as_goods = deal.as_goods, 0
        make_good_in_pesos(net, deal, deal.broker.promise.as_goods, owed)


def _sell(net: Network, deal: Deal, place: int, cost: int) -> Steps:
    """Sell the goods in equal parts, one after the other; deliver what each fetches."""
    luck = net.luck.goods
    scenario = net.trade_terms
    assert scenario is not None
    parts, promised = scenario.sale.parts, deal.as_goods
    for part in range(parts):
        yield net.env.timeout(luck.sale.every(deal.number, part))
        goods = cost * (part + 1) // parts - cost * part // parts
        promise = promised * (part + 1) // parts - promised * part // parts
        deal.as_goods -= promise
        if luck.sale.unsold(deal.number, part):
            _leave_unsold(net, deal, place, goods, promise)
            continue
        dollars = _sell_part(net, deal, place, goods, promise, luck.sale.mark_down(deal.number, part))
        yield net.env.timeout(luck.delivery(deal.number, part))
        deliver(net, deal, dollars)


def _leave_unsold(net: Network, deal: Deal, place: int, goods: int, promise: int) -> None:
    net.tell(events.UNSOLD, deal, deal.broker.owner, goods)
    stage, ends = deal.broker.promise.as_goods, net.ends
    if net.now_in_force.brokers[deal.broker.group].guarantee.losses == "broker":
        net.book(kinds.THEFT, deal, place, net.outside.unsold, goods, ends.borne, ends.lost, promise)
        make_good_in_pesos(net, deal, stage, promise)
    else:
        net.book(kinds.THEFT, deal, place, net.outside.unsold, goods, stage, ends.lost, promise)


def _sell_part(net: Network, deal: Deal, place: int, goods: int, promise: int, mark_down: int) -> int:
    """Book one part's sale. Returns the cents of the promise that its pesos stand for."""
    broker, ends, stages = deal.broker, net.ends, deal.broker.promise
    less = take(promise, mark_down)
    pesos, _ = net.to_pesos(promise - less)
    cover = net.to_pesos(promise)[0] - pesos
    by_broker = (
        net.now_in_force.brokers[broker.group].guarantee.mark_down == "broker"
        and net.ledger.available(broker.own_pesos) >= cover
    )
    dollars = promise if by_broker else promise - less
    # fmt: off
    net.book(
        kinds.GOODS_SALE, deal,
        place, net.outside.consumers_goods, goods,
        net.outside.consumers, broker.pesos, pesos,
        broker.own_pesos, broker.pesos, cover if by_broker else 0,
        stages.as_goods, stages.as_pesos, dollars,
        ends.borne if by_broker else stages.as_goods, ends.mark_down, less,
    )
    # fmt: on
    net.tell(events.SOLD, deal, broker.owner, pesos, mark_down)
    return dollars
