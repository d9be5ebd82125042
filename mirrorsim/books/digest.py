"""The hash of a journal, taken block by block: equal books have equal hashes, wherever the blocks were cut."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mirrorsim.books.journal import Journal, TransactionType

if TYPE_CHECKING:
    from array import array


class Digest:
    """SHA-256 over the names of the accounts, every row of the journal and every hold.

    Rows of each kind, names and holds have a running hash of their own; the last hash is over those.
    """

    def __init__(self) -> None:
        self._kinds: dict[TransactionType, tuple[hashlib._Hash, int]] = {}
        self._names = hashlib.sha256()
        self._named = 0
        self._holds = hashlib.sha256()

    def take(self, journal: Journal, names: Sequence[str] = (), holds: array[int] | None = None) -> None:
        """Go on with a block: its rows, the names of accounts opened since the last one, and its rows of holds."""
        import numpy as np

        for kind, table in journal.tables():
            sha, count = self._kinds.get(kind) or (hashlib.sha256(), 0)
            sha.update(table.astype("<i8", copy=False).data)
            self._kinds[kind] = sha, count + len(table)
        if names:
            self._names.update("".join(f"{name}\n" for name in names).encode())
            self._named += len(names)
        if holds:
            self._holds.update(np.frombuffer(holds, dtype=np.int64).astype("<i8", copy=False).data)

    def hexdigest(self) -> str:
        """The hash of everything taken so far."""
        whole = hashlib.sha256(f"{self._named} {self._names.hexdigest()} {self._holds.hexdigest()}\n".encode())
        for kind in sorted(self._kinds, key=lambda kind: kind.name):
            sha, count = self._kinds[kind]
            whole.update(f"{kind.name} {' '.join(kind.legs)} {count} {sha.hexdigest()}\n".encode())
        return whole.hexdigest()


def digest(journal: Journal, names: Sequence[str]) -> str:
    """The hash of a journal that stands in memory whole, over a chart of accounts with these names."""
    whole = Digest()
    whole.take(journal, names)
    return whole.hexdigest()
