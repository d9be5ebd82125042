"""Cash that another channel than the mirror takes: over the border into banks, or to importers who pay pesos for it."""

from __future__ import annotations

from mirrorsim.scheme import events
from mirrorsim.scheme.position.shares import Shares
from mirrorsim.scheme.transactions import CARRIED_OFF, CASH_DEPOSIT, CROSSING, PESO_DELIVERY, PESO_EXCHANGE


class CarriedCash(Shares):
    """The cash of a deal that another channel has taken over."""

    __slots__ = ()

    def carry_off(self, owner: str, account: int, amount: int, fee: int, commission: int) -> None:
        """Let a channel take ``amount`` cents over into an account, of which it keeps the fee (cents) in cash.

        ``commission`` is the fee in parts per million.
        """
        claims, outcomes = self.claims, self._outcomes
        self._ledger.book(
            CARRIED_OFF,
            self._clock.now,
            self.number,
            cash=(self.client.cash, account, amount),
            fee=(account, self._outside.couriers_own, fee),
            promise=(claims.agreed, claims.as_cash, amount - fee),
            commission=(claims.agreed, outcomes.commission, fee),
        )
        self.cash = self.as_cash = amount - fee
        self.cash_at = account
        self.record(events.CARRIED_OFF, owner, amount, commission)

    def cross(self, onward: int) -> None:
        """Bring the cash over the border."""
        self._ledger.book(CROSSING, self._clock.now, self.number, cash=(self.cash_at, onward, self.cash))
        self.cash_at = onward
        self.record(events.CROSSED, self.client.owner, self.cash)

    def deposit(self, account: int, owner: str, cents: int) -> None:
        """Pay cents of the cash into a bank account of ``owner``, against pesos for the client."""
        outside, outcomes, as_cash = self._outside, self._outcomes, self.claims.as_cash
        claim = self.as_cash if cents == self.cash else self.as_cash * cents // self.cash
        pesos, residue = self._rates.pesos(claim)
        self._ledger.book(
            CASH_DEPOSIT,
            self._clock.now,
            self.number,
            deposit=(self.cash_at, account, cents),
            exchange=(account, outside.mx_banks_usd, cents),
            pesos=(outside.mx_banks, self.client.pesos, pesos),
            promise=(as_cash, outcomes.delivered, claim - residue),
            rounding=(as_cash, outcomes.rounding, residue),
        )
        self.cash -= cents
        self.as_cash -= claim
        self.delivered += claim - residue
        self.record(events.DEPOSITED, owner, cents)
        self.record(events.DELIVERED, self.client.owner, pesos, claim - residue)

    def exchange(self, taker: int) -> None:
        """Give all of the cash to an account for pesos, which the client gets from outside the model."""
        outside, outcomes, as_cash = self._outside, self._outcomes, self.claims.as_cash
        now = self._clock.now
        pesos, residue = self._rates.pesos(self.as_cash)
        self._ledger.book(PESO_EXCHANGE, now, self.number, cash=(self.cash_at, taker, self.cash))
        self._ledger.book(
            PESO_DELIVERY,
            now,
            self.number,
            pesos=(outside.mx_economy, self.client.pesos, pesos),
            promise=(as_cash, outcomes.delivered, self.as_cash - residue),
            rounding=(as_cash, outcomes.rounding, residue),
        )
        self.delivered += self.as_cash - residue
        self.record(events.DELIVERED, self.client.owner, pesos, self.as_cash - residue)
        self.cash = self.as_cash = 0
