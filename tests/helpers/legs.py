"""Legs of a transaction from a flat row of numbers, for tests that make rows of any sort."""

from __future__ import annotations

from collections.abc import Iterable

from mirrorsim.books.journal import Leg, TransactionType


def in_threes(numbers: Iterable[int]) -> list[Leg]:
    """Source, destination and amount of each leg. Raises ValueError when the numbers do not come in threes."""
    row = iter(numbers)
    return list(zip(row, row, row, strict=True))


def by_name(kind: TransactionType, *numbers: int) -> dict[str, Leg]:
    """The legs of a type by name, in its order, from flat numbers. Raises ValueError when they are not as many as it has."""
    return dict(zip(kind.legs, in_threes(numbers), strict=True))
