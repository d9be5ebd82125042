"""Steps 7 and 8: the broker holds yuan, chooses an option, and in the first mirrors them into pesos."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.delivery import deliver
from mirrorsim.scheme.failures import lose, make_good_in_yuan
from mirrorsim.units.rates import convert
from mirrorsim.units.shares import take
from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal
    from mirrorsim.scheme.pesos import Grant

SECOND_MIRROR = "second_mirror"
GOODS = "goods"


def choose_option(net: Network, deal: Deal) -> Generator[Any, Any, str]:
    """Take the commission out of the yuan, make good what was lost, and choose how the rest becomes pesos."""
    luck, broker = net.luck.repatriation, deal.broker
    yield net.env.timeout(luck.takes(deal.number))
    if deal.yuan and luck.frozen(deal.number):
        net.tell(events.FROZEN, deal, broker.owner, deal.yuan)
        worth = convert(deal.yuan, net.cny[::-1])[0]
        accounts = (broker.yuan, net.outside.state_cn)
        lose(net, deal, kinds.SEIZURE, accounts, deal.yuan, "as_yuan", deal.yuan, worth)
        deal.yuan = 0
    commission = min(net.to_yuan(take(deal.handed_over, deal.commission)), deal.yuan)
    if commission:
        net.book(kinds.COMMISSION, deal, broker.yuan, broker.own_yuan, commission)
        deal.yuan -= commission
    _guaranteed_cash(net, deal)
    make_good_in_yuan(net, deal)
    if surplus := deal.yuan - net.to_yuan(deal.as_yuan):
        net.book(kinds.SURPLUS, deal, broker.yuan, broker.own_yuan, surplus)
        deal.yuan -= surplus
    option = _choice(net, deal)
    net.tell(events.HOLDS_YUAN, deal, broker.owner, deal.yuan, net.log.name(option))
    return option


def _guaranteed_cash(net: Network, deal: Deal) -> None:
    """Turn a promise whose cash was lost, and which the broker stands by, into one that waits for yuan."""
    if deal.as_cash:
        stages = deal.broker.promise
        net.book(kinds.GUARANTEE, deal, stages.as_cash, stages.as_yuan, deal.as_cash)
        deal.as_yuan += deal.as_cash
        deal.as_cash = 0


def _choice(net: Network, deal: Deal) -> str:
    """The option that the broker takes, as it sees costs and queues now."""
    scenario = net.now_in_force
    choose = scenario.repatriation.choose
    if choose in (SECOND_MIRROR, GOODS):
        return choose
    if scenario.second_mirror is None or scenario.goods is None:
        return GOODS if scenario.second_mirror is None else SECOND_MIRROR
    if choose == "by_liquidity":
        _, wait = net.desk.outlook(deal.as_yuan)
        return SECOND_MIRROR if wait <= scenario.repatriation.patience else GOODS
    goods, a_day = scenario.goods, scenario.repatriation.delay_cost_per_day
    spread, wait = net.desk.outlook(deal.as_yuan)
    mirror_cost = spread + a_day * (wait + scenario.second_mirror.takes.mean()) / DAY
    voyage = goods.purchase.mean() + goods.voyage.mean() + goods.sale.every.mean() * (goods.sale.parts + 1) / 2
    goods_cost = goods.sale.mark_down.mean() + a_day * voyage / DAY
    return SECOND_MIRROR if mirror_cost <= goods_cost else GOODS


def second_mirror(net: Network, deal: Deal) -> Generator[Any, Any, None]:
    """Pay yuan to a provider's account in China; the provider hands over pesos in Mexico; they go to the client."""
    turn = 0
    while deal.as_yuan:
        grant = yield from net.desk.find(deal)
        luck = net.luck.second_mirror
        net.tell(events.PESOS_FOUND, deal, grant.provider.owner, grant.pesos, grant.waited)
        yield net.env.timeout(luck.takes(deal.number, turn))
        if luck.provider_defaults(deal.number, turn):
            _default(net, deal, grant)
        else:
            _mirror(net, deal, grant)
            yield net.env.timeout(luck.delivery(deal.number, turn))
            deliver(net, deal, grant.dollars)
        turn += 1


def _default(net: Network, deal: Deal, grant: Grant) -> None:
    broker, provider = deal.broker, grant.provider
    net.desk.free(grant)
    yuan = deal.yuan if grant.dollars == deal.as_yuan else net.to_yuan(grant.dollars)
    net.tell(events.DEFAULTED, deal, provider.owner, yuan)
    accounts = (broker.yuan, provider.yuan)
    lose(net, deal, kinds.THEFT, accounts, yuan, "as_yuan", deal.yuan, grant.dollars)
    deal.yuan -= yuan
    make_good_in_yuan(net, deal)


def _mirror(net: Network, deal: Deal, grant: Grant) -> None:
    """Four legs, each in one country and one currency: yuan and fee in China, pesos in Mexico, the promise nowhere."""
    broker, provider, stages = deal.broker, grant.provider, deal.broker.promise
    paid = deal.yuan if grant.dollars == deal.as_yuan else net.to_yuan(grant.dollars)
    spread = take(grant.dollars, net.now_in_force.providers[provider.name].spread)
    fee = net.to_yuan(spread)
    by_broker = (
        net.now_in_force.brokers[broker.group].guarantee.spread == "broker"
        and net.ledger.available(broker.own_yuan) >= fee
    )
    deal.as_yuan -= grant.dollars
    deal.yuan -= paid
    if by_broker:
        payer, yuan, bearer = broker.own_yuan, paid, net.ends.borne
    else:
        payer, yuan, bearer = broker.yuan, paid - fee, stages.as_yuan
        grant.dollars -= spread
    pesos, _ = net.to_pesos(grant.dollars)
    net.desk.fill_up(provider)
    # fmt: off
    net.ledger.post(
        grant.hold, kinds.SECOND_MIRROR, net.env.now,
        provider.pesos, broker.pesos, pesos,
        broker.yuan, provider.yuan, yuan,
        payer, provider.fees, fee,
        stages.as_yuan, stages.as_pesos, grant.dollars,
        bearer, net.ends.spread, spread,
    )
    # fmt: on
    net.desk.wake()
    net.tell(events.SECOND_SWAP, deal, provider.owner, pesos, yuan + fee)
