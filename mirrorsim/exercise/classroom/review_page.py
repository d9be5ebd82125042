"""The after-action review: the true flow replayed, beside what each team had seen and decided, and the grades."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from nicegui import ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.components import (
    STATES,
    ClassroomContext,
    Slider,
    browser,
    button,
    card,
    clock_text,
    header_bar,
    heading,
    leave_page,
    sequence,
    set_up_page,
    table,
    text,
    toolbar,
)  # fmt: skip
from mirrorsim.exercise.classroom.join_page import login
from mirrorsim.exercise.classroom.panels_reading import show_grade
from mirrorsim.exercise.classroom.panels_working import VERBS
from mirrorsim.exercise.classroom.replay import (
    COLOURS,
    KIND_LABELS,
    STEP_LABELS,
    drawing,
    moments,
    scheme_records,
    until,
    value_flow,
)
from mirrorsim.exercise.classroom.trainer_console import TrainerConsole
from mirrorsim.exercise.evidence.wording import count_of, grouped_amount_text
from mirrorsim.exercise.key.answer_key import AnswerKey, FlowEvent
from mirrorsim.exercise.marking.marks import GradeReport, RemarkReport

FRAME = 0.7
"""Seconds that a picture of the replay stands."""
PICTURES = 60
LATEST = 15


def review_page(context: ClassroomContext) -> None:
    """The page at /trainer/review."""
    console = TrainerConsole(context.session, browser())
    try:
        now, state = console.clock()
    except Refused:
        login(context)
        return
    exercise = context.session.material.exercise
    if state != "closed":
        leave_page("/trainer")
        return
    set_up_page(f"Review: {exercise.title}")
    clock, standing = header_bar(exercise.title, "After-action review")
    clock.set_text(clock_text(now))
    standing.set_text(STATES[state])
    key = context.key()
    flow = console.flow(lambda: value_flow(key))
    with ui.element("div").classes("sheet"):
        _replay(context, console, key, flow)
        with card():
            with toolbar():
                heading("Grades")
                told = text("", "soft").props("role=status")
                release = button(
                    "Show every team its own grade",
                    sequence(console.release, lambda: told.set_text("The teams see their grades.")),
                )
            box = ui.element("div").style("width: 100%")
        with toolbar():
            button("Back to the teams", lambda: leave_page("/trainer"), quiet=True)

    def draw() -> None:
        box.clear()
        with box:
            for team in context.session.teams():
                grade = console.grade_of(team.id)
                score = f"{grade.score:g} of 100" if grade else "being graded"
                with ui.expansion(f"{team.name}: {score}").classes("full-width"):
                    if grade:
                        show_grade(grade)
        release.set_enabled(not console.ungraded())
        if console.released():
            told.set_text("The teams see their grades.")

    draw()
    grade_all(context, console, draw)


def grade_all(context: ClassroomContext, console: TrainerConsole, then: Callable[[], None]) -> None:
    """Grade what is not graded yet, one sheet after the other, while the page stays alive."""

    async def work() -> None:
        timer.deactivate()
        while waiting := console.ungraded():
            team = waiting[0]
            try:
                report = await asyncio.to_thread(context.grade, console.sheet(team.id))
            except Exception as error:
                said = RemarkReport(verdict="human", text=f"could not be graded: {error}")
                report = GradeReport(score=0, sections=(), feedback=(said,))
            console.keep_grade(team.id, report)
            then()

    timer = ui.timer(0.1, work)


def _replay(context: ClassroomContext, console: TrainerConsole, key: AnswerKey, flow: list[FlowEvent]) -> None:
    times = moments(flow)
    if not times:
        text("Nothing happened in the window.")
        return
    # what was decided once the records had ended belongs to it as well
    first, last = times[0], max(times[-1], console.clock()[0])
    scheme = scheme_records(key)
    step = (last - first) / PICTURES
    with card():
        heading("What truly happened")
        with toolbar():
            button("Earlier", lambda: slider.move(slider.value - 1), quiet=True)
            button("Later", lambda: slider.move(slider.value + 1), quiet=True)
            play = button("Play", lambda: turn(), icon="play_arrow")
            slider = Slider("Moment of the replay", PICTURES, PICTURES, lambda: show())
            at = ui.label("").classes("mono").props("role=status")
        with toolbar():
            for number in sorted({event.step for event in flow}):
                ui.label(STEP_LABELS.get(number, str(number))).classes("chip").style(
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
        at.set_text(clock_text(moment))
        slider.announce(clock_text(moment))
        chart.options.clear()
        chart.options.update(drawing(key, moment))
        chart.update()
        numbered = list(enumerate(until(flow, moment)))[-LATEST:]
        events.rows = [_event_row(number, event) for number, event in reversed(numbered)]
        events.update()
        teams.clear()
        with teams:
            heading("What each team had seen and decided by then")
            _seen_and_decided(context, console, scheme, moment)

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


def _event_row(number: int, event: FlowEvent) -> dict[str, str | int]:
    return {
        "n": number,
        "at": f"{event.at:%Y-%m-%d %H:%M}",
        "step": event.step,
        "deal": event.deal,
        "kind": KIND_LABELS.get(event.kind, event.kind),
        "from": event.party,
        "to": event.counterparty,
        "usd": grouped_amount_text(event.usd) if event.usd else "",
        "cny": grouped_amount_text(event.cny) if event.cny else "",
        "records": ", ".join(event.records),
    }


def _seen_and_decided(context: ClassroomContext, console: TrainerConsole, scheme: set[str], moment: datetime) -> None:
    records = console.written(scheme, moment)
    rows = []
    for team in context.session.teams():
        seen = console.had_seen(team.id, moment, records)
        decided = [
            f"{VERBS.get(taken.action, taken.action)}: {taken.target}" + (" (withdrawn)" if taken.withdrawn else "")
            for taken in console.decided(team.id, moment)
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
