"""The beginning of a deal, steps 1 to 5, and what all its later steps need: reading events, booking legs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from tests.scheme.reference.ledgers import Happening, Leg, Transaction
from tests.scheme.reference.terms import Broker, Length, World

SECOND = 1_000_000
PLEDGED, BORNE = "promise.pledged", "promise.borne_by_broker"
SILENT = frozenset(("walked_away", "gave_up", "waits"))
"""What happens without anything being booked, and when no key says."""
STOPPED = 30 * 60 * SECOND
"""How long an interdiction that finds nothing holds a courier up: no event tells of it."""


class Unforeseen(Exception):
    """Something that does not follow from the terms."""


@dataclass
class Receiver:
    """The private account into which people pay a broker: its number, and the cents that it may still take."""

    number: int = 0
    room: int = 0


@dataclass
class Shared:
    """What several deals share: each broker's private receiving account in China."""

    receivers: dict[str, Receiver] = field(default_factory=lambda: defaultdict(Receiver))


Booked = Iterator[Transaction]


def claim(owner: str) -> str:
    """The account of a claim."""
    return f"NOWHERE:promise:CLAIM:{owner}"


def ended(part: str) -> str:
    """Where a part of a claim ends, such as commission or lost."""
    return claim(f"promise.{part}")


class Start:
    """A deal up to its hand-over. ``held`` says what an account holds just before the next transaction is booked."""

    def __init__(
        self, world: World, shared: Shared, name: str, happenings: Sequence[Happening], held: Callable[[str], int]
    ) -> None:
        self.world, self.shared, self.name, self.held = world, shared, name, held
        self.client = f"client.{name.rpartition('-')[0]}"
        # a report is written when it is decided, and dated when it is filed
        self._happenings, self._at = [one for one in happenings if one.name != "report"], 0
        self.now = 0
        self.promiser = ""
        self.keeper = ""
        """Whose cash it is: the courier's, or the stash's."""
        self.pledged = self.short = 0
        self.commission = 0
        self.cash = self.cash_whole = 0
        self.as_cash = self.as_cash_whole = 0
        self.handed_over = self.carried_off = self.settled = self.closed = False
        self.asked = self.quoted = self.issued = self.called = self.met = self.failed = 0
        """When the last of each step began."""
        self.delays: list[str] = []
        self.last_cash = 0
        """When the last cash was gone."""

    # -- reading ----------------------------------------------------------------------------------------------------

    def transactions(self) -> Booked:
        """What is booked, one after the other; Unforeseen where an event does not follow from what came before."""
        while self._at < len(self._happenings):
            if self.closed:
                raise Unforeseen(f"{self.next.name} after the deal was closed")
            happening = self.next
            self.now = happening.time
            if happening.name in SILENT:
                self._at += 1
                continue
            before = self._at
            yield from self._follow(happening)
            if self._at == before:
                raise Unforeseen(f"{happening} is not accounted for")
        yield from self._unfinished()

    def _unfinished(self) -> Booked:
        """What is booked without any event before the run ends."""
        yield from ()

    @property
    def next(self) -> Happening:
        """The event that comes next."""
        return self._happenings[self._at]

    def coming(self, *names: str) -> bool:
        """Whether one of these comes next, at this instant."""
        return self._at < len(self._happenings) and self.next.name in names and self.next.time == self.now

    def _follow(self, happening: Happening) -> Booked:
        handler = getattr(self, f"_{happening.name}", None)
        if handler is None:
            raise Unforeseen(f"{happening.name} is not known")
        yield from handler(happening)

    def states(self, name: str, party: str, amount: int, detail: int | str | None = None) -> None:
        """The next event has to say just this."""
        found = self.next
        wanted = Happening(self.now, name, party, amount, found.detail if detail is None else detail)
        if found != wanted:
            raise Unforeseen(f"{found} instead of {wanted}")
        self._at += 1

    # -- booking ----------------------------------------------------------------------------------------------------

    def book(self, kind: str, *legs: Leg) -> Booked:
        """A transaction of those legs that move anything; none where nothing moves."""
        if moving := tuple(leg for leg in legs if leg.amount):
            yield Transaction(self.now, kind, moving)

    def stage(self, name: str) -> str:
        """The account of the promise at a stage, such as as_cash."""
        return claim(f"{self.promiser}.{name}")

    @property
    def broker(self) -> Broker:
        """The terms of the broker."""
        return self.world.brokers[self.promiser.partition(".")[2]]

    @property
    def usd(self) -> str:
        """Where the deal's dollars lie."""
        return f"US:cash:USD:{self.keeper}"

    @property
    def stops(self) -> tuple[int, ...]:
        """What a courier may have lost on the way, without an event."""
        return (0, STOPPED) if "interdiction" in self.world.rules else (0,)

    def bears(self, cost: str) -> bool:
        """Whether the broker bears a cost."""
        return cost in self.broker.bears

    def cny(self, cents: int) -> int:
        """Fen for cents, rounded down."""
        return floor(cents * self.world.cny)

    def mxn(self, cents: int) -> int:
        """Centavos for cents, rounded down."""
        return floor(cents * self.world.mxn)

    def residue(self, cents: int) -> int:
        """Cents of a claim that buy no centavo: those beyond the fewest that buy as many as all of them."""
        return cents - ceil(self.mxn(cents) / self.world.mxn)

    # -- steps 1 to 5 -----------------------------------------------------------------------------------------------

    def _batch(self, happening: Happening) -> Booked:
        low, high = self.world.clients[self.client.partition(".")[2]].amount
        self.pledged = happening.amount
        if not low <= self.pledged <= high:
            raise Unforeseen(f"a batch of {self.pledged} cents")
        yield from self.book(
            "street_sales", Leg("cash", "US:cash:USD:street", f"US:cash:USD:{self.client}", self.pledged)
        )
        self.asked = self.now
        self.states("batch", self.client, self.pledged, 0)

    def _agreed(self, happening: Happening) -> Booked:
        self.promiser = happening.party
        asked = self._asked()
        if self.promiser.startswith("broker."):
            self.lasted(self.quoted, "handover.agreement.takes")
        elif self.now != self.quoted:
            raise Unforeseen("a channel that takes time to agree")
        yield from self.book("agreement", Leg("promise", claim(PLEDGED), self.stage("agreed"), self.pledged))
        self.failed = self.now
        self.states("agreed", self.promiser, self.pledged, int(asked * 1_000_000))

    def _asked(self) -> Fraction:
        kind, _, name = self.promiser.partition(".")
        return self.world.fees[name] if kind == "channel" else self.broker.commission

    def _quote(self, happening: Happening) -> Booked:
        asks = self.world.brokers[happening.party.partition(".")[2]].commission
        self.lasted(self.asked, "handover.quotes.takes")
        self.quoted = self.now
        self.states("quote", happening.party, self.pledged, int(asks * 1_000_000))
        yield from ()

    def _no_answer(self, happening: Happening) -> Booked:
        self.lasted(self.asked, "handover.quotes.takes")
        self.quoted = self.now
        self._at += 1
        yield from ()

    _no_room = _channel = _no_answer

    def _no_offer(self, happening: Happening) -> Booked:
        self.lasted(self.asked, "handover.quotes.takes")
        self.asked = self.now + SECOND * self.world.clients[self.client.partition(".")[2]].asks_again_after
        self._at += 1
        yield from ()

    def _token(self, happening: Happening) -> Booked:
        if self.now != self.failed:
            raise Unforeseen("a token at another time than the agreement or the new attempt")
        self.issued, self.delays = self.now, []
        yield from self.book("note_issued", Leg("note", "US:cash:USD:economy", f"US:cash:USD:{self.promiser}", 100))
        self.states("token", self.promiser, 0)

    def _called(self, happening: Happening) -> Booked:
        self.lasted(self.issued, "handover.token.takes", "handover.call.takes")
        self.called = self.failed = self.now
        self.states(happening.name, self.promiser, 0, 0)
        yield from ()

    _unanswered = _wrong_code_word = _called

    def _token_lost(self, happening: Happening) -> Booked:
        self.lasted(self.issued, "handover.token.takes")
        self.failed = self.now
        self.states("token_lost", self.promiser, 0, 0)
        yield from ()

    def _courier(self, happening: Happening) -> Booked:
        if not isinstance(happening.detail, int):
            raise Unforeseen("a courier that waits for no time")
        self.lasted(self.called, "handover.meeting.after", extra=(happening.detail,))
        self.met = self.now
        self.states("courier", happening.party, 0)
        yield from ()

    def _no_courier(self, happening: Happening) -> Booked:
        self.failed = self.now
        self.states("no_courier", self.promiser, 0, 0)
        yield from ()

    def _late(self, happening: Happening) -> Booked:
        self.delays.append(f"handover.meeting.{happening.name}_by")
        self._at += 1
        yield from ()

    _moved = _late

    def _no_show(self, happening: Happening) -> Booked:
        self._meeting_over()
        self.failed = self.now
        self.states(happening.name, happening.party, 0, 0)
        yield from ()

    _wrong_serial = _no_show

    def _expired(self, happening: Happening) -> Booked:
        if self.now < self.issued + SECOND * self.world.valid_for:
            raise Unforeseen("a token that has expired before its time")
        yield from self._no_show(happening)

    def _meeting_over(self) -> None:
        self.lasted(self.met, "handover.meeting.takes", "transport.travel", *self.delays)

    def _retry(self, happening: Happening) -> Booked:
        self.lasted(self.failed, "handover.again_after")
        self.failed = self.now
        self.states("retry", self.promiser, 0, 0)
        yield from ()

    def _failed(self, happening: Happening) -> Booked:
        if self.now != self.failed:
            raise Unforeseen("a handshake given up at another time than at its last failure")
        yield from self.book("withdrawal", Leg("promise", self.stage("agreed"), claim(PLEDGED), self.pledged))
        self.states("failed", self.promiser, self.pledged, 0)

    def _short(self, happening: Happening) -> Booked:
        self.short = floor(self.pledged * Fraction(self.world.short_by, 1_000_000))
        self.states("short", self.client, self.short, 0)
        yield from ()

    def _handed_over(self, happening: Happening) -> Booked:
        self._meeting_over()
        if self.now >= self.issued + SECOND * self.world.valid_for:
            raise Unforeseen("cash against a token that has expired")
        counted = self.pledged - self.short
        self.keeper = happening.party
        self.commission = floor(counted * self.broker.commission)
        pay = floor(counted * self.world.courier_pay)
        self.as_cash = self.as_cash_whole = counted - self.commission
        self.cash = self.cash_whole = counted - pay
        self.handed_over, self.last_cash = True, self.now
        yield from self.book(
            "hand_over",
            Leg("cash", f"US:cash:USD:{self.client}", self.usd, counted),
            Leg("note", f"US:cash:USD:{self.promiser}", f"US:cash:USD:{self.client}", 100),
            Leg("promise", self.stage("agreed"), self.stage("as_cash"), self.as_cash),
            Leg("commission", self.stage("agreed"), ended("commission"), self.commission),
            Leg("short", self.stage("agreed"), claim(PLEDGED), self.short),
        )
        yield from self.book("courier_pay", Leg("pay", self.usd, "US:cash:USD:couriers_own", pay))
        self.states("handed_over", self.keeper, counted, 0)

    # -- time -------------------------------------------------------------------------------------------------------

    def lasted(self, since: int, *keys: str, extra: Sequence[int] = (0,)) -> None:
        """What happens now comes so long after an instant as the keys say, each with its shortest and longest."""
        spans: list[Length] = [self.world.lengths[key] for key in keys]
        low, high = (SECOND * sum(span[end] for span in spans) for end in (0, 1))
        if not any(low <= self.now - since - more <= high for more in extra):
            raise Unforeseen(f"{' + '.join(keys)} took {self.now - since} microseconds, not {low} to {high}")
