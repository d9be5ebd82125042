"""Step 7: the broker holds yuan, makes good what was lost, and chooses how the rest becomes pesos."""

from __future__ import annotations

from mirrorsim.engine.clock import Process
from mirrorsim.scheme import events
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.transactions import SEIZURE
from mirrorsim.scheme.world import World
from mirrorsim.units.shares import take
from mirrorsim.units.time import DAY

SECOND_MIRROR = "second_mirror"
GOODS = "goods"


def choose_option(world: World, deal: Deal) -> Process[str]:
    """Take the commission out of the yuan, make good what was lost, and choose how the rest becomes pesos."""
    draws, position, rates = world.draws.repatriation, deal.position, world.rates
    yield world.clock.timeout(draws.takes(deal.number))
    if position.yuan and draws.frozen(deal.number):
        position.record(events.FROZEN, deal.broker.owner, position.yuan)
        worth = rates.dollars_of_yuan(position.yuan)
        deal.claim.lose_yuan(SEIZURE, world.outside.state_cn, position.yuan, worth)
    if commission := min(rates.yuan(take(deal.handed_over, deal.commission)), position.yuan):
        position.keep_commission(commission)
    if position.as_cash:
        position.guarantee_lost_cash()
    deal.claim.make_good()
    if surplus := position.yuan - rates.yuan(position.as_yuan):
        position.keep_surplus(surplus)
    option = _choice(world, position.as_yuan)
    position.record(events.HOLDS_YUAN, deal.broker.owner, position.yuan, world.log.name(option))
    return option


def _choice(world: World, dollars: int) -> str:
    """The option that a broker takes for a claim of so many cents, as it sees costs and queues now."""
    scenario = world.terms.now
    choose = scenario.repatriation.choose
    if choose in (SECOND_MIRROR, GOODS):
        return choose
    if scenario.second_mirror is None or scenario.goods is None:
        return GOODS if scenario.second_mirror is None else SECOND_MIRROR
    spread, wait = world.pesos.outlook(dollars)
    if choose == "by_liquidity":
        return SECOND_MIRROR if wait <= scenario.repatriation.patience else GOODS
    goods, a_day = scenario.goods, scenario.repatriation.delay_cost_per_day
    mirror_cost = spread + a_day * (wait + scenario.second_mirror.takes.mean()) / DAY
    voyage = goods.purchase.mean() + goods.voyage.mean() + goods.sale.every.mean() * (goods.sale.parts + 1) / 2
    goods_cost = goods.sale.mark_down.mean() + a_day * voyage / DAY
    return SECOND_MIRROR if mirror_cost <= goods_cost else GOODS
