"""Wire a world, run it, audit it."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from mirrorsim.books.audit import Auditor
from mirrorsim.books.digest import Digest
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.clock import Process
from mirrorsim.engine.draws import Draws, stable_hash
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme.arrivals.batches import batches
from mirrorsim.scheme.arrivals.buyers import merchants, savers
from mirrorsim.scheme.arrivals.bystanders import bystanders
from mirrorsim.scheme.world import World
from mirrorsim.units.time import DAY
from mirrorsim.world.block import BLOCK, Sink, take_out, waiting
from mirrorsim.world.littles_law import LittlesLawCheck
from mirrorsim.world.record import FinishedReplication, RecordedReplication, Recorder


class Unsound(AssertionError):
    """An invariant of the engine broke: a fault of the program, never of a scenario."""


def simulate(phases: Sequence[tuple[int, Scenario]], policy: str, seed: int, replication: int) -> RecordedReplication:
    """Run one replication of a scenario and return its record, which stands in memory whole.

    ``phases`` are the scenarios in force from given ticks on, the first from 0. The record's audit says whether the books
    balance; a queue that breaks Little's law raises :class:`Unsound`.
    """
    recorder = Recorder()
    record = recorder.record(stream(phases, policy, seed, replication, [recorder]))
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
) -> FinishedReplication:
    """Run one replication like :func:`simulate`, and show it to ``sinks`` block by block instead of keeping it.

    ``region`` keys the draws of a part of the country. Every block is audited, hashed and held to Little's law before it is
    forgotten. The world is stopped every ``slice`` ticks, and less often while little has happened, and a block taken out
    when there are ``most`` numbers in it; neither changes what happens.
    """
    first = phases[0][1]
    horizon = first.ticks
    calendar = Calendar(first.start, horizon)
    world = World(phases, Draws(seed, replication, region), calendar)
    world.open()
    _start(world, phases)
    auditor, digest, littles_law = Auditor(world.ledger.chart), Digest(), LittlesLawCheck()
    named = 0
    # the world holds few cycles: the collector would only walk what is alive again and again
    collecting = gc.isenabled()
    gc.disable()
    try:
        end, ahead = 0, slice
        while end < horizon:
            end = min(end + ahead, horizon)
            world.clock.run(until=end)
            filled = waiting(world)
            if filled < most and end < horizon:
                if filled < most // 4:
                    ahead *= 2  # far from full: to stop costs time
                continue
            ahead = slice
            block = take_out(world)
            auditor.take(block.entries)
            digest.take(block.journal, block.accounts.names(named), block.holds)
            littles_law.take(block.events)
            named = len(block.accounts)
            for sink in sinks:
                sink.take(block)
    finally:
        if collecting:
            gc.enable()
    monitors = [queue.monitor for queue in world.queues]
    for monitor in monitors:
        monitor.close(horizon)
    if findings := littles_law.findings(monitors, world.log.names, horizon):
        raise Unsound("; ".join(findings))
    balances = world.ledger.balances()
    return FinishedReplication(
        scenario=first,
        policy=policy,
        seed=seed,
        replication=replication,
        horizon=horizon,
        chart=world.ledger.chart,
        balances=balances,
        names=world.log.names,
        clients={stable_hash(name, 32): name for name in world.clients},
        queues=monitors,
        audit=auditor.close(balances),
        journal_hash=digest.hexdigest(),
    )


def _start(world: World, phases: Sequence[tuple[int, Scenario]]) -> None:
    process = world.clock.process
    for tick, scenario in phases[1:]:
        process(_change(world, tick, scenario))
    first = phases[0][1]
    for name in sorted(first.buyers.merchants):
        process(merchants(world, name))
    for name in sorted(first.buyers.savers):
        process(savers(world, name))
    for name in sorted(first.ordinary):
        process(bystanders(world, name))
    for client in world.clients.values():
        process(batches(world, client))


def _change(world: World, tick: int, scenario: Scenario) -> Process[None]:
    """Put later parameters in force on their date.

    Changes are scheduled before everything else, so that at an instant with other events the change comes first.
    """
    yield world.clock.timeout(tick)
    world.change(scenario)
