"""Parts of the desk that are read: briefing, inbox, evidence, and at the end the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from mirrorsim.exercise.classroom.components import (
    Room,
    button,
    card,
    guarded,
    heading,
    in_turn,
    legible,
    spoken,
    table,
    text,
    tools,
)
from mirrorsim.exercise.classroom.exploration import look
from mirrorsim.exercise.classroom.team_workspace import TeamDesk
from mirrorsim.exercise.evidence.activity import MEANINGS, STEPS
from mirrorsim.exercise.marking.marks import FEW, mixed
from mirrorsim.scenario.evidence import SOURCES
from mirrorsim.units.time import format_duration

PAGE = 50
"""Rows shown at a time."""


def briefing_panel(room: Room, desk: TeamDesk) -> Callable[[], None]:
    """What the team is told at the start."""
    exercise, team = room.session.material.exercise, desk.team
    role = exercise.roles[team.role]  # type: ignore[index]
    with card():
        heading(room.session.material.title(team.role))
        text(role.briefing)
        late = f" Records reach your desk after {format_duration(role.delay)}." if role.delay else ""
        window = exercise.window
        text(f"You have {exercise.minutes} minutes. The records run from {window.since} up to {window.until}.{late}")
        text(
            "All people, firms, numbers and places are invented. Names and birthplaces were dealt out at random: they say "
            "nothing about who did what, and reasoning that rests on them earns nothing.",
            "soft",
        )
    with ui.element("div").classes("two"):
        with card():
            heading("What you learn")
            for one in exercise.objectives:
                text(f"• {one}")
        with card():
            heading("What you are asked")
            for question in exercise.questions:
                text(f"• {question.text}")
            if exercise.modules:
                heading("Programme")
                for number, module in enumerate(exercise.modules, 1):
                    text(f"{number}. {module.title}, {module.minutes} minutes. {module.aim}".strip())
    if exercise.asks("entities") or exercise.asks("steps"):
        with card():
            heading("Words of the answer sheet")
            for part, meaning in MEANINGS.items() if exercise.asks("entities") else ():
                text(f"{part.replace('_', ' ')}: {meaning}")
            for number, (step, meaning) in STEPS.items() if exercise.asks("steps") else ():
                text(f"step {number}, {step}: {meaning}")
    return lambda: None


def inbox_panel(room: Room, desk: TeamDesk) -> Callable[[], None]:
    """What has come in."""
    with card():
        heading("Inbox")
        box = ui.element("div")
    shown: list[Any] = [None]

    def fill() -> None:
        found = desk.inbox()
        if shown[0] == found:
            return
        shown[0] = found
        box.clear()
        with box:
            if not found:
                text("Nothing has come in yet.", "soft")
            for message, opened in found:
                with ui.element("article").classes("item" if opened else "item fresh"):
                    text(f"{spoken(message.at)} · {message.channel} · {message.sender}", "soft")
                    text(message.content)
                    if not opened:
                        with tools():
                            button("Mark as read", in_turn(partial(desk.open, message.number), fill), quiet=True)

    fill()
    return fill


def evidence_panel(room: Room, desk: TeamDesk) -> Callable[[], None]:
    """Tables with search, filter and order. Only the rows on show leave the server."""
    tables = desk.tables()
    state = {"first": 0, "count": -1}

    def titles() -> dict[str, str]:
        return {view: f"{one.title} ({len(one.rows)})" for view, one in desk.tables().items()}

    with card():
        with tools():
            view = (
                ui.select(titles(), value=next(iter(tables)), label="Records").classes("grow").props("outlined dense")
            )
            search = ui.input("Search in all columns").classes("grow").props("outlined dense debounce=300 clearable")
        with tools():
            column = ui.select([], label="Column").classes("mid").props("outlined dense")
            value = ui.input("contains").classes("mid").props("outlined dense debounce=300 clearable")
            order = ui.select([], label="Sort by").classes("mid").props("outlined dense")
            falling = ui.checkbox("largest or latest first")
        place = ui.element("div").style("width: 100%")
        with tools():
            back = button("Previous", lambda: turn(-PAGE), quiet=True)
            on = button("Next", lambda: turn(PAGE), quiet=True)
            told = text("", "soft").props("role=status")

    def columns() -> None:
        names = list(SOURCES[view.value].fields)
        column.set_options(names, value=names[2])
        order.set_options(names, value="time")
        place.clear()
        with place:
            state["table"] = table(names, [])  # type: ignore[assignment]
        fill(0)

    def turn(by: int) -> None:
        fill(max(state["first"] + by, 0))

    def fill(first: int | None = None) -> None:
        state["first"] = state["first"] if first is None else first
        one = desk.tables().get(view.value)
        if one is None:
            return
        rows = look(
            one, search.value or "", column.value or "", value.value or "", order.value or "time", falling.value
        )
        state["first"] = min(state["first"], max(len(rows) - 1, 0) // PAGE * PAGE)
        shown = rows[state["first"] : state["first"] + PAGE]
        grid: ui.table = state["table"]  # type: ignore[assignment]
        grid.rows = [{name: legible(name, cell) for name, cell in zip(one.columns, row, strict=True)} for row in shown]
        grid.update()
        last = state["first"] + len(shown)
        told.set_text(f"{state['first'] + 1 if shown else 0} to {last} of {len(rows)}")
        back.set_enabled(state["first"] > 0)
        on.set_enabled(last < len(rows))

    def fresh() -> None:
        count = sum(len(one.rows) for one in desk.tables().values())
        if count != state["count"]:
            state["count"] = count
            view.set_options(titles(), value=view.value)
            fill()

    columns()
    view.on_value_change(guarded(columns))
    for control in (search, column, value, order, falling):
        control.on_value_change(guarded(lambda: fill(0)))
    state["count"] = sum(len(one.rows) for one in tables.values())
    return fresh


def result_panel(room: Room, desk: TeamDesk) -> Callable[[], None]:
    """The team's own grade, handed out by the trainer."""
    result = desk.result()
    if result is not None:
        with card():
            heading("Your result")
            show_grade(result)
    return lambda: None


def show_grade(result: Mapping[str, Any]) -> None:
    """A marked sheet: the score, its parts, and a remark on every answer."""
    ui.label(f"{result['score']:g} of 100").classes("big")
    rows = [
        {
            "part": one.get("name", ""),
            "points": f"{one.get('points', one.get('score', 0)):g}",
            "of": f"{one.get('of', 0):g}",
        }
        for one in result.get("sections", [])
    ]
    table(("part", "points", "of"), rows, key="part")
    told: set[str] = set()
    for remark in result.get("feedback", []):
        with ui.element("div").classes("item"):
            with tools():
                verdict = str(remark.get("verdict", ""))
                ui.label({"human": "for a human to mark"}.get(verdict, verdict)).classes(f"chip {verdict}")
                text(f"{remark.get('section', '')}: {remark.get('item', '')}")
            text(str(remark.get("text", "")))
            if evidence := remark.get("evidence"):
                text(
                    f"Shown by {', '.join(mixed(evidence)[:FEW])}"
                    + (f" and {len(evidence) - FEW} more" if len(evidence) > FEW else ""),
                    "soft",
                )
            if remark.get("source"):
                fact = str(remark.get("fact", ""))
                text(f"{fact}: {'as above' if fact in told else remark['source']}", "soft")
                told.add(fact)
