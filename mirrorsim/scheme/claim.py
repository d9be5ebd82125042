"""What becomes of a client's claim when something goes wrong: who bears a loss, and what the broker makes good.

Before the cash is handed over, a step that goes wrong raises one of two exceptions. Afterwards it loses something: the terms say
whether the broker or the client bears it, the position books it, and what the broker has guaranteed it makes good.
"""

from __future__ import annotations

from mirrorsim.books.journal import TransactionType
from mirrorsim.scheme.position import Position
from mirrorsim.scheme.position.shares import Stage
from mirrorsim.scheme.services import Services


class HandshakeFailed(Exception):
    """Token, call or meeting went wrong; nothing has changed hands and it may be tried again."""


class DealFailed(Exception):
    """The deal ends without settlement; raised only before the cash is handed over."""


class Claim:
    """The claim of one deal against its broker: losses and the guarantee. Its amounts stand in the position."""

    __slots__ = ("_ledger", "_position", "_rates")

    def __init__(self, services: Services, position: Position) -> None:
        self._ledger = services.ledger
        self._rates = services.rates
        self._position = position

    @property
    def losses_are_the_brokers(self) -> bool:
        """Whether the broker bears what is lost, by the terms in force."""
        return self._position.broker.terms.guarantee.losses == "broker"

    def lose_cash(self, kind: TransactionType, taker: int, amount: int) -> None:
        """Lose cents of the cash to an account, by seizure or theft."""
        self._position.lose_cash(kind, taker, amount, borne=self.losses_are_the_brokers)

    def lose_yuan(self, kind: TransactionType, taker: int, fen: int, worth: int) -> None:
        """Lose fen of the yuan, worth so many cents, to an account, by seizure or theft."""
        self._position.lose_yuan(kind, taker, fen, worth, borne=self.losses_are_the_brokers)

    def lose_goods(self, kind: TransactionType, taker: int, cost: int) -> None:
        """Lose goods that have cost so many fen to an account; a broker that bears it makes them good in pesos at once."""
        position, borne = self._position, self.losses_are_the_brokers
        owed = position.as_goods * cost // position.goods if borne else 0
        position.lose_goods(kind, taker, cost, borne=borne)
        self._make_good_in_pesos(Stage.GOODS, owed)

    def leave_unsold(self, cost: int, owed: int) -> None:
        """Give up goods that have cost so many fen and stand for ``owed`` cents: nobody buys them."""
        borne = self.losses_are_the_brokers
        self._position.leave_unsold(cost, owed, borne=borne)
        if borne:
            self._make_good_in_pesos(Stage.GOODS, owed)

    def make_good(self) -> None:
        """Bring the yuan behind the claim up to what is claimed.

        First from the broker's own yuan, then from its own pesos, which are delivered at once. What the broker cannot make
        good is lost to the client.
        """
        position, rates = self._position, self._rates
        needed = rates.yuan(position.as_yuan)
        covered = min(needed - position.yuan, self._ledger.available(position.broker.own_yuan))
        if covered > 0:
            position.cover(covered)
        if position.yuan < needed:
            unbacked = position.as_yuan - position.as_yuan * position.yuan // needed
            self._make_good_in_pesos(Stage.YUAN, unbacked)
        if position.as_yuan and not rates.yuan(position.as_yuan):
            position.round_off()

    def _make_good_in_pesos(self, stage: Stage, dollars: int) -> None:
        """Deliver ``dollars`` (cents) of the claim, as it stands at a stage, from the broker's own pesos."""
        position = self._position
        pesos, _ = self._rates.pesos(dollars)
        own = self._ledger.available(position.broker.own_pesos)
        paid = dollars if pesos <= own else dollars * own // pesos
        if paid:
            position.cover_in_pesos(stage, paid)
            position.deliver(paid)
        if lost := dollars - paid:
            position.fall_short(stage, lost)
