"""Who moves cash by the terms of ``parcels``: with what a channel may do, and by the events that there are."""

from __future__ import annotations

from functools import cached_property

from mirrorsim.books.accounts import Country, Form
from mirrorsim.engine.clock import Process
from mirrorsim.engine.draws import Sampler
from mirrorsim.rules.base import BORDER_CASH
from mirrorsim.scheme import events
from mirrorsim.scheme.agents.quote import Quote
from mirrorsim.scheme.channels.base import Channel
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.services import Services
from mirrorsim.units.money import Asset
from mirrorsim_example import terms


class Parcels(Channel[terms.Parcels]):
    """Takes a batch, sends it, and exchanges what arrives."""

    name = "parcels"

    def __init__(self, services: Services, kind: type[terms.Parcels]) -> None:
        super().__init__(services, kind)
        self.sent = services.ledger.account("carrier.parcels", Country.US, Form.CASH, Asset.USD)
        self.arrived = services.ledger.account("carrier.parcels", Country.MX, Form.CASH, Asset.USD)

    @cached_property
    def _takes(self) -> Sampler:
        return self.draws.sampler("takes", lambda parcels: parcels.takes)

    def quote(self, amount: int) -> Quote | None:
        """Its fee, the mean time on the way and the feared loss; nothing for a batch that is too large."""
        parcels = self.terms
        if parcels is None or amount > parcels.largest:
            return None
        return Quote(parcels.fee, int(parcels.takes.mean()), parcels.feared_loss)

    def move(self, deal: Deal) -> Process[None]:
        """Send a batch; the border sees it like any other cash that is not declared."""
        clock, position = self.services.clock, deal.position
        self.take_over(deal, self.sent)
        yield clock.timeout(self._takes(deal.number))
        decision = self.propose(BORDER_CASH, self.arrived, deal)
        yield clock.timeout(decision.delay)
        if decision.seized:
            position.record(events.BORDER_TOOK, deal.client.owner, decision.seized)
            self.lose_to_us_state(deal, decision.seized)
        if position.cash:
            position.cross(self.arrived)
            position.exchange(self.services.outside.mx_banks_usd)
