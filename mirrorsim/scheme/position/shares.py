"""A deal's part of what is held and claimed, and what every kind of holding has in common."""

from __future__ import annotations

from enum import Enum

from mirrorsim.books.journal import TransactionType
from mirrorsim.engine.log import Event
from mirrorsim.scheme import events
from mirrorsim.scheme.accounts import ClaimStages
from mirrorsim.scheme.agents.broker import Broker
from mirrorsim.scheme.agents.client import Client
from mirrorsim.scheme.services import Services
from mirrorsim.scheme.transactions import (
    COVER_IN_PESOS,
    DELIVERY,
    SEIZURE,
    SHORTFALL,
)


class Stage(Enum):
    """What stands behind a part of a claim."""

    CASH = "as_cash"
    YUAN = "as_yuan"
    GOODS = "as_goods"


class Shares:
    """One deal's part, in minor units. Read by all, written by the methods of a position only."""

    __slots__ = (
        "_clock", "_ledger", "_log", "_outcomes", "_outside", "_rates", "as_cash", "as_goods", "as_yuan", "broker", "cash",
        "cash_at", "claims", "client", "delivered", "goods", "goods_at", "hold", "lost", "number", "yuan",
    )  # fmt: skip

    broker: Broker
    """Who has taken the deal."""
    claims: ClaimStages
    """Where that broker, or another channel, owes what is claimed."""

    def __init__(self, services: Services, number: int, client: Client) -> None:
        self._clock = services.clock
        self._ledger = services.ledger
        self._log = services.log
        self._outcomes = services.outcomes
        self._outside = services.outside
        self._rates = services.rates
        self.number = number
        self.client = client
        self.hold = -1
        """The reservation of the client's cash; negative while there is none."""
        self.cash = 0
        """Cents of cash not yet sold; they lie in the account ``cash_at``."""
        self.cash_at = -1
        self.yuan = 0
        """Fen held by the broker for this deal."""
        self.goods = 0
        """Fen that the goods have cost which are not yet sold; they lie in the account ``goods_at``."""
        self.goods_at = -1
        self.as_cash = 0
        """Cents of the claim by what stands behind them; the books have the same sum over a broker's deals."""
        self.as_yuan = 0
        self.as_goods = 0
        self.delivered = 0
        self.lost = 0
        """Cents that were seized, stolen or defaulted on, whoever bears them."""

    def record(self, event: Event, party: str, amount: int = 0, detail: int = 0) -> None:
        """Record an event of this instant in the deal."""
        log = self._log
        log.rows.extend((self._clock.now, self.number, event.code, log.name(party), amount, detail))

    def deliver(self, dollars: int) -> None:
        """Hand over the pesos that ``dollars`` (cents of the claim) are; what no centavo can pay is rounded off."""
        pesos, residue = self._rates.pesos(dollars)
        as_pesos, outcomes = self.claims.as_pesos, self._outcomes
        self._ledger.book(
            DELIVERY,
            self._clock.now,
            self.number,
            pesos=(self.broker.pesos, self.client.pesos, pesos),
            promise=(as_pesos, outcomes.delivered, dollars - residue),
            rounding=(as_pesos, outcomes.rounding, residue),
        )
        self.delivered += dollars - residue
        self.record(events.DELIVERED, self.client.owner, pesos, dollars - residue)

    def cover_in_pesos(self, stage: Stage, dollars: int) -> None:
        """Put the broker's own pesos behind ``dollars`` (cents) of the claim."""
        broker = self.broker
        self._ledger.book(
            COVER_IN_PESOS,
            self._clock.now,
            self.number,
            money=(broker.own_pesos, broker.pesos, self._rates.pesos(dollars)[0]),
            promise=(self._reduce(stage, dollars), self.claims.as_pesos, dollars),
        )

    def fall_short(self, stage: Stage, dollars: int) -> None:
        """End ``dollars`` (cents) of the claim as lost: the broker cannot make them good."""
        self._ledger.book(
            SHORTFALL,
            self._clock.now,
            self.number,
            promise=(self._reduce(stage, dollars), self._outcomes.lost, dollars),
        )
        self.record(events.SHORTFALL, self.broker.owner, dollars)

    def _lose(
        self,
        kind: TransactionType,
        stage: Stage,
        taken: tuple[int, int, int],
        *,
        of: int,
        worth: int,
        borne: bool,
    ) -> None:
        """Book a loss (source, destination, amount) out of the ``of`` behind a stage of the claim, worth ``worth`` cents.

        Where it is ``borne`` by the broker the claim stands; otherwise it shrinks by the share that was lost.
        """
        outcome = self._outcomes.seized if kind is SEIZURE else self._outcomes.lost
        if borne:
            share, source = worth, self._outcomes.borne
        else:
            share = self._claimed(stage) * taken[2] // of if of else 0
            source = self._reduce(stage, share)
        self._ledger.book(kind, self._clock.now, self.number, taken=taken, promise=(source, outcome, share))
        self.lost += share

    def _claimed(self, stage: Stage) -> int:
        if stage is Stage.CASH:
            return self.as_cash
        return self.as_yuan if stage is Stage.YUAN else self.as_goods

    def _reduce(self, stage: Stage, cents: int) -> int:
        """Take cents out of a stage of the claim. Returns the account of that stage."""
        if stage is Stage.CASH:
            self.as_cash -= cents
            return self.claims.as_cash
        if stage is Stage.YUAN:
            self.as_yuan -= cents
            return self.claims.as_yuan
        self.as_goods -= cents
        return self.claims.as_goods
