"""The journal: every transaction, append-only, in columns of 64-bit integers.

A transaction is an instance of a :class:`Kind`, which fixes its legs. A leg moves an amount of one asset from one
account to another, so that a kind balances by its form. Rows of one kind have one width and stand together;
:func:`postings` expands them to signed entries, in the order of booking, for the audit and for export.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

HEAD = 3
"""Columns before the legs: transaction number, time in ticks, deal."""
NO_DEAL = -1
"""The deal number of transactions that belong to none."""


@dataclass(frozen=True, eq=False, slots=True)
class Kind:
    """A form of transaction.

    ``legs`` names its transfers in order. ``crosses_border`` says whether a leg may join accounts of two countries;
    a kind that does not say so, a mirror swap above all, can never move value over a border.
    """

    name: str
    legs: tuple[str, ...]
    crosses_border: bool = False

    @property
    def width(self) -> int:
        """Number of columns of a row of this kind."""
        return HEAD + 3 * len(self.legs)


@dataclass(frozen=True, slots=True)
class Postings:
    """Signed entries in the order of booking; all arrays have one length.

    ``kind`` and ``leg`` index ``kinds`` and that kind's legs; ``amount`` is in minor units, negative where value
    leaves the account. Legs of amount zero have no entry.
    """

    kinds: tuple[Kind, ...]
    txn: Ints
    time: Ints
    deal: Ints
    kind: Ints
    leg: Ints
    account: Ints
    amount: Ints

    def __len__(self) -> int:
        return len(self.txn)


class Journal:
    """Rows of transactions by kind. Written by the ledger only."""

    __slots__ = ("count", "rows")

    def __init__(self) -> None:
        self.count = 0
        """Transactions so far; the next one's number."""
        self.rows: dict[Kind, array[int]] = {}

    def append(self, kind: Kind, time: int, deal: int, legs: tuple[int, ...]) -> int:
        """Add one transaction; ``legs`` is flat: source, destination, amount for each leg. Returns its number."""
        number = self.count
        rows = self.rows.get(kind)
        if rows is None:
            rows = self.rows[kind] = array("q")
        rows.extend((number, time, deal, *legs))
        self.count = number + 1
        return number

    def tables(self) -> Iterator[tuple[Kind, Ints]]:
        """Each kind met, in order of name, with its rows as an array of shape (transactions, kind.width)."""
        import numpy as np

        for kind in sorted(self.rows, key=lambda kind: kind.name):
            yield kind, np.frombuffer(self.rows[kind], dtype=np.int64).reshape(-1, kind.width)

    def digest(self, chart_names: list[str]) -> str:
        """SHA-256 over the names of the accounts and every row: equal journals, and only those, agree."""
        sha = hashlib.sha256("\n".join(chart_names).encode())
        for kind, table in self.tables():
            sha.update(f"\n{kind.name} {' '.join(kind.legs)} {len(table)}\n".encode())
            sha.update(table.astype("<i8", copy=False).tobytes())
        return sha.hexdigest()


def postings(journal: Journal) -> Postings:
    """Expand the journal to signed entries, two for each leg whose amount is not zero."""
    import numpy as np

    kinds: list[Kind] = []
    parts: list[Ints] = []
    for number, (kind, table) in enumerate(journal.tables()):
        kinds.append(kind)
        for leg in range(len(kind.legs)):
            source, destination, amount = table[:, HEAD + 3 * leg : HEAD + 3 * leg + 3].T
            for side, (account, sign) in enumerate(((source, -1), (destination, 1))):
                entry = np.empty((len(table), 8), dtype=np.int64)
                entry[:, :3] = table[:, :HEAD]
                entry[:, 3] = number
                entry[:, 4] = leg
                entry[:, 5] = account
                entry[:, 6] = sign * amount
                entry[:, 7] = side
                parts.append(entry[amount != 0])
    rows = np.concatenate(parts) if parts else np.empty((0, 8), dtype=np.int64)
    rows = rows[np.lexsort((rows[:, 7], rows[:, 4], rows[:, 0]))]
    txn, time, deal, kind_column, leg_column, account, amount = (rows[:, i].copy() for i in range(7))
    return Postings(tuple(kinds), txn, time, deal, kind_column, leg_column, account, amount)
