"""The end of a deal, however it came: it is written down, and everybody has learned from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirrorsim.scheme import events
from mirrorsim.scheme.parties import MEMORY

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal


def close(net: Network, deal: Deal) -> None:
    """Close a deal in which something was handed over: delays and losses become what the next client reckons with."""
    if not deal.receipt and not deal.delivered and not deal.lost:
        return
    net.tell(events.CLOSED, deal, deal.client.owner, deal.delivered)
    if deal.receipt:
        broker = deal.broker
        broker.delay_seen += (net.env.now - deal.agreed_at - broker.delay_seen) // MEMORY
        share = 1_000_000 * min(deal.lost, deal.handed_over) // max(deal.handed_over, 1)
        broker.losses_seen += (share - broker.losses_seen) // MEMORY
