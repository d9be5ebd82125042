"""What every part of a world may use: the clock, the books, the log, the gate, the draws, the queues, the terms in force."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorsim.books.ledger import Ledger
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.clock import Clock
from mirrorsim.engine.draws import Draws
from mirrorsim.engine.gate import Gate
from mirrorsim.engine.log import Log
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme.accounts import ClaimOutcomes, Outside
from mirrorsim.scheme.draws import SchemeDraws
from mirrorsim.scheme.oversight import USAGE, Oversight
from mirrorsim.scheme.queues import Queues
from mirrorsim.scheme.terms import Rates, TermsInForce


class Services:
    """Narrow services, each of which does one thing; they know neither a party nor a deal.

    ``phases`` are the scenarios that hold from given ticks on, the first from tick 0.
    """

    def __init__(self, phases: Sequence[tuple[int, Scenario]], draws: Draws, calendar: Calendar) -> None:
        self.calendar = calendar
        self.clock = Clock()
        self.ledger = Ledger()
        self.log = Log(self.clock)
        self.terms = TermsInForce(phases)
        self.rates = Rates(self.terms.now.rates)
        self.draws = SchemeDraws(draws, self.terms)
        self.queues = Queues(self.clock, self.log)
        self.outcomes = ClaimOutcomes(self.ledger)
        self.outside = Outside(self.ledger)
        oversight = Oversight(self.log, calendar.horizon, self.terms, self.rates)
        self.gate = Gate(self.ledger, calendar, draws, USAGE, oversight.report, oversight.burden)
