"""What a rule is: parameters, the movements that it watches, and one decision."""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple, Protocol

from pydantic import Field

from mirrorsim.units.sections import Section

Period = Literal["calendar day", "calendar month", "calendar year"]
"""The windows over which usage may be limited; they reset at local midnight of the rule's country."""

FX_PURCHASE = "fx_purchase"
"""Somebody in China asks a bank for dollars against yuan."""
CASH_DEPOSIT = "cash_deposit"
"""Somebody brings dollar notes to a bank in Mexico."""


class Movement(NamedTuple):
    """A proposed movement of value, before anything has moved.

    ``account`` is where the value would arrive and where usage to date is counted; ``holder`` says whose account it is
    (``person`` or ``firm``); ``entity`` keys the rule's own luck, if it draws any.
    """

    what: str
    time: int
    account: int
    amount: int
    deal: int
    holder: str = "person"
    entity: int = 0


class Report(NamedTuple):
    """A report that an institution files: its kind, the delay until it is filed (ticks), and on what amount."""

    kind: str
    lag: int
    amount: int


class Verdict(NamedTuple):
    """A rule's answer: how much may move now, how much is taken, how long it waits, what is reported."""

    allowed: int
    seized: int = 0
    delay: int = 0
    reports: tuple[Report, ...] = ()
    reason: str = ""


class Office(Protocol):
    """What a rule may ask while it decides."""

    def used(self, movement: Movement) -> int:
        """Minor units that the movement's account received in the rule's current window, as the books have it."""

    def next_window(self, movement: Movement) -> int | None:
        """The tick at which the current window ends; None when no later one lies within the horizon."""

    def luck(self, purpose: str, movement: Movement) -> float:
        """A uniform in [0, 1) of this rule's own, keyed by the movement's entity."""


class Rule(Section):
    """A rule's parameters. A subclass says what it watches and decides; ``kind`` is its name in a scenario."""

    watches: ClassVar[tuple[str, ...]] = ()

    kind: str = Field(description="which rule this is; the key it stands under unless given")

    @property
    def window(self) -> Period | None:
        """The period over which usage is counted; None for a rule that does not count."""
        return None

    def decide(self, movement: Movement, office: Office) -> Verdict:
        """Answer to a proposed movement; must be pure but for what it asks of the office."""
        raise TypeError(f"{type(self).__name__} has no decision")
