"""Wire a world, run it, audit it."""

from __future__ import annotations

import gc
from collections.abc import Generator, Sequence
from typing import Any

from mirrorsim.books.audit import Auditor
from mirrorsim.books.digest import Digest
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws, stable_hash
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme.arrivals import batches, merchants, savers
from mirrorsim.scheme.bystanders import bystanders
from mirrorsim.scheme.network import Network
from mirrorsim.units.time import DAY
from mirrorsim.world.block import BLOCK, Sink, take_out, waiting
from mirrorsim.world.little import Little
from mirrorsim.world.record import Ended, Record, Whole


class Unsound(AssertionError):
    """An invariant of the engine broke: a fault of the program, never of a scenario."""


def simulate(phases: Sequence[tuple[int, Scenario]], policy: str, seed: int, replication: int) -> Record:
    """Run one replication of a scenario and return its record, which stands in memory whole.

    ``phases`` are the scenarios in force from given ticks on, the first from 0. The record's audit says whether the books
    balance; a waiting line that breaks Little's law raises :class:`Unsound`.
    """
    whole = Whole()
    record = whole.record(stream(phases, policy, seed, replication, [whole]))
    assert record is not None, "no limit was set"
    return record


def stream(
    phases: Sequence[tuple[int, Scenario]],
    policy: str,
    seed: int,
    replication: int,
    sinks: Sequence[Sink] = (),
    *,
    region: str = "",
    slice: int = DAY,  # noqa: A002 - that is what it is
    most: int = BLOCK,
) -> Ended:
    """Run one replication like :func:`simulate`, and show it to ``sinks`` block by block instead of keeping it.

    ``region`` keys the luck of a part of the country. Every block is audited, hashed and held to Little's law before it is
    forgotten. The world is stopped every ``slice`` ticks, and less often while little has happened, and a block taken out
    when there are ``most`` numbers in it; neither changes what happens.
    """
    first = phases[0][1]
    horizon = first.ticks
    calendar = Calendar(first.start, horizon)
    net = Network(phases, Draws(seed, replication, region), calendar)
    _open_books(net)
    for _, scenario in phases:
        net.gate.enforce(scenario.rules)
    net.gate.enforce(first.rules)
    _start(net, phases)
    auditor, digest, little = Auditor(net.ledger.chart), Digest(), Little()
    named = 0
    # the world holds few cycles: the collector would only walk what is alive again and again
    collecting = gc.isenabled()
    gc.disable()
    try:
        end, ahead = 0, slice
        while end < horizon:
            end = min(end + ahead, horizon)
            net.env.run(until=end)
            filled = waiting(net)
            if filled < most and end < horizon:
                if filled < most // 4:
                    ahead *= 2  # far from full: to stop costs time
                continue
            ahead = slice
            block = take_out(net)
            auditor.take(block.entries)
            digest.take(block.journal, block.accounts.names(named), block.holds)
            little.take(block.events)
            named = len(block.accounts)
            for sink in sinks:
                sink.take(block)
    finally:
        if collecting:
            gc.enable()
    for line in net.lines.values():
        line.close(horizon)
    if findings := little.findings(net.lines.values(), net.log.names, horizon):
        raise Unsound("; ".join(findings))
    balances = net.ledger.balances()
    return Ended(
        scenario=first,
        policy=policy,
        seed=seed,
        replication=replication,
        horizon=horizon,
        chart=net.ledger.chart,
        balances=balances,
        names=net.log.names,
        clients={stable_hash(name, 32): name for name in net.clients},
        lines=list(net.lines.values()),
        audit=auditor.close(balances),
        journal_hash=digest.hexdigest(),
    )


def _open_books(net: Network) -> None:
    net.brokers.open()
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
    net.brokers.set_couriers()
    net.resize_ports()
    net.draws.refresh()
    net.gate.enforce(scenario.rules)
    for lying in list(net.lying.values()):
        lying.review()
    if tick == net.last_change:
        net.lying.clear()
    net.desk.wake()
    for channel in net.channels.values():
        channel.reopen()
