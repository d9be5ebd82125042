"""Steps 6 to 8: yuan in China stand behind the claim, and are mirrored into pesos in Mexico."""

from __future__ import annotations

from mirrorsim.books.journal import TransactionType
from mirrorsim.scheme import events
from mirrorsim.scheme.agents.provider import Provider
from mirrorsim.scheme.position.shares import Shares, Stage
from mirrorsim.scheme.transactions import (
    COMMISSION,
    COVER,
    GUARANTEE,
    ROUNDING,
    SECOND_MIRROR,
    SURPLUS,
)


class Yuan(Shares):
    """The yuan of a deal, from its buyers' payments to the provider's account or the factory's."""

    __slots__ = ()

    def round_up(self, fen: int) -> None:
        """Add what rounding each piece of a swap down has cost against rounding the whole down once."""
        self._book(ROUNDING, residue=(self._outside.cn_rounding, self.broker.yuan, fen))
        self.yuan += fen

    def keep_commission(self, fen: int) -> None:
        """Let the broker take its commission out of the yuan."""
        self._book(COMMISSION, yuan=(self.broker.yuan, self.broker.own_yuan, fen))
        self.yuan -= fen

    def keep_surplus(self, fen: int) -> None:
        """Let the broker have yuan that nothing is claimed for."""
        self._book(SURPLUS, yuan=(self.broker.yuan, self.broker.own_yuan, fen))
        self.yuan -= fen

    def cover(self, fen: int) -> None:
        """Put the broker's own yuan behind the claim."""
        self._book(COVER, money=(self.broker.own_yuan, self.broker.yuan, fen))
        self.yuan += fen

    def guarantee_lost_cash(self) -> None:
        """Let the part of the claim whose cash was lost, and which the broker stands by, wait for yuan."""
        self._book(GUARANTEE, promise=(self.claims.as_cash, self.claims.as_yuan, self.as_cash))
        self.as_yuan += self.as_cash
        self.as_cash = 0

    def round_off(self) -> None:
        """End a claim that is so small that no fen can stand behind it."""
        self._book(ROUNDING, residue=(self.claims.as_yuan, self._outcomes.rounding, self.as_yuan))
        self.as_yuan = 0

    def lose_yuan(self, kind: TransactionType, taker: int, fen: int, worth: int, *, borne: bool) -> None:
        """Lose ``fen`` of the yuan, worth ``worth`` cents, to an account, by seizure or theft."""
        self._lose(kind, Stage.YUAN, (self.broker.yuan, taker, fen), of=self.yuan, worth=worth, borne=borne)
        self.yuan -= fen

    def second_mirror(self, provider: Provider, hold: int, dollars: int, yuan: int, spread: int, *, borne: bool) -> int:
        """Mirror yuan into pesos that are held for it: every leg stays in one country and one currency.

        ``dollars`` (cents) of the claim are mirrored for ``yuan`` fen, of which the provider keeps a spread (cents) that the
        client bears, or the broker where it is ``borne``. Returns the cents of the claim that the pesos stand for.
        """
        broker, claims = self.broker, self.claims
        fee = self._rates.yuan(spread)
        left = dollars if borne else dollars - spread
        pesos, _ = self._rates.pesos(left)
        self._ledger.post(
            hold,
            SECOND_MIRROR,
            self._clock.now,
            pesos=(provider.pesos, broker.pesos, pesos),
            yuan=(broker.yuan, provider.yuan, yuan if borne else yuan - fee),
            fee=(broker.own_yuan if borne else broker.yuan, provider.fees, fee),
            promise=(claims.as_yuan, claims.as_pesos, left),
            spread=(self._outcomes.borne if borne else claims.as_yuan, self._outcomes.spread, spread),
        )
        self.as_yuan -= dollars
        self.yuan -= yuan
        self.record(events.SECOND_SWAP, provider.owner, pesos, yuan + fee if borne else yuan)
        return left

    def _book(self, kind: TransactionType, **legs: tuple[int, int, int]) -> None:
        self._ledger.book(kind, self._clock.now, self.number, **legs)
