"""Parts of the workspace that are drawn, each with the same content as text beside it: links and timeline."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from nicegui import ui

from mirrorsim.exercise.classroom.chart_layout import INK, hidden_axes, place_nodes
from mirrorsim.exercise.classroom.components import (
    ClassroomContext,
    card,
    heading,
    showing_refusals,
    table,
    text,
    toolbar,
)
from mirrorsim.exercise.classroom.exploration import Links, TimelineBin, links, over_time, timeline
from mirrorsim.exercise.classroom.team_workspace import TeamWorkspace
from mirrorsim.exercise.evidence.wording import count_of

SHAPES = {
    "name": ("circle", "#0b4f6c", "names of people and firms"),
    "account": ("rect", "#8a3b00", "accounts"),
    "phone": ("triangle", "#4b2e83", "phones"),
    "paper": ("diamond", "#2f6b2f", "papers"),
}
"""How each kind of node is drawn: by shape and by colour."""
WIDE, HIGH = 1000.0, 430.0
MOST_ROWS = 200
_QUIET = {"animation": False, "aria": {"enabled": True}, "textStyle": {"fontFamily": "system-ui, sans-serif"}}


def links_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """Who is named together with whom."""
    with card():
        heading("Link chart")
        text("Two are joined when a record on your desk names both; the line is thicker the more records do.", "soft")
        with toolbar():
            start = (
                ui.input("Start from a name, account or phone")
                .classes("grow")
                .props("outlined dense debounce=400 clearable")
            )
            steps = (
                ui.select({1: "1 step", 2: "2 steps", 3: "3 steps"}, value=2, label="How far")
                .classes("mid")
                .props("outlined dense")
            )
            least = ui.select(
                {1: "1 record", 2: "2 records", 3: "3 records", 5: "5 records"}, value=1, label="At least"
            )
            least.classes("mid").props("outlined dense")
        told = text("", "soft").props("role=status")
        chart = ui.echart(_graph(Links({}, {}, 0)), renderer="svg").classes("chart")
        chart.props("role=img aria-label='Link chart; the table below says the same'")
    with card():
        heading("The same as a table")
        grid = table(("one", "other", "records"), [])
    shown: list[int] = [-1]

    def fill() -> None:
        asked, fewest = start.value or "", int(least.value or 1)
        shown[0] = _count(workspace)
        found = links(workspace.tables(), asked, int(steps.value or 1), fewest)
        chart.set_visibility(bool(found.nodes))
        chart.options.clear()
        chart.options.update(_graph(found))
        chart.update()
        told.set_text(found.summary(asked, fewest))
        pairs = sorted(found.edges.items(), key=lambda one: (-one[1], one[0]))
        grid.rows = [{"id": f"{a}|{b}", "one": a, "other": b, "records": str(n)} for (a, b), n in pairs]
        grid.update()

    def fresh() -> None:
        if _count(workspace) != shown[0]:
            fill()

    for control in (start, steps, least):
        control.on_value_change(showing_refusals(fill))
    fill()
    return fresh


def _graph(found: Links) -> dict[str, Any]:
    kinds = list(SHAPES)
    degree = dict.fromkeys(found.nodes, 0)
    for one, other in found.edges:
        degree[one] += 1
        degree[other] += 1
    spots = place_nodes(list(found.nodes), found.edges, WIDE, HIGH)
    few = len(found.nodes) <= 30
    busiest = sorted(degree.values(), reverse=True)[:25][-1:] or [0]
    return _QUIET | {
        "legend": [
            {
                "data": [
                    {"name": SHAPES[kind][2], "icon": SHAPES[kind][0]} for kind in kinds if kind in found.nodes.values()
                ],
                "bottom": 0,
                "textStyle": {"color": "#1a2530"},
            }
        ],
        **hidden_axes(WIDE, HIGH, {"left": 20, "right": 130, "top": 20, "bottom": 50}),
        "tooltip": {"renderMode": "richText", "formatter": "{b}"},
        "series": [
            {
                "type": "graph",
                "coordinateSystem": "cartesian2d",
                "categories": [
                    {"name": SHAPES[kind][2], "symbol": SHAPES[kind][0], "itemStyle": {"color": SHAPES[kind][1]}}
                    for kind in kinds
                ],
                "label": {"position": "right", "fontSize": 11, **INK},
                "labelLayout": {"hideOverlap": True},
                "lineStyle": {"color": "#5c6a77", "opacity": 0.7},
                "data": [
                    {
                        "name": node,
                        "value": list(spots[node]),
                        "category": kinds.index(kind),
                        "symbol": SHAPES[kind][0],
                        "symbolSize": min(9 + 2 * degree[node], 30),
                        "label": {"show": few or degree[node] >= busiest[0]},
                    }
                    for node, kind in found.nodes.items()
                ],
                "links": [
                    {"source": one, "target": other, "value": n, "lineStyle": {"width": min(1 + n / 2, 6)}}
                    for (one, other), n in found.edges.items()
                ],
            }
        ],
    }


def timeline_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """All records in order of time."""
    names = {view: one.title for view, one in workspace.tables().items()}
    since, until = context.session.material.start, context.session.material.end
    with card():
        heading("Timeline")
        with toolbar():
            search = ui.input("Search in all records").classes("grow").props("outlined dense debounce=400 clearable")
            views = ui.select(names, label="Records (all when none is chosen)", multiple=True, value=[])
            views.classes("grow").props("outlined dense use-chips")
        told = text("", "soft").props("role=status")
        chart = ui.echart(_points([], since, until), renderer="svg").classes("chart low")
        chart.props("role=img aria-label='Timeline; the table below says the same'")
    with card():
        heading("The latest first")
        grid = table(("time", "source", "id", "content"), [])
    shown: list[int] = [-1]

    def fill() -> None:
        found = timeline(workspace.tables(), search.value or "", views.value or ())
        shown[0] = _count(workspace)
        chart.options.clear()
        drawn = over_time(found, since, until)
        chart.set_visibility(bool(drawn))
        chart.options.update(_points(drawn, since, until))
        chart.update()
        said = count_of(len(found), "record")
        if before := len(found) - sum(count for _, _, count in drawn):
            said += f", {before:,} of them from before {since:%Y-%m-%d} and not drawn"
        told.set_text(said + (f"; the table shows the latest {MOST_ROWS}" if len(found) > MOST_ROWS else ""))
        grid.rows = [
            {"time": time, "source": source, "id": number, "content": content}
            for time, source, number, content in reversed(found[-MOST_ROWS:])
        ]
        grid.update()

    def fresh() -> None:
        if _count(workspace) != shown[0]:
            views.set_options({view: one.title for view, one in workspace.tables().items()}, value=views.value)
            fill()

    for control in (search, views):
        control.on_value_change(showing_refusals(fill))
    fill()
    return fresh


def _count(workspace: TeamWorkspace) -> int:
    return sum(len(one.rows) for one in workspace.tables().values())


def _points(found: list[TimelineBin], since: datetime, until: datetime) -> dict[str, Any]:
    """Records of the window: the more there are at a time, the larger the point."""
    sources = sorted({source for _, source, _ in found})
    return _QUIET | {
        "grid": {"left": 250, "right": 20, "top": 10, "bottom": 30},
        "xAxis": {
            "type": "time",
            "min": since.isoformat(),
            "max": until.isoformat(),
            "axisLabel": {"color": "#1a2530", "hideOverlap": True, "formatter": "{d} {MMM}"},
        },
        "yAxis": {
            "type": "category",
            "data": [source.partition(" (")[0] for source in sources],
            "axisLabel": {"color": "#1a2530", "width": 235, "overflow": "truncate"},
        },
        "tooltip": {"renderMode": "richText", "formatter": "{b}"},
        "series": [
            {
                "type": "scatter",
                "itemStyle": {"color": "#0b4f6c", "opacity": 0.55},
                "data": [
                    {
                        "name": f"{count_of(count, 'record')}, about {moment:%Y-%m-%d %H:%M}",
                        "value": [moment.isoformat(), source.partition(" (")[0]],
                        "symbolSize": min(4 + 2 * math.sqrt(count), 18),
                    }
                    for moment, source, count in found
                ],
            }
        ],
    }
