"""Steps 7 and 8: what was lost is made good, and yuan in China become pesos in Mexico."""

from __future__ import annotations

from math import ceil, floor

from tests.scheme.reference.ledgers import Happening, Leg
from tests.scheme.reference.mirror import Mirror
from tests.scheme.reference.start import BORNE, Booked, Unforeseen, claim, ended

SETTLING = ("frozen", "delivered", "shortfall", "holds_yuan", "closed")
"""What may happen first when the broker has the yuan."""


class Repatriation(Mirror):
    """A deal whose yuan become pesos by a second mirror."""

    def __init__(self, *what: object) -> None:
        super().__init__(*what)
        self.lot = 0
        """The claim that a provider's pesos are for."""
        self.due: list[tuple[int, int, int]] = []
        """Pesos on their way to the client: since when, centavos, and the claim that they settle."""
        self.delivered = self.part = 0
        self.bought = self.found = 0

    def _follow(self, happening: Happening) -> Booked:
        if self.handed_over and not self.cash and not self.settled and happening.name in SETTLING:
            yield from self._settle(happening)
        else:
            yield from super()._follow(happening)

    @property
    def own_yuan(self) -> str:
        """The broker's own money in China."""
        return f"CN:bank:CNY:{self.promiser}.own"

    @property
    def own_pesos(self) -> str:
        """The broker's own money in Mexico."""
        return f"MX:cash:MXN:{self.promiser}.own"

    @property
    def in_china(self) -> str:
        """The deal's yuan."""
        return f"CN:bank:CNY:{self.promiser}"

    @property
    def in_mexico(self) -> str:
        """The deal's pesos."""
        return f"MX:cash:MXN:{self.promiser}"

    def dollars(self, fen: int) -> int:
        """Cents that fen are worth, rounded down."""
        return floor(fen / self.world.cny)

    # -- step 7 -----------------------------------------------------------------------------------------------------

    def _settle(self, happening: Happening) -> Booked:
        self.settled = True
        self.lasted(self.last_cash, "repatriation.takes", extra=self.stops)
        frozen = happening.name == "frozen"
        if frozen:
            amount = self.yuan
            yield from self._lose(
                "seizure",
                self.in_china,
                "CN:bank:CNY:state",
                amount,
                "as_yuan",
                self.as_yuan,
                "seized",
                self.dollars(amount),
            )
            self.yuan = 0
            self.states("frozen", self.promiser, amount, 0)
        commission = min(self.cny(self.commission), self.yuan)
        yield from self.book("commission", Leg("yuan", self.in_china, self.own_yuan, commission))
        self.yuan -= commission
        yield from self.book("guarantee", Leg("promise", self.stage("as_cash"), self.stage("as_yuan"), self.as_cash))
        self.as_yuan += self.as_cash
        self.as_cash = 0
        yield from self._make_good(surplus=True)
        self.ready = self.bought = self.now
        self.states("holds_yuan", self.promiser, self.yuan)

    def _make_good(self, *, surplus: bool = False) -> Booked:
        """The broker's own money fills up the deal's yuan, then pays in pesos, and the client loses the rest."""
        cover = max(min(self.cny(self.as_yuan) - self.yuan, self.held(self.own_yuan)), 0)
        yield from self.book("cover", Leg("money", self.own_yuan, self.in_china, cover))
        self.yuan += cover
        missing = self.as_yuan - backed(self.as_yuan, self.yuan, self.cny(self.as_yuan))
        paid = 0
        pesos = 0
        if missing:
            paid = backed(missing, self.held(self.own_pesos), self.mxn(missing))
            pesos = self.mxn(paid)
            yield from self._pay_in_pesos("as_yuan", paid)
            self.as_yuan -= paid
        lost = missing - paid
        yield from self.book("shortfall", Leg("promise", self.stage("as_yuan"), ended("lost"), lost))
        self.as_yuan -= lost
        if not self.cny(self.as_yuan):
            yield from self.book("rounding", Leg("residue", self.stage("as_yuan"), ended("rounding"), self.as_yuan))
            self.as_yuan = 0
        if surplus:
            over = self.yuan - self.cny(self.as_yuan)
            yield from self.book("surplus", Leg("yuan", self.in_china, self.own_yuan, over))
            self.yuan -= over
        if paid:
            self.states("delivered", self.client, pesos, paid - self.residue(paid))
        if lost:
            self.states("shortfall", self.promiser, lost, 0)

    def _pay_in_pesos(self, stage: str, cents: int) -> Booked:
        pesos = self.mxn(cents)
        yield from self.book(
            "cover_in_pesos",
            Leg("money", self.own_pesos, self.in_mexico, pesos),
            Leg("promise", self.stage(stage), self.stage("as_pesos"), cents),
        )
        yield from self._hand_out(pesos, cents)

    def _hand_out(self, pesos: int, cents: int) -> Booked:
        yield from self.book(
            "delivery",
            Leg("pesos", self.in_mexico, f"MX:cash:MXN:{self.client}", pesos),
            Leg("promise", self.stage("as_pesos"), ended("delivered"), cents - self.residue(cents)),
            Leg("rounding", self.stage("as_pesos"), ended("rounding"), self.residue(cents)),
        )
        self.delivered += cents - self.residue(cents)

    def _lose(
        self, kind: str, source: str, taker: str, amount: int, stage: str, promise: int, end: str, value: int
    ) -> Booked:
        """Something is gone: the broker bears what it was worth, or the client its part of the promise."""
        borne = self.bears("losses")
        yield from self.book(
            kind,
            Leg("taken", source, taker, amount),
            Leg("promise", claim(BORNE) if borne else self.stage(stage), ended(end), value if borne else promise),
        )
        if not borne:
            setattr(self, stage, getattr(self, stage) - promise)

    # -- step 8 -----------------------------------------------------------------------------------------------------

    def _pesos_found(self, happening: Happening) -> Booked:
        self.lot = ceil(happening.amount / self.world.mxn)
        if not self.lot <= self.as_yuan or self.mxn(self.lot) != happening.amount:
            raise Unforeseen(f"{happening.amount} centavos for {self.as_yuan} cents")
        if self.now != self.ready:
            raise Unforeseen("pesos found before the last were delivered")
        self.found = self.now
        self.states("pesos_found", happening.party, happening.amount)
        yield from ()

    def _yuan_of_lot(self) -> int:
        return self.yuan if self.lot == self.as_yuan else self.cny(self.lot)

    def _second_swap(self, happening: Happening) -> Booked:
        self.lasted(self.found, "second_mirror.takes")
        provider = self.world.providers[happening.party.partition(".")[2]]
        yuan = self._yuan_of_lot()
        spread = floor(self.lot * provider.spread)
        fee = self.cny(spread)
        borne = self.bears("spread") and self.held(self.own_yuan) >= fee
        into = f"CN:bank:CNY:{happening.party}"
        kept = self.lot if borne else self.lot - spread
        pesos = self.mxn(kept)
        yield from self.book(
            "second_mirror",
            Leg("pesos", f"MX:cash:MXN:{happening.party}", self.in_mexico, pesos),
            Leg("yuan", self.in_china, into, yuan if borne else yuan - fee),
            Leg("fee", self.own_yuan if borne else self.in_china, f"{into}.fees", fee),
            Leg("promise", self.stage("as_yuan"), self.stage("as_pesos"), kept),
            Leg("spread", claim(BORNE) if borne else self.stage("as_yuan"), ended("spread"), spread),
        )
        self.yuan -= yuan
        self.as_yuan -= self.lot
        self.due.append((self.now, pesos, kept))
        self.states("second_swap", happening.party, pesos, yuan + fee if borne else yuan)

    def _defaulted(self, happening: Happening) -> Booked:
        self.lasted(self.found, "second_mirror.takes")
        yuan = self._yuan_of_lot()
        yield from self._lose(
            "theft",
            self.in_china,
            f"CN:bank:CNY:{happening.party}",
            yuan,
            "as_yuan",
            self.as_yuan * yuan // self.yuan,
            "lost",
            self.lot,
        )
        self.yuan -= yuan
        self.ready = self.now
        self.states("defaulted", happening.party, yuan, 0)
        yield from self._make_good()

    def _delivered(self, happening: Happening) -> Booked:
        if not self.due:
            raise Unforeseen("pesos of which nobody knows")
        since, pesos, cents = self.due.pop(0)
        self.lasted(since, "goods.delivery" if self.part else "second_mirror.delivery")
        self.ready = self.now
        yield from self._hand_out(pesos, cents)
        self.states("delivered", self.client, pesos, cents - self.residue(cents))


def backed(promise: int, there: int, needed: int) -> int:
    """The part of a promise for which what is there suffices, in proportion and rounded down: all of it when it is enough."""
    return promise if there >= needed else promise * there // needed
