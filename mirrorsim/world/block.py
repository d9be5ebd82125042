"""A run taken out of the engine block by block, so that no run has to stand in memory whole."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from mirrorsim.books.journal import Journal, Postings, postings
from mirrorsim.engine.log import COLUMNS

if TYPE_CHECKING:
    from mirrorsim.books.accounts import Accounts
    from mirrorsim.scheme.network import Network

BLOCK = 2**19
"""Numbers of 8 bytes in the journal and the log at which a block is taken out."""


@dataclass(frozen=True)
class Block:
    """What happened in a stretch of a run: whole transactions, steps and holds, in the order of writing.

    ``accounts`` and ``names`` are all that were met up to the end of the block; they grow with the run.
    """

    journal: Journal
    log: array[int]
    holds: array[int]
    accounts: Accounts
    names: Sequence[str]

    @cached_property
    def entries(self) -> Postings:
        """The transactions as signed entries."""
        return postings(self.journal)

    @cached_property
    def events(self) -> npt.NDArray[np.int64]:
        """The steps: a row each, with the columns of :data:`mirrorsim.engine.log.COLUMNS`."""
        return np.frombuffer(self.log, dtype=np.int64).reshape(-1, len(COLUMNS))


class Sink(Protocol):
    """Whoever wants to see a run: takes each block once, in order, and must not keep more of it than it needs."""

    def take(self, block: Block) -> None:
        """See the next block."""


def waiting(net: Network) -> int:
    """How many numbers wait in the journal and the log to be taken out."""
    return len(net.log.rows) + sum(map(len, net.ledger.journal.rows.values()))


def take_out(net: Network) -> Block:
    """Empty the journal, the log and the log of holds into a block."""
    journal, log, holds = net.ledger.journal.take(), net.log.rows[:], net.ledger.hold_log[:]
    # emptied, not replaced: whoever writes to them may go on doing so
    del net.log.rows[:], net.ledger.hold_log[:]
    return Block(journal, log, holds, net.ledger.chart.accounts, net.log.names)
