"""What is owed to a client and how it ends: losses and who bears them, what a broker makes good, and the end of a deal.

Every failure ends here. A step that goes wrong raises one of two exceptions, or loses something: then the terms say whether the
broker bears it, and the position books it.
"""

from __future__ import annotations

from mirrorsim.books.journal import TransactionType
from mirrorsim.scheme import events
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.position.shares import Stage
from mirrorsim.scheme.services import Services
from mirrorsim.units.shares import WHOLE


class HandshakeFailed(Exception):
    """Token, call or meeting went wrong; nothing has changed hands and it may be tried again."""


class DealFailed(Exception):
    """The deal ends here; every balance is where it belongs."""


def lose_cash(deal: Deal, kind: TransactionType, taker: int, amount: int) -> None:
    """Lose cents of a deal's cash to an account, by seizure or theft."""
    deal.position.lose_cash(kind, taker, amount, borne=_by_broker(deal))


def lose_yuan(deal: Deal, kind: TransactionType, taker: int, fen: int, worth: int) -> None:
    """Lose fen of a deal's yuan, worth so many cents, to an account, by seizure or theft."""
    deal.position.lose_yuan(kind, taker, fen, worth, borne=_by_broker(deal))


def lose_goods(services: Services, deal: Deal, kind: TransactionType, taker: int, cost: int) -> None:
    """Lose goods that have cost so many fen to an account; the broker that bears it makes them good in pesos at once."""
    position, borne = deal.position, _by_broker(deal)
    owed = position.as_goods * cost // position.goods if borne else 0
    position.lose_goods(kind, taker, cost, borne=borne)
    if owed:
        make_good_in_pesos(services, deal, Stage.GOODS, owed)


def make_good_in_yuan(services: Services, deal: Deal) -> None:
    """Bring the yuan behind a claim up to what is claimed.

    First from the broker's own yuan, then from its own pesos, which are delivered at once. What the broker cannot make
    good is lost to the client.
    """
    position, rates = deal.position, services.rates
    needed = rates.yuan(position.as_yuan)
    covered = min(needed - position.yuan, services.ledger.available(deal.broker.own_yuan))
    if covered > 0:
        position.cover(covered)
    if position.yuan < needed:
        unbacked = position.as_yuan - position.as_yuan * position.yuan // needed
        make_good_in_pesos(services, deal, Stage.YUAN, unbacked)
    if position.as_yuan and not rates.yuan(position.as_yuan):
        position.round_off()


def make_good_in_pesos(services: Services, deal: Deal, stage: Stage, dollars: int) -> None:
    """Deliver ``dollars`` (cents) of a claim, as it stands at a stage, from the broker's own pesos."""
    pesos, _ = services.rates.pesos(dollars)
    own = services.ledger.available(deal.broker.own_pesos)
    paid = dollars if pesos <= own else dollars * own // pesos
    if paid:
        deal.position.cover_in_pesos(stage, paid)
        deal.position.deliver(paid)
    if lost := dollars - paid:
        deal.position.fall_short(stage, lost)


def close(services: Services, deal: Deal) -> None:
    """Close a deal in which something was handed over: delays and losses become what the next client reckons with."""
    position = deal.position
    if not deal.receipt and not position.delivered and not position.lost:
        return
    position.record(events.CLOSED, deal.client.owner, position.delivered)
    if deal.receipt:
        losses = WHOLE * min(position.lost, deal.handed_over) // max(deal.handed_over, 1)
        deal.broker.experience.of_deal(services.clock.now - deal.agreed_at, losses)


def _by_broker(deal: Deal) -> bool:
    """Whether the broker bears what a deal loses."""
    return deal.broker.terms.guarantee.losses == "broker"
