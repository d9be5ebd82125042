"""Looking through records: search, filter, order, what is linked to what, and what came when."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from mirrorsim.exercise.desk import REDACTED
from mirrorsim.exercise.serve.material import Table
from mirrorsim.scenario.evidence import SOURCES

Row = tuple[str, ...]
MOST_NODES = 60
_COMMA = re.compile(r"(?<=\d),(?=\d{3})")
_PEOPLE = {
    "name",
    "holder",
    "importer",
    "seller",
    "buyer",
    "shipper",
    "forwarder",
    "consignee",
    "company",
    "observed",
    "met",
}
_PHONES = {"phone", "caller", "called"}
_PAPERS = {"bill", "invoice"}


def look(
    table: Table, search: str = "", column: str = "", value: str = "", by: str = "time", descending: bool = False
) -> list[Row]:
    """The rows that have every word of the search anywhere, and the value in one column, in the order of another."""
    rows: Iterable[Row] = table.rows
    if words := _plain(search).split():
        rows = (row for row in rows if _has(row, words))
    if value.strip() and column in table.columns:
        place, part = table.columns.index(column), _plain(value.strip())
        rows = (row for row in rows if part in _plain(row[place]))
    order = table.columns.index(by) if by in table.columns else 1
    return sorted(rows, key=lambda row: _key(row[order]), reverse=descending)


def _plain(text: str) -> str:
    """Text as it is searched: case does not matter, nor whether an amount is written 1,234.50 or 1234.50."""
    return _COMMA.sub("", text.casefold())


def _has(row: Row, words: list[str]) -> bool:
    text = _plain("\n".join(row))
    return all(word in text for word in words)


def _key(cell: str) -> tuple[int, float, str]:
    try:
        return (0, float(cell), "")
    except ValueError:
        return (1, 0.0, cell.casefold()) if cell else (2, 0.0, "")


def timeline(
    tables: Mapping[str, Table], search: str = "", views: Iterable[str] = ()
) -> list[tuple[str, str, str, str]]:
    """All records in order of time: moment, source, id, and the rest in one line."""
    chosen, words = set(views) or set(tables), _plain(search).split()
    found = [
        (row[1], table.title, row[0], " · ".join(cell for cell in row[2:] if cell))
        for view, table in tables.items()
        if view in chosen
        for row in table.rows
        if not words or _has(row, words)
    ]
    return sorted(found)


@dataclass(frozen=True)
class Links:
    """Names, accounts and phones (each with its kind), and how many records name two of them together."""

    nodes: dict[str, str]
    edges: dict[tuple[str, str], int]
    left_out: int


def links(
    tables: Mapping[str, Table], start: str = "", steps: int = 2, least: int = 1, most: int = MOST_NODES
) -> Links:
    """What is named together in the same record, around ``start`` or, without one, where most is linked."""
    kinds: dict[str, str] = {}
    edges: Counter[tuple[str, str]] = Counter()
    for view, table in tables.items():
        places = [(table.columns.index(one), _kind(one)) for one in SOURCES[view].names]
        for row in table.rows:
            named = {row[place]: kind for place, kind in places if row[place] and row[place] != REDACTED}
            kinds.update(named)
            edges.update(combinations(sorted(named), 2))
    strong = {pair: count for pair, count in edges.items() if count >= least}
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in strong:
        near[one].add(other)
        near[other].add(one)
    if start.strip():
        part = start.strip().casefold()
        ring = {node for node in kinds if part in node.casefold()}
        ordered = sorted(ring)
        for _ in range(steps):
            ring = {other for node in ring for other in near[node]} - set(ordered)
            ordered += sorted(ring, key=lambda node: (-len(near[node]), node))
    else:
        ordered = sorted(near, key=lambda node: (-len(near[node]), node))
    kept = set(ordered[:most])
    return Links(
        {node: kinds[node] for node in ordered[:most]},
        {pair: count for pair, count in strong.items() if kept.issuperset(pair)},
        max(len(ordered) - most, 0),
    )


def _kind(column: str) -> str:
    if column in _PHONES:
        return "phone"
    if column in _PAPERS:
        return "paper"
    return "name" if column in _PEOPLE else "account"
