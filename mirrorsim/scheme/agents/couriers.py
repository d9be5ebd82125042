"""A broker's couriers: who is free, who waits for one, who is hired, let go, arrested and replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import simpy

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.engine.clock import Process
from mirrorsim.engine.draws import Sampler
from mirrorsim.scenario.parties import Backup
from mirrorsim.scheme import events
from mirrorsim.scheme.services import Services
from mirrorsim.units.money import Asset


@dataclass(slots=True)
class Courier:
    """One courier of a broker; ``bag`` is the account of what it carries."""

    name: str
    bag: int


class Couriers:
    """The couriers of one broker. ``key`` is what the broker's own draws are keyed by."""

    def __init__(self, services: Services, broker: str, group: str, key: int) -> None:
        self._services = services
        self._broker = broker
        self._group = group
        self._key = key
        self._free = simpy.Store(services.clock)
        self.at_large = 0
        """Couriers who are not arrested, working or waiting for work."""
        self._hired = 0
        self._to_leave = 0
        """Couriers who are to leave when they next come back."""
        self._on_their_way = 0
        """Replacements who have not arrived yet."""
        self._replaced = {"secondary": 0, "reserve": 0}
        self.set_number()

    @property
    def exhausted(self) -> bool:
        """Whether nobody is left and nobody comes."""
        return not self.at_large and not self._on_their_way

    @property
    def waited_for(self) -> int:
        """How many deals wait for a courier."""
        return len(self._free.get_queue)

    def request(self) -> simpy.Event:
        """An event whose value is a courier, the first to be free; None when nobody will ever be."""
        return self._free.get()

    def come_back(self, courier: Courier) -> None:
        """Let a courier wait for work again, or leave."""
        if self._to_leave:
            self._to_leave -= 1
        else:
            self._free.put(courier)

    def set_number(self) -> None:
        """Take couriers on, or let some go as they come back, as the terms in force say."""
        wanted = self._services.terms.now.brokers[self._group].couriers
        # who was arrested cannot be let go as well
        change = max(wanted - self._hired, -self.at_large)
        self._hired = wanted
        self.at_large += change
        if change < 0:
            self._to_leave -= change
            while self._to_leave and self._free.items:
                self._free.items.pop()
                self._to_leave -= 1
        for number in range(wanted - change + 1, wanted + 1):
            self.come_back(self._courier(f"courier.{self._broker}-{number}"))

    def lose_one(self) -> None:
        """One is arrested: the secondary facilitators replace it first, then the reserve.

        Where somebody was to leave anyhow, it is this one, and nobody replaces it.
        """
        if self._to_leave:
            self._to_leave -= 1
            return
        self.at_large -= 1
        for tier, backup, after in self._tiers():
            used = self._replaced[tier]
            if used < backup.people:
                self._replaced[tier] += 1
                self._on_their_way += 1
                name = f"courier.{self._broker}-{tier}-{used + 1}"
                self._services.clock.process(self._arrive(name, after(self._key << 32 | used)))
                return
        if self.exhausted:
            # those who wait for a courier must look elsewhere
            for waiting in list(self._free.get_queue):
                waiting.succeed(None)
            self._free.get_queue.clear()

    def _tiers(self) -> Iterator[tuple[str, Backup, Sampler]]:
        backups = self._services.terms.now.brokers[self._group].backups
        draws = self._services.draws.backups[self._group]
        if backups.secondary is not None:
            yield "secondary", backups.secondary, draws.secondary
        if backups.reserve is not None:
            yield "reserve", backups.reserve, draws.reserve

    def _arrive(self, name: str, after: int) -> Process[None]:
        yield self._services.clock.timeout(after)
        self._on_their_way -= 1
        self.at_large += 1
        self._services.log.record(events.REPLACED, NO_DEAL, name)
        self.come_back(self._courier(name))

    def _courier(self, name: str) -> Courier:
        return Courier(name, self._services.ledger.account(name, Country.US, Form.CASH, Asset.USD))
