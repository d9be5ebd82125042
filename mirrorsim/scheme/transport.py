"""Cash as matter: what notes weigh and fill, what a courier carries, and when couriers work."""

from __future__ import annotations

from mirrorsim.books.accounts import Country
from mirrorsim.engine.calendar import Calendar
from mirrorsim.scenario.steps import Transport
from mirrorsim.units.shares import take
from mirrorsim.units.time import DAY

GRAMS_A_NOTE = 1
"""A US note weighs about a gram (E38)."""
MICROLITRES_A_NOTE = 1130
"""A note of 156 by 66.3 by 0.11 mm, without air."""
A_LITRE = 1_000_000
"""Microlitres."""


def notes(cents: int, transport: Transport) -> int:
    """How many notes an amount is, in twenties and hundreds."""
    in_twenties = take(cents, transport.twenties)
    return in_twenties // 2_000 + (cents - in_twenties) // 10_000


def trips(cents: int, transport: Transport) -> int:
    """How often one courier must go for an amount."""
    return max(1, -(-notes(cents, transport) * GRAMS_A_NOTE // (transport.carries_kg * 1000)))


def fits(cents: int, litres: int, transport: Transport) -> bool:
    """Whether an amount of cash fits into so many litres."""
    return notes(cents, transport) * MICROLITRES_A_NOTE <= litres * A_LITRE


def wait_for_hours(calendar: Calendar, now: int, transport: Transport) -> int:
    """Ticks until couriers work again; 0 when they do now."""
    if transport.hours == (0, DAY):
        return 0
    return calendar.wait_for_hours(now, Country.US, transport.hours)
