"""Who has pesos in Mexico and wants yuan: finite stocks that trade fills up again, and the line that waits for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.books.ledger import HoldState
from mirrorsim.scheme import kinds
from mirrorsim.units.money import Asset
from mirrorsim.units.rates import convert

if TYPE_CHECKING:
    import simpy

    from mirrorsim.scenario.model import Scenario
    from mirrorsim.scenario.parties import Provider as Terms
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal

CHUNK = 4
"""A waiting deal takes what a provider has once that is enough for it, or for a quarter of the provider's full stock."""


class Provider:
    """A business person in Mexico; ``pesos`` is its cash there, ``yuan`` its account in China."""

    def __init__(self, net: Network, name: str) -> None:
        account = net.ledger.account
        self.name = name
        self.owner = f"provider.{name}"
        self.pesos = account(self.owner, Country.MX, Form.CASH, Asset.MXN)
        self.yuan = account(self.owner, Country.CN, Form.BANK, Asset.CNY)
        self.fees = account(f"{self.owner}.fees", Country.CN, Form.BANK, Asset.CNY)
        self.filled_at = 0
        """The tick up to which trade's pesos have been booked."""


@dataclass(slots=True)
class Grant:
    """Pesos set aside for a deal: from whom, under which hold, for how many cents of the promise."""

    provider: Provider
    hold: int
    pesos: int
    dollars: int
    waited: int = 0


class PesoDesk:
    """All providers, and the deals that wait for pesos in order of arrival.

    A large need takes what there is and goes on waiting at the head, so that it blocks nobody's pesos for nothing.
    """

    def __init__(self, net: Network, scenario: Scenario) -> None:
        self._net = net
        self.providers = [Provider(net, name) for name in sorted(scenario.providers)]
        self._waiting: deque[tuple[simpy.Event, Deal]] = deque()
        self._waited_for = 0
        """Cents of promises that wait in line."""
        self._alarm: simpy.Event | None = None

    def open(self) -> None:
        """Book the stocks that the providers begin with."""
        for provider in self.providers:
            stock = self._net.now_in_force.providers[provider.name].pesos
            self._net.book(kinds.OPENING, None, self._net.outside.mx_economy, provider.pesos, stock)

    def find(self, deal: Deal) -> Generator[Any, Any, Grant]:
        """Set pesos aside for as much of a deal's yuan as somebody has pesos for, after waiting in line if need be."""
        grant = None if self._waiting else self._grant(deal)
        if grant is None:
            since = self._net.queue("pesos", deal)
            event = self._net.env.event()
            self._waiting.append((event, deal))
            self._waited_for += deal.as_yuan
            if len(self._waiting) == 1:
                self._net.env.process(self._serve())
            grant = yield event
            grant.waited = self._net.go_on("pesos", deal, since)
        assert isinstance(grant, Grant)
        return grant

    def free(self, grant: Grant) -> None:
        """Give pesos that were set aside free again."""
        self._net.ledger.release(grant.hold, self._net.env.now, HoldState.VOIDED)
        self.wake()

    def fill(self) -> None:
        """Book what trade has brought in up to now, before its terms change."""
        for provider in self.providers:
            self.fill_up(provider)

    def wake(self) -> None:
        """Look again whether the first in line can be served: pesos have become free, or terms have changed."""
        if self._alarm is not None and not self._alarm.triggered:
            self._alarm.succeed()

    def outlook(self, dollars: int) -> tuple[int, int]:
        """For a need of ``dollars``: the least spread (parts per million) and the ticks until it would be met in full."""
        net, terms = self._net, self._net.now_in_force.providers
        missing = net.to_pesos(self._waited_for + dollars)[0] - sum(self._free(one) for one in self.providers)
        spread = min(one.spread for one in terms.values())
        if missing <= 0:
            return spread, 0
        rate = sum(Fraction(one.replenished, one.every) for one in terms.values())
        return spread, int(missing / rate) if rate else 2**60

    def _serve(self) -> Generator[Any, Any, None]:
        """While somebody waits: sleep until a provider has enough for the first in line, then serve it."""
        while self._waiting:
            event, deal = self._waiting[0]
            grant = self._grant(deal)
            if grant is None:
                self._alarm = self._net.env.event()
                wait = max(1, min(self._wait_of(one, deal.as_yuan) for one in self.providers))
                yield self._net.env.timeout(wait) | self._alarm
                self._alarm = None
            else:
                self._waiting.popleft()
                self._waited_for -= deal.as_yuan
                event.succeed(grant)

    def _grant(self, deal: Deal) -> Grant | None:
        net = self._net
        best: tuple[int, int, Provider] | None = None
        for provider in self.providers:
            free = self._free(provider)
            if free >= self._enough(provider, deal.as_yuan):
                offer = (net.now_in_force.providers[provider.name].spread, -free, provider)
                if best is None or offer[:2] < best[:2]:
                    best = offer
        if best is None:
            return None
        provider, free = best[2], -best[1]
        dollars = min(deal.as_yuan, convert(free, net.mxn[::-1])[0])
        pesos, _ = net.to_pesos(dollars)
        self.fill_up(provider)
        hold = net.ledger.hold(net.env.now, deal.number, provider.pesos, pesos, 2**62)
        return Grant(provider, hold, pesos, dollars)

    def _enough(self, provider: Provider, dollars: int) -> int:
        """Centavos that a provider must have before it serves this need, never less than a cent is worth."""
        full = self._net.now_in_force.providers[provider.name].pesos
        numerator, denominator = self._net.mxn
        return max(min(self._net.to_pesos(dollars)[0], full // CHUNK), -(-numerator // denominator))

    def _came(self, provider: Provider, terms: Terms) -> tuple[int, int]:
        """Centavos that trade has brought in since they were last booked, and as many of them as the stock had room for."""
        came = terms.replenished * (self._net.env.now - provider.filled_at) // terms.every
        return came, min(came, max(terms.pesos - self._net.ledger.balance(provider.pesos), 0))

    def _free(self, provider: Provider) -> int:
        """Centavos that a provider has and nobody has reserved, those that trade has brought in since the last booking too."""
        gained = self._came(provider, self._net.now_in_force.providers[provider.name])[1]
        return self._net.ledger.available(provider.pesos) + gained

    def fill_up(self, provider: Provider) -> None:
        """Book what trade has brought in, up to the full stock: whenever the stock is drawn on, and not at every look."""
        net, terms = self._net, self._net.now_in_force.providers[provider.name]
        came, gained = self._came(provider, terms)
        if came <= 0:
            return
        if gained:
            net.ledger.book(kinds.EARNINGS, net.env.now, NO_DEAL, net.outside.mx_economy, provider.pesos, gained)
        # what did not make a whole centavo yet stays to come
        provider.filled_at = (
            net.env.now if gained < came else provider.filled_at + came * terms.every // terms.replenished
        )

    def _wait_of(self, provider: Provider, dollars: int) -> int:
        """Ticks until trade has brought a provider enough for this need; a very long time when it will not.

        Trade fills a stock only up to its full size, and pesos that are set aside lie in it until they are handed over.
        """
        net, terms = self._net, self._net.now_in_force.providers[provider.name]
        gained = self._came(provider, terms)[1]
        missing = self._enough(provider, dollars) - net.ledger.available(provider.pesos) - gained
        if missing <= 0:
            return 0
        if not terms.replenished or missing > terms.pesos - net.ledger.balance(provider.pesos) - gained:
            return 2**60
        return -(-missing * terms.every // terms.replenished)
