"""The terms of a made-up world, as plain numbers.

Nothing here asks the program what a key means. Money is in minor units, shares are fractions, lengths of time are
``(shortest, longest)`` in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

HOUR, DAY = 3_600, 86_400
DAYS = 150
"""How long every world lasts."""
Length = tuple[int, int]


@dataclass(frozen=True)
class Broker:
    """What a broker asks and promises; ``bears`` names the costs that it bears itself."""

    commission: Fraction
    capital: int
    credit: int
    couriers: int
    bears: frozenset[str]


@dataclass(frozen=True)
class Client:
    """Who brings cash: ``batches`` of them, one ``every`` so often."""

    batches: int
    every: int
    first_after: int
    amount: tuple[int, int]
    patience: int
    asks_again_after: int


@dataclass(frozen=True)
class Merchants:
    """A group of merchants; ``placed`` is the share of the cash that goes to a bank."""

    count: int
    appetite: int
    premium: Fraction
    placed: Fraction


@dataclass(frozen=True)
class Savers:
    """A group of savers."""

    people: int
    wanted: tuple[int, int]
    premium: Fraction
    placed: Fraction


@dataclass(frozen=True)
class Provider:
    """Who has pesos."""

    pesos: int
    replenished: int
    spread: Fraction


@dataclass(frozen=True)
class World:
    """All terms of one world. ``lengths`` and ``chances`` are by the path of their key."""

    number: int
    cny: Fraction
    mxn: Fraction
    clients: dict[str, Client]
    brokers: dict[str, Broker]
    merchants: dict[str, Merchants]
    savers: dict[str, Savers]
    providers: dict[str, Provider]
    choose: str
    lengths: dict[str, Length]
    chances: dict[str, int]
    short_by: int
    courier_pay: Fraction
    attempts: int
    valid_for: int
    forwarders: int
    parts: int
    mark_down: tuple[int, int]
    turnover: int | None
    fees: dict[str, Fraction]
    rules: dict[str, dict[str, str]] = field(default_factory=dict)
