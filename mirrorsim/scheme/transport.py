"""Cash as matter: what notes weigh and fill, what a courier carries, when couriers work, what a stash holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirrorsim.books.accounts import Country
from mirrorsim.units.shares import WHOLE, take

if TYPE_CHECKING:
    from mirrorsim.scenario.steps import Transport
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Broker

GRAMS_A_NOTE = 1
"""A US note weighs about a gram (E38)."""
MICROLITRES_A_NOTE = 1130
"""A note of 156 by 66.3 by 0.11 mm, without air."""


def notes(cents: int, transport: Transport) -> int:
    """How many notes an amount is, in twenties and hundreds."""
    in_twenties = take(cents, transport.twenties)
    return in_twenties // 2_000 + (cents - in_twenties) // 10_000


def trips(cents: int, transport: Transport) -> int:
    """How often one courier must go for an amount."""
    return max(1, -(-notes(cents, transport) * GRAMS_A_NOTE // (transport.carries_kg * 1000)))


def stash_has_room(net: Network, broker: Broker, cents: int) -> bool:
    """Whether an amount fits into what is left of a broker's stash."""
    transport, litres = net.now_in_force.transport, net.now_in_force.brokers[broker.group].stash_litres
    held = net.ledger.balance(broker.stash) + cents
    return notes(held, transport) * MICROLITRES_A_NOTE <= litres * 1_000_000


def wait_for_hours(net: Network) -> int:
    """Ticks until couriers work again; 0 when they do now."""
    opens, closes = net.now_in_force.transport.hours
    return (
        0
        if (opens, closes) == ROUND_THE_CLOCK
        else net.calendar.wait_for_hours(net.env.now, Country.US, (opens, closes))
    )


ROUND_THE_CLOCK = (0, 86_400 * WHOLE)
