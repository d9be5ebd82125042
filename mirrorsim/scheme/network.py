"""The network of one world: everything that a step of the scheme may use."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mirrorsim.books.accounts import Country
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.books.ledger import Ledger
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.clock import Clock
from mirrorsim.engine.gate import Gate, Measured
from mirrorsim.engine.line import Line
from mirrorsim.engine.log import Event, Log
from mirrorsim.engine.pool import Pool
from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    CASH_DEPOSIT,
    FX_PURCHASE,
    IMPORT,
    YUAN_TRANSFER,
    Movement,
    Report,
    Verdict,
)
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.brokerage import Brokerage
from mirrorsim.scheme.channel import channels
from mirrorsim.scheme.luck import luck
from mirrorsim.scheme.market import DollarMarket
from mirrorsim.scheme.parties import Client, Deal, Outside
from mirrorsim.scheme.pesos import PesoDesk
from mirrorsim.scheme.promises import Ends
from mirrorsim.units.rates import convert
from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mirrorsim.books.journal import Kind
    from mirrorsim.engine.draws import Draws, Uniforms
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.scheme.lying import Lying

MEASURED: Mapping[str, Measured] = {
    FX_PURCHASE: Measured(kinds.OFFICIAL_PURCHASE, "dollars", Country.CN),
    CASH_DEPOSIT: Measured(kinds.CASH_DEPOSIT, "deposit", Country.MX, ((kinds.ORDINARY_DEPOSIT, "deposit"),)),
    BANK_DEPOSIT: Measured(kinds.BANK_DEPOSIT, "credit", Country.US),
    YUAN_TRANSFER: Measured(kinds.MIRROR_SWAP, "yuan", Country.CN, ((kinds.ORDINARY_TRANSFER, "yuan"),)),
}


IN_YUAN = (YUAN_TRANSFER, IMPORT)
"""Movements whose amounts are in fen."""
COST_OF_A_DAY = 300
"""What a day's delay costs an honest importer or traveller, in parts per million of the value (an assumption)."""


class Network:
    """The parties, desks and books of one world, and the parameters in force.

    ``phases`` are the scenarios that hold from given ticks on, the first from tick 0.
    """

    def __init__(self, phases: Sequence[tuple[int, Scenario]], draws: Draws, calendar: Calendar) -> None:
        self.now_in_force = first = phases[0][1]
        self.trade_terms = first.goods
        """The terms of trade in force; for goods under way once trade is no option any more, the last there were."""
        self.calendar = calendar
        self.env = Clock()
        self.ledger = Ledger()
        self.log = Log()
        self.luck: Any = luck(draws, lambda: self.now_in_force, [scenario for _, scenario in phases])
        self.draws = draws
        self.ends = Ends(self.ledger)
        self.outside = Outside(self.ledger)
        self.gate = Gate(self.ledger, calendar, draws, MEASURED, self._reported, self._burdened)
        self.market = DollarMarket(self.env)
        self.desk = PesoDesk(self, first)
        self.clients = {name: Client(self.ledger, name) for name in sorted(first.clients)}
        self.brokers = Brokerage(self, first)
        self.lines = {name: Line(name) for name in ("offer", "courier", "buyer", "pesos", "port", "deposit")}
        self._port_lots: dict[str, Uniforms] = {}
        self.channels = channels(self, phases)
        self._berths: dict[str, Pool] = {}
        self.lying: dict[int, Lying] = {}
        """Cash that lies somewhere, in the order in which it came to lie there; for as long as rules will still change."""
        self.last_change = phases[-1][0]
        self.cny = rational(first.rates.CNY)
        self.mxn = rational(first.rates.MXN)

    # -- what every step does ---------------------------------------------------------------------------------------

    def book(self, kind: Kind, deal: Deal | None, *legs: int) -> int:
        """Book a transaction at this instant."""
        return self.ledger.book(kind, self.env.now, NO_DEAL if deal is None else deal.number, *legs)

    def tell(self, event: Event, deal: Deal | None, party: str, amount: int = 0, detail: int = 0) -> None:
        """Write an event of this instant into the log."""
        log = self.log
        log.rows.extend(
            (self.env.now, NO_DEAL if deal is None else deal.number, event.code, log.name(party), amount, detail)
        )

    def to_yuan(self, cents: int) -> int:
        """Fen for US cents at the rate, rounded down."""
        return convert(cents, self.cny)[0]

    def to_pesos(self, cents: int) -> tuple[int, int]:
        """Centavos for US cents at the rate, rounded down, and the cents that buy nothing."""
        return convert(cents, self.mxn)

    def berths(self, port: str) -> Pool:
        """The berths of a port, as many as it has now."""
        goods = self.trade_terms
        many = goods.ports[port].berths if goods is not None and port in goods.ports else 1
        pool = self._berths.get(port)
        if pool is None:
            pool = self._berths[port] = Pool(self.env, many)
        elif pool.size != many:
            pool.resize(many)
        return pool

    def resize_ports(self) -> None:
        """Let the ports have the berths of the day."""
        for port in self._berths:
            self.berths(port)

    def port_lots(self, port: str) -> Uniforms:
        """The lots that a port draws for each deal."""
        lots = self._port_lots.get(port)
        if lots is None:
            lots = self._port_lots[port] = self.draws.uniforms(f"goods.ports.{port}.lot")
        return lots

    def queue(self, name: str, deal: Deal) -> int:
        """Let a deal begin to wait in a line. Returns the instant."""
        now = self.env.now
        self.lines[name].enter(now)
        self.tell(events.WAITS, deal, name)
        return now

    def go_on(self, name: str, deal: Deal, since: int) -> int:
        """Let a deal that has waited since ``since`` leave the line. Returns the ticks waited."""
        waited = self.lines[name].leave(self.env.now, since)
        self.tell(events.GOES_ON, deal, name, 0, waited)
        return waited

    def _reported(self, rule: str, movement: Movement, report: Report) -> None:
        log = self.log
        if movement.time + report.lag >= self.calendar.horizon:
            return  # not filed within the time that is simulated
        log.rows.extend(
            (
                movement.time + report.lag,
                movement.deal,
                events.REPORT.code,
                log.name(rule),
                report.amount,
                log.name(report.kind),
            )
        )

    def _burdened(self, rule: str, movement: Movement, verdict: Verdict) -> None:
        """Write down what a rule has cost somebody outside the scheme: dollars refused, taken or held up, and reports."""
        dollars = movement.amount - verdict.allowed
        if verdict.allowed:
            dollars += verdict.allowed * verdict.delay // DAY * COST_OF_A_DAY // 1_000_000
        if movement.what in IN_YUAN:
            dollars = convert(dollars, self.cny[::-1])[0]
        log = self.log
        log.rows.extend((movement.time, NO_DEAL, events.BURDEN.code, log.name(rule), dollars, len(verdict.reports)))
        if verdict.delay:
            log.rows.extend((movement.time, NO_DEAL, events.HELD_UP.code, log.name(rule), 0, verdict.delay))


def rational(rate: Fraction) -> tuple[int, int]:
    """Numerator and denominator of an exact rate."""
    return rate.numerator, rate.denominator
