"""Step 9: goods stand behind the claim, from the factory in China to their sale in Mexico."""

from __future__ import annotations

from mirrorsim.books.journal import TransactionType
from mirrorsim.scheme import events
from mirrorsim.scheme.position.shares import Shares, Stage
from mirrorsim.scheme.transactions import GOODS_PURCHASE, GOODS_SALE, THEFT
from mirrorsim.units.shares import take


class Goods(Shares):
    """The goods of a deal, at what they have cost (fen)."""

    __slots__ = ()

    def buy_goods(self) -> None:
        """Buy goods for all of the yuan."""
        broker, claims, outside = self.broker, self.claims, self._outside
        self._ledger.book(
            GOODS_PURCHASE,
            self._clock.now,
            self.number,
            yuan=(broker.yuan, outside.factories, self.yuan),
            goods=(outside.factory_goods, broker.goods, self.yuan),
            promise=(claims.as_yuan, claims.as_goods, self.as_yuan),
        )
        self.goods, self.goods_at, self.yuan = self.yuan, broker.goods, 0
        self.as_goods, self.as_yuan = self.as_yuan, 0
        self.record(events.BOUGHT, broker.owner, self.goods)

    def move_goods(self, kind: TransactionType, onward: int) -> None:
        """Pass the goods on to an account."""
        self._ledger.book(kind, self._clock.now, self.number, goods=(self.goods_at, onward, self.goods))
        self.goods_at = onward

    def lose_goods(self, kind: TransactionType, taker: int, cost: int, *, borne: bool) -> None:
        """Lose goods that have cost so many fen to an account, by seizure or theft."""
        worth = self._rates.dollars_of_yuan(cost)
        self._lose(kind, Stage.GOODS, (self.goods_at, taker, cost), of=self.goods, worth=worth, borne=borne)
        self.goods -= cost

    def sell_goods(self, cost: int, claim: int, mark_down: int, *, borne: bool) -> int:
        """Sell a part that has cost so many fen and stands for ``claim`` cents, at a mark-down (parts per million).

        What it fetches less is the client's loss, or the broker's where it is ``borne``. Returns the cents of the claim that
        the pesos stand for.
        """
        broker, claims, outcomes = self.broker, self.claims, self._outcomes
        less, pesos, cover = self.marked_down(claim, mark_down)
        left = claim if borne else claim - less
        self._ledger.book(
            GOODS_SALE,
            self._clock.now,
            self.number,
            goods=(self.goods_at, self._outside.consumers_goods, cost),
            pesos=(self._outside.consumers, broker.pesos, pesos),
            cover=(broker.own_pesos, broker.pesos, cover if borne else 0),
            promise=(claims.as_goods, claims.as_pesos, left),
            mark_down=(outcomes.borne if borne else claims.as_goods, outcomes.mark_down, less),
        )
        self.goods -= cost
        self.as_goods -= claim
        self.record(events.SOLD, broker.owner, pesos, mark_down)
        return left

    def marked_down(self, claim: int, mark_down: int) -> tuple[int, int, int]:
        """For ``claim`` cents: the cents that a mark-down takes off, the centavos that are left, and those that are missing."""
        less = take(claim, mark_down)
        pesos, _ = self._rates.pesos(claim - less)
        return less, pesos, self._rates.pesos(claim)[0] - pesos

    def leave_unsold(self, cost: int, claim: int, *, borne: bool) -> None:
        """Give a part up for which nobody pays; its ``claim`` (cents) is lost to the client unless the broker bears it."""
        outcomes = self._outcomes
        self.record(events.UNSOLD, self.broker.owner, cost)
        self._ledger.book(
            THEFT,
            self._clock.now,
            self.number,
            taken=(self.goods_at, self._outside.unsold, cost),
            promise=(outcomes.borne if borne else self._reduce(Stage.GOODS, claim), outcomes.lost, claim),
        )
        self.goods -= cost
