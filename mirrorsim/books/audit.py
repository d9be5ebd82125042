"""The audit: the books are added up again from the journal, by other means than the ledger's own.

It goes along with every run, block by block of the journal, not only in tests: no transaction escapes it, whether the
journal is kept or not. What it remembers from block to block is a balance by account.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mirrorsim.books.accounts import Chart
from mirrorsim.books.journal import Postings
from mirrorsim.units.money import Asset

Ints = npt.NDArray[np.int64]

MOST = 5
"""Findings of one sort that are written down: the first ones say what is wrong."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit found. ``off`` is by asset, in minor units: what was created (+) or lost (-)."""

    off: dict[str, int]
    postings: int
    findings: list[str]

    @property
    def balanced(self) -> bool:
        """True when not a cent is off and nothing was found."""
        return not self.findings and not any(self.off.values())


class Auditor:
    """Checks entries against the chart as they come, and at the end against the balances that the ledger claims.

    Checked: every transaction sums to zero in every asset; replayed balances are the claimed ones; no account but the
    outside world's is ever below zero; only kinds that may cross a border do; time never runs backwards.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._asset = np.empty(0, dtype=np.int8)
        self._country = np.empty(0, dtype=np.int8)
        self._outside = np.empty(0, dtype=bool)
        self._balance = np.empty(0, dtype=np.int64)
        """By account: what its entries so far add up to."""
        self._postings = 0
        self._last = 0
        """The tick of the last entry; time begins at 0."""
        self._unbalanced: list[str] = []
        self._overdrawn: dict[int, str] = {}
        self._crossing: list[str] = []
        self._backwards = False

    def take(self, entries: Postings) -> None:
        """Check the next block of entries: whole transactions, in the order of booking."""
        if not len(entries):
            return
        self._meet_new_accounts()
        self._sums_to_zero(entries)
        self._never_below_zero(entries)
        self._stays_at_home(entries)
        self._backwards |= bool(entries.time[0] < self._last or (np.diff(entries.time) < 0).any())
        self._last = int(entries.time[-1])
        self._postings += len(entries)
        np.add.at(self._balance, entries.account, entries.amount)

    def close(self, balances: list[int]) -> Audit:
        """What was found, now that these are the balances that the ledger claims."""
        self._meet_new_accounts()
        claimed = np.array(balances, dtype=np.int64)
        off = {asset.name: int(claimed[self._asset == asset].sum()) for asset in Asset}
        if not self._postings:
            return Audit(off, 0, ["balances without postings"] if claimed.any() else [])
        replayed = [
            f"{self._chart[code].name}: the ledger says {claimed[code]}, the journal {self._balance[code]}"
            for code in np.flatnonzero(self._balance != claimed)[:MOST]
        ]
        overdrawn = [self._overdrawn[code] for code in sorted(self._overdrawn)[:MOST]]
        backwards = ["time runs backwards in the journal"] * self._backwards
        return Audit(
            off,
            self._postings,
            [*self._unbalanced[:MOST], *replayed, *overdrawn, *self._crossing[:MOST], *backwards],
        )

    def _meet_new_accounts(self) -> None:
        asset, country, outside = self._chart.accounts.columns(len(self._asset))
        self._asset = np.append(self._asset, asset)
        self._country = np.append(self._country, country)
        self._outside = np.append(self._outside, outside.astype(bool))
        self._balance = np.append(self._balance, np.zeros(len(asset), dtype=np.int64))

    def _sums_to_zero(self, entries: Postings) -> None:
        first, last = int(entries.txn.min()), int(entries.txn.max())
        sums = np.zeros((last - first + 1, len(Asset)), dtype=np.int64)
        np.add.at(sums, (entries.txn - first, self._asset[entries.account]), entries.amount)
        if sums.any():
            wrong = np.argwhere(sums)[:MOST].tolist()
            self._unbalanced += [
                f"transaction {first + txn} does not balance in {Asset(asset).name}" for txn, asset in wrong
            ]

    def _never_below_zero(self, entries: Postings) -> None:
        # only what gives away more in this block than it had before it can have been below zero
        given = np.zeros(len(self._balance), dtype=np.int64)
        np.add.at(given, entries.account, np.minimum(entries.amount, 0))
        suspect = (self._balance + given < 0) & ~self._outside
        mine = np.flatnonzero(suspect[entries.account])
        if not len(mine):
            return
        # by account, in the order of booking: the position breaks ties, and a plain sort is much faster than a stable one
        order = mine[np.sort(entries.account[mine] * len(mine) + np.arange(len(mine))) % len(mine)]
        account, running = entries.account[order], np.cumsum(entries.amount[order])
        starts = np.flatnonzero(np.r_[True, np.diff(account) != 0])
        before = np.r_[0, running[starts[1:] - 1]] - self._balance[account[starts]]
        running = running - np.repeat(before, np.diff(np.r_[starts, len(account)]))
        for code in np.unique(account[running < 0]).tolist():
            self._overdrawn.setdefault(code, f"{self._chart[code].name} was overdrawn")

    def _stays_at_home(self, entries: Postings) -> None:
        may = np.array([kind.crosses_border for kind in entries.kinds])
        source, destination, kind = entries.account[0::2], entries.account[1::2], entries.kind[0::2]
        crossing = (self._country[source] != self._country[destination]) & ~may[kind]
        if crossing.any():
            self._crossing += [
                f"transaction {txn} ({entries.kinds[kind].name}) moves value over a border"
                for txn, kind in zip(entries.txn[0::2][crossing][:MOST], kind[crossing][:MOST], strict=True)
            ]


def audit(chart: Chart, entries: Postings, balances: list[int]) -> Audit:
    """Audit a journal that stands in memory whole."""
    auditor = Auditor(chart)
    auditor.take(entries)
    return auditor.close(balances)
