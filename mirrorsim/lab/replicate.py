"""Run replications of policies, in this process or in several, with results that do not depend on how many."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorsim.engine.draws import stable_hash
from mirrorsim.lab.frames import About
from mirrorsim.lab.measures import Measure, measures_of
from mirrorsim.lab.parts import PartWriter
from mirrorsim.lab.tally import Gathering, Tally
from mirrorsim.world.build import stream
from mirrorsim.world.record import Recorder

if TYPE_CHECKING:
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.world.block import Sink
    from mirrorsim.world.record import RecordedReplication

Phases = Sequence[tuple[int, "Scenario"]]


MOST_AT_ONCE = 8
"""Replications in one task: enough that sending it out costs little, few enough that little is waited for or lost."""
SMALL = 2**13
"""Numbers in the journal and the log of a replication that is kept in memory even where journals are written to disk: one
that is told in full on a terminal."""


class WorkerDied(RuntimeError):
    """Workers were killed while they worked on the same replications."""


@dataclass(frozen=True)
class Outcome:
    """What is kept of one replication of one policy.

    Where the journal is asked for, it stands in memory as ``record`` or on disk as ``part`` (see
    :mod:`mirrorsim.lab.parts`), or both.
    """

    policy: str
    replication: int
    measures: dict[str, Measure]
    journal_hash: str
    balanced: bool
    off: dict[str, int]
    findings: list[str]
    postings: int
    record: RecordedReplication | None = field(default=None, repr=False, compare=False)
    part: str | None = field(default=None, repr=False, compare=False)
    parts: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    """The parts of regions, by name."""
    region: str = ""
    """The part of the country that this is; then ``measures`` are empty and ``tally`` is to be merged with the others'."""
    tally: Tally | None = field(default=None, repr=False, compare=False)

    @property
    def kept(self) -> bool:
        """Whether the journal is kept."""
        return self.record is not None or self.part is not None or bool(self.parts)


@dataclass(frozen=True)
class Task:
    """Some replications of one policy."""

    policy: str
    phases: Phases
    seed: int
    replications: tuple[int, ...]
    keep: frozenset[int] = frozenset()
    """Replications whose journal is wanted."""
    warm_up: int = 0
    """Ticks at the beginning that are not measured."""
    spool: str | None = None
    """The directory in which wanted journals are written; without one they stand in memory."""
    region: str = ""
    """The part of the country whose phases these are; its journal is kept on disk or not at all."""

    def __str__(self) -> str:
        first, last = self.replications[0], self.replications[-1]
        which = f"replication {first}" if first == last else f"replications {first} to {last}"
        return f"{which} of policy {self.policy}" + (f", region {self.region}" if self.region else "")


def carry_out(task: Task) -> list[Outcome]:
    """Simulate and measure every replication of a task."""
    return [one(task, replication) for replication in task.replications]


def one(task: Task, replication: int) -> Outcome:
    """Simulate and measure one replication of a task."""
    gathering, whole, stem = Gathering(task.warm_up), None, None
    sinks: list[Sink] = [gathering]
    with ExitStack() as files:
        if replication in task.keep:
            if not task.region:
                whole = Recorder() if task.spool is None else Recorder(SMALL)
                sinks.append(whole)
            if task.spool is not None:
                stem = Path(task.spool) / "-".join(filter(None, (task.policy, str(replication), task.region)))
                sinks.append(files.enter_context(PartWriter(stem, _about(task, replication))))
        run = stream(task.phases, task.policy, task.seed, replication, sinks, region=task.region)
    tally = gathering.end(run)
    return Outcome(
        policy=task.policy,
        replication=replication,
        measures={} if task.region else measures_of(tally),
        journal_hash=run.journal_hash,
        balanced=run.audit.balanced,
        off=run.audit.off,
        findings=run.audit.findings,
        postings=run.audit.postings,
        record=None if whole is None else whole.record(run),
        part=None if stem is None else str(stem),
        region=task.region,
        tally=tally if task.region else None,
    )


def _about(task: Task, replication: int) -> About:
    scenario = task.phases[0][1]
    return About(task.policy, replication, scenario.start, {stable_hash(name, 32): name for name in scenario.clients})


def replicate(
    tasks: Sequence[Task], jobs: int, done: Callable[[Outcome], None], executor: Executor | None = None
) -> Iterator[Outcome]:
    """Carry out tasks and yield their outcomes as they come in; ``done`` hears of each before.

    With an ``executor`` (a pool of threads or processes, a cluster's) that one is used and left open. A worker that is
    killed costs its task a second try; when that fails as well, :class:`WorkerDied` says which replications it was.
    """
    if executor is None and jobs <= 1:
        for task in tasks:
            for replication in task.replications:
                outcome = one(task, replication)
                done(outcome)
                yield outcome
        return
    pool = executor or ProcessPoolExecutor(jobs, initializer=_leave_interrupts_to_the_parent)
    try:
        unfinished = yield from _gather(pool, tasks, done)
    finally:
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)
    # a worker that dies takes its pool with it: what is left is tried once more, each task in a process of its own, so
    # that a second death can be laid at the right door
    for task in unfinished:
        with ProcessPoolExecutor(1, initializer=_leave_interrupts_to_the_parent) as alone:
            if (yield from _gather(alone, [task], done)):
                raise WorkerDied(f"a worker was killed twice while it ran {task}; finished replications are kept")


def _gather(
    pool: Executor, tasks: Sequence[Task], done: Callable[[Outcome], None]
) -> Generator[Outcome, None, list[Task]]:
    """Yield outcomes as their tasks are finished; return the tasks whose workers died.

    When it is interrupted, tasks under way are still waited for, and ``done`` hears of all that is finished.
    """
    futures: dict[Future[list[Outcome]], Task] = {pool.submit(carry_out, task): task for task in tasks}
    heard: set[Future[list[Outcome]]] = set()
    died: list[Task] = []
    try:
        for future in as_completed(futures):
            heard.add(future)
            try:
                outcomes = future.result()
            except BrokenExecutor:
                died.append(futures[future])
                continue
            for outcome in outcomes:
                done(outcome)
            yield from outcomes
    except KeyboardInterrupt:
        under_way = [future for future in futures if future not in heard and not future.cancel()]
        for future in wait(under_way).done:
            if future.exception() is None:
                for outcome in future.result():
                    done(outcome)
        raise
    return sorted(died, key=lambda task: (task.policy, task.replications, task.region))


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def chunks(replications: Sequence[int], jobs: int) -> list[tuple[int, ...]]:
    """Cut replications into runs long enough that sending them out costs little, and short enough to share the work."""
    size = max(1, min(MOST_AT_ONCE, -(-len(replications) // (4 * max(jobs, 1)))))
    return [tuple(replications[start : start + size]) for start in range(0, len(replications), size)]
