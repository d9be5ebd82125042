"""The record of one replication: all that is kept of a run, and all that measures may read."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from functools import cached_property

from mirrorsim.books.accounts import Chart
from mirrorsim.books.audit import Audit
from mirrorsim.books.journal import Journal, Postings, postings
from mirrorsim.engine.queue_monitor import QueueMonitor
from mirrorsim.scenario.model import Scenario
from mirrorsim.world.block import Block


@dataclass(frozen=True)
class FinishedReplication:
    """One finished replication, whatever was kept of it. Times are ticks, amounts minor units."""

    scenario: Scenario
    policy: str
    seed: int
    replication: int
    horizon: int
    chart: Chart
    balances: list[int]
    names: list[str]
    clients: dict[int, str]
    queues: list[QueueMonitor]
    audit: Audit
    journal_hash: str
    """SHA-256 of the accounts, the journal and the holds: equal for equal books, and only for those."""


@dataclass(frozen=True)
class RecordedReplication(FinishedReplication):
    """One finished replication that was kept whole."""

    journal: Journal
    holds: array[int]
    events: array[int]

    @cached_property
    def postings(self) -> Postings:
        """The journal as signed entries."""
        return postings(self.journal)


class Recorder:
    """A sink that keeps everything, or nothing of a run with more than ``most`` numbers in its journal and its log."""

    def __init__(self, most: float = math.inf) -> None:
        self._most = most
        self._journal = Journal()
        self._holds = array("q")
        self._events = array("q")

    def take(self, block: Block) -> None:
        """Keep the next block."""
        self._most -= len(block.log) + sum(map(len, block.journal.rows.values()))
        if self._most < 0:
            self._journal, self._holds, self._events = Journal(), array("q"), array("q")
            return
        for kind, rows in block.journal.rows.items():
            self._journal.rows.setdefault(kind, array("q")).extend(rows)
        self._journal.count = block.journal.count
        self._holds.extend(block.holds)
        self._events.extend(block.log)

    def record(self, ended: FinishedReplication) -> RecordedReplication | None:
        """The record of the run that has ended; None of a run with more than was to be kept."""
        if self._most < 0:
            return None
        return RecordedReplication(**vars(ended), journal=self._journal, holds=self._holds, events=self._events)
