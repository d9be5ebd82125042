"""The formats that a run can be exported to, and what each holds. Their modules are imported when they are used."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mirrorsim.exports.layout import Table, Unavailable
from mirrorsim.fields.messages import did_you_mean, listed

if TYPE_CHECKING:
    from mirrorsim.exports.run_reader import RunReader

_WIDTH = 100
"""Columns of the dictionary that is read on a terminal."""


@dataclass(frozen=True)
class Format:
    """One format: how it is called, what it is for, what its output is called beside the run folder."""

    name: str
    summary: str
    suffix: str
    """What the run folder's name gets at its end; a format whose suffix names a file writes one file."""
    module: str
    one_run: bool
    """Whether it holds one replication of one policy only."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it writes, column by column."""
        tables: tuple[Table, ...] = import_module(self.module).TABLES
        return tables

    @property
    def write(self) -> Callable[[RunReader, Path], None]:
        """Writes an opened run to a path that does not exist yet."""
        write: Callable[[RunReader, Path], None] = import_module(self.module).write
        return write


def _format(name: str, summary: str, suffix: str, *, one_run: bool) -> Format:
    return Format(name, summary, suffix, f"mirrorsim.exports.{name.replace('-', '_')}", one_run)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.name: one
        for one in (
            _format("csv", "tidy tables as text, for spreadsheets and anything else", "-csv", one_run=False),
            _format("parquet", "the same tables, typed and small, for DuckDB, pandas and R", "-parquet", one_run=False),
            _format("ocel", "OCEL 2.0 event log in JSON, for process mining", ".ocel.json", one_run=True),
            _format(
                "graphml", "accounts and what flowed between them, for Gephi and networkx", ".graphml", one_run=True
            ),
            _format(
                "ibm-aml",
                "IBM's Transactions for AML layout with labels, for detection models",
                "-ibm-aml",
                one_run=True,
            ),
            _format(
                "beancount", "the books as a plain-text ledger, for Beancount and Fava", ".beancount", one_run=True
            ),
            _format("hledger", "the same books for hledger", ".journal", one_run=True),
        )
    }
)
"""Every format by name."""


def find(name: str) -> Format:
    """The format of this name. Raises :class:`Unavailable` when there is none."""
    found = FORMATS.get(name)
    if found is None:
        raise Unavailable(f"no format is called {name!r}{did_you_mean(name, FORMATS)}: use {listed(FORMATS)}")
    return found


def described(formats: Iterable[Format]) -> dict[str, Any]:
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


def as_text(formats: Iterable[Format]) -> str:
    """The dictionary to be read."""
    return "\n\n".join(_text_of_format(one) for one in formats)


def _text_of_format(one: Format) -> str:
    return "\n\n".join([f"{one.name}: {one.summary}", *(_text_of_table(table) for table in one.tables)])


def _text_of_table(table: Table) -> str:
    lines = [textwrap.fill(f"  {table.name}: {table.holds}", _WIDTH, subsequent_indent="    ")]
    name = max(len(column.name) for column in table.columns)
    kind = max(len(_kind(column.type, column.unit)) for column in table.columns)
    for column in table.columns:
        head = f"    {column.name:<{name}}  {_kind(column.type, column.unit):<{kind}}  "
        lines.append(textwrap.fill(head + column.meaning, _WIDTH, subsequent_indent=" " * len(head)))
    return "\n".join(lines)


def _kind(kind: str, unit: str) -> str:
    return f"{kind}, {unit}" if unit else kind
