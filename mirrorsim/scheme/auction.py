"""Steps 1 and 2: quotes from several brokers, the cheapest with room wins, and an agreement."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.rules.base import CASH_STORED, Movement
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.failures import DealDied
from mirrorsim.scheme.lying import Lying
from mirrorsim.scheme.offers import Offer, broker_offer
from mirrorsim.scheme.parties import Broker

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal

Steps = Generator[Any, Any, None]


def solicit_quotes(net: Network, deal: Deal) -> Steps:
    """Ask all brokers; take the offer that costs least, delay and risk counted. Other channels are weighed as well.

    Without any offer, wait and ask again while patience lasts; cash that waits may be found.
    """
    rounds, since = 0, net.env.now
    lying: Lying | None = None
    while True:
        yield net.env.timeout(net.luck.handover.quotes.takes(deal.number, rounds))
        if deal.found:
            net.go_on("offer", deal, since)
            raise DealDied
        best = min(_offers(net, deal, rounds), default=None, key=lambda one: one[:2])
        if best is not None:
            deal.commission, deal.carrier = best.fee, best.carrier
            if isinstance(deal.carrier, Broker):
                deal.carrier.quoted += deal.amount
            break
        if not rounds:
            since = net.queue("offer", deal)
            lying = lie(net, deal)
        if net.env.now - since >= deal.terms.patience:
            net.go_on("offer", deal, since)
            net.tell(events.GAVE_UP, deal, deal.client.owner, deal.amount)
            raise DealDied
        net.tell(events.NO_OFFER, deal, deal.client.owner, deal.amount)
        yield net.env.timeout(deal.terms.asks_again_after)
        rounds += 1
    if lying is not None:
        lying.end()
        net.go_on("offer", deal, since)


def _offers(net: Network, deal: Deal, rounds: int) -> Generator[Offer, None, None]:
    for turn, broker in net.brokers.asked(deal, rounds):
        if net.luck.handover.quotes.no_answer(deal.number, turn):
            net.tell(events.NO_ANSWER, deal, broker.owner)
            continue
        made = broker_offer(net, deal, broker)
        if made is None:
            net.tell(events.NO_ROOM, deal, broker.owner, deal.amount)
            continue
        net.tell(events.QUOTE, deal, broker.owner, deal.amount, made.fee)
        if made.fee <= deal.terms.max_commission:
            yield made
    for channel in net.channels.values():
        made = channel.offer(deal)
        if made is not None and made.fee <= deal.terms.max_commission:
            net.tell(events.CHANNEL, deal, channel.owner, deal.amount, made.cost)
            yield made


def lie(net: Network, deal: Deal) -> Lying:
    """Let cash that has found no way lie with the client, where it may be found."""
    stored = Movement(CASH_STORED, net.env.now, deal.client.cash, deal.amount, deal.number, entity=deal.number, turn=1)

    def take() -> None:
        deal.found = True
        net.book(kinds.CLIENT_SEIZURE, deal, deal.client.cash, net.outside.state_us, deal.amount)
        net.tell(events.RAIDED, deal, deal.client.owner, deal.amount)

    return Lying(net, stored, take)


def agree(net: Network, deal: Deal) -> Steps:
    """Agree on commission and amount: the broker promises, and the cash is set aside for it."""
    assert isinstance(deal.carrier, Broker)
    deal.broker = deal.carrier
    yield net.env.timeout(net.luck.handover.agreement.takes(deal.number))
    deal.broker.quoted -= deal.amount
    if net.luck.handover.agreement.walks_away(deal.number):
        net.tell(events.WALKED_AWAY, deal, deal.client.owner)
        lie(net, deal)
        raise DealDied
    deal.agreed_at = net.env.now
    net.book(kinds.AGREEMENT, deal, net.ends.pledged, deal.broker.promise.agreed, deal.amount)
    set_cash_aside(net, deal)
    net.tell(events.AGREED, deal, deal.broker.owner, deal.amount, deal.commission)


def set_cash_aside(net: Network, deal: Deal) -> None:
    """Reserve the batch for the broker for as long as a token is good."""
    now, valid_for = net.env.now, net.now_in_force.handover.token.valid_for
    deal.hold = net.ledger.hold(now, deal.number, deal.client.cash, deal.amount, now + valid_for)
