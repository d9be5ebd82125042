"""What an export holds, column by column, in words that its reader understands; and that something is not to be had."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """A column of a table, or an attribute of a node, an edge, an object or an event."""

    name: str
    type: str
    """``text``, ``integer``, ``decimal``, ``number``, ``timestamp``, ``date`` or ``boolean``."""
    unit: str
    """Such as ``minor units`` or ``UTC``; empty for what has none."""
    meaning: str


class Table(NamedTuple):
    """A file of an export, or a part of one, and the columns in it."""

    name: str
    """The file's name inside the export, or what part of the one file it is."""
    holds: str
    """What a row is."""
    columns: tuple[Column, ...]


class Unavailable(ValueError):
    """Something was asked for that there is not: a format, a policy, a replication, a region."""
