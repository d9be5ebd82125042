"""The after-action review: the true flow replayed, beside what each team had seen and decided, and the grades."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from nicegui import ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.components import (
    STATES,
    Room,
    bar,
    browser,
    button,
    card,
    dress,
    heading,
    in_turn,
    spoken,
    table,
    text,
    tools,
)  # fmt: skip
from mirrorsim.exercise.classroom.join_page import login
from mirrorsim.exercise.classroom.panels_reading import show_grade
from mirrorsim.exercise.classroom.panels_working import VERBS
from mirrorsim.exercise.classroom.replay import (
    COLOURS,
    KINDS,
    STEPS,
    drawing,
    moments,
    scheme_records,
    true_flow,
    until,
)
from mirrorsim.exercise.classroom.slider import Slider
from mirrorsim.exercise.classroom.trainer_console import TrainerDesk
from mirrorsim.exercise.evidence.wording import count_of, group_thousands

FRAME = 0.7
"""Seconds that a picture of the replay stands."""
PICTURES = 60
LATEST = 15


def review_page(room: Room) -> None:
    """The page at /trainer/review."""
    desk = TrainerDesk(room.session, browser())
    try:
        now, state = desk.clock()
    except Refused:
        login(room)
        return
    exercise = room.session.material.exercise
    if state != "closed":
        ui.navigate.to("/trainer")
        return
    dress(f"Review: {exercise.title}")
    clock, standing = bar(exercise.title, "After-action review")
    clock.set_text(spoken(now))
    standing.set_text(STATES[state])
    key = room.key()
    flow = desk.flow(lambda: true_flow(key))
    with ui.element("div").classes("sheet"):
        _replay(room, desk, key, flow)
        with card():
            with tools():
                heading("Grades")
                told = text("", "soft").props("role=status")
                release = button(
                    "Show every team its own grade",
                    in_turn(desk.release, lambda: told.set_text("The teams see their grades.")),
                )
            box = ui.element("div").style("width: 100%")
        with tools():
            button("Back to the teams", lambda: ui.navigate.to("/trainer"), quiet=True)

    def draw() -> None:
        box.clear()
        with box:
            for team in room.session.teams():
                grade = desk.grade_of(team.id)
                score = f"{grade['score']:g} of 100" if grade else "being graded"
                with ui.expansion(f"{team.name}: {score}").classes("full-width"):
                    if grade:
                        show_grade(grade)
        release.set_enabled(not desk.ungraded())
        if desk.released():
            told.set_text("The teams see their grades.")

    draw()
    grade_all(room, desk, draw)


def grade_all(room: Room, desk: TrainerDesk, then: Callable[[], None]) -> None:
    """Grade what is not graded yet, one sheet after the other, while the page stays alive."""

    async def work() -> None:
        timer.deactivate()
        while waiting := desk.ungraded():
            team = waiting[0]
            try:
                result = await asyncio.to_thread(room.grade, desk.sheet(team.id))
            except Exception as error:
                result = {
                    "score": 0,
                    "sections": [],
                    "feedback": [{"verdict": "human", "text": f"could not be graded: {error}"}],
                }
            desk.keep_grade(team.id, result)
            then()

    timer = ui.timer(0.1, work)


def _replay(room: Room, desk: TrainerDesk, key: dict[str, Any], flow: list[dict[str, Any]]) -> None:
    times = moments(flow)
    if not times:
        text("Nothing happened in the window.")
        return
    # what was decided once the records had ended belongs to it as well
    first, last = times[0], max(times[-1], desk.clock()[0])
    scheme = scheme_records(key)
    step = (last - first) / PICTURES
    with card():
        heading("What truly happened")
        with tools():
            button("Earlier", lambda: slider.move(slider.value - 1), quiet=True)
            button("Later", lambda: slider.move(slider.value + 1), quiet=True)
            play = button("Play", lambda: turn(), icon="play_arrow")
            slider = Slider("Moment of the replay", PICTURES, PICTURES, lambda: show())
            at = ui.label("").classes("mono").props("role=status")
        with tools():
            for number in sorted({int(one["step"]) for one in flow}):
                ui.label(STEPS.get(number, str(number))).classes("chip").style(
                    f"border-left: 12px solid {COLOURS.get(number, '#5c6a77')}"
                )
        chart = ui.echart(drawing(key, last), renderer="svg").classes("chart")
        chart.props("role=img aria-label='The flow up to the moment; the table below says the same'")
    teams = card()
    with card():
        heading("The latest events")
        events = table(("at", "step", "deal", "kind", "from", "to", "usd", "cny", "records"), [], key="n")

    def show() -> None:
        moment = last if slider.value >= PICTURES else first + step * slider.value
        at.set_text(spoken(moment))
        slider.says(spoken(moment))
        chart.options.clear()
        chart.options.update(drawing(key, moment))
        chart.update()
        happened = until(flow, moment)
        numbered = list(enumerate(happened))[-LATEST:]
        events.rows = [{**one, "n": n, "kind": KINDS.get(one["kind"], one["kind"]),
                        "usd": group_thousands(one["usd"]), "cny": group_thousands(one["cny"]), "records": ", ".join(one["records"])}
                       for n, one in reversed(numbered)]  # fmt: skip
        events.update()
        teams.clear()
        with teams:
            heading("What each team had seen and decided by then")
            _beside(room, desk, scheme, moment)

    def turn() -> None:
        timer.active = not timer.active
        play.set_text("Stop" if timer.active else "Play")
        if timer.active and slider.value >= PICTURES:
            slider.move(0)

    def onward() -> None:
        if slider.value >= PICTURES:
            turn()
        else:
            slider.move(slider.value + 1)

    timer = ui.timer(FRAME, onward, active=False)
    show()


def _beside(room: Room, desk: TrainerDesk, scheme: set[str], moment: datetime) -> None:
    records = desk.written(scheme, moment)
    rows = []
    for team in room.session.teams():
        seen = desk.had_seen(team.id, moment, records)
        decided = [
            f"{VERBS.get(one['action'], one['action'])}: {one['target']}" + (" (withdrawn)" if one["withdrawn"] else "")
            for one in desk.decided(team.id, moment)
        ]
        part = (
            f"{len(seen)} of {count_of(len(records), 'record')} of the scheme"
            if records
            else "no record was written yet"
        )
        rows.append({"team": team.name, "had seen": part, "had decided": "; ".join(decided) or "nothing"})
    if rows:
        table(("team", "had seen", "had decided"), rows, key="team")
    else:
        text("There were no teams.", "soft")
