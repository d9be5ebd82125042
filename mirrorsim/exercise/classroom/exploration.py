"""Looking through records: search, filter, order, what is linked to what, and what came when."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from itertools import combinations
from typing import NamedTuple

from mirrorsim.exercise.classroom.material import EvidenceTable
from mirrorsim.exercise.evidence.tables import REDACTED
from mirrorsim.exercise.evidence.wording import count_of, group_thousands
from mirrorsim.scenario.evidence import SOURCES

Cells = tuple[str, ...]
"""The cells of one record."""
MOST_NODES = 60
BINS = 150
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
_COUNTS = {"seconds", "pieces", "employees", "deposits"}
_PHONES = {"phone", "caller", "called"}
_PAPERS = {"bill", "invoice"}


def search_records(
    table: EvidenceTable,
    search: str = "",
    column: str = "",
    value: str = "",
    by: str = "time",
    descending: bool = False,
) -> list[Cells]:
    """The rows that have every word of the search anywhere, and the value in one column, in the order of another."""
    rows: Iterable[Cells] = table.rows
    if words := _searchable(search).split():
        rows = (row for row in rows if _contains(row, words))
    if value.strip() and column in table.columns:
        place, part = table.columns.index(column), _searchable(value.strip())
        rows = (row for row in rows if part in _searchable(row[place]))
    order = table.columns.index(by) if by in table.columns else 1
    return sorted(rows, key=lambda row: _sort_key(row[order]), reverse=descending)


def _searchable(text: str) -> str:
    """Text as it is searched: case does not matter, nor whether an amount is written 1,234.50 or 1234.50."""
    return _COMMA.sub("", text.casefold())


def _contains(row: Cells, words: list[str]) -> bool:
    text = _searchable("\n".join(row))
    return all(word in text for word in words)


def _sort_key(cell: str) -> tuple[int, float, str]:
    try:
        return (0, float(cell), "")
    except ValueError:
        return (1, 0.0, cell.casefold()) if cell else (2, 0.0, "")


class TimelineEntry(NamedTuple):
    """One record: its moment, what its source is called, its id, and the rest in one line."""

    time: str
    source: str
    id: str
    content: str


class TimelineBin(NamedTuple):
    """How many records a source has in one part of the window, and the middle of that part."""

    middle: datetime
    source: str
    records: int


def timeline(tables: Mapping[str, EvidenceTable], search: str = "", views: Iterable[str] = ()) -> list[TimelineEntry]:
    """All records of the chosen views (of all, when none is) that have every word of the search, in order of time."""
    chosen, words = set(views) or set(tables), _searchable(search).split()
    found = [
        TimelineEntry(
            row[1],
            table.title,
            row[0],
            " · ".join(_labelled(name, cell) for name, cell in zip(table.columns[2:], row[2:], strict=True) if cell),
        )
        for view, table in tables.items()
        if view in chosen
        for row in table.rows
        if not words or _contains(row, words)
    ]
    return sorted(found)


def _labelled(column: str, cell: str) -> str:
    """A cell as it is read away from its column: amounts say what they are."""
    what, _, unit = column.rpartition("_")
    if unit in ("usd", "cny", "kg"):
        return f"{what.replace('_', ' ')} {group_thousands(cell)} {unit if unit == 'kg' else unit.upper()}"
    if column in _COUNTS and cell.isdecimal():
        return count_of(int(cell), column.removesuffix("s"), column)
    return f"on {cell}" if column == "day" else cell


def over_time(found: Iterable[TimelineEntry], since: datetime, until: datetime, bins: int = BINS) -> list[TimelineBin]:
    """The entries counted by source and by equal parts of the window; parts without any are left out."""
    width = (until - since) / bins
    counts: Counter[tuple[str, int]] = Counter()
    for time, source, _, _ in found:
        if since <= (moment := datetime.fromisoformat(time)) < until:
            counts[source, int((moment - since) / width)] += 1
    return [
        TimelineBin(since + (place + 0.5) * width, source, count) for (source, place), count in sorted(counts.items())
    ]


@dataclass(frozen=True)
class Links:
    """Names, accounts, phones and papers (each with its kind), and how many records name two of them together.

    ``left_out`` counts what is linked as well and was cut off; ``alone`` what was asked for and has no link.
    """

    nodes: dict[str, str]
    edges: dict[tuple[str, str], int]
    left_out: int
    alone: int = 0

    def summary(self, start: str = "", least: int = 1) -> str:
        """What is shown and what is not, in a line; where nothing is linked, why, and what to do."""
        start = start.strip()
        if start and not self.nodes:
            return f"Nothing on your desk so far is called “{start}”. Empty the field to see all links."
        if not self.edges:
            named = f"“{start}” is named on your desk, but nowhere" if start else "Nothing on your desk so far is named"
            if least > 1:
                return f"{named} together with another in {least} records or more. Choose fewer at “At least”."
            return f"{named} together with another. Wait for more records, or ask another desk."
        said = f"{len(self.nodes)} shown, with {count_of(len(self.edges), 'link')}"
        if self.alone:
            said += f" ({self.alone} without any)"
        if not self.left_out:
            return f"{said}: {f'all around “{start}”' if start else 'all that there are on your desk so far'}."
        chosen = f"those nearest to “{start}”" if start else "those that are linked most, and strongest"
        return f"{said}: {chosen}. {self.left_out} more are left out; to see one of them, start from it."


def links(
    tables: Mapping[str, EvidenceTable], start: str = "", steps: int = 2, least: int = 1, most: int = MOST_NODES
) -> Links:
    """What is named together in the same record, around ``start`` or, without one, around what is linked most.

    Of more than ``most`` the nearest and strongest are kept, and of these nothing but what a kept link joins: only what
    ``start`` names stands there without one.
    """
    kinds: dict[str, str] = {}
    edges: Counter[tuple[str, str]] = Counter()
    for view, table in tables.items():
        places = [(table.columns.index(one), _kind(one)) for one in SOURCES[view].names]
        for row in table.rows:
            named = {row[place]: kind for place, kind in places if row[place] and row[place] != REDACTED}
            kinds.update(named)
            edges.update(combinations(sorted(named), 2))
    neighbours: dict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), count in edges.items():
        if count >= least:
            neighbours[one][other] = neighbours[other][one] = count
    asked = [node for node in sorted(kinds) if start.strip().casefold() in node.casefold()] if start.strip() else []
    away = _distances(neighbours, asked, steps) if start.strip() else dict.fromkeys(neighbours, 0)
    # more than there is room for are no beginning: of these what is linked, if anything is
    shown = _chosen_nodes(neighbours, away, asked if len(asked) <= most else [], most) or asked[:most]
    kept = {
        (one, other): count
        for one in shown
        for other, count in neighbours.get(one, {}).items()
        if one < other and other in shown
    }
    joined = {node for pair in kept for node in pair}
    return Links({node: kinds[node] for node in shown}, kept, len(away) - len(shown), len(shown) - len(joined))


_Neighbours = Mapping[str, Mapping[str, int]]


def _distances(neighbours: _Neighbours, asked: list[str], steps: int) -> dict[str, int]:
    """How many steps everything is away from what was asked for, as far as one may go."""
    away, ring = dict.fromkeys(asked, 0), [*asked]
    for step in range(1, steps + 1):
        ring = sorted({other for node in ring if node in neighbours for other in neighbours[node]} - away.keys())
        away.update(dict.fromkeys(ring, step))
    return away


def _chosen_nodes(neighbours: _Neighbours, away: Mapping[str, int], first: list[str], most: int) -> list[str]:
    """What is shown: grown from ``first``, or what is linked most, along the strongest links, the nearest before all."""
    shown = dict.fromkeys(first)
    frontier: list[tuple[int, int, int, str]] = []

    def take(node: str) -> None:
        shown[node] = None
        for other, count in neighbours.get(node, {}).items():
            if other in away and other not in shown:
                heappush(frontier, (away[other], -count, -len(neighbours[other]), other))

    for node in first:
        take(node)
    seeds = sorted(
        (node for node in away if node in neighbours),
        key=lambda node: (-len(neighbours[node]), -sum(neighbours[node].values()), node),
    )
    for seed in seeds:
        # a new part needs room for two: nothing stands there without a link
        if seed not in shown and not frontier and len(shown) <= most - 2:
            take(seed)
        while frontier and len(shown) < most:
            node = heappop(frontier)[-1]
            if node not in shown:
                take(node)
    return [*shown]


def _kind(column: str) -> str:
    if column in _PHONES:
        return "phone"
    if column in _PAPERS:
        return "paper"
    return "name" if column in _PEOPLE else "account"
