"""The engine against a bare SimPy loop that handles as many events."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

import simpy

from mirrorsim.lab.accumulator import Accumulator
from mirrorsim.lab.replication import Phases
from mirrorsim.lab.totals import RunTotals
from mirrorsim.scheme import events
from mirrorsim.world.build import stream
from mirrorsim.world.record import Recorder
from tests.benchmarks.measuring import Effort, Row, medians, timed
from tests.benchmarks.scaled import network

PROCESSES = 10


@dataclass(frozen=True)
class Counts:
    """What happened in a run."""

    deals: int
    logical: int
    """Rows of the log of steps."""
    postings: int
    kernel: int
    """Events that SimPy has taken off its queue."""


def summary(phases: Phases, seed: int = 1) -> tuple[RunTotals, int]:
    """A run that keeps nothing but its totals; the totals, and the postings that were audited."""
    accumulator = Accumulator()
    run = stream(phases, "baseline", seed, 0, [accumulator])
    assert run.audit.balanced, run.audit.findings
    return accumulator.end(run), run.audit.postings


def with_journal(phases: Phases) -> None:
    """The same run, with every posting and every step kept in memory."""
    accumulator, whole = Accumulator(), Recorder()
    run = stream(phases, "baseline", 1, 0, [accumulator, whole])
    accumulator.end(run)
    assert whole.record(run) is not None


def counted(phases: Phases, seed: int = 1) -> Counts:
    """A summary-only run, and what happened in it."""
    with _environments() as made:
        totals, postings = summary(phases, seed)
    return Counts(
        deals=totals.sums(events.AGREED).count,
        logical=sum(sums.count for (_, party), sums in totals.steps.items() if not party),
        postings=postings,
        kernel=sum(map(_handled, made)),
    )


@contextmanager
def _environments() -> Iterator[list[simpy.Environment]]:
    """The environments that come about meanwhile: counting costs nothing while they run."""
    made: list[simpy.Environment] = []
    begin = simpy.Environment.__init__

    def remembered(self: simpy.Environment, *args: object, **kwargs: object) -> None:
        begin(self, *args, **kwargs)
        made.append(self)

    with patch.object(simpy.Environment, "__init__", remembered):
        yield made


def _handled(env: simpy.Environment) -> int:
    """Events taken off the queue: SimPy numbers what it puts there. The environment is of no use afterwards."""
    return next(env._eid) - len(env._queue)


def bare(count: int) -> None:
    """A SimPy loop with ``count`` events: ten processes that wait and do nothing else.

    Without the garbage collector, as the engine runs: otherwise the comparison would be in the engine's favour.
    """

    def process(env: simpy.Environment, timeouts: int):
        for _ in range(timeouts):
            yield env.timeout(1_000_000)

    env = simpy.Environment()
    for number in range(PROCESSES):
        # a process's beginning and its end are events as well
        env.process(process(env, (count + number) // PROCESSES - 2))
    gc.disable()
    try:
        env.run()
    finally:
        gc.enable()


def rows(effort: Effort) -> Iterator[Row]:
    """The engine's part of the table."""
    phases = network(effort.times).variants()[0].phases
    counts = counted(phases)  # the first run, which also warms up
    spent = medians(
        {
            "bare": lambda: timed(lambda: bare(counts.kernel)),
            "summary": lambda: timed(lambda: summary(phases)),
            "journal": lambda: timed(lambda: with_journal(phases)),
        },
        effort.tries,
    )
    part = f"engine: a year of network.yaml, {effort.times} times over, on one core"
    yield Row(part, "deals", counts.deals)
    yield Row(part, "kernel events a deal", counts.kernel / counts.deals)
    yield Row(part, "logical events a deal", counts.logical / counts.deals)
    yield Row(part, "postings a deal", counts.postings / counts.deals)
    yield spent["bare"].row(part, "bare SimPy loop: events/s", lambda seconds: counts.kernel / seconds)
    for name, told in (("summary", "summary only"), ("journal", "journal kept")):
        mine = spent[name]
        yield mine.row(part, f"{told}: deals/s", lambda seconds: counts.deals / seconds)
        yield mine.row(part, f"{told}: postings/s", lambda seconds: counts.postings / seconds)
        yield mine.ratio(part, f"{told}: kernel event / bare SimPy event", spent["bare"])
        per = counts.kernel / counts.logical
        yield mine.ratio(part, f"{told}: logical event / bare SimPy event", spent["bare"], per)
    yield spent["journal"].ratio(part, "journal kept / summary only", spent["summary"])
