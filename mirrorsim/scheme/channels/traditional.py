"""Another channel: the black-market peso exchange, older, dearer and slower than the mirror."""

from __future__ import annotations

from functools import cached_property

from mirrorsim.books.accounts import Country, Form
from mirrorsim.engine.clock import Process
from mirrorsim.engine.draws import Sampler
from mirrorsim.rules.base import BANK_DEPOSIT, CASH_RECEIVED, Movement
from mirrorsim.scenario import channels as schema
from mirrorsim.scheme.agents.quote import Quote
from mirrorsim.scheme.channels.base import Channel
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.services import Services
from mirrorsim.units.money import Asset
from mirrorsim.units.time import WEEK


class TraditionalPesoBroker(Channel[schema.TraditionalPesoBroker]):
    """Sells the cash to importers in Mexico, who pay their US suppliers with it; they pay pesos, which the client gets.

    No money crosses the border here either; the importers' goods, which are outside the model, do.
    """

    name = "bmpe"

    def __init__(self, services: Services, kind: type[schema.TraditionalPesoBroker]) -> None:
        super().__init__(services, kind)
        self.cash = services.ledger.account("carrier.bmpe", Country.US, Form.CASH, Asset.USD)
        self.exporters = services.ledger.account("exporters.bmpe", Country.US, Form.BANK, Asset.USD)
        self._busy_until = 0

    @cached_property
    def _takes(self) -> Sampler:
        return self.draws.sampler("takes", lambda terms: terms.takes)

    def quote(self, amount: int) -> Quote | None:
        """Its commission, after all that its importers must use first; None when that would take too long."""
        terms = self.terms
        if terms is None:
            return None
        ahead = max(self._busy_until - self.services.clock.now, 0)
        if ahead > terms.most_ahead:
            return None
        return Quote(terms.fee, ahead + int(terms.takes.mean()), terms.feared_loss)

    def move(self, deal: Deal) -> Process[None]:
        """Take the cash, wait for importers who can use it, and pay pesos."""
        services, position, terms = self.services, deal.position, self.terms
        assert terms is not None
        self.take_over(deal, self.cash)
        begin = max(self._busy_until, services.clock.now)
        self._busy_until = begin + position.cash * WEEK // terms.per_week
        yield services.clock.timeout(begin - services.clock.now + self._takes(deal.number))
        # exporters in the US take the cash for their goods, and are seen like anybody who does; what a bank would not
        # take stays cash with them, as all of it does in these books: no deposit of theirs is booked
        now, key, propose = services.clock.now, deal.number, services.gate.propose
        propose(Movement(CASH_RECEIVED, now, self.cash, position.cash, key, "firm", key))
        propose(Movement(BANK_DEPOSIT, now, self.exporters, position.cash, key, "firm", key))
        position.exchange(services.outside.us_cash)
