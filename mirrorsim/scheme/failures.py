"""How a deal can fail, and who bears it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.delivery import deliver

if TYPE_CHECKING:
    from mirrorsim.books.journal import Kind
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal

Stage = Literal["as_cash", "as_yuan", "as_goods"]


class HandshakeFailed(Exception):
    """Token, call or meeting went wrong; nothing has changed hands and it may be tried again."""


class DealDied(Exception):
    """The deal ends here; every balance is where it belongs."""


def lose(
    net: Network, deal: Deal, kind: Kind, accounts: tuple[int, int], amount: int, stage: Stage, of: int, worth: int
) -> None:
    """Book a loss of ``amount`` out of the ``of`` that stand behind a stage of the promise, worth ``worth`` cents.

    ``accounts`` are where it is taken from and where it goes. With the broker's guarantee the promise stands and the
    broker bears the loss; otherwise the client's promise shrinks by the share that was lost.
    """
    end = net.ends.seized if kind is kinds.SEIZURE else net.ends.lost
    if net.now_in_force.brokers[deal.broker.group].guarantee.losses == "broker":
        net.book(kind, deal, *accounts, amount, net.ends.borne, end, worth)
        deal.lost += worth
        return
    share = getattr(deal, stage) * amount // of if of else 0
    net.book(kind, deal, *accounts, amount, getattr(deal.broker.promise, stage), end, share)
    setattr(deal, stage, getattr(deal, stage) - share)
    deal.lost += share


def make_good_in_yuan(net: Network, deal: Deal) -> None:
    """Bring the yuan behind a promise up to what was promised.

    First from the broker's own yuan, then from its own pesos, which are delivered at once. What the broker cannot make
    good is lost to the client.
    """
    broker, needed = deal.broker, net.to_yuan(deal.as_yuan)
    covered = min(needed - deal.yuan, net.ledger.available(broker.own_yuan))
    if covered > 0:
        net.book(kinds.COVER, deal, broker.own_yuan, broker.yuan, covered)
        deal.yuan += covered
    if deal.yuan < needed:
        unbacked = deal.as_yuan - deal.as_yuan * deal.yuan // needed
        deal.as_yuan -= unbacked
        make_good_in_pesos(net, deal, broker.promise.as_yuan, unbacked)
    if deal.as_yuan and not net.to_yuan(deal.as_yuan):
        # no fen can stand behind a promise so small
        net.book(kinds.ROUNDING, deal, broker.promise.as_yuan, net.ends.rounding, deal.as_yuan)
        deal.as_yuan = 0


def make_good_in_pesos(net: Network, deal: Deal, stage: int, dollars: int) -> None:
    """Deliver ``dollars`` (cents) of a promise, which ``stage`` is the account of, from the broker's own pesos."""
    broker = deal.broker
    pesos, _ = net.to_pesos(dollars)
    own = net.ledger.available(broker.own_pesos)
    paid = dollars if pesos <= own else dollars * own // pesos
    if paid:
        pesos, _ = net.to_pesos(paid)
        net.book(
            kinds.COVER_IN_PESOS, deal, broker.own_pesos, broker.pesos, pesos, stage, broker.promise.as_pesos, paid
        )
        deliver(net, deal, paid)
    if lost := dollars - paid:
        net.book(kinds.SHORTFALL, deal, stage, net.ends.lost, lost)
        net.tell(events.SHORTFALL, deal, broker.owner, lost)
