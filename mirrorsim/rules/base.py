"""What a rule is: parameters, the movements that it watches, and one decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, NamedTuple, Protocol

from mirrorsim.fields.sections import Section

Period = Literal["calendar day", "calendar month", "calendar year"]
"""The windows over which usage may be limited; they reset at local midnight of the rule's country."""

FX_PURCHASE = "fx_purchase"
"""Somebody in China asks a bank for dollars against yuan (US cents)."""
YUAN_TRANSFER = "yuan_transfer"
"""Yuan go from one account in China to another (fen)."""
CASH_CARRIED = "cash_carried"
"""Somebody carries dollar notes through a US town (US cents)."""
CASH_STORED = "cash_stored"
"""Dollar notes begin to lie in a place in the US (US cents)."""
CASH_RECEIVED = "cash_received"
"""A US merchant or person takes dollar notes as payment (US cents)."""
BANK_DEPOSIT = "bank_deposit"
"""Somebody brings dollar notes to a US bank (US cents)."""
BORDER_CASH = "border_cash"
"""Dollar notes are carried from the US to Mexico (US cents); ``irregular`` when they are not declared."""
CASH_DEPOSIT = "cash_deposit"
"""Somebody brings dollar notes to a bank in Mexico (US cents)."""
IMPORT = "import"
"""A shipment is landed in a Mexican port (fen of cost); ``irregular`` when the cargo is mislabelled."""


ANSWERS: Mapping[str, frozenset[str]] = {
    FX_PURCHASE: frozenset(("limit",)),
    YUAN_TRANSFER: frozenset(("seize",)),
    CASH_CARRIED: frozenset(("seize", "delay")),
    CASH_STORED: frozenset(("seize", "delay")),
    CASH_RECEIVED: frozenset(),
    BANK_DEPOSIT: frozenset(("limit",)),
    BORDER_CASH: frozenset(("seize", "delay")),
    CASH_DEPOSIT: frozenset(("limit",)),
    IMPORT: frozenset(("seize", "delay")),
}
"""What a rule may answer to each movement besides allowing and reporting; anything else is a fault of the rule."""


class Movement(NamedTuple):
    """A proposed movement of value, before anything has moved.

    ``account`` is where the value would arrive and where usage to date is counted; ``deal`` is negative for people outside
    the scheme; ``holder`` says whose account it is (``person`` or ``firm``); ``entity`` and ``turn`` key the rule's own luck;
    ``place`` is a port, where there is one.
    """

    what: str
    time: int
    account: int
    amount: int
    deal: int
    holder: str = "person"
    entity: int = 0
    turn: int = 0
    place: str = ""
    irregular: bool = False


class Report(NamedTuple):
    """A report that an institution files: its kind, the delay until it is filed (ticks), and on what amount."""

    kind: str
    lag: int
    amount: int


class Verdict(NamedTuple):
    """A rule's answer: how much may move now, how much is taken, how long it waits (ticks), what is reported.

    ``closed`` says that the account is closed for good: whoever meets that uses another one.
    ``until`` is the tick before which the rules that allow no more would allow no more again; the gate knows it from their
    windows.
    For :data:`CASH_STORED`, ``seized`` is taken once ``delay`` has passed, if it still lies there.
    """

    allowed: int
    seized: int = 0
    delay: int = 0
    reports: tuple[Report, ...] = ()
    reason: str = ""
    closed: bool = False
    until: int = 0


class Office(Protocol):
    """What a rule may ask while it decides."""

    def used(self, movement: Movement) -> int:
        """Minor units that the movement's account received in the rule's current window, as the books have it."""

    def owner(self, movement: Movement) -> str:
        """Who owns the account at which the movement would arrive; empty where it names none."""

    def luck(self, purpose: str, movement: Movement) -> float:
        """A uniform in [0, 1) of this rule's own, keyed by the movement's entity and turn."""

    def chance(self, purpose: str, movement: Movement, ppm: int) -> bool:
        """Whether something that happens in ``ppm`` of a million cases happens to this movement."""


class Rule(Section):
    """A rule's parameters. A subclass says what it watches and decides; ``kind`` is its name in a scenario."""

    watches: ClassVar[tuple[str, ...]] = ()

    kind: str
    """Which rule this is; a subclass says it as a Literal with a default."""

    @property
    def window(self) -> Period | None:
        """The period over which usage is counted; None for a rule that does not count."""
        return None

    def decide(self, movement: Movement, office: Office) -> Verdict | None:
        """Answer to a proposed movement, or None to let it pass; must be pure but for what it asks of the office."""
        raise TypeError(f"{type(self).__name__} has no decision")
