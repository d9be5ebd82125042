"""What a rule is: parameters, the movements that it watches, and one ruling on each.

A ruling is :class:`Allow`, :class:`Limit`, :class:`Delay`, :class:`Seize` or :class:`CloseAccount`, each with the
reports that are filed beside it. A rule declares in ``watches`` which rulings it may give at which movement; what
nobody can carry out there (:data:`HONOURED`) is refused when the rule is registered, and what it gives without having
declared it when it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, NamedTuple, Protocol, TypeAlias

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


class Movement(NamedTuple):
    """A proposed movement of value, before anything has moved.

    ``account`` is where the value would arrive and where usage to date is counted; ``deal`` is negative where it is
    part of no deal; ``holder`` says whose account it is (``person`` or ``firm``); ``entity`` and ``turn`` key the rule's own
    draws; ``place`` is a port, where there is one.
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


Reports: TypeAlias = tuple[Report, ...]


class Effect(NamedTuple):
    """What a ruling allows of a movement, what it takes of it (minor units), and after how many ticks."""

    allowed: int
    seized: int = 0
    delay: int = 0


class Allow(NamedTuple):
    """All of it may move now."""

    reports: Reports = ()
    reason: str = ""

    def effect(self, movement: Movement) -> Effect:
        """All of it."""
        return Effect(movement.amount)


class Limit(NamedTuple):
    """No more than ``amount`` (minor units of the movement) may move; 0 refuses it."""

    amount: int
    reports: Reports = ()
    reason: str = ""

    def effect(self, movement: Movement) -> Effect:
        """As much as is allowed."""
        return Effect(min(self.amount, movement.amount))


class Delay(NamedTuple):
    """All of it may move, ``time`` ticks later."""

    time: int
    reports: Reports = ()
    reason: str = ""

    def effect(self, movement: Movement) -> Effect:
        """All of it, later."""
        return Effect(movement.amount, delay=self.time)


class Seize(NamedTuple):
    """``amount`` (minor units of the movement) is taken by the state, all of it when None; the rest may move.

    It is taken ``after`` ticks, where that is more than 0: cash and cargo are detained until then, and stored cash is found
    then, if it still is there. Yuan that arrive on an account can only be taken at once.
    """

    amount: int | None = None
    after: int = 0
    reports: Reports = ()
    reason: str = ""

    def effect(self, movement: Movement) -> Effect:
        """The rest, and what is taken."""
        taken = movement.amount if self.amount is None else min(self.amount, movement.amount)
        return Effect(movement.amount - taken, taken, self.after)


class CloseAccount(NamedTuple):
    """The account is closed for good. A deposit into it is refused; yuan that arrive on it are taken."""

    reports: Reports = ()
    reason: str = ""

    def effect(self, movement: Movement) -> Effect:
        """None of it; yuan are taken."""
        return Effect(0, movement.amount if movement.what == YUAN_TRANSFER else 0)


Ruling: TypeAlias = Allow | Limit | Delay | Seize | CloseAccount
Rulings: TypeAlias = tuple[type[Limit] | type[Delay] | type[Seize] | type[CloseAccount], ...]

HONOURED: Mapping[str, Rulings] = {
    FX_PURCHASE: (Limit,),
    YUAN_TRANSFER: (Seize, CloseAccount),
    CASH_CARRIED: (Seize, Delay),
    CASH_STORED: (Seize,),
    CASH_RECEIVED: (),
    BANK_DEPOSIT: (Limit, CloseAccount),
    BORDER_CASH: (Seize, Delay),
    CASH_DEPOSIT: (Limit, CloseAccount),
    IMPORT: (Seize, Delay),
}
"""What can be carried out at each movement, besides letting it pass and reporting it, which every rule may do anywhere."""


class RuleContext(Protocol):
    """What a rule may ask while it decides."""

    def used(self, movement: Movement) -> int:
        """Minor units that the movement's account received in the rule's current window, as the books have it."""

    def owner(self, movement: Movement) -> str:
        """Who owns the account at which the movement would arrive; empty where it names none."""

    def draw(self, purpose: str, movement: Movement) -> float:
        """A uniform in [0, 1) of this rule's own, keyed by the movement's entity and turn."""

    def chance(self, purpose: str, movement: Movement, ppm: int) -> bool:
        """Whether something that happens in ``ppm`` of a million cases happens to this movement."""


class Rule(Section):
    """A rule's parameters. A subclass says what it watches and decides; ``kind`` is its name in a scenario."""

    watches: ClassVar[Mapping[str, Rulings]] = {}
    """The movements that it is asked about, and the rulings that it may give at each besides :class:`Allow`."""

    kind: str
    """Which rule this is; a subclass says it as a Literal with a default."""

    @property
    def window(self) -> Period | None:
        """The period over which usage is counted; None for a rule that does not count."""
        return None

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Rule on a proposed movement, or None to let it pass; must be pure but for what it asks of the context."""
        raise TypeError(f"{type(self).__name__} has no decision")
