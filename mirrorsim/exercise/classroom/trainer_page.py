"""The trainer's view: the clock, the teams, the injects, and the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from nicegui import ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.components import (
    REFRESH_SECONDS,
    STATES,
    ClassroomContext,
    browser,
    button,
    card,
    clock_text,
    confirmed,
    header_bar,
    heading,
    leave_page,
    sequence,
    set_up_page,
    showing_refusals,
    table,
    text,
    toolbar,
)  # fmt: skip
from mirrorsim.exercise.classroom.join_page import login
from mirrorsim.exercise.classroom.panels_working import VERBS
from mirrorsim.exercise.classroom.sheet_drafts import SheetDraft
from mirrorsim.exercise.classroom.trainer_console import TeamStatus, TrainerConsole

COLUMNS = ("team", "role", "code", "sheet", "answers", "decisions", "read", "records", "requests", "notes", "seats")


def trainer_page(context: ClassroomContext) -> None:
    """The page at /trainer."""
    console = TrainerConsole(context.session, browser())
    try:
        console.clock()
    except Refused:
        login(context)
        return
    exercise = context.session.material.exercise
    set_up_page(f"Trainer: {exercise.title}")
    clock, state = header_bar(exercise.title, "Trainer")
    with ui.element("div").classes("sheet"):
        _clock_card(console)
        with card():
            heading("Teams")
            grid = table(COLUMNS, [], key="team")
            _team_form(context, console, lambda: refresh())
        with ui.element("div").classes("two"):
            with card():
                heading("A team's work")
                show_work = _work(console)
            with card():
                heading("Send a message")
                targets = _message_form(console)
        with card():
            heading("Injects")
            injects = ui.element("div")
        with ui.element("footer").classes("tools"):
            button("Leave the trainer's desk", sequence(console.leave, lambda: leave_page("/")), quiet=True)
    closed = context.session.state == "closed"
    shown_injects: list[bool] = []

    def refresh() -> None:
        try:
            now, going = console.clock()
            teams = console.teams()
        except Refused:
            leave_page()
            return
        if (going == "closed") != closed:
            leave_page()
            return
        clock.set_text(clock_text(now))
        state.set_text(STATES[going])
        rows = [_row(context, status) for status in teams]
        if rows != grid.rows:
            grid.rows = rows
            grid.update()
        names = {status.team.id: status.team.name for status in teams}
        targets(names)
        show_work(teams)
        come = [arrived for _, arrived in console.injects()]
        if come != shown_injects:
            shown_injects[:] = come
            _injects(injects, console, context.session.material.title)

    refresh()
    ui.timer(REFRESH_SECONDS, refresh)


def _clock_card(console: TrainerConsole) -> None:
    with card(), toolbar():
        if console.clock()[1] == "closed":
            heading("The exercise is closed")
            button("After-action review", lambda: leave_page("/trainer/review"), icon="movie")
            return
        button("Start", lambda: console.set_state("running"), icon="play_arrow")
        button("Pause", lambda: console.set_state("paused"), icon="pause")
        for label, by in (
            ("+1 hour", timedelta(hours=1)),
            ("+6 hours", timedelta(hours=6)),
            ("+1 day", timedelta(days=1)),
        ):
            button(label, lambda by=by: console.advance(by), quiet=True)
        button("To the next inject", console.to_next, quiet=True)
        close = confirmed(
            "Close the exercise? No team can change anything afterwards.", "Close it",
            showing_refusals(sequence(console.end, lambda: leave_page("/trainer/review"))),
        )  # fmt: skip
        button("Close the exercise", close).props("color=accent")


def _row(context: ClassroomContext, status: TeamStatus) -> dict[str, str]:
    team, grade = status.team, status.grade
    standing = f"{grade.score:g} of 100" if grade else "handed in" if team.submitted else "open"
    return {
        "team": team.name,
        "role": context.session.material.title(team.role),
        "code": team.code,
        "seats": str(status.seats),
        "records": f"{status.records:,}",
        "read": f"{status.opened} of {status.messages}",
        "requests": str(status.requests),
        "notes": str(status.notes),
        "decisions": str(sum(not decision.withdrawn for decision in status.decisions)),
        "answers": str(status.sheet.answers),
        "sheet": standing,
    }


def _team_form(context: ClassroomContext, console: TrainerConsole, then: Callable[[], None]) -> None:
    if console.clock()[1] == "closed":
        return
    roles = {role: context.session.material.title(role) for role in context.session.material.exercise.roles}
    with toolbar():
        name = ui.input("Name of a new team").classes("grow").props("outlined dense maxlength=60")
        role = ui.select(roles, value=next(iter(roles)), label="Role").classes("grow").props("outlined dense")

        def add() -> None:
            console.add_team(name.value or "", str(role.value))
            name.set_value("")
            then()

        name.on("keydown.enter", showing_refusals(add))
        button("Add the team", add)


def _message_form(console: TrainerConsole) -> Callable[[dict[int, str]], None]:
    target = ui.select({0: "all teams"}, value=0, label="To").props("outlined dense")
    sender = ui.input("From", value="Exercise control").props("outlined dense maxlength=80")
    content = ui.textarea("Message").props("outlined autogrow maxlength=4000")

    def send() -> None:
        console.send(int(target.value) or None, sender.value or "", content.value or "")
        content.set_value("")
        ui.notify("Sent.", type="positive", position="top")

    with toolbar():
        button("Send it now", send)

    def known(names: dict[int, str]) -> None:
        options = {0: "all teams", **names}
        if options != target.options:
            target.set_options(options, value=target.value if target.value in options else 0)

    return known


def _work(console: TrainerConsole) -> Callable[[list[TeamStatus]], None]:
    """A chosen team's decisions and sheet; what is returned is called when something may be new."""
    chosen = ui.select({}, label="Team").props("outlined dense")
    box = ui.element("div")
    shown: list[object] = [None]

    def show(teams: list[TeamStatus]) -> None:
        names = {status.team.id: status.team.name for status in teams}
        if names != chosen.options:
            chosen.set_options(names, value=chosen.value if chosen.value in names else next(iter(names), None))
        status = next((status for status in teams if status.team.id == chosen.value), None)
        content = None if status is None else (status.sheet, status.decisions, bool(status.team.submitted))
        if content == shown[0]:
            return
        shown[0] = content
        box.clear()
        if status is None:
            return
        team = status.team
        with box:
            for decision in status.decisions:
                gone = " (withdrawn)" if decision.withdrawn else ""
                what = VERBS.get(decision.action, decision.action)
                text(
                    f"{clock_text(decision.at)}: {what}, {decision.target}, from {decision.since}{gone}. {decision.reason}"
                )
            _show_sheet(status.sheet)
            if team.submitted and console.clock()[1] != "closed":
                with toolbar():
                    button("Give the sheet back", lambda: console.reopen(team.id), quiet=True)

    chosen.on_value_change(showing_refusals(lambda: show(console.teams())))
    return show


def _show_sheet(sheet: SheetDraft) -> None:
    lines: list[tuple[str, Iterable[str]]] = [("entities", line.values()) for line in sheet.entities]
    lines += [("steps", (step.deal, str(step.step), ", ".join(step.records))) for step in sheet.steps]
    lines += [("mirror match", line.values()) for line in sheet.mirror_match]
    for section, fields in lines:
        text(f"{section}: {' · '.join(field for field in fields if field)}")
    for name, part in sheet.narrative.items():
        if part:
            text(f"{name}: {part}")
    if not sheet.answers:
        text("The answer sheet is empty so far.", "soft")


def _injects(box: ui.element, console: TrainerConsole, title: Callable[[str], str]) -> None:
    box.clear()
    with box:
        for message, come in console.injects():
            with ui.element("article").classes("item"):
                to = ", ".join(map(title, message.to)) or "everybody"
                text(f"No. {message.number} · {clock_text(message.at)} · {message.channel} · {message.sender} · to {to} · "
                     f"{'has come in' if come else 'still to come'}", "soft")  # fmt: skip
                text(message.content)
                if message.expected:
                    text(f"Expected: {message.expected}", "soft")
