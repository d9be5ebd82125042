"""Journals written while they come about: a journal part is what one replication leaves on disk.

A run folder is put together of these parts. A part is three files whose names begin alike: ``.journal.parquet``,
``.events.parquet`` and ``.names.json``. Whoever simulates the replication writes them, in another process or not, in memory
that does not grow with them; they get their names once they are whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.books.journal import Postings, TransactionType
from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.files import file_hash
from mirrorsim.lab.frames import RowLabels, labels_of, postings_table, steps_table
from mirrorsim.lab.parquet_files import parquet_writer, row_groups
from mirrorsim.lab.record_arrays import Ints
from mirrorsim.world.block import Block

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from mirrorsim.books.accounts import Account
    from mirrorsim.world.record import RecordedReplication

ROW_GROUP = 2**17
"""Rows of a row group: what a writer or a reader has to hold at once."""
ENDINGS = (".journal.parquet", ".events.parquet", ".names.json")
"""In the order in which they get their names: with the last one the part is whole."""


class JournalPartWriter:
    """A sink that writes a part. Leave it as a context: an exception takes away what was written.

    ``stem`` is the part's path without the endings. Equal replications give equal bytes, wherever blocks were cut.
    """

    def __init__(self, stem: Path, labels: RowLabels) -> None:
        stem.parent.mkdir(parents=True, exist_ok=True)
        self._stem, self._labels = stem, labels
        self._kinds: dict[TransactionType, int] = {}
        self._postings, self._steps = _RowGroups(7), _RowGroups(len(COLUMNS))
        self._files: dict[str, pq.ParquetWriter] = {}
        self._accounts: Sequence[Account] = ()
        self._names: Sequence[str] = ()

    def take(self, block: Block) -> None:
        """Write what fills a row group, and hold the rest until then."""
        self._accounts, self._names = block.accounts, block.names
        for rows in self._postings.add(self._numbered(block.entries)):
            self._write_postings(rows)
        for rows in self._steps.add(block.events):
            self._write_steps(rows)

    def __enter__(self) -> JournalPartWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            for file in self._files.values():
                file.close()
            for ending in ENDINGS:
                _fresh(self._stem, ending).unlink(missing_ok=True)

    def _finish(self) -> None:
        # a file without rows has its columns nevertheless
        self._write_postings(self._postings.rest())
        self._write_steps(self._steps.rest())
        for file in self._files.values():
            file.close()
        _fresh(self._stem, ENDINGS[-1]).write_text(json.dumps(list(self._names)), encoding="utf-8")
        for ending in ENDINGS:
            os.replace(_fresh(self._stem, ending), path_of(self._stem, ending))

    def _numbered(self, entries: Postings) -> Ints:
        """Entries as rows, with numbers of kinds that hold from block to block."""
        codes = [self._kinds.setdefault(kind, len(self._kinds)) for kind in entries.kinds]
        kind = np.array(codes, dtype=np.int64)[entries.kind]
        return np.column_stack(
            (entries.txn, entries.time, entries.deal, kind, entries.leg, entries.account, entries.amount)
        )

    def _write_postings(self, rows: Ints) -> None:
        entries = Postings(tuple(self._kinds), *(np.ascontiguousarray(column) for column in rows.T))
        self._write(ENDINGS[0], postings_table(self._labels, entries, self._accounts))

    def _write_steps(self, rows: Ints) -> None:
        self._write(ENDINGS[1], steps_table(self._labels, rows, self._names))

    def _write(self, ending: str, table: pa.Table) -> None:
        if ending not in self._files:
            self._files[ending] = parquet_writer(_fresh(self._stem, ending), table.schema)
        self._files[ending].write_table(table, row_group_size=ROW_GROUP)


class _RowGroups:
    """Rows that come in pieces of any length and go on in groups of one length."""

    def __init__(self, width: int) -> None:
        self._waiting: list[Ints] = [np.empty((0, width), dtype=np.int64)]
        self._count = 0

    def add(self, rows: Ints) -> Iterator[Ints]:
        """Take rows, and hand out the groups that are full."""
        self._waiting.append(rows)
        self._count += len(rows)
        while self._count >= ROW_GROUP:
            joined = np.concatenate(self._waiting)
            yield joined[:ROW_GROUP]
            self._waiting = [joined[ROW_GROUP:].copy()]
            self._count -= ROW_GROUP

    def rest(self) -> Ints:
        """What is left."""
        return np.concatenate(self._waiting)


def write_part(stem: Path, record: RecordedReplication) -> None:
    """Write the part of a record that stands in memory whole."""
    with JournalPartWriter(stem, labels_of(record)) as part:
        part.take(Block(record.journal, record.events, record.holds, record.chart.accounts, record.names))


def part_hashes(stem: Path) -> dict[str, str]:
    """SHA-256 of each of a part's files, by ending."""
    return {ending: file_hash(path_of(stem, ending)) for ending in ENDINGS}


def is_as_hashed(stem: Path, hashes: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether a part is there as it was when ``hashes``, by the part's path, were taken."""
    try:
        return part_hashes(stem) == hashes.get(str(stem))
    except FileNotFoundError:
        return False


def path_of(stem: Path, ending: str) -> Path:
    """One of a part's files."""
    return stem.with_name(stem.name + ending)


def _fresh(stem: Path, ending: str) -> Path:
    return stem.with_name(f"{stem.name}{ending}.unfinished")


def names_of(stem: Path) -> list[str]:
    """The names that numbers in a part's events refer to."""
    names: list[str] = json.loads(path_of(stem, ENDINGS[-1]).read_text(encoding="utf-8"))
    return names


def join_parts(stems: Sequence[Path], ending: str, target: Path) -> None:
    """Put parts one behind the other into one file. The only part there is becomes that file."""
    if len(stems) == 1:
        os.replace(path_of(stems[0], ending), target)
        return
    import pyarrow as pa

    file: pq.ParquetWriter | None = None
    waiting: list[pa.Table] = []
    count = 0
    for stem in stems:
        for table in row_groups(path_of(stem, ending)):
            file = file or parquet_writer(target, table.schema)
            if waiting and count + len(table) > ROW_GROUP:
                file.write_table(pa.concat_tables(waiting).unify_dictionaries(), row_group_size=ROW_GROUP)
                waiting, count = [], 0
            waiting.append(table)
            count += len(table)
    if file is not None:
        file.write_table(pa.concat_tables(waiting).unify_dictionaries(), row_group_size=ROW_GROUP)
        file.close()
