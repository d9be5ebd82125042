"""One world: the services, and the parties, markets, channels and resources that are wired to them."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme.agents.brokerage import Brokerage
from mirrorsim.scheme.agents.client import Client
from mirrorsim.scheme.channels.base import channels_of
from mirrorsim.scheme.exposure import Exposures
from mirrorsim.scheme.markets.dollars import DollarMarket
from mirrorsim.scheme.markets.pesos import PesoMarket
from mirrorsim.scheme.seaports import Seaports
from mirrorsim.scheme.services import Services


class World(Services):
    """What a step of the scheme may use. It is wiring alone: each part of it does its own work.

    Accounts are opened in the order of these lines, which is part of every journal.
    """

    def __init__(self, phases: Sequence[tuple[int, Scenario]], draws: Draws, calendar: Calendar) -> None:
        super().__init__(phases, draws, calendar)
        self.dollars = DollarMarket(self.clock)
        self.pesos = PesoMarket(self)
        self.clients = {name: Client(self.ledger, name) for name in sorted(self.terms.now.clients)}
        self.brokers = Brokerage(self)
        self.channels = channels_of(self)
        self.exposures = Exposures(self)
        self.seaports = Seaports(self)

    def open(self) -> None:
        """Book what brokers and providers begin with, and put the rules in force."""
        self.brokers.open()
        self.pesos.open()
        for scenario in self.terms.phases:
            self.gate.enforce(scenario.rules)
        self.gate.enforce(self.terms.now.rules)

    def change(self, scenario: Scenario) -> None:
        """Put later parameters in force, now, and let everybody hear of it."""
        if scenario.providers != self.terms.now.providers:
            self.pesos.fill()
        self.terms.change(scenario)
        self.brokers.set_couriers()
        self.seaports.resize()
        self.draws.keyed.refresh()
        self.gate.enforce(scenario.rules)
        self.exposures.review(last=self.clock.now == self.terms.last_change)
        self.pesos.wake()
        for channel in self.channels.values():
            channel.reopen()
