"""Step 6: cash becomes yuan, part by part, or is taken on the way."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from tests.scheme.reference.ledgers import Happening, Leg
from tests.scheme.reference.start import BORNE, Booked, Start, Unforeseen, claim, ended

ENDLESS = 1 << 60


class Mirror(Start):
    """A deal from its hand-over until the last cash is gone."""

    def __init__(self, *what: object) -> None:
        super().__init__(*what)  # type: ignore[arg-type]
        self.wanted = 0
        """What the buyer who comes takes."""
        self.bought_at = self.last_swap = self.went_on = self.ready = 0
        self.sold = 0
        self.received = 0
        """Yuan paid for the cash sold, before anything else."""
        self.yuan = self.as_yuan = 0

    def _stashed(self, happening: Happening) -> Booked:
        stash = f"stash.{self.promiser.partition('.')[2]}"
        yield from self.book("to_stash", Leg("cash", self.usd, f"US:cash:USD:{stash}", self.cash))
        self.keeper = stash
        self.states("stashed", self.promiser, self.cash, 0)

    def _buyer(self, happening: Happening) -> Booked:
        if not 0 < happening.amount <= self.cash:
            raise Unforeseen(f"a buyer of {happening.amount} when there are {self.cash}")
        if self.now not in (self.last_swap or self.last_cash, self.went_on):
            raise Unforeseen("a buyer at another time than the hand-over, the last buyer or the end of a wait")
        self.wanted, self.bought_at = happening.amount, self.now
        self.states("buyer", happening.party, happening.amount)
        yield from ()

    def _swapped(self, happening: Happening) -> Booked:
        self._paid()
        buyer = happening.party
        for part, account in self._receiving(buyer):
            yield from self._swap(buyer, part, account)
        self.wanted = 0
        yield from self._round_up()

    def _paid(self) -> None:
        self.lasted(self.bought_at, "mirror.to_buyer", "mirror.takes", extra=self.stops)
        self.last_swap = self.now

    def _backed_out(self, happening: Happening) -> Booked:
        self._paid()
        self.states("backed_out", happening.party, min(self.wanted, self.cash), 0)
        yield from ()

    def _goes_on(self, happening: Happening) -> Booked:
        if happening.party == "pesos":
            self.ready = self.now
        self.went_on = self.now
        self._at += 1
        yield from ()

    def _receiving(self, buyer: str) -> Iterator[tuple[int, str]]:
        """The parts of what a buyer takes, and the account in China that is paid for each."""
        if buyer.startswith("merchant."):
            yield min(self.wanted, self.cash), self.promiser
            return
        name = self.promiser.partition(".")[2]
        left, in_use = min(self.wanted, self.cash), self.shared.receivers[name]
        while left:
            if in_use.room <= 0:
                in_use.number += 1
                in_use.room = ENDLESS if self.world.turnover is None else self.world.turnover
            part = min(left, in_use.room)
            in_use.room -= part
            left -= part
            yield part, f"receiver.{name}-{in_use.number}"

    def _swap(self, buyer: str, part: int, account: str) -> Booked:
        role, _, who = buyer.partition(".")
        group = (self.world.merchants if role == "merchant" else self.world.savers)[who.rpartition("-")[0]]
        yuan = self.cny(part)
        promise = self.promise_of(part)
        paid, into, own = f"CN:bank:CNY:{buyer}", f"CN:bank:CNY:{account}", f"CN:bank:CNY:{self.promiser}"
        yield from self.book(
            "mirror_swap",
            Leg("cash", self.usd, f"US:cash:USD:{buyer}", part),
            Leg("yuan", paid, into, yuan),
            Leg("gathering", into, own, yuan),
            Leg("premium", paid, f"{own}.own", floor(yuan * group.premium)),
            Leg("promise", self.stage("as_cash"), self.stage("as_yuan"), promise),
        )
        placed = floor(part * group.placed)
        yield from self.book(
            "bank_deposit",
            Leg("cash", f"US:cash:USD:{buyer}", "US:cash:USD:economy", placed),
            Leg("credit", "US:bank:USD:economy", f"US:bank:USD:{buyer}", placed),
        )
        self.cash -= part
        self.as_cash -= promise
        self.sold += part
        self.received += yuan
        self.yuan += yuan
        self.as_yuan += promise
        self.last_cash = self.now
        self.states("swapped", buyer, part, yuan)
        if self.coming("yuan_seized"):
            borne = self.bears("losses")
            promise = self.as_yuan * yuan // self.yuan
            # before anything is booked: another deal may be foretold before this one goes on
            self.shared.receivers[self.promiser.partition(".")[2]].room = 0
            yield from self.book(
                "seizure",
                Leg("taken", own, "CN:bank:CNY:state", yuan),
                Leg(
                    "promise",
                    claim(BORNE) if borne else self.stage("as_yuan"),
                    ended("seized"),
                    part if borne else promise,
                ),
            )
            self.yuan -= yuan
            self.as_yuan -= 0 if borne else promise
            self.states("yuan_seized", self.promiser, yuan, 0)

    def promise_of(self, part: int) -> int:
        """The part of the promise that stands behind a part of the cash: all of it behind all of the cash."""
        return self.as_cash * part // self.cash if part else 0

    def _round_up(self) -> Booked:
        """What rounding each part down left over comes to the broker when the last cash is gone."""
        if self.cash:
            return
        over = self.cny(self.sold) - self.received
        self.yuan += over
        yield from self.book("rounding", Leg("residue", "CN:bank:CNY:rounding", f"CN:bank:CNY:{self.promiser}", over))

    # -- what is taken ----------------------------------------------------------------------------------------------

    def _gone(self, kind: str, taker: str, amount: int, end: str) -> Booked:
        borne = self.bears("losses")
        promise = amount if borne else self.promise_of(amount)
        yield from self.book(
            kind,
            Leg("taken", self.usd, f"US:cash:USD:{taker}", amount),
            Leg("promise", claim(BORNE) if borne else self.stage("as_cash"), ended(end), promise),
        )
        self.cash -= amount
        if not borne:
            self.as_cash -= promise
        self.last_cash = self.now
        yield from self._round_up()

    def _arrested(self, happening: Happening) -> Booked:
        amount = self.cash
        yield from self._gone("seizure", "state", amount, "seized")
        self.states("arrested", happening.party, amount, 0)

    def _cash_taken(self, happening: Happening) -> Booked:
        yield from self._gone("seizure", "state", happening.amount, "seized")
        self.states("cash_taken", happening.party, happening.amount, 0)

    def _raided(self, happening: Happening) -> Booked:
        if not self.handed_over:
            yield from self.book(
                "client_seizure", Leg("taken", f"US:cash:USD:{self.client}", "US:cash:USD:state", happening.amount)
            )
            self.states("raided", self.client, happening.amount, 0)
            return
        amount = self.cash
        yield from self._gone("seizure", "state", amount, "seized")
        self.states("raided", self.promiser, amount, 0)

    def _robbed(self, happening: Happening) -> Booked:
        self.lasted(self.bought_at, "mirror.to_buyer", extra=self.stops)
        amount = self.cash
        yield from self._gone("theft", "thieves", amount, "lost")
        self.states("robbed", self.promiser, amount, 0)
