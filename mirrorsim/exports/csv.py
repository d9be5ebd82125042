"""The format ``csv``: a folder with one file a table, in UTF-8, with commas and a header.

Amounts are exact in both of their columns: whole minor units, and decimals such as ``-1234.56``. Moments are
``2018-01-31 23:59:59.000000`` in UTC. What is absent is empty.
"""

from __future__ import annotations

from pathlib import Path

from mirrorsim.exports.layout import Table
from mirrorsim.exports.run_reader import RunReader
from mirrorsim.exports.tidy import tidy
from mirrorsim.exports.tidy_layout import TIDY

TABLES = tuple(Table(f"{table.name}.csv", table.holds, table.columns) for table in TIDY)


def write(run: RunReader, out: Path) -> None:
    """Write every table into the folder ``out``."""
    from pyarrow import csv

    out.mkdir()
    for table, schema, batches in tidy(run):
        with (out / f"{table.name}.csv").open("wb") as file:
            # the names are plain words: no need for the quotes that the writer would put around them
            file.write((",".join(schema.names) + "\n").encode())
            for rows in batches:
                csv.write_csv(rows, file, csv.WriteOptions(include_header=False))
