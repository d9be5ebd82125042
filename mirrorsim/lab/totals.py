"""What a run adds up to: all that its measures are computed from.

Run totals are small whatever the run, and additive: those of regions, or of parts run elsewhere, merge into those of the whole.
All of them are integers, so that they do not depend on how the run was cut.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mirrorsim.engine.log import Event

if TYPE_CHECKING:
    pass


@dataclass(slots=True)
class EventSums:
    """Rows of the log added up: how many, their amounts, their details, their ticks."""

    count: int = 0
    amount: int = 0
    detail: int = 0
    time: int = 0

    def add(self, other: EventSums) -> None:
        """Add other rows' sums."""
        self.count += other.count
        self.amount += other.amount
        self.detail += other.detail
        self.time += other.time


@dataclass
class RunTotals:
    """What one replication adds up to. What happens counts from the tick ``since`` on; balances are those at the end.

    ``cny_per_usd`` and ``mxn_per_usd`` are the reference rates. Amounts are minor units, durations ticks.
    """

    horizon: int
    since: int
    cny_per_usd: float
    mxn_per_usd: float
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Final balances of clients, of the state and of brokers' own money by role and asset, and of promises by ``promise`` and
    part."""
    growth: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By how much those have grown in the measured time; what somebody begins with is no growth."""
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and leg of transactions."""
    paid_accounts: Counter[str] = field(default_factory=Counter)
    """Accounts in China that were paid into by mirror swaps, and those of them that are private."""
    private_fen: int = 0
    steps: dict[tuple[str, str], EventSums] = field(default_factory=dict)
    """By event, and for those that :mod:`mirrorsim.lab.accumulator` adds up by party as well by event and party; the party is
    empty for an event as a whole."""
    reports: Counter[str] = field(default_factory=Counter)
    """By kind."""
    reports_on: Counter[str] = field(default_factory=Counter)
    """On the scheme, and on others."""
    closed_pledged: int = 0
    """What had been pledged for the deals that closed in the measured time, in cents."""
    closed_delivered: int = 0
    """Cents of the promise that those deals delivered, from their beginning to their end."""
    open_deals: int = 0
    """Deals that are open at the end."""
    open_pledged: int = 0
    open_delivered: int = 0
    handed_over: int = 0
    """Cash that was handed over for deals that were not over when the measured time began, in cents."""
    seized_of_handed: int = 0
    """What was seized of those deals in the measured time, of each no more than was handed over, in cents."""
    turned_to_cash: int = 0
    """What savers seek in cash because the rules do not let a bank sell it to them, in cents."""
    receipts: int = 0
    """Hand-overs in the whole run, the time before ``since`` included."""
    fees: int = 0
    """Agreed dollars times the commission in parts per million, in cents."""
    without_fee: int = 0
    """Dollars agreed without a commission, in cents."""
    delivered: Counter[str] = field(default_factory=Counter)
    """Cents of the promise by channel."""
    channels: set[str] = field(default_factory=set)
    """Channels that any deal has taken."""
    closed_durations: array[int] = field(default_factory=lambda: array("q"))
    """How long each deal took that is over, from agreement to its close."""
    open_durations: array[int] = field(default_factory=lambda: array("q"))
    """How long each deal has taken that is open at the end."""

    @property
    def measured(self) -> int:
        """The measured time in ticks."""
        return self.horizon - self.since

    def sums(self, event: Event, party: str = "") -> EventSums:
        """The sums of an event, or of an event that is added up by party and a party."""
        return self.steps.get((event.name, party)) or EventSums()

    def parties(self, event: Event) -> dict[str, EventSums]:
        """The sums of such an event by party, in the order in which parties were met."""
        return {party: sums for (name, party), sums in self.steps.items() if name == event.name and party}


def merge_totals(parts: Iterable[RunTotals]) -> RunTotals:
    """The totals of several parts of one whole, such as regions that have no account and no deal in common.

    Raises ValueError when they differ in horizon, warm-up or rates, or when there are none.
    """
    first, *others = parts
    whole = RunTotals(first.horizon, first.since, first.cny_per_usd, first.mxn_per_usd)
    same = first.horizon, first.since, first.cny_per_usd, first.mxn_per_usd
    for one in (first, *others):
        if (one.horizon, one.since, one.cny_per_usd, one.mxn_per_usd) != same:
            raise ValueError("only totals of the same time, warm-up and rates can be merged")
        whole.balances.update(one.balances)
        whole.growth.update(one.growth)
        whole.moved.update(one.moved)
        whole.paid_accounts.update(one.paid_accounts)
        whole.reports.update(one.reports)
        whole.reports_on.update(one.reports_on)
        whole.delivered.update(one.delivered)
        for where, sums in one.steps.items():
            whole.steps.setdefault(where, EventSums()).add(sums)
        whole.private_fen += one.private_fen
        whole.closed_pledged += one.closed_pledged
        whole.closed_delivered += one.closed_delivered
        whole.open_deals += one.open_deals
        whole.open_pledged += one.open_pledged
        whole.open_delivered += one.open_delivered
        whole.handed_over += one.handed_over
        whole.seized_of_handed += one.seized_of_handed
        whole.turned_to_cash += one.turned_to_cash
        whole.receipts += one.receipts
        whole.fees += one.fees
        whole.without_fee += one.without_fee
        whole.channels |= one.channels
        whole.closed_durations.extend(one.closed_durations)
        whole.open_durations.extend(one.open_durations)
    return whole
