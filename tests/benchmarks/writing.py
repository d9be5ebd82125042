"""What writing the journal to disk costs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from mirrorsim.lab.replication import Task, run_replication
from tests.benchmarks.measuring import Effort, Row, medians, timed
from tests.benchmarks.scaled import network


def rows(effort: Effort) -> Iterator[Row]:
    """The part of the table about writing."""
    import pyarrow.parquet as pq

    phases = network(effort.times).variants()[0].phases
    with tempfile.TemporaryDirectory() as scratch:
        keeping = Task("baseline", phases, 1, (0,), keep=frozenset({0}), spool=scratch)
        dropping = Task("baseline", phases, 1, (0,))
        run_replication(keeping, 0)  # imports what writing needs
        spent = medians(
            {
                "without": lambda: timed(lambda: run_replication(dropping, 0)),
                "with": lambda: timed(lambda: run_replication(keeping, 0)),
            },
            effort.tries,
        )
        part = f"writing: a year of network.yaml, {effort.times} times over, to Parquet"
        yield spent["with"].ratio(part, "run with its journal written / without", spent["without"])
        for name, told in (("journal", "posting"), ("events", "step")):
            (file,) = Path(scratch).glob(f"*.{name}.parquet")
            count = pq.read_metadata(file).num_rows
            yield Row(part, f"bytes a {told}", file.stat().st_size / count)
