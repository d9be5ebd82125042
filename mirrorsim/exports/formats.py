"""The formats that a run can be exported to. Their modules are imported when they are used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from mirrorsim.fields.messages import did_you_mean, listed

if TYPE_CHECKING:
    from mirrorsim.exports.columns import Table
    from mirrorsim.exports.opened import Run


class Unavailable(ValueError):
    """Something was asked for that there is not: a format, a policy, a replication."""


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
    def write(self) -> Callable[[Run, Path], None]:
        """Writes an opened run to a path that does not exist yet."""
        write: Callable[[Run, Path], None] = import_module(self.module).write
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
