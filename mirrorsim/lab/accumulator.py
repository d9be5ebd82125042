"""A run added up block by block while it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.books.accounts import Form
from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.deals import channel_of_option, channel_of_party
from mirrorsim.lab.record_arrays import Ints, RecordArrays
from mirrorsim.lab.totals import EventSums, RunTotals
from mirrorsim.scheme import events, transactions
from mirrorsim.scheme.arrivals.buyers import SAVER

if TYPE_CHECKING:
    from mirrorsim.books.accounts import Account
    from mirrorsim.books.journal import Postings
    from mirrorsim.world.block import Block
    from mirrorsim.world.record import FinishedReplication

_TIME, _DEAL, _EVENT, _PARTY, _AMOUNT, _DETAIL = range(len(COLUMNS))

BY_PARTY = (events.LANDED, events.BURDEN, events.HELD_UP, events.WAITS, events.GOES_ON)
"""Events that are added up by party as well; of all others there are too many parties for that."""
_OF_DEALS = np.zeros(len(events.EVENTS), dtype=bool)
for _event in (
    events.AGREED, events.HANDED_OVER, events.CARRIED_OFF, events.HOLDS_YUAN, events.DELIVERED, events.CLOSED, events.FAILED,
):  # fmt: skip
    _OF_DEALS[_event.code] = True


@dataclass(slots=True)
class _OpenDeal:
    """A deal between its agreement and its close."""

    agreed_at: int = -1
    """-1 where that was before anything was measured."""
    channel: str = ""
    delivered: int | None = None
    """Cents of the promise that came in the measured time; None before the first delivery."""
    pledged: int = 0
    """Cents; what was short when the cash was counted is not part of it."""
    arrived: int = 0
    """Cents of the promise delivered so far, whenever that was."""
    handed: int = 0
    """Cents of cash handed over."""


class Accumulator:
    """A sink that adds a run up block by block. It remembers a few numbers for each account, and the deals that are open."""

    def __init__(self, since: int = 0) -> None:
        self._since = since
        self._balance = np.zeros(0, dtype=np.int64)
        self._before = np.zeros(0, dtype=np.int64)
        """Balances when the measured time began."""
        self._received = np.zeros(0, dtype=np.int64)
        """Fen that came in by mirror swaps."""
        self._sums: dict[tuple[int, int], EventSums] = {}
        self._reports: Counter[int] = Counter()
        self._seized: dict[int, list[tuple[int, int]]] = {}
        """By deal: accounts of the state, and what came into them in the measured time."""
        self._handed: dict[int, int] = {}
        """Cash of those deals that was handed over."""
        self._savers: dict[int, bool] = {}
        """By code of a party that wants cash dollars: whether it is a saver."""
        self._open: dict[int, _OpenDeal] = {}
        self._totals = RunTotals(0, since, 0.0, 0.0)

    def take(self, block: Block) -> None:
        """Go on with the next block of a run."""
        self.add(block.entries, block.events, block.names, len(block.accounts))

    def end(self, run: FinishedReplication) -> RunTotals:
        """The totals of the run that has ended."""
        rates = run.scenario.rates
        return self.close(run.chart.accounts, run.names, run.horizon, float(rates.CNY), float(rates.MXN))

    def add(self, entries: Postings, rows: Ints, names: Sequence[str], accounts: int) -> None:
        """Go on with entries and rows of the log; so many accounts have been opened."""
        self._add_entries(entries, accounts)
        handed = rows[:, _EVENT] == events.HANDED_OVER.code
        self._totals.receipts += int(handed.sum())
        # deals are followed from the beginning: what is measured of one may have been agreed before
        for row in rows[_OF_DEALS[rows[:, _EVENT]]].tolist():
            self._follow(row, names)
        measured = rows[rows[:, _TIME] >= self._since] if self._since else rows
        self._add_steps(measured)
        for _, _, _, party, amount, _ in measured[measured[:, _EVENT] == events.WANTED.code].tolist():
            if party not in self._savers:
                self._savers[party] = names[party].startswith(f"{SAVER}.")
            # a saver seeks in cash what the bank was not allowed to sell, and nothing else
            self._totals.turned_to_cash += amount * self._savers[party]

    def _add_entries(self, entries: Postings, accounts: int) -> None:
        new = np.zeros(accounts - len(self._balance), dtype=np.int64)
        self._balance, self._before, self._received = (
            np.append(one, new) for one in (self._balance, self._before, self._received)
        )
        np.add.at(self._balance, entries.account, entries.amount)
        for number, kind in enumerate(entries.kinds):
            if kind.name == transactions.OPENING.name:
                # what somebody begins with has not been earned in the measured time
                opening = np.flatnonzero((entries.kind == number) & (entries.time >= self._since))
                np.add.at(self._before, entries.account[opening], entries.amount[opening])
        begin = int(np.searchsorted(entries.time, self._since)) if self._since else 0
        np.add.at(self._before, entries.account[:begin], entries.amount[:begin])
        arriving = begin + np.flatnonzero(entries.amount[begin:] > 0)
        widest = max((len(kind.legs) for kind in entries.kinds), default=0)
        moved = np.zeros(len(entries.kinds) * widest, dtype=np.int64)
        code = entries.kind[arriving] * widest + entries.leg[arriving]
        np.add.at(moved, code, entries.amount[arriving])
        for number, kind in enumerate(entries.kinds):
            if kind.name == transactions.SEIZURE.name:
                for row in arriving[code == number * widest + kind.legs.index("taken")].tolist():
                    taken = self._seized.setdefault(int(entries.deal[row]), [])
                    taken.append((int(entries.account[row]), int(entries.amount[row])))
            for leg, name in enumerate(kind.legs):
                if cents := int(moved[number * widest + leg]):
                    self._totals.moved[kind.name, name] += cents
                if (kind.name, name) == (transactions.MIRROR_SWAP.name, "yuan"):
                    paid = arriving[code == number * widest + leg]
                    np.add.at(self._received, entries.account[paid], entries.amount[paid])

    def _add_steps(self, rows: Ints) -> None:
        if not len(rows):
            return
        order = np.argsort(rows[:, _EVENT], kind="stable")
        code = rows[order, _EVENT]
        starts = np.flatnonzero(np.r_[True, np.diff(code) != 0])
        by_event = {int(code[at]): rows[mine] for at, mine in zip(starts, np.split(order, starts[1:]), strict=True)}
        for event, mine in by_event.items():
            self._sum(event, -1, mine)
        for one in BY_PARTY:
            if one.code not in by_event:
                continue
            mine = by_event[one.code]
            if one is events.GOES_ON:
                # a wait belongs to the measured time when it began in it
                mine = mine[mine[:, _TIME] - mine[:, _DETAIL] >= self._since]
            for party in np.unique(mine[:, _PARTY]).tolist():
                self._sum(one.code, party, mine[mine[:, _PARTY] == party])
        if (agreed := by_event.get(events.AGREED.code)) is not None:
            self._totals.fees += sum((agreed[:, _AMOUNT] * agreed[:, _DETAIL]).tolist())
            self._totals.without_fee += int(agreed[agreed[:, _DETAIL] == 0, _AMOUNT].sum())
        if (filed := by_event.get(events.REPORT.code)) is not None:
            self._reports.update(filed[:, _DETAIL].tolist())
            scheme = int((filed[:, _DEAL] >= 0).sum())
            self._totals.reports_on.update(scheme=scheme, others=len(filed) - scheme)

    def _sum(self, event: int, party: int, rows: Ints) -> None:
        sums = EventSums(len(rows), *(_exact(rows[:, column]) for column in (_AMOUNT, _DETAIL, _TIME)))
        self._sums.setdefault((event, party), EventSums()).add(sums)

    def _follow(self, row: list[int], names: Sequence[str]) -> None:
        """Follow a deal from its agreement to its close; nothing is remembered of it afterwards but how long it took."""
        time, number, event, party, amount, detail = row
        measured = time >= self._since
        if event == events.AGREED.code:
            self._open[number] = _OpenDeal(time if measured else -1, channel_of_party(names[party]), pledged=amount)
        elif event in (events.CLOSED.code, events.FAILED.code):
            if (deal := self._open.pop(number, None)) is not None:
                # what was agreed in the measured time is over in it, too
                if event == events.CLOSED.code and amount and deal.agreed_at >= 0:
                    self._totals.closed_durations.append(time - deal.agreed_at)
                if event == events.CLOSED.code and measured:
                    self._totals.closed_pledged += deal.pledged
                    self._totals.closed_delivered += deal.arrived
                    self._expose(number, deal)
                self._attribute(deal)
        else:
            deal = self._open.get(number) or self._open.setdefault(number, _OpenDeal())
            if event == events.DELIVERED.code:
                deal.arrived += detail
                if measured:
                    deal.delivered = (deal.delivered or 0) + detail
            elif event in (events.HANDED_OVER.code, events.CARRIED_OFF.code):
                deal.pledged = deal.handed = amount
            else:
                deal.channel = channel_of_option(names[detail])

    def _expose(self, number: int, deal: _OpenDeal) -> None:
        """Count the cash of a deal that was not over when the measured time began, and remember it if some was seized."""
        self._totals.handed_over += deal.handed
        if number in self._seized:
            self._handed[number] = deal.handed

    def _attribute(self, deal: _OpenDeal) -> None:
        if deal.channel:
            self._totals.channels.add(deal.channel)
        if deal.delivered is not None:
            self._totals.delivered[deal.channel or "mirror"] += deal.delivered

    def close(
        self, accounts: Sequence[Account], names: Sequence[str], horizon: int, cny_per_usd: float, mxn_per_usd: float
    ) -> RunTotals:
        """The totals, now that the run has ended."""
        totals = self._totals
        totals.horizon, totals.cny_per_usd, totals.mxn_per_usd = horizon, cny_per_usd, mxn_per_usd
        for number, deal in self._open.items():
            totals.open_deals += 1
            totals.open_pledged += deal.pledged
            totals.open_delivered += deal.arrived
            self._expose(number, deal)
            if deal.agreed_at >= 0:
                totals.open_durations.append(horizon - deal.agreed_at)
            self._attribute(deal)
        for code, account in enumerate(accounts):
            if account.form is Form.PROMISE:
                key = ("promise", account.owner.rpartition(".")[2])
            elif account.role in ("client", "state"):
                key = (account.role, account.asset.name)
            elif account.role == "broker" and account.owner.endswith(".own"):
                key = ("broker", account.asset.name)
            else:
                continue
            totals.balances[key] += int(self._balance[code])
            totals.growth[key] += int(self._balance[code] - self._before[code])
        worth = {"USD": 1.0, "CNY": cny_per_usd, "GOODS": cny_per_usd, "MXN": mxn_per_usd}
        for number, taken in self._seized.items():
            cents = sum(int(amount / worth[accounts[code].asset.name]) for code, amount in taken)
            # a broker that makes good what was taken can lose it again: a deal counts once
            totals.seized_of_handed += min(cents, self._handed.get(number, 0))
        paid = np.flatnonzero(self._received).tolist()
        private = [code for code in paid if accounts[code].role == "receiver"]
        totals.paid_accounts.update(all=len(paid), private=len(private))
        totals.private_fen = int(self._received[private].sum())
        for (event, party), sums in sorted(self._sums.items(), key=lambda one: one[0]):
            totals.steps[events.EVENTS[event].name, names[party] if party >= 0 else ""] = sums
        for kind in sorted(self._reports):
            totals.reports[names[kind]] = self._reports[kind]
        return totals


def totals_of(run: RecordArrays) -> RunTotals:
    """The totals of arrays that stand in memory whole."""
    accumulator = Accumulator(run.since)
    accumulator.add(run.entries, run.events, run.names, len(run.accounts))
    return accumulator.close(run.accounts, run.names, run.horizon, run.cny_per_usd, run.mxn_per_usd)


def _exact(column: Ints) -> int:
    """The sum of a column, in halves: ticks of five years are large enough that a hundred thousand overflow 64 bits."""
    return (int((column >> 32).sum()) << 32) + int((column & 0xFFFFFFFF).sum())
