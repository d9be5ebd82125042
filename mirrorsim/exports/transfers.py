"""The journal as transfers: one row for each leg of a transaction, from an account to an account.

In ``journal.parquet`` a leg is two rows that follow each other, a negative amount where value leaves and a positive one
where it arrives. Most other tools want both ends in one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.exports.run_reader import RunReader
from mirrorsim.lab.manifest import NotARun

if TYPE_CHECKING:
    import pyarrow as pa

LEG_COLUMNS = ("policy", "replication", "txn", "at", "kind", "leg", "deal", "asset")
"""Columns of the journal that both rows of a leg have in common."""
ACCOUNT_COLUMNS = ("account", "owner", "role", "country", "form")
"""Columns of the journal that each end of a transfer has; here they are called ``from_account``, ``to_account``, ..."""


def transfers(run: RunReader) -> Iterator[pa.Table]:
    """Every transfer in the order of booking, batch by batch; a batch ends with the end of a transaction.

    Columns: :data:`LEG_COLUMNS`, each of :data:`ACCOUNT_COLUMNS` with ``from_`` and ``to_`` before it, and ``amount`` (minor
    units, more than zero). Raises :class:`mirrorsim.lab.manifest.NotARun` when the rows of the journal do not pair up.
    """
    import pyarrow as pa

    rest: list[pa.Table] = []
    for batch in run.batches("journal", (*LEG_COLUMNS, *ACCOUNT_COLUMNS, "amount")):
        rows = pa.concat_tables([*rest, pa.Table.from_batches([batch])]).unify_dictionaries().combine_chunks()
        whole = _last_transaction(rows)
        if whole:
            yield _paired(run, rows.slice(0, whole))
        rest = [rows.slice(whole)]
    for rows in rest:
        yield _paired(run, rows)


def _last_transaction(rows: pa.Table) -> int:
    """The row in which the last transaction begins: it may go on in the next batch."""
    if not len(rows):
        return 0
    txn, replication = rows["txn"].to_numpy(), rows["replication"].to_numpy()
    policy = rows["policy"].combine_chunks().indices.to_numpy()
    changes = (np.diff(txn) != 0) | (np.diff(replication) != 0) | (np.diff(policy) != 0)
    places = np.flatnonzero(changes)
    return int(places[-1]) + 1 if len(places) else 0


def _paired(run: RunReader, rows: pa.Table) -> pa.Table:
    amount = rows["amount"].to_numpy()
    if len(rows) % 2 or (amount[::2] != -amount[1::2]).any():
        raise NotARun(f"{run.folder / 'journal.parquet'} is damaged: the two rows of a transfer do not agree")
    source, target = (rows.take(np.arange(side, len(rows), 2)) for side in (0, 1))
    found = source.select(LEG_COLUMNS)
    for side, end in (("from", source), ("to", target)):
        for column in ACCOUNT_COLUMNS:
            found = found.append_column(f"{side}_{column}", end[column])
    return found.append_column("amount", target["amount"])
