"""Run replications of policies, in this process or in several, with results that do not depend on how many."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mirrorsim.lab.measures import Measure, measure
from mirrorsim.lab.tables import tables
from mirrorsim.world.build import simulate

if TYPE_CHECKING:
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.world.record import Record

Phases = Sequence[tuple[int, "Scenario"]]


MOST_AT_ONCE = 8
"""Replications in one task: enough that sending it out costs little, few enough that little is waited for or lost."""


class WorkerDied(RuntimeError):
    """Workers were killed while they worked on the same replications."""


@dataclass(frozen=True)
class Outcome:
    """What is kept of one replication of one policy. ``record`` is kept where the journal is asked for."""

    policy: str
    replication: int
    measures: dict[str, Measure]
    journal_hash: str
    balanced: bool
    off: dict[str, int]
    findings: list[str]
    postings: int
    record: Record | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Task:
    """Some replications of one policy."""

    policy: str
    phases: Phases
    seed: int
    replications: tuple[int, ...]
    keep: frozenset[int] = frozenset()
    """Replications whose whole record is wanted."""
    warm_up: int = 0
    """Ticks at the beginning that are not measured."""

    def __str__(self) -> str:
        first, last = self.replications[0], self.replications[-1]
        which = f"replication {first}" if first == last else f"replications {first} to {last}"
        return f"{which} of policy {self.policy}"


def carry_out(task: Task) -> list[Outcome]:
    """Simulate and measure every replication of a task."""
    return [one(task, replication) for replication in task.replications]


def one(task: Task, replication: int) -> Outcome:
    """Simulate and measure one replication of a task."""
    record = simulate(task.phases, task.policy, task.seed, replication)
    return Outcome(
        policy=task.policy,
        replication=replication,
        measures=measure(tables(record, task.warm_up)),
        journal_hash=record.journal_hash,
        balanced=record.audit.balanced,
        off=record.audit.off,
        findings=record.audit.findings,
        postings=record.audit.postings,
        record=record if replication in task.keep else None,
    )


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
    return sorted(died, key=lambda task: (task.policy, task.replications))


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def chunks(replications: Sequence[int], jobs: int) -> list[tuple[int, ...]]:
    """Cut replications into runs long enough that sending them out costs little, and short enough to share the work."""
    size = max(1, min(MOST_AT_ONCE, -(-len(replications) // (4 * max(jobs, 1)))))
    return [tuple(replications[start : start + size]) for start in range(0, len(replications), size)]
