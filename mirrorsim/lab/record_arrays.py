"""A finished record as arrays that stand in memory whole: what a report looks at.

The same arrays come from a record in memory and from a run folder on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.log import COLUMNS, Event

if TYPE_CHECKING:
    from mirrorsim.books.accounts import Account
    from mirrorsim.books.journal import Postings
    from mirrorsim.world.record import RecordedReplication

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RecordArrays:
    """Accounts, postings and events of one replication; measures of what happens count from ``since`` on.

    ``events`` has a row an event and the columns of :data:`mirrorsim.engine.log.COLUMNS`. ``cny_per_usd`` and
    ``mxn_per_usd`` are the reference rates.
    """

    accounts: Sequence[Account]
    entries: Postings
    events: Ints
    names: list[str]
    horizon: int
    cny_per_usd: float
    mxn_per_usd: float
    since: int = 0
    """The tick from which on is measured: the warm-up's end, 0 without one."""

    def rows(self, event: Event) -> Ints:
        """Rows of one kind of event, in order of time of writing."""
        rows = self.events[self.events[:, COLUMNS.index("event")] == event.code]
        found: Ints = rows[rows[:, COLUMNS.index("time")] >= self.since] if self.since else rows
        return found


def arrays_of(record: RecordedReplication, since: int = 0) -> RecordArrays:
    """The arrays of a record in memory, to be measured from the tick ``since`` on."""
    rates = record.scenario.rates
    return RecordArrays(
        accounts=record.chart.accounts,
        entries=record.postings,
        events=np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS)),
        names=record.names,
        horizon=record.horizon,
        since=since,
        cny_per_usd=float(rates.CNY),
        mxn_per_usd=float(rates.MXN),
    )
