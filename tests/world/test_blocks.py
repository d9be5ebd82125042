"""A run taken out block by block is the run that stands in memory whole; what is wrong late in it is found all the same."""

from __future__ import annotations

import gc
import tracemalloc
from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.engine import draws
from mirrorsim.engine.log import COLUMNS
from mirrorsim.scheme import transactions
from mirrorsim.scheme.events import GOES_ON
from mirrorsim.units.time import DAY, HOUR
from mirrorsim.world import build
from mirrorsim.world.block import Block
from mirrorsim.world.build import Unsound, simulate, stream
from mirrorsim.world.record import FinishedReplication, RecordedReplication, Recorder
from tests.helpers.networks import SOURCES, network
from tests.helpers.profiles import examples

LOADED = network("horizon=40 days")
PHASES = LOADED.variants()[0].phases


@pytest.fixture(scope="module")
def whole() -> RecordedReplication:
    return simulate(PHASES, "baseline", 11, 0)


class Watch:
    """A sink that counts what it is shown."""

    def __init__(self) -> None:
        self.blocks: list[tuple[int, int, int]] = []

    def take(self, block: Block) -> None:
        self.blocks.append((len(block.entries), len(block.events), len(block.accounts)))


def in_blocks(slice_: int, most: int, *sinks: object) -> FinishedReplication:
    return stream(PHASES, "baseline", 11, 0, sinks, slice=slice_, most=most)  # type: ignore[arg-type]


@given(st.sampled_from([HOUR, 7 * HOUR, DAY, 11 * DAY + 1, 400 * DAY]), st.sampled_from([1, 300, 4000, 2**60]))
@settings(max_examples=examples(12), deadline=None)
def test_neither_slices_nor_blocks_change_anything(whole: RecordedReplication, slice_: int, most: int) -> None:
    watch, kept = Watch(), Recorder()
    ended = in_blocks(slice_, most, watch, kept)
    record = kept.record(ended)
    assert record is not None
    assert (record.journal_hash, record.audit, record.balances) == (whole.journal_hash, whole.audit, whole.balances)
    assert (record.events, record.holds, record.names) == (whole.events, whole.holds, whole.names)
    assert record.journal.rows == whole.journal.rows
    assert record.journal.count == whole.journal.count
    assert sum(entries for entries, _, _ in watch.blocks) == whole.audit.postings
    assert len(watch.blocks) == 1 or most < 2**60


def test_a_block_is_taken_out_when_it_is_full_and_no_sooner(whole: RecordedReplication) -> None:
    watch = Watch()
    in_blocks(DAY, 2000, watch)
    assert len(watch.blocks) > 3
    assert all(entries and events for entries, events, _ in watch.blocks)
    opened = [accounts for _, _, accounts in watch.blocks]
    assert opened == sorted(opened)
    assert opened[0] < opened[-1] == len(whole.chart)


def tampered(monkeypatch: pytest.MonkeyPatch, change: object) -> list[int]:
    """Let the blocks from the fourth on be changed on their way out of the engine; the numbers of those that were."""
    changed: list[int] = []
    count = 0

    def take_out(world: object) -> Block:
        nonlocal count
        block, count = original(world), count + 1  # type: ignore[arg-type]
        if count > 3 and not changed and change(block):  # type: ignore[operator]
            changed.append(count)
        return block

    original = build.take_out
    monkeypatch.setattr(build, "take_out", take_out)
    return changed


def test_a_cent_that_is_lost_in_a_late_block_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(block: Block) -> bool:
        rows = block.journal.rows.get(transactions.MIRROR_SWAP)
        if rows:
            rows[5] -= 1
        return bool(rows)

    changed = tampered(monkeypatch, lose)
    ended = in_blocks(DAY, 1000)
    assert changed
    assert not ended.audit.balanced
    assert any("the ledger says" in finding for finding in ended.audit.findings)


def test_a_wait_that_is_lost_in_a_late_block_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def forget(block: Block) -> bool:
        rows = np.frombuffer(block.log, dtype=np.int64).reshape(-1, len(COLUMNS))
        ends = np.flatnonzero(rows[:, COLUMNS.index("event")] == GOES_ON.code)
        if len(ends):
            rows[ends[0], COLUMNS.index("detail")] += 1
        return bool(len(ends))

    changed = tampered(monkeypatch, forget)
    with pytest.raises(Unsound, match="Little's law fails"):
        in_blocks(DAY, 1000)
    assert changed


def test_a_run_that_is_too_long_to_be_kept_is_not(whole: RecordedReplication) -> None:
    size = len(whole.events) + sum(map(len, whole.journal.rows.values()))
    for most, is_kept in ((size, True), (size - 1, False), (1, False)):
        kept = Recorder(most)
        assert (kept.record(in_blocks(DAY, 1000, kept)) is not None) is is_kept


FLOWING = (
    "buyers.savers=null", "ordinary=null", "rules={}", "clients.cartel.every=8 h",
    "buyers.merchants.shops.appetite=500,000 USD", SOURCES,
)  # fmt: skip


def test_memory_does_not_grow_with_what_has_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times the deals of the same parties take the memory of one time, once goods are on their way at all times.

    Nor does the cash of deals that died, which stays stored with clients, when no rule is going to change.
    """
    monkeypatch.setattr(draws, "KEPT", 2)  # draws that are kept are few from the beginning

    def peak(days: int) -> tuple[int, int]:
        phases = network(f"horizon={days} days", *FLOWING).variants()[0].phases
        gc.collect()
        tracemalloc.start()
        ended = stream(phases, "baseline", 1, 0, slice=DAY, most=2**13)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return ended.audit.postings, most

    peak(100)  # what is loaded once is loaded
    (few, less), (many, more) = peak(100), peak(300)
    assert many > 2.5 * few
    assert more < 1.2 * less, (less, more)


def test_the_rows_that_are_written_to_stay_the_same_object() -> None:
    """Whoever holds on to a column of the journal goes on writing to it after a block was taken out."""
    from mirrorsim.books.journal import Journal, TransactionType

    kind, journal = TransactionType("pay", ("money",)), Journal()
    journal.append(kind, [0, 1, 0, 0, 1, 5])
    rows = journal.rows[kind]
    block = journal.take()
    rows.extend((1, 2, 0, 0, 1, 6))
    journal.count += 1
    assert block.rows == {kind: array("q", (0, 1, 0, 0, 1, 5))}
    assert journal.take().rows == {kind: array("q", (1, 2, 0, 0, 1, 6))}
