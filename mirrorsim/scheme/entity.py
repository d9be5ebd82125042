"""The entity that flows through the scheme: a deal, which is one batch of a client's cash on its way to Mexico."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import simpy

from mirrorsim.engine.clock import Process
from mirrorsim.scenario import parties
from mirrorsim.scheme.agents.broker import Broker
from mirrorsim.scheme.agents.client import Client
from mirrorsim.scheme.agents.couriers import Courier
from mirrorsim.scheme.claim import Claim
from mirrorsim.scheme.position import Position

BATCHES = 2**24
"""More batches than this no client has: a deal's number is its client's hash and the batch's number within it."""


class OtherCarrier(Protocol):
    """Who moves a batch otherwise than a broker does by mirror transactions."""

    owner: str

    def move(self, deal: Deal) -> Process[None]:
        """Take a batch over, move it, and deliver what is left of it."""


@dataclass(slots=True, eq=False)
class Deal:
    """What a deal has come to so far; its position has what it holds, its claim how that ends."""

    number: int
    client: Client
    terms: parties.Client
    """The client's terms when the batch arrived, which hold for all of the deal."""
    amount: int
    """Dollars in the batch, in cents; fewer when a part of them was found while they waited with the client."""
    position: Position
    claim: Claim
    carrier: Broker | OtherCarrier = field(init=False)
    """Whose quote was taken."""
    broker: Broker = field(init=False)
    """The same, once it is known to be a broker."""
    commission: int = 0
    """Parts per million of what is handed over."""
    agreed_at: int = 0
    attempt: int = 0
    """How often the handshake has been tried."""
    receipt: bool = False
    """Whether the cash holder has the note, against which the cash was handed over."""
    handed_over: int = 0
    """Cents that were counted then."""
    courier: Courier | None = None
    """Who carries the cash."""
    waits_for_buyer: simpy.Event | None = None
    """What the deal's cash waits for while it lies in the stash."""
    sales: int = 0
    """Buyers dealt with so far."""
    pieces: int = 0
    """Payments into accounts in China so far."""


def deal_name(number: int, clients: dict[int, str]) -> str:
    """A deal's name: its client and which of the client's batches; ``clients`` maps hashes to names."""
    client, batch = divmod(number, BATCHES)
    return f"{clients[client]}-{batch + 1}"
