"""Who moves cash by the terms of ``parcels``: by the kinds of transaction and of event that there are."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.scheme.bulk_cash import take_over
from mirrorsim.scheme.channel import Channel
from mirrorsim.scheme.offers import Offer, offer

from mirrorsim.books.accounts import Country, Form
from mirrorsim.rules.base import BORDER_CASH, Movement
from mirrorsim.scheme import events, transactions
from mirrorsim.units.money import Asset

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal


class Parcels(Channel):
    """Takes a batch, sends it, and exchanges what arrives."""

    name = "parcels"

    def __init__(self, net: Network) -> None:
        super().__init__(net)
        self.sent = net.ledger.account("carrier.parcels", Country.US, Form.CASH, Asset.USD)
        self.arrived = net.ledger.account("carrier.parcels", Country.MX, Form.CASH, Asset.USD)

    def offer(self, deal: Deal) -> Offer | None:
        """Its fee, the mean time on the way and the feared loss; nothing for a batch that is too large."""
        terms = self.terms
        if terms is None or deal.amount > terms.largest:
            return None
        return offer(deal, self.name, self, terms.fee, int(terms.takes.mean()), terms.feared_loss)

    def move(self, deal: Deal) -> Generator[Any, Any, None]:
        """Send a batch; the border sees it like any other cash that is not declared."""
        net = self.net
        take_over(net, deal, self.promise, self.sent, self.owner)
        yield net.env.timeout(self.luck.takes(deal.number))
        seen = Movement(
            BORDER_CASH, net.env.now, self.arrived, deal.cash, deal.number, entity=deal.number, irregular=True
        )
        verdict = net.gate.propose(seen)
        yield net.env.timeout(verdict.delay)
        if verdict.seized:
            net.tell(events.BORDER_TOOK, deal, deal.client.owner, deal.cash)
            # fmt: off
            net.book(
                transactions.SEIZURE, deal,
                self.sent, net.outside.state_us, deal.cash,
                self.promise.as_cash, net.ends.seized, deal.as_cash,
            )
            # fmt: on
            deal.lost = deal.as_cash
        else:
            net.book(transactions.CROSSING, deal, self.sent, self.arrived, deal.cash)
            self._exchange(deal)
        deal.cash = deal.as_cash = 0

    def _exchange(self, deal: Deal) -> None:
        net = self.net
        pesos, residue = net.to_pesos(deal.as_cash)
        net.book(transactions.PESO_EXCHANGE, deal, self.arrived, net.outside.mx_banks_usd, deal.cash)
        # fmt: off
        net.book(
            transactions.PESO_DELIVERY, deal,
            net.outside.mx_economy, deal.client.pesos, pesos,
            self.promise.as_cash, net.ends.delivered, deal.as_cash - residue,
            self.promise.as_cash, net.ends.rounding, residue,
        )
        # fmt: on
        deal.delivered += deal.as_cash - residue
        net.tell(events.DELIVERED, deal, deal.client.owner, pesos, deal.as_cash - residue)
