"""Another channel: the black-market peso exchange, older, dearer and slower than the mirror."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.books.accounts import Country, Form
from mirrorsim.rules.base import BANK_DEPOSIT, CASH_RECEIVED, Movement
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.bulk_cash import take_over
from mirrorsim.scheme.channel import Channel
from mirrorsim.scheme.offers import Offer, offer
from mirrorsim.units.money import Asset
from mirrorsim.units.time import WEEK

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal

MOST_AHEAD = 4 * WEEK
"""It takes no batch that its importers could not begin to use within this time."""


class TraditionalPesoBroker(Channel):
    """Sells the cash to importers in Mexico, who pay their US suppliers with it; they pay pesos, which the client gets.

    No money crosses the border here either; the importers' goods, which are outside the model, do.
    """

    name = "bmpe"

    def __init__(self, net: Network) -> None:
        super().__init__(net)
        self.cash = net.ledger.account("carrier.bmpe", Country.US, Form.CASH, Asset.USD)
        self.exporters = net.ledger.account("exporters.bmpe", Country.US, Form.BANK, Asset.USD)
        self._busy_until = 0

    def offer(self, deal: Deal) -> Offer | None:
        """What this channel would cost for a batch; None when it does not exist or has no room."""
        terms = self.net.now_in_force.channels.bmpe
        if terms is None:
            return None
        ahead = max(self._busy_until - self.net.env.now, 0)
        if ahead > MOST_AHEAD:
            return None
        return offer(deal, self.name, self, terms.fee, ahead + int(terms.takes.mean()), terms.feared_loss)

    def move(self, deal: Deal) -> Generator[Any, Any, None]:
        """Take the cash, wait for importers who can use it, and pay pesos."""
        net = self.net
        terms = net.now_in_force.channels.bmpe
        assert terms is not None
        take_over(net, deal, self.promise, self.cash, self.owner)
        begin = max(self._busy_until, net.env.now)
        self._busy_until = begin + deal.cash * WEEK // terms.per_week
        yield net.env.timeout(begin - net.env.now + net.luck.channels.bmpe.takes(deal.number))
        # exporters in the US take the cash for their goods, and are seen like anybody who does
        now, key = net.env.now, deal.number
        net.gate.propose(Movement(CASH_RECEIVED, now, self.cash, deal.cash, key, "firm", key))
        net.gate.propose(Movement(BANK_DEPOSIT, now, self.exporters, deal.cash, key, "firm", key))
        net.book(kinds.PESO_EXCHANGE, deal, self.cash, net.outside.us_cash, deal.cash)
        pesos, residue = net.to_pesos(deal.as_cash)
        # fmt: off
        net.book(
            kinds.PESO_DELIVERY, deal,
            net.outside.mx_economy, deal.client.pesos, pesos,
            self.promise.as_cash, net.ends.delivered, deal.as_cash - residue,
            self.promise.as_cash, net.ends.rounding, residue,
        )
        # fmt: on
        deal.delivered += deal.as_cash - residue
        net.tell(events.DELIVERED, deal, deal.client.owner, pesos, deal.as_cash - residue)
        deal.cash = deal.as_cash = 0
