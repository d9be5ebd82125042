"""The same books as an hledger journal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from mirrorsim.exports.beancount import ACCOUNT, AMOUNT, POSTING, PRICE, TRANSACTION
from mirrorsim.exports.combined_books import BookedTransaction, Books, ChartAccount, decimal, prices, title, write_books
from mirrorsim.exports.layout import Column, Table
from mirrorsim.exports.run_reader import RunReader

TABLES = (
    PRICE,
    Table("account", "an account", (ACCOUNT, Column("name", "text", "", "tag: the account in journal.parquet"))),
    TRANSACTION,
    POSTING,
    Table(
        "balance assertion",
        "what an account has at the end of a month's last day; each account every month from its first entry on",
        (Column("date", "date", "UTC", "the day"), ACCOUNT, AMOUNT),
    ),
)


def write(run: RunReader, out: Path) -> None:
    """Write the journal of the run's first kept replication as one hledger file."""
    write_books(run, out, _head, _transaction, _balances)


def _balances(end: date, amounts: list[tuple[ChartAccount, int]]) -> str:
    lines = [
        f"    {account.name}  0.00 {account.commodity} == {decimal(amount)} {account.commodity}\n"
        for account, amount in amounts
    ]
    return f"{end} * balances at the month's end\n{''.join(lines)}\n"


def _head(run: RunReader, books: Books) -> list[str]:
    start = run.start
    return [
        f"; {title(run)}",
        "decimal-mark .",
        *(f"commodity 1000.00 {commodity}" for commodity in ("USD", "CNY", "MXN", "GOODS", "CLAIM")),
        "",
        *(f"P {start} {commodity} {worth} {other}" for commodity, worth, other in prices(run)),
        "",
        *(f"account {one.name}  ; name:{one.account}" for one in sorted(books.chart.values())),
        "",
    ]


def _transaction(entry: BookedTransaction, books: Books) -> str:
    deal = f", deal:{entry.deal}" if entry.deal else ""
    payee = f"{entry.deal} | " if entry.deal else ""
    lines = [f"{entry.day} * {payee}{entry.kind}  ; time:{entry.clock}, txn:{entry.txn}, kind:{entry.kind}{deal}"]
    for account, amount, leg in entry.postings:
        one = books.chart[account]
        lines.append(f"    {one.name}  {decimal(amount)} {one.commodity}  ; leg:{leg}")
    return "\n".join(lines) + "\n\n"
