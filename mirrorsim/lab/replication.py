"""One replication of one policy: what is simulated, what is measured of it, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorsim.engine.draws import stable_hash
from mirrorsim.lab.accumulator import Accumulator
from mirrorsim.lab.frames import RowLabels
from mirrorsim.lab.journal_parts import JournalPartWriter
from mirrorsim.lab.measures.declaration import Measurement
from mirrorsim.lab.measures.registry import measures_of
from mirrorsim.lab.totals import RunTotals
from mirrorsim.world.build import stream
from mirrorsim.world.record import Recorder

if TYPE_CHECKING:
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.world.block import Sink
    from mirrorsim.world.record import RecordedReplication

Phases = Sequence[tuple[int, "Scenario"]]
"""The scenarios in force from given ticks on, the first from 0."""

SMALL = 2**13
"""Numbers in the journal and the log of a replication that is kept in memory even where journals are written to disk: one
that is told in full on a terminal."""


@dataclass(frozen=True)
class Outcome:
    """What is kept of one replication of one policy.

    Where the journal is asked for, it stands in memory as ``record`` or on disk as
    ``journal_part`` (the path of :mod:`mirrorsim.lab.journal_parts` without its endings), or both.
    """

    policy: str
    replication: int
    measures: dict[str, Measurement]
    journal_hash: str
    balanced: bool
    off: dict[str, int]
    findings: list[str]
    postings: int
    record: RecordedReplication | None = field(default=None, repr=False, compare=False)
    journal_part: str | None = field(default=None, repr=False, compare=False)
    region_parts: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    """The journal parts of regions, by the region's name."""
    region: str = ""
    """The part of the country that this is; then ``measures`` are empty and ``totals`` are to be merged with the others'."""
    totals: RunTotals | None = field(default=None, repr=False, compare=False)

    @property
    def kept(self) -> bool:
        """Whether the journal is kept."""
        return self.record is not None or self.journal_part is not None or bool(self.region_parts)


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


def run_task(task: Task) -> list[Outcome]:
    """Simulate and measure every replication of a task."""
    return [run_replication(task, replication) for replication in task.replications]


def run_replication(task: Task, replication: int) -> Outcome:
    """Simulate and measure one replication of a task."""
    accumulator, whole, stem = Accumulator(task.warm_up), None, None
    sinks: list[Sink] = [accumulator]
    with ExitStack() as files:
        if replication in task.keep:
            if not task.region:
                whole = Recorder() if task.spool is None else Recorder(SMALL)
                sinks.append(whole)
            if task.spool is not None:
                stem = Path(task.spool) / "-".join(filter(None, (task.policy, str(replication), task.region)))
                sinks.append(files.enter_context(JournalPartWriter(stem, _labels(task, replication))))
        run = stream(task.phases, task.policy, task.seed, replication, sinks, region=task.region)
    totals = accumulator.end(run)
    return Outcome(
        policy=task.policy,
        replication=replication,
        measures={} if task.region else measures_of(totals),
        journal_hash=run.journal_hash,
        balanced=run.audit.balanced,
        off=run.audit.off,
        findings=run.audit.findings,
        postings=run.audit.postings,
        record=None if whole is None else whole.record(run),
        journal_part=None if stem is None else str(stem),
        region=task.region,
        totals=totals if task.region else None,
    )


def _labels(task: Task, replication: int) -> RowLabels:
    scenario = task.phases[0][1]
    return RowLabels(
        task.policy, replication, scenario.start, {stable_hash(name, 32): name for name in scenario.clients}
    )
