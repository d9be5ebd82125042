"""The books as a plain-text ledger for Beancount and Fava, without any tolerance."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from mirrorsim.exports.combined_books import BookedTransaction, Books, ChartAccount, decimal, prices, title, write_books
from mirrorsim.exports.layout import Column, Table
from mirrorsim.exports.run_reader import RunReader

_DAY = Column("date", "date", "UTC", "the day")
ACCOUNT = Column("account", "text", "", "ROOT:Country:Form:COMMODITY:Role:Name")
AMOUNT = Column("amount", "decimal", "its commodity", "with two decimals; below zero where value leaves the account")
PRICE = Table(
    "price",
    "what one unit of a commodity is worth, at the scenario's reference rates, from the first day on",
    (_DAY, Column("amount", "decimal", "its commodity", "worth of one unit")),
)
TRANSACTION = Table(
    "transaction",
    "a transaction as it was booked; its payee is the deal, if it belongs to one, and its narration the kind",
    (
        _DAY,
        Column("time", "text", "UTC", "time of day, to the microsecond"),
        Column("txn", "integer", "", "its number in journal.parquet"),
        Column("kind", "text", "", "form of transaction"),
        Column("deal", "text", "", "the deal, as CLIENT-NUMBER; absent for what belongs to none"),
    ),
)
POSTING = Table(
    "posting",
    "one side of a leg of a transaction",
    (ACCOUNT, AMOUNT, Column("leg", "text", "", "which leg of its kind")),
)
_COMMODITIES = "USD, CNY, MXN; GOODS, by what they cost in CNY; CLAIM, what is promised, by its USD"
TABLES = (
    PRICE,
    Table(
        "open",
        "an account, from the day of its first entry on",
        (
            _DAY,
            ACCOUNT,
            Column("commodity", "text", "", _COMMODITIES),
            Column("name", "text", "", "the account in journal.parquet"),
        ),
    ),
    TRANSACTION,
    POSTING,
    Table(
        "balance",
        "what an account has at the beginning of a month's first day; each account every month from its first entry on",
        (_DAY, ACCOUNT, AMOUNT),
    ),
)


def write(run: RunReader, out: Path) -> None:
    """Write the journal of the run's first kept replication as one Beancount file."""
    write_books(run, out, _head, _transaction, _balances)


def _balances(end: date, amounts: list[tuple[ChartAccount, int]]) -> str:
    # what Beancount calls a day's balance is that of its beginning
    day = end + timedelta(days=1)
    lines = [f"{day} balance {account.name}  {decimal(amount)} {account.commodity}\n" for account, amount in amounts]
    return "".join(lines) + "\n"


def _head(run: RunReader, books: Books) -> list[str]:
    start = run.start
    return [
        f'option "title" "{title(run)}"',
        'option "operating_currency" "USD"',
        "; every transaction and every balance has to be right to the cent",
        'option "tolerance_multiplier" "0"',
        "",
        *(f"{start} commodity {commodity}" for commodity in ("USD", "CNY", "MXN", "GOODS", "CLAIM")),
        "",
        *(f"{start} price {commodity}  {worth} {other}" for commodity, worth, other in prices(run)),
        "",
        *(
            f'{one.since} open {one.name}  {one.commodity}\n  name: "{one.account}"'
            for one in sorted(books.chart.values())
        ),
        "",
    ]


def _transaction(entry: BookedTransaction, books: Books) -> str:
    deal = f'"{entry.deal}" ' if entry.deal else ""
    lines = [
        f'{entry.day} * {deal}"{entry.kind}"',
        f'  time: "{entry.clock}"',
        f"  txn: {entry.txn}",
        f'  kind: "{entry.kind}"',
    ]
    if entry.deal:
        lines.append(f'  deal: "{entry.deal}"')
    for account, amount, leg in entry.postings:
        one = books.chart[account]
        lines.append(f'  {one.name}  {decimal(amount)} {one.commodity}\n    leg: "{leg}"')
    return "\n".join(lines) + "\n\n"
