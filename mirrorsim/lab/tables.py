"""A finished record as arrays: what every measure is a pure function of.

The same tables come from a record in memory and from a run folder on disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.log import COLUMNS, Event

if TYPE_CHECKING:
    from mirrorsim.books.accounts import Account
    from mirrorsim.books.journal import Postings
    from mirrorsim.world.record import Record

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tables:
    """Accounts, postings and events of one replication; measures of what happens count from ``since`` on.

    ``events`` has a row an event and the columns of :data:`mirrorsim.engine.log.COLUMNS`. ``yuan`` and ``pesos`` are minor
    units per US cent.
    """

    accounts: list[Account]
    entries: Postings
    events: Ints
    names: list[str]
    horizon: int
    yuan: float
    pesos: float
    since: int = 0
    """The tick from which on is measured: the warm-up's end, 0 without one."""

    @property
    def measured(self) -> int:
        """The measured time in ticks."""
        return self.horizon - self.since

    def rows(self, event: Event) -> Ints:
        """Rows of one kind of event, in order of time of writing."""
        rows = self.events[self.events[:, COLUMNS.index("event")] == event.code]
        found: Ints = rows[rows[:, COLUMNS.index("time")] >= self.since] if self.since else rows
        return found

    def column(self, event: Event, name: str) -> Ints:
        """One column of one kind of event."""
        found: Ints = self.rows(event)[:, COLUMNS.index(name)]
        return found

    @cached_property
    def legs(self) -> dict[tuple[str, str], npt.NDArray[np.bool_]]:
        """For each kind and leg, which entries arrive (not leave) by it."""
        entries = self.entries
        arriving = (entries.amount > 0) & (entries.time >= self.since)
        return {
            (kind.name, leg): arriving & (entries.kind == number) & (entries.leg == index)
            for number, kind in enumerate(entries.kinds)
            for index, leg in enumerate(kind.legs)
        }

    def moved(self, kind: str, leg: str) -> int:
        """Minor units that a leg of a kind has moved in the measured time."""
        mask = self.legs.get((kind, leg))
        return 0 if mask is None else int(self.entries.amount[mask].sum())

    def gained(self, accounts: list[int]) -> int:
        """Minor units by which these accounts have grown in the measured time."""
        mine = np.isin(self.entries.account, accounts) & (self.entries.time >= self.since)
        return int(self.entries.amount[mine].sum())

    def destinations(self, kind: str, leg: str) -> Ints:
        """Accounts at which a leg of a kind has arrived, each once."""
        mask = self.legs.get((kind, leg))
        return np.unique(self.entries.account[mask]) if mask is not None else np.empty(0, dtype=np.int64)

    @cached_property
    def balances(self) -> Ints:
        """Final balance of every account, in minor units."""
        totals = np.zeros(len(self.accounts), dtype=np.int64)
        np.add.at(totals, self.entries.account, self.entries.amount)
        return totals

    def balance(self, owner: str) -> int:
        """Summed final balances of all accounts of one owner."""
        return sum(int(self.balances[code]) for code, one in enumerate(self.accounts) if one.owner == owner)


def tables(record: Record, since: int = 0) -> Tables:
    """The tables of a record in memory, to be measured from the tick ``since`` on."""
    rates = record.scenario.rates
    return Tables(
        accounts=record.chart.accounts,
        entries=record.postings,
        events=np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS)),
        names=record.names,
        horizon=record.horizon,
        since=since,
        yuan=rates.CNY.numerator / rates.CNY.denominator,
        pesos=rates.MXN.numerator / rates.MXN.denominator,
    )
