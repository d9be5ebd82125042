"""Journals that are written while they come about: the same files as from memory, whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import mirrorsim
from mirrorsim.lab import journal_parts
from mirrorsim.lab.checkpoint import Checkpoint
from mirrorsim.lab.frames import events_table, frame, journal_table, labels_of
from mirrorsim.lab.journal_parts import ENDINGS, JournalPartWriter, join_parts, path_of, write_part
from mirrorsim.lab.measures.registry import measures_of_arrays
from mirrorsim.lab.parquet_files import row_groups
from mirrorsim.lab.replication import Outcome
from mirrorsim.lab.run_folder import read_run_folder
from mirrorsim.units.time import DAY
from mirrorsim.world.build import simulate, stream
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import SOURCES, network
from tests.helpers.worlds import FACTBOX

LOADED = network("horizon=40 days")
PHASES = LOADED.variants()[0].phases


@pytest.fixture(scope="module")
def record() -> RecordedReplication:
    return simulate(PHASES, "baseline", LOADED.scenario.seed, 0)


def part_bytes(stem: Path) -> list[bytes]:
    return [path_of(stem, ending).read_bytes() for ending in ENDINGS]


def streamed(record: RecordedReplication, stem: Path, most: int) -> Path:
    with JournalPartWriter(stem, labels_of(record)) as part:
        stream(PHASES, "baseline", record.seed, 0, [part], slice=DAY, most=most)
    return stem


@pytest.mark.parametrize("group", [700, 2**17])
def test_the_bytes_do_not_depend_on_blocks(
    record: RecordedReplication, group: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_parts, "ROW_GROUP", group)
    write_part(tmp_path / "whole", record)
    wanted = part_bytes(tmp_path / "whole")
    for most in (1, 999, 2**60):
        assert part_bytes(streamed(record, tmp_path / f"in-{most}", most)) == wanted
    file = pq.ParquetFile(path_of(tmp_path / "whole", ENDINGS[0]))
    sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    assert sizes[:-1] == [group] * (len(sizes) - 1)
    assert 0 < sizes[-1] <= group
    assert sum(sizes) == record.audit.postings


def test_what_is_read_is_what_happened(
    record: RecordedReplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_parts, "ROW_GROUP", 500)
    stem = streamed(record, tmp_path / "part", 2000)
    for ending, table in zip(ENDINGS[:2], (journal_table(record), events_table(record)), strict=True):
        read = pd.read_parquet(path_of(stem, ending))
        wanted = frame(iter([table]))
        assert list(read.columns) == list(wanted.columns)
        for column in wanted:
            assert isinstance(read[column].dtype, pd.CategoricalDtype) == isinstance(
                wanted[column].dtype, pd.CategoricalDtype
            )
            if isinstance(wanted[column].dtype, pd.CategoricalDtype):
                assert (read[column].astype(object).fillna("") == wanted[column].astype(object).fillna("")).all()
            else:
                assert read[column].dtype == wanted[column].dtype
                assert (read[column] == wanted[column]).all()
    assert json.loads(path_of(stem, ENDINGS[2]).read_text()) == record.names


def test_parts_are_joined_in_order(
    record: RecordedReplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_parts, "ROW_GROUP", 1000)
    stems = [tmp_path / name for name in ("a", "b")]
    for stem in stems:
        write_part(stem, record)
    join_parts(stems, ENDINGS[0], tmp_path / "journal.parquet")
    read = pd.read_parquet(tmp_path / "journal.parquet")
    assert len(read) == 2 * record.audit.postings
    assert read.txn.tolist() == [*record.postings.txn.tolist()] * 2
    assert all(len(group) <= 1000 for group in row_groups(tmp_path / "journal.parquet"))


def test_small_parts_share_a_row_group(record: RecordedReplication, tmp_path: Path) -> None:
    stems = [tmp_path / name for name in "abc"]
    for stem in stems:
        write_part(stem, record)
    join_parts(stems, ENDINGS[1], tmp_path / "events.parquet")
    assert pq.ParquetFile(tmp_path / "events.parquet").num_row_groups == 1


def test_a_part_that_is_broken_off_leaves_nothing(record: RecordedReplication, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    class Stopping:
        def take(self, block: object) -> None:
            raise Stop

    stem = tmp_path / "parts" / "one"
    with pytest.raises(Stop), JournalPartWriter(stem, labels_of(record)) as part:
        stream(PHASES, "baseline", record.seed, 0, [part, Stopping()], most=1)
    assert not any(path_of(stem, ending).is_file() for ending in ENDINGS)
    assert not list((tmp_path / "parts").iterdir())


def test_a_run_in_which_nothing_happens_has_its_columns(tmp_path: Path) -> None:
    quiet = network("horizon=1 s", "ordinary=null", "buyers.savers=null", SOURCES)
    record = simulate(quiet.variants()[0].phases, "baseline", 1, 0)
    write_part(tmp_path / "part", record)
    assert pd.read_parquet(path_of(tmp_path / "part", ENDINGS[1])).columns.tolist()[:3] == [
        "policy",
        "replication",
        "at",
    ]


@pytest.mark.parametrize("journal", ["first", "all"])
def test_a_folder_of_written_journals_is_that_of_kept_ones(journal: str, tmp_path: Path) -> None:
    def run(name: str, **how: object) -> dict[str, bytes]:
        result = mirrorsim.run(LOADED, reps=3, journal=journal, **how)
        assert result.journal.equals(kept.journal)
        assert result.events.equals(kept.events)
        folder = result.save(tmp_path / name)
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    kept = mirrorsim.run(LOADED, reps=3, journal=journal)
    wanted = run("kept")
    for jobs in (1, 2):
        spool = tmp_path / f"spool-{jobs}"
        assert run(f"written-{jobs}", jobs=jobs, spool=spool) == wanted
    assert sorted(tmp_path.iterdir()) == sorted(
        tmp_path / name for name in ("kept", "written-1", "written-2", "spool-1", "spool-2")
    )


def test_a_written_journal_comes_back_from_no_worker(tmp_path: Path) -> None:
    (outcome,) = mirrorsim.run(LOADED, spool=tmp_path / "spool").outcomes
    assert outcome.record is None, "what was written is not kept as well"
    assert outcome.journal_part is not None
    assert all(path_of(Path(outcome.journal_part), ending).is_file() for ending in ENDINGS)
    tiny = mirrorsim.run(FACTBOX, spool=tmp_path / "spool")
    assert all(outcome.record is not None for outcome in tiny.outcomes), "a story that is told is kept as well"


def test_a_written_journal_is_taken_over_with_its_replication(tmp_path: Path) -> None:
    def again(reps: int) -> tuple[list[int], mirrorsim.Result]:
        keep, new = Checkpoint(tmp_path / "run", "k" * 64), []

        def done(outcome: Outcome) -> None:
            keep.add(outcome)
            new.append(outcome.replication)

        result = mirrorsim.run(LOADED, reps=reps, done=done, finished=keep.load(), spool=keep.journal_parts)
        keep.close()
        return new, result

    assert again(2)[0] == [0, 1]
    new, result = again(3)
    assert new == [2]
    folder = result.save(tmp_path / "run")
    undisturbed = mirrorsim.run(LOADED, reps=3).save(tmp_path / "undisturbed")
    for name in ("journal.parquet", "events.parquet", "names.json", "measures.parquet", "manifest.json"):
        assert (folder / name).read_bytes() == (undisturbed / name).read_bytes()
    # the part has become the folder's: whoever goes on makes it again
    assert again(3)[0] == [0]
    Checkpoint(tmp_path / "run", "k" * 64).drop()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "undisturbed"]


def test_measures_read_back_from_many_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(journal_parts, "ROW_GROUP", 300)
    result = mirrorsim.run(LOADED, spool=tmp_path / "spool")
    read = read_run_folder(result.save(tmp_path / "run"))
    again = measures_of_arrays(read.kept["baseline"])
    assert {name: one.value for name, one in again.items()} == {
        name: one.value for name, one in result.outcomes[0].measures.items()
    }
    assert np.diff(read.kept["baseline"].entries.txn).min() >= 0
