"""The audit: the books are added up again from the journal, by other means than the ledger's own.

It runs at the end of every run, not only in tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mirrorsim.books.accounts import Chart
from mirrorsim.books.journal import Postings
from mirrorsim.units.money import Asset


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit found. ``off`` is by asset, in minor units: what was created (+) or lost (-)."""

    off: dict[str, int]
    postings: int
    findings: list[str] = field(default_factory=list)

    @property
    def balanced(self) -> bool:
        """True when not a cent is off and nothing was found."""
        return not self.findings and not any(self.off.values())


def audit(chart: Chart, entries: Postings, balances: list[int]) -> Audit:
    """Check the entries against the chart and against the balances that the ledger claims.

    Checked: every transaction sums to zero in every asset; replayed balances are the claimed ones; no account but the
    outside world's is ever below zero; only kinds that may cross a border do; time never runs backwards.
    """
    findings: list[str] = []
    asset_of = np.array([account.asset for account in chart.accounts], dtype=np.int64)
    country_of = np.array([account.country for account in chart.accounts], dtype=np.int64)
    outside = np.array([account.outside for account in chart.accounts], dtype=bool)
    claimed = np.array(balances, dtype=np.int64)
    off = {asset.name: int(claimed[asset_of == asset].sum()) if len(claimed) else 0 for asset in Asset}
    if len(entries):
        findings += _sums_to_zero(entries, asset_of)
        findings += _replays(entries, claimed, chart)
        findings += _never_below_zero(entries, outside, chart)
        findings += _stays_at_home(entries, country_of)
        if (np.diff(entries.time) < 0).any():
            findings.append("time runs backwards in the journal")
    elif claimed.any():
        findings.append("balances without postings")
    return Audit(off, len(entries), findings)


def _sums_to_zero(entries: Postings, asset_of: npt.NDArray[np.int64]) -> list[str]:
    key = entries.txn * len(Asset) + asset_of[entries.account]
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    sums = np.add.reduceat(entries.amount[order], starts)
    wrong = key[order][starts[sums != 0]]
    return [
        f"transaction {txn} does not balance in {Asset(asset).name}"
        for txn, asset in (divmod(int(k), len(Asset)) for k in wrong[:5])
    ]


def _replays(entries: Postings, claimed: npt.NDArray[np.int64], chart: Chart) -> list[str]:
    replayed = np.zeros(len(chart), dtype=np.int64)
    np.add.at(replayed, entries.account, entries.amount)
    return [
        f"{chart[code].name}: the ledger says {claimed[code]}, the journal {replayed[code]}"
        for code in np.flatnonzero(replayed != claimed)[:5]
    ]


def _never_below_zero(entries: Postings, outside: npt.NDArray[np.bool_], chart: Chart) -> list[str]:
    order = np.argsort(entries.account, kind="stable")
    account, amount = entries.account[order], entries.amount[order]
    running = np.cumsum(amount)
    starts = np.flatnonzero(np.r_[True, np.diff(account) != 0])
    before = np.r_[0, running[starts[1:] - 1]]
    running = running - np.repeat(before, np.diff(np.r_[starts, len(account)]))
    below = np.unique(account[(running < 0) & ~outside[account]])
    return [f"{chart[code].name} was overdrawn" for code in below[:5]]


def _stays_at_home(entries: Postings, country_of: npt.NDArray[np.int64]) -> list[str]:
    may = np.array([kind.crosses_border for kind in entries.kinds], dtype=bool)
    source, destination = entries.account[0::2], entries.account[1::2]
    crossing = (country_of[source] != country_of[destination]) & ~may[entries.kind[0::2]]
    return [
        f"transaction {txn} ({entries.kinds[kind].name}) moves value over a border"
        for txn, kind in zip(entries.txn[0::2][crossing][:5], entries.kind[0::2][crossing][:5], strict=True)
    ]
