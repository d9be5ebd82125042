"""The end of both options: pesos reach the client in Mexico."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirrorsim.scheme import events, kinds

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal


def deliver(net: Network, deal: Deal, dollars: int) -> None:
    """Hand over the pesos that ``dollars`` (cents of the promise) are at the rate; what no centavo can pay is rounded off."""
    broker, ends = deal.broker, net.ends
    pesos, residue = net.to_pesos(dollars)
    # fmt: off
    net.book(
        kinds.DELIVERY, deal,
        broker.pesos, deal.client.pesos, pesos,
        broker.promise.as_pesos, ends.delivered, dollars - residue,
        broker.promise.as_pesos, ends.rounding, residue,
    )
    # fmt: on
    deal.delivered += dollars - residue
    net.tell(events.DELIVERED, deal, deal.client.owner, pesos, dollars - residue)
