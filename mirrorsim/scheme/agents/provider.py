"""A business person in Mexico who has pesos there and wants yuan in China: a finite stock that trade fills up again."""

from __future__ import annotations

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL, TransactionType
from mirrorsim.scenario import parties
from mirrorsim.scheme import transactions
from mirrorsim.scheme.services import Services
from mirrorsim.units.money import Asset
from mirrorsim.units.shares import take

BEYOND_ANY_RUN = 2**60
"""Ticks that are longer than any run."""


class Provider:
    """One provider; ``pesos`` is its cash in Mexico, ``yuan`` its account in China, ``fees`` what it earns there."""

    def __init__(self, services: Services, name: str) -> None:
        account = services.ledger.account
        self._services = services
        self.name = name
        self.owner = f"provider.{name}"
        self.pesos = account(self.owner, Country.MX, Form.CASH, Asset.MXN)
        self.yuan = account(self.owner, Country.CN, Form.BANK, Asset.CNY)
        self.fees = account(f"{self.owner}.fees", Country.CN, Form.BANK, Asset.CNY)
        self._filled_at = 0
        """The tick up to which trade's pesos have been booked."""

    @property
    def terms(self) -> parties.Provider:
        """Its terms in force."""
        return self._services.terms.now.providers[self.name]

    def open(self) -> None:
        """Book the stock that it begins with."""
        self._earn(transactions.OPENING, self.terms.pesos)

    def free(self) -> int:
        """Centavos that it has and nobody has reserved, those that trade has brought in since the last booking too."""
        return self._free(self.terms)

    def offer(self, dollars: int) -> tuple[int, int] | None:
        """For a need of ``dollars`` (cents): its spread (parts per million) and its free centavos; None without enough."""
        terms = self.terms
        free = self._free(terms)
        return (terms.spread, free) if free >= self.enough_for(dollars, terms) else None

    def fill_up(self) -> None:
        """Book what trade has brought in, up to the full stock: whenever the stock is drawn on, and not at every look."""
        terms, now = self.terms, self._services.clock.now
        came, gained = self._gained(terms)
        if came <= 0:
            return
        if gained:
            self._earn(transactions.EARNINGS, gained)
        # what did not make a whole centavo yet stays to come
        self._filled_at = now if gained < came else self._filled_at + came * terms.every // terms.replenished

    def wait_for(self, dollars: int) -> int:
        """Ticks until trade has brought enough for this need; a very long time when it will not.

        Trade fills a stock only up to its full size, and pesos that are set aside lie in it until they are handed over.
        """
        ledger, terms = self._services.ledger, self.terms
        gained = self._gained(terms)[1]
        missing = self.enough_for(dollars, terms) - ledger.available(self.pesos) - gained
        if missing <= 0:
            return 0
        if not terms.replenished or missing > terms.pesos - ledger.balance(self.pesos) - gained:
            return BEYOND_ANY_RUN
        return -(-missing * terms.every // terms.replenished)

    def _free(self, terms: parties.Provider) -> int:
        return self._services.ledger.available(self.pesos) + self._gained(terms)[1]

    def enough_for(self, dollars: int, terms: parties.Provider) -> int:
        """Centavos that it must have before it serves a need (cents): all of it, or a good part of its full stock."""
        lot = take(terms.pesos, self._services.terms.now.behaviour.least_peso_lot)
        rates = self._services.rates
        # never less than a cent is worth
        return max(min(rates.pesos(dollars)[0], lot), rates.cent_in_pesos)

    def _gained(self, terms: parties.Provider) -> tuple[int, int]:
        """Centavos that trade has brought in since they were last booked, and as many of them as the stock had room for."""
        came = terms.replenished * (self._services.clock.now - self._filled_at) // terms.every
        return came, min(came, max(terms.pesos - self._services.ledger.balance(self.pesos), 0))

    def _earn(self, kind: TransactionType, centavos: int) -> None:
        services = self._services
        services.ledger.book(
            kind, services.clock.now, NO_DEAL, money=(services.outside.mx_economy, self.pesos, centavos)
        )
