"""Where the nodes of a flow diagram stand: a lane a country, columns along the way that value takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mirrorsim.books.accounts import Country
from mirrorsim.report.html.flows import Edge, Node

WIDTH, MARGIN, BAR = 1160.0, 46.0, 10.0
LABEL, GAP, BORDER = 30.0, 10.0, 74.0
"""Heights: of a node's label, between nodes, and of the strip between two lanes."""
TALLEST = 120.0
"""The height of all nodes of the fullest column together."""
LANES = (Country.US, Country.MX, Country.CN)
"""From top to bottom: what crosses (cash from the US, cargo from China) crosses into Mexico, in the middle."""


@dataclass
class Box:
    """A node's place: its bar's left, top and height, and how much of each side is taken by flows so far."""

    x: float
    y: float
    height: float
    value: float
    used_in: float = 0.0
    used_out: float = 0.0


@dataclass(frozen=True)
class Layout:
    """Boxes by node, lanes by country as top and bottom, the drawing's height, and height per dollar."""

    boxes: dict[Node, Box]
    lanes: dict[Country, tuple[float, float]]
    height: float
    scale: float


def layout(dollars: Mapping[Edge, float]) -> Layout:
    """Place all nodes."""
    column = _columns(dollars)
    value = {node: max(_sum(dollars, node, 0), _sum(dollars, node, 1)) for node in column}
    stacks: dict[tuple[Country, int], list[Node]] = {}
    for node in sorted(column, key=lambda node: (-round(value[node]), node)):
        stacks.setdefault((node.country, column[node]), []).append(node)
    fullest = max((sum(value[node] for node in stack) for stack in stacks.values()), default=1.0)
    scale = TALLEST / fullest
    step = (WIDTH - 2 * MARGIN - BAR) / max(max(column.values(), default=0), 1)
    boxes: dict[Node, Box] = {}
    lanes: dict[Country, tuple[float, float]] = {}
    top = 0.0
    for lane in LANES:
        mine = {place: stack for (country, place), stack in stacks.items() if country == lane}
        tall = {place: sum(_height(value[node], scale) for node in stack) for place, stack in mine.items()}
        depth = max(tall.values(), default=LABEL) + 2 * GAP
        lanes[lane] = (top, top + depth)
        for place in sorted(mine):
            y = top + (depth - tall[place]) / 2
            for node in _sorted(mine[place], dollars, boxes):
                height = max(value[node] * scale, 2.0)
                boxes[node] = Box(MARGIN + place * step, y + LABEL, height, value[node])
                y += _height(value[node], scale)
        top += depth + BORDER
    sea = (lanes[Country.MX][1] + lanes[Country.CN][0]) / 2
    for (country, place), stack in stacks.items():
        if country is Country.NOWHERE:
            for number, node in enumerate(stack):
                height = max(value[node] * scale, 2.0)
                boxes[node] = Box(MARGIN + place * step + 40.0 * number, sea - height / 2, height, value[node])
    return Layout(boxes, lanes, top - BORDER, scale)


def _height(value: float, scale: float) -> float:
    return LABEL + max(value * scale, 2.0) + GAP


def _sum(dollars: Mapping[Edge, float], node: Node, side: int) -> float:
    return sum(usd for edge, usd in dollars.items() if edge[side] == node)


def _sorted(stack: list[Node], dollars: Mapping[Edge, float], boxes: Mapping[Node, Box]) -> list[Node]:
    """Nodes of a column in the order of where their value comes from, so that flows cross little; what comes by sea is last."""

    def origin(node: Node) -> tuple[float, float, Node]:
        if any(edge.target == node and edge.source.country is Country.NOWHERE for edge in dollars):
            return float("inf"), 0.0, node
        came = [
            (boxes[edge.source].y, usd) for edge, usd in dollars.items() if edge.target == node and edge.source in boxes
        ]
        total = sum(usd for _, usd in came)
        return (sum(y * usd for y, usd in came) / total if total else 0.0), -_sum(dollars, node, 1), node

    return sorted(stack, key=origin)


def _columns(dollars: Mapping[Edge, float]) -> dict[Node, int]:
    """Each node's column: after all that feeds it; what nothing feeds from abroad stands just before what it feeds."""
    edges = _without_cycles(dollars)
    before: dict[Node, set[Node]] = {}
    for source, target in edges:
        before.setdefault(target, set()).add(source)
    nodes = list(dict.fromkeys(node for edge in dollars for node in edge[:2]))
    column = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for source, target in edges:
            column[target] = max(column[target], column[source] + 1)
    from_abroad = {node for node in nodes if any(node.country != other.country for other in _reach(before, node))}
    for _ in nodes:
        for node in nodes:
            if node in from_abroad:
                continue
            if targets := [column[target] for source, target in edges if source == node]:
                column[node] = min(targets) - 1
    first = min(column.values(), default=0)
    return {node: place - first for node, place in column.items()}


def _without_cycles(dollars: Mapping[Edge, float]) -> list[tuple[Node, Node]]:
    """Edges, the largest first, without those that would close a circle."""
    kept: list[tuple[Node, Node]] = []
    after: dict[Node, set[Node]] = {}
    for source, target, _ in dollars:
        if source not in _reach(after, target):
            kept.append((source, target))
            after.setdefault(source, set()).add(target)
    return kept


def _reach(after: Mapping[Node, set[Node]], start: Node) -> set[Node]:
    seen, waiting = {start}, [start]
    while waiting:
        for node in after.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen
