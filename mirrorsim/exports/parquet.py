"""The format ``parquet``: a folder with one file a table.

One file a table, and no folders by policy and replication: a run keeps few of them, their names are columns that cost
nothing where they repeat, and readers skip row groups by them, because rows are in their order. So a table is read by
its name alone, keeps its types, and can be passed on as one file.

``queries.sql`` lies beside the tables: the questions that analysts ask first, for DuckDB.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorsim.exports.layout import Table
from mirrorsim.exports.run_reader import RunReader
from mirrorsim.exports.tidy import tidy
from mirrorsim.exports.tidy_layout import TIDY

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = tuple(Table(f"{table.name}.parquet", table.holds, table.columns) for table in TIDY)
QUERIES = "queries.sql"


def write(run: RunReader, out: Path) -> None:
    """Write every table into the folder ``out``, with units and meanings beside the columns, and the queries."""
    import pyarrow.parquet as pq

    out.mkdir()
    (out / QUERIES).write_bytes(files("mirrorsim.exports").joinpath(QUERIES).read_bytes())
    for table, schema, batches in tidy(run):
        coded = [one.name for one in schema if _is_text(one.type)]
        with pq.ParquetWriter(out / f"{table.name}.parquet", schema, compression="zstd", use_dictionary=coded) as file:
            for rows in batches:
                file.write_table(rows)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_dictionary(kind))
