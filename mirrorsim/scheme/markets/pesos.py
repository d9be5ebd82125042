"""The market for pesos in Mexico: providers with finite stocks, and the deals that wait for them in order of arrival."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction

import simpy

from mirrorsim.books.ledger import HoldState
from mirrorsim.engine.clock import Process
from mirrorsim.scheme.agents.provider import BEYOND_ANY_RUN, Provider
from mirrorsim.scheme.queues import wait_in
from mirrorsim.scheme.services import Services

WITHOUT_END = 2**62
"""A tick after all others: pesos are set aside until they are handed over or freed."""


@dataclass(slots=True)
class Grant:
    """Pesos set aside for a deal: by whom, under which hold, how many centavos, for how many cents of its claim."""

    provider: Provider
    hold: int
    pesos: int
    dollars: int


@dataclass(slots=True)
class Need:
    """What a deal waits for: pesos for so many cents of its claim; ``served`` happens with the grant."""

    deal: int
    dollars: int
    served: simpy.Event


class PesoMarket:
    """All providers, and the needs that wait.

    A large need takes what there is and goes on waiting at the head, so that it blocks nobody's pesos for nothing.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.providers = [Provider(services, name) for name in sorted(services.terms.now.providers)]
        self._waiting: deque[Need] = deque()
        self._waited_for = 0
        """Cents of all needs that wait."""
        self._alarm: simpy.Event | None = None

    def open(self) -> None:
        """Book the stocks that the providers begin with."""
        for provider in self.providers:
            provider.open()

    def find(self, deal: int, dollars: int) -> Process[tuple[Grant, int]]:
        """Set pesos aside for as much of ``dollars`` as somebody has pesos for, after waiting if need be.

        Returns the grant and the ticks waited.
        """
        grant = None if self._waiting else self._grant(deal, dollars)
        if grant is not None:
            return grant, 0
        need = Need(deal, dollars, self._services.clock.event())
        self._waiting.append(need)
        self._waited_for += dollars
        if len(self._waiting) == 1:
            self._services.clock.process(self._serve())
        waited = yield from wait_in(self._services.queues.pesos, deal, need.served)
        found = need.served.value
        assert isinstance(found, Grant)
        return found, waited

    def free(self, grant: Grant) -> None:
        """Give pesos that were set aside free again."""
        self._services.ledger.release(grant.hold, self._services.clock.now, HoldState.VOIDED)
        self.wake()

    def fill(self) -> None:
        """Book what trade has brought in up to now, before its terms change."""
        for provider in self.providers:
            provider.fill_up()

    def wake(self) -> None:
        """Look again whether the first in line can be served: pesos have become free, or terms have changed."""
        if self._alarm is not None and not self._alarm.triggered:
            self._alarm.succeed()

    def outlook(self, dollars: int) -> tuple[int, int]:
        """For a need of ``dollars``: the least spread (parts per million) and the ticks until it would be met in full."""
        terms = self._services.terms.now.providers
        wanted, _ = self._services.rates.pesos(self._waited_for + dollars)
        missing = wanted - sum(one.free() for one in self.providers)
        spread = min(one.spread for one in terms.values())
        if missing <= 0:
            return spread, 0
        rate = sum(Fraction(one.replenished, one.every) for one in terms.values())
        return spread, int(missing / rate) if rate else BEYOND_ANY_RUN

    def _serve(self) -> Process[None]:
        """While somebody waits: sleep until a provider has enough for the first in line, then serve it."""
        clock = self._services.clock
        while self._waiting:
            need = self._waiting[0]
            grant = self._grant(need.deal, need.dollars)
            if grant is None:
                self._alarm = clock.event()
                wait = max(1, min(one.wait_for(need.dollars) for one in self.providers))
                yield clock.timeout(wait) | self._alarm
                self._alarm = None
            else:
                self._waiting.popleft()
                self._waited_for -= need.dollars
                need.served.succeed(grant)

    def _grant(self, deal: int, dollars: int) -> Grant | None:
        """Pesos of the provider with the least spread, and among those the most pesos; None when nobody has enough."""
        best: tuple[int, int, Provider] | None = None
        for provider in self.providers:
            if (offer := provider.offer(dollars)) is not None:
                spread, free = offer
                if best is None or (spread, -free) < best[:2]:
                    best = spread, -free, provider
        if best is None:
            return None
        provider, free = best[2], -best[1]
        served = min(dollars, self._services.rates.dollars_of_pesos(free))
        pesos, _ = self._services.rates.pesos(served)
        provider.fill_up()
        hold = self._services.ledger.hold(self._services.clock.now, deal, provider.pesos, pesos, WITHOUT_END)
        return Grant(provider, hold, pesos, served)
