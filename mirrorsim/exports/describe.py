"""The column dictionary: every file of every format, column by column."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from mirrorsim.exports.columns import Table
from mirrorsim.exports.formats import Format

WIDTH = 100


def described(formats: Sequence[Format]) -> dict[str, Any]:
    """The dictionary as plain values, by format."""
    return {
        one.name: {
            "summary": one.summary,
            "one_run": one.one_run,
            "tables": [
                {"name": table.name, "holds": table.holds, "columns": [column._asdict() for column in table.columns]}
                for table in one.tables
            ],
        }
        for one in formats
    }


def as_text(formats: Sequence[Format]) -> str:
    """The dictionary to be read."""
    return "\n\n".join(_format(one) for one in formats)


def _format(one: Format) -> str:
    return "\n\n".join([f"{one.name}: {one.summary}", *(_table(table) for table in one.tables)])


def _table(table: Table) -> str:
    lines = [textwrap.fill(f"  {table.name}: {table.holds}", WIDTH, subsequent_indent="    ")]
    name = max(len(column.name) for column in table.columns)
    kind = max(len(_kind(column.type, column.unit)) for column in table.columns)
    for column in table.columns:
        head = f"    {column.name:<{name}}  {_kind(column.type, column.unit):<{kind}}  "
        lines.append(textwrap.fill(head + column.meaning, WIDTH, subsequent_indent=" " * len(head)))
    return "\n".join(lines)


def _kind(kind: str, unit: str) -> str:
    return f"{kind}, {unit}" if unit else kind
