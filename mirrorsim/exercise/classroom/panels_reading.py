"""Parts of the workspace that are read: briefing, inbox, evidence, and at the end the result."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from mirrorsim.exercise.classroom.components import (
    ClassroomContext,
    button,
    card,
    clock_text,
    heading,
    readable_cell,
    sequence,
    showing_refusals,
    table,
    text,
    toolbar,
)
from mirrorsim.exercise.classroom.exploration import search_records
from mirrorsim.exercise.classroom.team_workspace import TeamWorkspace
from mirrorsim.exercise.evidence.activity import MEANINGS, STEPS
from mirrorsim.exercise.evidence.wording import cited
from mirrorsim.exercise.marking.marks import GradeReport
from mirrorsim.scenario.evidence import SOURCES
from mirrorsim.units.time import format_duration

PAGE = 50
"""Rows shown at a time."""


def briefing_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """What the team is told at the start."""
    exercise, team = context.session.material.exercise, workspace.team
    role = exercise.roles[team.role]  # type: ignore[index]
    with card():
        heading(context.session.material.title(team.role))
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


def inbox_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """What has come in."""
    with card():
        heading("Inbox")
        box = ui.element("div")
    shown: list[Any] = [None]

    def fill() -> None:
        found = workspace.inbox()
        if shown[0] == found:
            return
        shown[0] = found
        box.clear()
        with box:
            if not found:
                text("Nothing has come in yet.", "soft")
            for message, opened in found:
                with ui.element("article").classes("item" if opened else "item fresh"):
                    text(f"{clock_text(message.at)} · {message.channel} · {message.sender}", "soft")
                    text(message.content)
                    if not opened:
                        with toolbar():
                            button("Mark as read", sequence(partial(workspace.open, message.number), fill), quiet=True)

    fill()
    return fill


def evidence_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """Tables with search, filter and order. Only the rows on show leave the server."""
    tables = workspace.tables()
    state = {"first": 0, "count": -1}

    def titles() -> dict[str, str]:
        return {view: f"{one.title} ({len(one.rows)})" for view, one in workspace.tables().items()}

    with card():
        with toolbar():
            view = (
                ui.select(titles(), value=next(iter(tables)), label="Records").classes("grow").props("outlined dense")
            )
            search = ui.input("Search in all columns").classes("grow").props("outlined dense debounce=300 clearable")
        with toolbar():
            column = ui.select([], label="Column").classes("mid").props("outlined dense")
            value = ui.input("contains").classes("mid").props("outlined dense debounce=300 clearable")
            order = ui.select([], label="Sort by").classes("mid").props("outlined dense")
            falling = ui.checkbox("largest or latest first")
        place = ui.element("div").style("width: 100%")
        with toolbar():
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
        one = workspace.tables().get(view.value)
        if one is None:
            return
        rows = search_records(
            one, search.value or "", column.value or "", value.value or "", order.value or "time", falling.value
        )
        state["first"] = min(state["first"], max(len(rows) - 1, 0) // PAGE * PAGE)
        shown = rows[state["first"] : state["first"] + PAGE]
        grid: ui.table = state["table"]  # type: ignore[assignment]
        grid.rows = [
            {name: readable_cell(name, cell) for name, cell in zip(one.columns, row, strict=True)} for row in shown
        ]
        grid.update()
        last = state["first"] + len(shown)
        told.set_text(f"{state['first'] + 1 if shown else 0} to {last} of {len(rows)}")
        back.set_enabled(state["first"] > 0)
        on.set_enabled(last < len(rows))

    def fresh() -> None:
        count = sum(len(one.rows) for one in workspace.tables().values())
        if count != state["count"]:
            state["count"] = count
            view.set_options(titles(), value=view.value)
            fill()

    columns()
    view.on_value_change(showing_refusals(columns))
    for control in (search, column, value, order, falling):
        control.on_value_change(showing_refusals(lambda: fill(0)))
    state["count"] = sum(len(one.rows) for one in tables.values())
    return fresh


def result_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """The team's own grade, handed out by the trainer."""
    result = workspace.grade()
    if result is not None:
        with card():
            heading("Your result")
            show_grade(result)
    return lambda: None


def show_grade(report: GradeReport) -> None:
    """A marked sheet: the score, its sections, and a remark on every answer."""
    ui.label(f"{report.score:g} of 100").classes("big")
    rows = [{"part": one.name, "points": f"{one.points:g}", "of": f"{one.of:g}"} for one in report.sections]
    table(("part", "points", "of"), rows, key="part")
    named: set[str] = set()
    for remark in report.feedback:
        with ui.element("div").classes("item"):
            with toolbar():
                verdict = "for a human to mark" if remark.verdict == "human" else remark.verdict
                ui.label(verdict).classes(f"chip {remark.verdict}")
                text(f"{remark.section}: {remark.item}")
            text(remark.text)
            if remark.evidence:
                text(f"Shown by {cited(remark.evidence)}", "soft")
            if remark.source:
                text(f"{remark.fact}: {'as above' if remark.fact in named else remark.source}", "soft")
                named.add(remark.fact)
