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
    from mirrorsim.scheme.world import World

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


def waiting(world: World) -> int:
    """How many numbers wait in the journal and the log to be taken out."""
    return len(world.log.rows) + sum(map(len, world.ledger.journal.rows.values()))


def take_out(world: World) -> Block:
    """Empty the journal, the log and the log of holds into a block."""
    ledger, log = world.ledger, world.log
    block = Block(ledger.journal.take(), log.rows[:], ledger.hold_log[:], ledger.chart.accounts, log.names)
    # emptied, not replaced: whoever writes to them may go on doing so
    del log.rows[:], ledger.hold_log[:]
    return block
