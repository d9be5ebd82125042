"""The format ``ibm-aml``: the layout of IBM's "Transactions for Anti Money Laundering", with labels.

A folder with the files of that data set, so that models made for it read a run unchanged. A row is a movement of
dollars, yuan or pesos from an account to an account; cash has accounts too, in a "bank" of its own for each country.

- Opening balances are left out: nothing moves. Goods and promises are not money.
- A deposit of cash is one row, from cash to the account that is credited; in the books it is two legs.
- A row is laundering just when its transaction belongs to a deal of the scheme.
- The model knows no single banks: "banks" are the banks of a country, and its cash. Numbers of accounts and entities
  are hashes of their names, so that neither they nor their order tell who is who.
"""

from __future__ import annotations

import mmap
from array import array
from collections import defaultdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from mirrorsim.exports.ibm_aml_rows import Numbers, bank_id, bank_name, lines, movements
from mirrorsim.exports.layout import Column, Table
from mirrorsim.exports.run_reader import RunReader
from mirrorsim.exports.tidy_totals import accounts, deals

if TYPE_CHECKING:
    import pyarrow as pa

TRANSACTIONS = Table(
    "SCENARIO_Trans.csv",
    "a movement of money, in the order of booking",
    (
        Column("Timestamp", "text", "UTC", "when, as 2018/01/31 23:59"),
        Column("From Bank", "integer", "", "where it leaves: the cash, or the banks, of a country"),
        Column("Account", "text", "", "account that it leaves, nine hexadecimal digits"),
        Column("To Bank", "integer", "", "where it arrives: the cash, or the banks, of a country"),
        Column("Account", "text", "", "account where it arrives"),
        Column("Amount Received", "decimal", "units of currency", "what arrives"),
        Column("Receiving Currency", "text", "", "US Dollar, Yuan or Mexican Peso"),
        Column(
            "Amount Paid", "decimal", "units of currency", "what leaves; the same, for no transfer changes currency"
        ),
        Column("Payment Currency", "text", "", "the same currency"),
        Column("Payment Format", "text", "", "Cash with cash at either end or paid in; else ACH, or Wire abroad"),
        Column("Is Laundering", "integer", "", "1 when it belongs to a deal of the scheme, else 0"),
    ),
)
ACCOUNTS = Table(
    "SCENARIO_accounts.csv",
    "an account that is in the transactions",
    (
        Column("Bank Name", "text", "", "such as US banks, or US cash"),
        Column("Bank ID", "integer", "", "as in From Bank and To Bank"),
        Column("Account Number", "text", "", "as in Account"),
        Column("Entity ID", "text", "", "whose it is, eleven hexadecimal digits"),
        Column("Entity Name", "text", "", "Party and a number: no role, for that would give the answer away"),
    ),
)
PATTERNS = Table(
    "SCENARIO_Patterns.txt",
    "the rows of one deal, between BEGIN and END LAUNDERING ATTEMPT; after it the deal's channel (MIRROR, GOODS, "
    "BULK-CASH, BMPE, or UNMOVED where there is none), a colon and the deal's name",
    TRANSACTIONS.columns,
)
TRUTH = Table(
    "SCENARIO_Truth.csv",
    "the same row of SCENARIO_Trans.csv as the run knows it; not in the published layout, and not for models",
    (
        Column("row", "integer", "", "which row, from 0"),
        Column("txn", "integer", "", "number of the transaction, as in the other exports"),
        Column("kind", "text", "", "form of transaction"),
        Column("leg", "text", "", "which leg; cash for the two legs of a deposit that are one row here"),
        Column("deal", "text", "", "the deal, as CLIENT-NUMBER; empty where Is Laundering is 0"),
        Column("from_account", "text", "", "name of the account, COUNTRY:form:ASSET:owner"),
        Column("to_account", "text", "", "name of the account"),
    ),
)
TABLES = (TRANSACTIONS, ACCOUNTS, PATTERNS, TRUTH)


def write(run: RunReader, out: Path) -> None:
    """Write the four files of one replication into the folder ``out``."""
    out.mkdir()

    def place(table: Table) -> Path:
        return out / table.name.replace("SCENARIO", run.manifest["scenario"])

    numbers = Numbers(name for rows in accounts(run) for name in rows["account"].to_pylist())
    with place(TRANSACTIONS).open("wb") as file, place(TRUTH).open("wb") as truth:
        attempts = _Attempts()
        attempts.written = file.write(_head(TRANSACTIONS))
        truth.write(_head(TRUTH))
        for rows in movements(run):
            _write_true(rows, attempts.rows, truth)
            file.write(attempts.add(rows, lines(rows, numbers)))
    with place(PATTERNS).open("wb") as file:
        _write_patterns(run, place(TRANSACTIONS), attempts, file)
    with place(ACCOUNTS).open("wb") as file:
        file.write(_head(ACCOUNTS))
        for name in sorted(attempts.accounts, key=numbers.account):
            entity = ",".join(numbers.entity(name))
            file.write(f"{bank_name(name)},{bank_id(name)},{numbers.account(name)},{entity}\n".encode())


class _Attempts:
    """Where in the file of transactions each deal's rows are: that file is long, and its rows need not be held."""

    def __init__(self) -> None:
        self.accounts: set[str] = set()
        self.rows = 0
        self.written = 0
        self.of_deal: dict[str, array[int]] = defaultdict(lambda: array("q"))
        """By deal: offset and length in bytes of one row after the other."""

    def add(self, rows: pa.Table, written: pa.ChunkedArray) -> bytes:
        """Take down the next rows, and return what is to be written for them."""
        import pyarrow.compute as pc

        texts = [f"{line}\n".encode() for line in written.to_pylist()]
        for deal, text in zip(rows["deal"].to_pylist(), texts, strict=True):
            if deal is not None:
                self.of_deal[deal].extend((self.written, len(text)))
            self.written += len(text)
        self.rows += len(rows)
        for end in ("from_account", "to_account"):
            self.accounts.update(pc.unique(rows[end]).to_pylist())
        return b"".join(texts)


def _write_true(rows: pa.Table, first: int, file: IO[bytes]) -> None:
    import pyarrow as pa
    from pyarrow import csv

    known = rows.select([column.name for column in TRUTH.columns[1:]])
    known = known.add_column(0, "row", pa.array(np.arange(first, first + len(rows))))
    csv.write_csv(known, file, csv.WriteOptions(include_header=False))


def _write_patterns(run: RunReader, transactions: Path, attempts: _Attempts, file: IO[bytes]) -> None:
    channels = {
        row["deal"]: row["channel"] for rows in deals(run) for row in rows.select(["deal", "channel"]).to_pylist()
    }
    with transactions.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as rows:
        for deal, places in attempts.of_deal.items():
            channel = (channels[deal] or "unmoved").replace("_", "-").upper()
            file.write(f"BEGIN LAUNDERING ATTEMPT - {channel}:  {deal}\n".encode())
            for offset, length in zip(places[::2], places[1::2], strict=True):
                file.write(rows[offset : offset + length])
            file.write(f"END LAUNDERING ATTEMPT - {channel}\n\n".encode())


def _head(table: Table) -> bytes:
    return (",".join(column.name for column in table.columns) + "\n").encode()
