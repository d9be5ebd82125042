"""Columns of Arrow: exact hundredths out of whole minor units, without a float; texts spelled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS = 19
"""64-bit whole numbers have at most so many digits."""


def decimal(minor: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole minor units as decimals with two places: the same digits, the point moved."""
    import pyarrow as pa

    kind = pa.decimal128(DIGITS, 2)

    def moved(chunk: pa.Array) -> pa.Array:
        whole = chunk.cast(pa.decimal128(DIGITS, 0))
        return pa.Array.from_buffers(kind, len(whole), whole.buffers(), whole.null_count, whole.offset)

    return pa.chunked_array([moved(chunk) for chunk in minor.chunks], type=kind)


def plain_texts(rows: pa.Table) -> pa.Table:
    """The same rows, texts spelled out."""
    import pyarrow as pa

    spelled_out = [
        pa.field(one.name, one.type.value_type) if pa.types.is_dictionary(one.type) else one for one in rows.schema
    ]
    return rows.cast(pa.schema(spelled_out))
