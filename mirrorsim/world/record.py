"""The record of one replication: all that is kept of a run, and all that measures may read."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass
from functools import cached_property

from mirrorsim.books.accounts import Chart
from mirrorsim.books.audit import Audit
from mirrorsim.books.journal import Journal, Postings
from mirrorsim.engine.line import Line
from mirrorsim.scenario.model import Scenario


@dataclass(frozen=True)
class Record:
    """One finished replication. Times are ticks, amounts minor units."""

    scenario: Scenario
    policy: str
    seed: int
    replication: int
    horizon: int
    chart: Chart
    journal: Journal
    balances: list[int]
    holds: array[int]
    events: array[int]
    names: list[str]
    clients: dict[int, str]
    lines: list[Line]
    audit: Audit
    postings: Postings
    """The journal as signed entries."""

    @cached_property
    def journal_hash(self) -> str:
        """SHA-256 of the accounts, the journal and the holds: equal for equal books, and only for those."""
        sha = hashlib.sha256(self.journal.digest([account.name for account in self.chart.accounts]).encode())
        sha.update(self.holds.tobytes())
        return sha.hexdigest()
