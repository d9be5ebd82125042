"""The tidy tables of a run, a batch at a time: what the formats ``csv`` and ``parquet`` write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from mirrorsim.exports import tidy_layout
from mirrorsim.exports.arrow_columns import DIGITS, decimal
from mirrorsim.exports.layout import Table
from mirrorsim.exports.run_reader import RunReader
from mirrorsim.exports.tidy_totals import EVENT, accounts, deals
from mirrorsim.exports.transfers import LEG_COLUMNS, transfers
from mirrorsim.scheme import events

if TYPE_CHECKING:
    import pyarrow as pa

Batches = Iterator["pa.Table"]


def tidy(run: RunReader) -> Iterator[tuple[Table, pa.Schema, Batches]]:
    """Every table of :data:`mirrorsim.exports.tidy_layout.TIDY` with its schema and its rows."""
    for table in tidy_layout.TIDY:
        schema = schema_of(table)
        yield table, schema, (_shaped(rows, schema) for rows in _ROWS[table](run))


def schema_of(table: Table) -> pa.Schema:
    """The columns of a table as Parquet and Arrow have them, each with its unit and meaning."""
    import pyarrow as pa

    types = {
        "text": pa.dictionary(pa.int32(), pa.string()),
        "integer": pa.int64(),
        "decimal": pa.decimal128(DIGITS, 2),
        "number": pa.float64(),
        "timestamp": pa.timestamp("us"),
        "boolean": pa.bool_(),
    }
    return pa.schema(
        [
            pa.field(one.name, types[one.type], metadata={"unit": one.unit, "meaning": one.meaning})
            for one in table.columns
        ],
        metadata={"holds": table.holds},
    )


def _shaped(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows with just these columns; where there is an amount in minor units, the decimal one is made from it."""
    import pyarrow as pa

    columns = []
    for field in schema:
        minor = f"{field.name}_minor"
        if pa.types.is_decimal(field.type):
            columns.append(decimal(rows[minor]))
        else:
            columns.append(rows[field.name].cast(field.type))
    return pa.Table.from_arrays(columns, schema=schema)


_RENAMED = {"amount": "amount_minor", "at": "booked_at"}
"""Columns of the journal by what they are called here; ``at`` alone is a word of SQL in DuckDB."""


def _renamed(rows: pa.Table) -> pa.Table:
    return rows.rename_columns([_RENAMED.get(name, name) for name in rows.column_names])


def _postings(run: RunReader) -> Batches:
    import pyarrow as pa

    for batch in run.batches("journal", (*LEG_COLUMNS, "account", "amount")):
        yield _renamed(pa.Table.from_batches([batch]))


def _transfers(run: RunReader) -> Batches:
    for rows in transfers(run):
        yield _renamed(rows)


_PLACEHOLDER = re.compile(r"\{(amount|detail):(\w+)\}")
_UNSAID = {
    events.BURDEN: {"detail": "reports"},
    events.CHANNEL: {"amount": "USD"},
    events.FORWARDED: {"amount": "CNY"},
    events.INSPECTED: {"amount": "CNY"},
}
"""Numbers of events that their sentences do not speak of."""
_UNITS: dict[str, dict[str, str]] = {
    event.name: {**dict(_PLACEHOLDER.findall(event.sentence)), **_UNSAID.get(event, {})} for event in events.EVENTS
}
"""By event: what its amount and its detail are in, where it has them."""


def _events(run: RunReader) -> Batches:
    import pyarrow as pa
    import pyarrow.compute as pc

    names = {(one.policy, one.replication): one.names for one in run.kept}
    written: dict[tuple[str, int], int] = {}
    for batch in run.batches("events", EVENT):
        for record, rows in _by_record(pa.Table.from_batches([batch])):
            event = rows["event"].cast(pa.string())
            asset, unit = (_looked_up(event, place) for place in ("amount", "detail"))
            known = pc.equal(unit, "name").fill_null(False)
            codes = pc.if_else(known, rows["detail"], None)
            texts = pa.array(names[record], pa.string())
            first = written.get(record, 0)
            written[record] = first + len(rows)
            yield (
                rows.set_column(rows.column_names.index("amount"), "amount_minor", _where(asset, rows["amount"]))
                .set_column(rows.column_names.index("detail"), "detail", _where(unit, rows["detail"]))
                .append_column("happened_at", rows["at"])
                .append_column("event_number", pa.array(np.arange(first, first + len(rows))))
                .append_column("asset", asset)
                .append_column("detail_unit", unit)
                .append_column("detail_name", texts.take(codes.combine_chunks()))
            )


def _by_record(rows: pa.Table) -> Iterator[tuple[tuple[str, int], pa.Table]]:
    """The rows of each replication of each policy, which follow each other."""
    policy = rows["policy"].to_pylist()
    replication = rows["replication"].to_pylist()
    first = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or (policy[place], replication[place]) != (policy[first], replication[first]):
            yield (policy[first], replication[first]), rows.slice(first, place - first)
            first = place


def _looked_up(event: pa.ChunkedArray, place: str) -> pa.ChunkedArray:
    import pyarrow as pa

    coded = event.combine_chunks().dictionary_encode()
    units = pa.array([_UNITS[name].get(place) for name in coded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([units.take(coded.indices)])


def _where(unit: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    return pc.if_else(pc.is_valid(unit), values, None)


def _measures(run: RunReader) -> Batches:
    import pyarrow as pa

    for batch in run.batches("measures", [column.name for column in tidy_layout.MEASURES.columns]):
        yield pa.Table.from_batches([batch])


def _runs(run: RunReader) -> Batches:
    manifest = run.manifest
    kept = {(one.policy, one.replication) for one in run.kept}
    rows = [
        {
            "policy": policy,
            "replication": replication,
            "scenario": manifest["scenario"],
            "seed": manifest["seed"],
            "mirrorsim": manifest["mirrorsim"],
            "kept": (policy, replication) in kept,
            "journal_sha256": journal,
        }
        for policy, journals in manifest["journals"].items()
        for replication, journal in enumerate(journals)
        if run.policy in (None, policy) and run.replication in (None, replication)
    ]
    yield _of(rows)


def _columns(run: RunReader) -> Batches:
    yield _of(
        [
            {"table": table.name, "column": one.name, "type": one.type, "unit": one.unit, "meaning": one.meaning}
            for table in tidy_layout.TIDY
            for one in table.columns
        ]
    )


def _of(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pylist(rows)


_ROWS: dict[Table, Callable[[RunReader], Batches]] = {
    tidy_layout.RUNS: _runs,
    tidy_layout.ACCOUNTS: accounts,
    tidy_layout.POSTINGS: _postings,
    tidy_layout.TRANSFERS: _transfers,
    tidy_layout.EVENTS: _events,
    tidy_layout.DEALS: deals,
    tidy_layout.MEASURES: _measures,
    tidy_layout.COLUMNS: _columns,
}
