"""Steps 1 and 2: quotes from several brokers, the cheapest with room wins, and an agreement."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.failures import DealDied

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Broker, Deal

Steps = Generator[Any, Any, None]


def solicit_quotes(net: Network, deal: Deal) -> Steps:
    """Ask all brokers; take the cheapest that has room. Without any offer, wait and ask again while patience lasts."""
    rounds, since = 0, net.env.now
    while True:
        yield net.env.timeout(net.luck.handover.quotes.takes(deal.number, rounds))
        offers = sorted(_quotes(net, deal, rounds))
        if offers:
            deal.commission, _, deal.broker = offers[0]
            break
        if not rounds:
            since = net.queue("offer", deal)
        if net.env.now - since >= deal.terms.patience:
            net.go_on("offer", deal, since)
            net.tell(events.GAVE_UP, deal, deal.client.owner, deal.amount)
            raise DealDied
        net.tell(events.NO_OFFER, deal, deal.client.owner, deal.amount)
        yield net.env.timeout(deal.terms.asks_again_after)
        rounds += 1
    if rounds:
        net.go_on("offer", deal, since)


def _quotes(net: Network, deal: Deal, rounds: int) -> Generator[tuple[int, str, Broker], None, None]:
    for turn, (name, broker) in enumerate(net.brokers.items()):
        terms = net.now_in_force.brokers[name]
        if net.luck.handover.quotes.no_answer(deal.number, rounds * len(net.brokers) + turn):
            net.tell(events.NO_ANSWER, deal, broker.owner)
        elif broker.promise.owed(net.ledger) + deal.amount > terms.credit:
            net.tell(events.NO_ROOM, deal, broker.owner, deal.amount)
        else:
            net.tell(events.QUOTE, deal, broker.owner, deal.amount, terms.commission)
            if terms.commission <= deal.terms.max_commission:
                yield terms.commission, name, broker


def agree(net: Network, deal: Deal) -> Steps:
    """Agree on commission and amount: the broker promises, and the cash is set aside for it."""
    yield net.env.timeout(net.luck.handover.agreement.takes(deal.number))
    if net.luck.handover.agreement.walks_away(deal.number):
        net.tell(events.WALKED_AWAY, deal, deal.client.owner)
        raise DealDied
    deal.agreed_at = net.env.now
    net.book(kinds.AGREEMENT, deal, net.ends.pledged, deal.broker.promise.agreed, deal.amount)
    set_cash_aside(net, deal)
    net.tell(events.AGREED, deal, deal.broker.owner, deal.amount, deal.commission)


def set_cash_aside(net: Network, deal: Deal) -> None:
    """Reserve the batch for the broker for as long as a token is good."""
    now, valid_for = net.env.now, net.now_in_force.handover.token.valid_for
    deal.hold = net.ledger.hold(now, deal.number, deal.client.cash, deal.amount, now + valid_for)
