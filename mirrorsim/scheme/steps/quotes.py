"""Steps 1 and 2: quotes from several brokers, the cheapest with room wins, and an agreement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mirrorsim.engine.clock import Process
from mirrorsim.scheme import events
from mirrorsim.scheme.agents.broker import Broker
from mirrorsim.scheme.claim import DealFailed
from mirrorsim.scheme.entity import Deal, OtherCarrier
from mirrorsim.scheme.queues import wait_in
from mirrorsim.scheme.world import World


class Offer(NamedTuple):
    """One way for a batch: all it costs the client (parts per million), who offers it, and the fee alone."""

    cost: int
    name: str
    carrier: Broker | OtherCarrier
    fee: int


def solicit_quotes(world: World, deal: Deal) -> Process[None]:
    """Ask brokers; take the offer that costs least, delay and risk counted. Other channels are weighed as well.

    Without any offer, wait and ask again while patience lasts; cash that waits may be found.
    """
    yield world.clock.timeout(world.draws.handover.quotes.takes(deal.number, 0))
    best = _best(world, deal, 0)
    if best is None:
        stored = world.exposures.store_with_client(deal)
        found: list[Offer] = []
        yield from wait_in(world.queues.offer, deal.number, _ask_again(world, deal, found))
        if not deal.amount:
            raise DealFailed  # the police were faster
        if not found:
            deal.position.record(events.GAVE_UP, deal.client.owner, deal.amount)
            raise DealFailed
        stored.end()
        best = found[0]
    deal.commission, deal.carrier = best.fee, best.carrier
    if isinstance(best.carrier, Broker):
        best.carrier.quoted += deal.amount


def _ask_again(world: World, deal: Deal, found: list[Offer]) -> Process[None]:
    """Ask round after round until an offer is found, patience is over, or the cash is gone."""
    clock, since, rounds = world.clock, world.clock.now, 0
    while clock.now - since < deal.terms.patience:
        deal.position.record(events.NO_OFFER, deal.client.owner, deal.amount)
        yield clock.timeout(deal.terms.asks_again_after)
        rounds += 1
        yield clock.timeout(world.draws.handover.quotes.takes(deal.number, rounds))
        if not deal.amount:
            return
        best = _best(world, deal, rounds)
        if best is not None:
            found.append(best)
            return


def _best(world: World, deal: Deal, rounds: int) -> Offer | None:
    return min(_offers(world, deal, rounds), default=None, key=lambda one: one[:2])


def _offers(world: World, deal: Deal, rounds: int) -> Iterator[Offer]:
    record, amount, no_answer = deal.position.record, deal.amount, world.draws.handover.quotes.no_answer
    accepts, a_day = deal.terms.max_commission, deal.terms.delay_cost_per_day
    for turn, broker in world.brokers.asked(deal.number, rounds):
        if no_answer(deal.number, turn):
            record(events.NO_ANSWER, broker.owner)
            continue
        quote = broker.quote(amount)
        if quote is None:
            record(events.NO_ROOM, broker.owner, amount)
            continue
        record(events.QUOTE, broker.owner, amount, quote.fee)
        if quote.fee <= accepts:
            yield Offer(quote.cost(a_day), broker.name, broker, quote.fee)
    for channel in world.channels.values():
        quote = channel.quote(amount)
        if quote is not None and quote.fee <= accepts:
            cost = quote.cost(a_day)
            record(events.CHANNEL, channel.owner, amount, cost)
            yield Offer(cost, channel.name, channel, quote.fee)


def agree(world: World, deal: Deal) -> Process[None]:
    """Agree on commission and amount: the broker promises, and the cash is set aside for it."""
    assert isinstance(deal.carrier, Broker)
    broker, position = deal.carrier, deal.position
    deal.broker = broker
    yield world.clock.timeout(world.draws.handover.agreement.takes(deal.number))
    broker.quoted -= deal.amount
    if world.draws.handover.agreement.walks_away(deal.number):
        position.record(events.WALKED_AWAY, deal.client.owner)
        world.exposures.store_with_client(deal)
        raise DealFailed
    deal.agreed_at = world.clock.now
    position.take_on(broker)
    position.agree(broker.owner, broker.claims, deal.amount, deal.commission)
    position.reserve(deal.amount, world.terms.now.handover.token.valid_for)
