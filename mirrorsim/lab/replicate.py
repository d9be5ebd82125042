"""Run replications of policies, in this process or in several, with results that do not depend on how many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mirrorsim.lab.measures import Measure, measure
from mirrorsim.lab.tables import tables
from mirrorsim.world.build import simulate

if TYPE_CHECKING:
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.world.record import Record

Phases = Sequence[tuple[int, "Scenario"]]


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


def carry_out(task: Task) -> list[Outcome]:
    """Simulate and measure every replication of a task."""
    return [_one(task, replication) for replication in task.replications]


def _one(task: Task, replication: int) -> Outcome:
    record = simulate(task.phases, task.policy, task.seed, replication)
    return Outcome(
        policy=task.policy,
        replication=replication,
        measures=measure(tables(record)),
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
    """Carry out tasks and yield their outcomes in the tasks' order; ``done`` hears of each as it comes in."""
    if executor is None and jobs <= 1:
        for task in tasks:
            for replication in task.replications:
                outcome = _one(task, replication)
                done(outcome)
                yield outcome
        return
    with executor or ProcessPoolExecutor(jobs) as pool:
        futures = [pool.submit(carry_out, task) for task in tasks]
        try:
            for future in futures:
                for outcome in future.result():
                    done(outcome)
                    yield outcome
        except BaseException:
            for future in futures:
                future.cancel()
            raise


def chunks(replications: int, jobs: int) -> list[tuple[int, ...]]:
    """Cut replication numbers into runs long enough that sending them out costs little."""
    size = max(1, min(50, -(-replications // (4 * max(jobs, 1)))))
    return [tuple(range(start, min(start + size, replications))) for start in range(0, replications, size)]
