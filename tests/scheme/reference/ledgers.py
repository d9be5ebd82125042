"""What a run has booked and recorded, deal by deal, in plain numbers: what the model of a deal is held against."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple


class Leg(NamedTuple):
    """One amount from one account to another."""

    name: str
    source: str
    destination: str
    amount: int


class Transaction(NamedTuple):
    """One transaction; ``time`` in microseconds since the start."""

    time: int
    kind: str
    legs: tuple[Leg, ...]


class Happening(NamedTuple):
    """One event; ``detail`` is spelled out where it is the number of a name."""

    time: int
    name: str
    party: str
    amount: int
    detail: int | str


class Row(NamedTuple):
    """One row of the journal."""

    txn: int
    time: int
    kind: str
    leg: str
    deal: str | None
    account: str
    amount: int


@dataclass
class Books:
    """The transactions of each deal, and what every account held at any point of the journal."""

    deals: dict[str, list[tuple[int, Transaction]]] = field(default_factory=lambda: defaultdict(list))
    """By deal: number and transaction. What belongs to no deal stands under the empty name."""
    _held: dict[str, tuple[list[int], list[int]]] = field(default_factory=lambda: defaultdict(lambda: ([], [])))

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Books:
        """Read the rows of a journal."""
        books = cls()
        for number, group in groupby(rows, key=lambda row: row.txn):
            one = list(group)
            legs = []
            for (leg, source), (_, destination) in zip(
                ((row.leg, row) for row in one[::2]), ((row.leg, row) for row in one[1::2]), strict=True
            ):
                legs.append(Leg(leg, source.account, destination.account, destination.amount))
            head = one[0]
            books.deals[head.deal or ""].append((number, Transaction(head.time, head.kind, tuple(legs))))
            for row in one:
                numbers, sums = books._held[row.account]
                numbers.append(number)
                sums.append((sums[-1] if sums else 0) + row.amount)
        return books

    def held(self, account: str, before: int) -> int:
        """What an account held before a transaction was booked."""
        numbers, sums = self._held.get(account, ([], []))
        at = bisect_left(numbers, before)
        return sums[at - 1] if at else 0
