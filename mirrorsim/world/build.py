"""Wire a world, run it, audit it."""

from __future__ import annotations

import gc
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from mirrorsim.books.audit import audit
from mirrorsim.books.journal import postings
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws, stable_hash
from mirrorsim.engine.log import COLUMNS
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme import kinds
from mirrorsim.scheme.arrivals import batches, merchants, savers
from mirrorsim.scheme.bystanders import bystanders
from mirrorsim.scheme.network import Network
from mirrorsim.world.little import little_findings
from mirrorsim.world.record import Record


class Unsound(AssertionError):
    """An invariant of the engine broke: a fault of the program, never of a scenario."""


def simulate(phases: Sequence[tuple[int, Scenario]], policy: str, seed: int, replication: int) -> Record:
    """Run one replication of a scenario and return its record.

    ``phases`` are the scenarios in force from given ticks on, the first from 0. The record's audit says whether the books
    balance; a waiting line that breaks Little's law raises :class:`Unsound`.
    """
    first = phases[0][1]
    horizon = first.ticks
    calendar = Calendar(first.start, horizon)
    net = Network(phases, Draws(seed, replication), calendar)
    _open_books(net)
    for _, scenario in phases:
        net.gate.enforce(scenario.rules)
    net.gate.enforce(first.rules)
    _start(net, phases)
    # the books hold no cycles: the collector would only walk the growing journal again and again
    collecting = gc.isenabled()
    gc.disable()
    try:
        net.env.run(until=horizon)
    finally:
        if collecting:
            gc.enable()
    for line in net.lines.values():
        line.close(horizon)
    rows = np.frombuffer(net.log.rows, dtype=np.int64).reshape(-1, len(COLUMNS))
    if findings := little_findings(net.lines.values(), rows, net.log.names, horizon):
        raise Unsound("; ".join(findings))
    balances = net.ledger.balances()
    entries = postings(net.ledger.journal)
    return Record(
        scenario=first,
        policy=policy,
        seed=seed,
        replication=replication,
        horizon=horizon,
        chart=net.ledger.chart,
        journal=net.ledger.journal,
        balances=balances,
        holds=net.ledger.hold_log,
        events=net.log.rows,
        names=net.log.names,
        clients={stable_hash(name, 32): name for name in net.clients},
        lines=list(net.lines.values()),
        audit=audit(net.ledger.chart, entries, balances),
        postings=entries,
    )


def _open_books(net: Network) -> None:
    for name, broker in net.brokers.items():
        half = net.now_in_force.brokers[name].capital // 2
        net.book(kinds.OPENING, None, net.outside.cn_economy, broker.own_yuan, net.to_yuan(half))
        net.book(kinds.OPENING, None, net.outside.mx_economy, broker.own_pesos, net.to_pesos(half)[0])
    net.desk.open()


def _start(net: Network, phases: Sequence[tuple[int, Scenario]]) -> None:
    process = net.env.process
    for tick, scenario in phases[1:]:
        process(_change(net, tick, scenario))
    first = phases[0][1]
    for name in sorted(first.buyers.merchants):
        process(merchants(net, name))
    for name in sorted(first.buyers.savers):
        process(savers(net, name, max(scenario.buyers.savers[name].people for _, scenario in phases)))
    for name in sorted(first.ordinary):
        process(bystanders(net, name))
    for client in net.clients.values():
        process(batches(net, client))


def _change(net: Network, tick: int, scenario: Scenario) -> Generator[Any, Any, None]:
    """Put later parameters in force on their date.

    Changes are scheduled before everything else, so that at an instant with other events the change comes first.
    """
    yield net.env.timeout(tick)
    if scenario.providers != net.now_in_force.providers:
        net.desk.fill()
    net.now_in_force = scenario
    net.trade_terms = scenario.goods or net.trade_terms
    for name, broker in net.brokers.items():
        broker.set_couriers(net.ledger, scenario.brokers[name].couriers)
    net.resize_ports()
    net.draws.refresh()
    net.gate.enforce(scenario.rules)
    for lying in list(net.lying.values()):
        lying.review()
    net.desk.wake()
    net.bulk_cash.reopen()
