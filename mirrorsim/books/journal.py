"""The journal: every transaction, append-only, in columns of 64-bit integers.

A transaction is an instance of a :class:`TransactionType`, which names its legs. A leg moves an amount of one asset from
one account to another, so that a transaction balances by its form. Rows of one kind have one width and stand together;
:func:`postings` expands them to signed entries, in the order of booking, for the audit and for export.

A long run's journal never stands in memory whole: it is taken out block by block (:meth:`Journal.take`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

Leg = tuple[int, int, int]
"""One transfer of a transaction: the account it leaves, the account it reaches, and the amount in minor units."""
HEAD = 3
"""Columns before the legs: transaction number, time in ticks, deal."""
NO_DEAL = -1
"""The deal number of transactions that belong to none."""


@dataclass(frozen=True, eq=False, slots=True)
class TransactionType:
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

    kinds: tuple[TransactionType, ...]
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
        """Transactions so far, those that were taken out included; the next one's number."""
        self.rows: dict[TransactionType, array[int]] = {}

    def append(self, kind: TransactionType, row: list[int]) -> int:
        """Add one transaction: its number, which is :attr:`count`, time, deal, and the legs in order. Returns the number."""
        rows = self.rows.get(kind)
        if rows is None:
            rows = self.rows[kind] = array("q")
        rows.fromlist(row)
        self.count += 1
        return row[0]

    def take(self) -> Journal:
        """Hand over the rows and forget them; numbers go on where they were."""
        block = Journal()
        block.count = self.count
        for kind, rows in self.rows.items():
            block.rows[kind] = rows[:]
            del rows[:]  # emptied, not replaced: whoever writes to it may go on doing so
        return block

    def tables(self) -> Iterator[tuple[TransactionType, Ints]]:
        """Each kind that has rows, in order of name, with its rows as an array of shape (transactions, kind.width)."""
        import numpy as np

        for kind in sorted(self.rows, key=lambda kind: kind.name):
            if rows := self.rows[kind]:
                yield kind, np.frombuffer(rows, dtype=np.int64).reshape(-1, kind.width)


def postings(journal: Journal) -> Postings:
    """Expand the journal to signed entries, two for each leg whose amount is not zero.

    Raises ValueError when two transactions have one number.
    """
    import numpy as np

    tables = list(journal.tables())
    kinds = tuple(kind for kind, _ in tables)
    if not tables:
        return Postings(kinds, *(np.empty(0, dtype=np.int64) for _ in range(7)))
    numbers = np.concatenate([table[:, 0] for _, table in tables])
    first = int(numbers.min())
    if np.bincount(numbers - first).max() > 1:
        raise ValueError("two transactions of the journal have one number")
    # where each transaction's entries begin: behind those of all transactions with lower numbers
    moved = [table[:, HEAD + 2 :: 3] != 0 for _, table in tables]
    widths = np.zeros(int(numbers.max()) - first + 1, dtype=np.int64)
    widths[numbers - first] = np.concatenate([2 * legs.sum(axis=1) for legs in moved])
    begins = np.cumsum(widths) - widths
    columns = np.empty((7, int(widths.sum())), dtype=np.int64)
    for code, ((kind, table), legs) in enumerate(zip(tables, moved, strict=True)):
        behind = begins[table[:, 0] - first]
        for leg in range(len(kind.legs)):
            rows = np.flatnonzero(legs[:, leg])
            source, destination, amount = table[rows, HEAD + 3 * leg : HEAD + 3 * leg + 3].T
            for side, (account, sign) in enumerate(((source, -1), (destination, 1))):
                at = behind[rows] + side
                columns[:3, at] = table[rows, :HEAD].T
                columns[3, at] = code
                columns[4, at] = leg
                columns[5, at] = account
                columns[6, at] = sign * amount
            behind[rows] += 2
    return Postings(kinds, *columns)
