"""The books of a run as an accountant opens them: a chart of accounts, transactions in order, balances at month ends.

These are combined books: every party of the model side by side. What a party holds, wherever it is, is an asset. What
the outside world has put in (less than zero) or taken out is equity. The promise behind a deal is booked once, as its
client's claim: an asset while it is in flight, an expense where it ends in a cost, income where the broker bears one.
So the sum over all accounts is zero in every commodity, after every transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mirrorsim.exports.run_reader import RunReader
from mirrorsim.fields.text import decimal_text
from mirrorsim.lab.manifest import NotARun
from mirrorsim.units.money import MINOR
from mirrorsim.units.rates import parse_rate

if TYPE_CHECKING:
    import pyarrow as pa

PROMISES = {"pledged": "Equity", "delivered": "Equity", "borne_by_broker": "Income"}
"""Where the ends of promises belong that are no cost."""
_NAME = re.compile(r"[A-Za-z0-9_.:-]+")
"""What any name in a run folder looks like. A ledger that says anything else could be made to say what is not in the books."""
_ACCOUNT = ("account", "owner", "country", "form", "asset")
_WRITTEN = ("txn", "at", "kind", "leg", "deal", "account", "amount")


class ChartAccount(NamedTuple):
    """An account of the chart."""

    name: str
    """Such as ``Assets:US:Cash:USD:Broker:Alfa``."""
    account: str
    """What ``journal.parquet`` calls it."""
    commodity: str
    since: date
    """The day of its first entry."""


class BookedTransaction(NamedTuple):
    """One transaction as it was booked; ``postings`` are (account, amount in minor units, leg)."""

    txn: int
    day: date
    clock: str
    kind: str
    deal: str
    postings: list[tuple[str, int, str]]


@dataclass(frozen=True)
class Books:
    """The chart of accounts, and by month what each account gained in it (minor units), both in order."""

    chart: Mapping[str, ChartAccount]
    """By the journal's name."""
    gained: Mapping[date, Mapping[str, int]]
    """By the month's first day, then by the journal's name."""

    def month_ends(self) -> Iterator[tuple[date, list[tuple[ChartAccount, int]]]]:
        """The last day of each month from the first entry's to the last one's, and what every account has then.

        An account is there from the month of its first entry on.
        """
        if not self.gained:
            return
        balances: dict[str, int] = {}
        first, last = min(self.gained), max(self.gained)
        month = first
        while month <= last:
            for account, amount in self.gained.get(month, {}).items():
                balances[account] = balances.get(account, 0) + amount
            month = next_month(month)
            yield (
                month - timedelta(days=1),
                sorted((self.chart[account], balance) for account, balance in balances.items()),
            )


def read_books(run: RunReader) -> Books:
    """Add the journal up by account and month.

    This is done in a pass and by means of its own, apart from :func:`entries`, which reads the postings that are printed.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[str, tuple[str, ...]] = {}
    since: dict[str, date] = {}
    gained: dict[date, dict[str, int]] = {}
    for batch in run.batches("journal", ("at", *_ACCOUNT, "amount")):
        _check(run, batch, _ACCOUNT)
        columns = {name: _plain(batch.column(name)) for name in _ACCOUNT}
        columns["day"] = batch.column("at").cast(pa.date32(), safe=False)
        columns["month"] = pc.floor_temporal(batch.column("at"), unit="month").cast(pa.date32())
        columns["amount"] = batch.column("amount")
        sums = pa.table(columns).group_by([*_ACCOUNT, "month"]).aggregate([("amount", "sum"), ("day", "min")])
        for row in sums.to_pylist():
            account, month = row["account"], row["month"]
            found[account] = tuple(row[part] for part in _ACCOUNT)
            since[account] = min(since.get(account, row["day_min"]), row["day_min"])
            mine = gained.setdefault(month, {})
            mine[account] = mine.get(account, 0) + row["amount_sum"]
    return Books(_chart(found, since), gained)


def entries(run: RunReader) -> Iterator[BookedTransaction]:
    """Every transaction in the order of booking, with all its postings."""
    import numpy as np

    entry: BookedTransaction | None = None
    for batch in run.batches("journal", _WRITTEN):
        _check(run, batch, ("kind", "leg", "deal"))
        moments = np.datetime_as_string(batch.column("at").to_numpy(zero_copy_only=False), unit="us").tolist()
        columns = (_plain(batch.column(name)).to_pylist() for name in _WRITTEN if name != "at")
        for moment, txn, kind, leg, deal, account, amount in zip(moments, *columns, strict=True):
            if entry is None or txn != entry.txn:
                if entry is not None:
                    yield entry
                day, _, clock = moment.partition("T")
                entry = BookedTransaction(txn, date.fromisoformat(day), clock, kind, deal or "", [])
            entry.postings.append((account, amount, leg))
    if entry is not None:
        yield entry


def statement(
    run: RunReader, books: Books
) -> Iterator[BookedTransaction | tuple[date, list[tuple[ChartAccount, int]]]]:
    """All transactions, and after those of each month the day on which it ends, with every account's balance then."""
    ends = books.month_ends()
    end = next(ends, None)
    for entry in entries(run):
        while end is not None and entry.day > end[0]:
            yield end
            end = next(ends, None)
        yield entry
    while end is not None:
        yield end
        end = next(ends, None)


def write_books(
    run: RunReader,
    out: Path,
    head: Callable[[RunReader, Books], list[str]],
    transaction: Callable[[BookedTransaction, Books], str],
    balances: Callable[[date, list[tuple[ChartAccount, int]]], str],
) -> None:
    """Write the statement of the run's first kept replication; ``balances`` spells a month's end, by its last day."""
    books = read_books(run)
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in head(run, books))
        for one in statement(run, books):
            file.write(transaction(one, books) if isinstance(one, BookedTransaction) else balances(*one))


def title(run: RunReader) -> str:
    """Whose books these are, in a few words."""
    policy, replication = run.kept[0][:2]
    scenario = run.manifest["scenario"]
    for name in (scenario, policy):
        if not _NAME.fullmatch(str(name)):
            raise NotARun(f"{run.folder / 'manifest.json'} is damaged: {name!r} is no name")
    return f"{scenario}, policy {policy}, replication {replication}"


def prices(run: RunReader) -> list[tuple[str, str, str]]:
    """What one of each commodity is worth, as (commodity, exact decimal, commodity), all through the run.

    Goods are counted in what they cost, claims in what was promised.
    """
    rates: Mapping[str, Any] = run.scenario["rates"]
    found = [("USD", decimal_text(parse_rate(rates[other])), other) for other in ("CNY", "MXN")]
    return [*found, ("GOODS", "1", "CNY"), ("CLAIM", "1", "USD")]


def decimal(minor: int) -> str:
    """``-1234.05`` for -123405 minor units."""
    whole, part = divmod(abs(minor), MINOR)
    return f"{'-' if minor < 0 else ''}{whole}.{part:02d}"


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _check(run: RunReader, batch: pa.RecordBatch, columns: tuple[str, ...]) -> None:
    for name in columns:
        for text in batch.column(name).unique().to_pylist():
            if text is not None and not _NAME.fullmatch(text):
                raise NotARun(f"{run.folder / 'journal.parquet'} is damaged: {text[:40]!r} is no {name}")


def _plain(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _chart(found: Mapping[str, tuple[str, ...]], since: Mapping[str, date]) -> dict[str, ChartAccount]:
    outside, chart, taken = _outside(), {}, set()
    for account, owner, country, form, asset in sorted(found.values()):
        role, _, name = owner.partition(".")
        parts = [_root(role, name, form, outside), _spelled(country), _spelled(form), asset, _spelled(role)]
        spelled = plain = ":".join([*parts, _spelled(name)] if name else parts)
        number = 1
        while spelled in taken:
            # as "a-b" and "a_b" would be spelled alike
            number += 1
            spelled = f"{plain}--{number}"
        taken.add(spelled)
        chart[account] = ChartAccount(spelled, account, asset, since[account])
    return chart


def _root(role: str, name: str, form: str, outside: frozenset[str]) -> str:
    if form == "promise" and role == "promise":
        return PROMISES.get(name, "Expenses")
    return "Equity" if (f"{role}.{name}" if name else role) in outside else "Assets"


def _outside() -> frozenset[str]:
    """The owners of the outside world, as the model itself opens them."""
    from mirrorsim.books.ledger import Ledger
    from mirrorsim.scheme.accounts import Outside

    ledger = Ledger()
    Outside(ledger)
    return frozenset(account.owner for account in ledger.chart.accounts if account.outside)


def _spelled(text: str) -> str:
    """A part of an account's name as both programs read it: letters, digits and hyphens, a capital or a digit first."""
    spelled = text.replace(".", "-").replace("_", "-")
    return text if text in ("US", "CN", "MX") else spelled[:1].upper() + spelled[1:].lower()
