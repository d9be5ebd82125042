"""The trainer's view: the clock, the teams, the injects, and the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from nicegui import ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.components import (
    BEAT,
    STATES,
    Room,
    bar,
    browser,
    button,
    card,
    confirmed,
    dress,
    guarded,
    heading,
    in_turn,
    spoken,
    table,
    text,
    tools,
)  # fmt: skip
from mirrorsim.exercise.classroom.join_page import login
from mirrorsim.exercise.classroom.panels_working import VERBS
from mirrorsim.exercise.classroom.trainer_console import TrainerDesk

COLUMNS = ("team", "role", "code", "sheet", "answers", "decisions", "read", "records", "requests", "notes", "seats")


def trainer_page(room: Room) -> None:
    """The page at /trainer."""
    desk = TrainerDesk(room.session, browser())
    try:
        desk.clock()
    except Refused:
        login(room)
        return
    exercise = room.session.material.exercise
    dress(f"Trainer: {exercise.title}")
    clock, state = bar(exercise.title, "Trainer")
    with ui.element("div").classes("sheet"):
        _clock_card(desk)
        with card():
            heading("Teams")
            grid = table(COLUMNS, [], key="team")
            _team_form(room, desk, lambda: beat())
        with ui.element("div").classes("two"):
            with card():
                heading("A team's work")
                look = _work(desk)
            with card():
                heading("Send a message")
                targets = _message_form(desk)
        with card():
            heading("Injects")
            injects = ui.element("div")
        with ui.element("footer").classes("tools"):
            button("Leave the trainer's desk", in_turn(desk.leave, lambda: ui.navigate.to("/")), quiet=True)
    shown: dict[str, Any] = {"closed": room.session.state == "closed"}

    def beat() -> None:
        try:
            now, going = desk.clock()
            teams = desk.teams()
        except Refused:
            ui.navigate.reload()
            return
        if (going == "closed") != shown["closed"]:
            ui.navigate.reload()
            return
        clock.set_text(spoken(now))
        state.set_text(STATES[going])
        rows = [_row(room, one) for one in teams]
        if rows != grid.rows:
            grid.rows = rows
            grid.update()
        names = {one["team"].id: one["team"].name for one in teams}
        targets(names)
        look(teams)
        come = [arrived for _, arrived in desk.injects()]
        if come != shown.get("injects"):
            shown["injects"] = come
            _injects(injects, desk, room.session.material.title)

    beat()
    ui.timer(BEAT, beat)


def _clock_card(desk: TrainerDesk) -> None:
    with card(), tools():
        if desk.clock()[1] == "closed":
            heading("The exercise is closed")
            button("After-action review", lambda: ui.navigate.to("/trainer/review"), icon="movie")
            return
        button("Start", lambda: desk.turn("running"), icon="play_arrow")
        button("Pause", lambda: desk.turn("paused"), icon="pause")
        for label, by in (
            ("+1 hour", timedelta(hours=1)),
            ("+6 hours", timedelta(hours=6)),
            ("+1 day", timedelta(days=1)),
        ):
            button(label, lambda by=by: desk.advance(by), quiet=True)
        button("To the next inject", desk.to_next, quiet=True)
        close = confirmed(
            "Close the exercise? No team can change anything afterwards.", "Close it",
            guarded(in_turn(desk.end, lambda: ui.navigate.to("/trainer/review"))),
        )  # fmt: skip
        button("Close the exercise", close).props("color=accent")


def _row(room: Room, one: dict[str, Any]) -> dict[str, str]:
    team, sheet = one["team"], one["sheet"]
    answers = len(sheet["entities"]) + len(sheet["steps"]) + len(sheet["mirror_match"])
    answers += sum(bool(part) for part in sheet["narrative"].values())
    grade = one["grade"]
    standing = f"{grade['score']:g} of 100" if grade else "handed in" if team.submitted else "open"
    return {
        "team": team.name,
        "role": room.session.material.title(team.role),
        "code": team.code,
        "seats": str(one["seats"]),
        "records": f"{one['records']:,}",
        "read": f"{one['opened']} of {one['messages']}",
        "requests": str(one["requests"]),
        "notes": str(one["notes"]),
        "decisions": str(sum(not each["withdrawn"] for each in one["decisions"])),
        "answers": str(answers),
        "sheet": standing,
    }


def _team_form(room: Room, desk: TrainerDesk, then: Any) -> None:
    if desk.clock()[1] == "closed":
        return
    roles = {role: room.session.material.title(role) for role in room.session.material.exercise.roles}
    with tools():
        name = ui.input("Name of a new team").classes("grow").props("outlined dense maxlength=60")
        role = ui.select(roles, value=next(iter(roles)), label="Role").classes("grow").props("outlined dense")

        def add() -> None:
            desk.add_team(name.value or "", str(role.value))
            name.set_value("")
            then()

        name.on("keydown.enter", guarded(add))
        button("Add the team", add)


def _message_form(desk: TrainerDesk) -> Any:
    target = ui.select({0: "all teams"}, value=0, label="To").props("outlined dense")
    sender = ui.input("From", value="Exercise control").props("outlined dense maxlength=80")
    content = ui.textarea("Message").props("outlined autogrow maxlength=4000")

    def send() -> None:
        desk.send(int(target.value) or None, sender.value or "", content.value or "")
        content.set_value("")
        ui.notify("Sent.", type="positive", position="top")

    with tools():
        button("Send it now", send)

    def known(names: dict[int, str]) -> None:
        options = {0: "all teams", **names}
        if options != target.options:
            target.set_options(options, value=target.value if target.value in options else 0)

    return known


def _work(desk: TrainerDesk) -> Any:
    chosen = ui.select({}, label="Team").props("outlined dense")
    box = ui.element("div")
    shown: list[Any] = [None]

    def look(teams: list[dict[str, Any]] | None = None) -> None:
        teams = desk.teams() if teams is None else teams
        names = {one["team"].id: one["team"].name for one in teams}
        if names != chosen.options:
            chosen.set_options(names, value=chosen.value if chosen.value in names else next(iter(names), None))
        one = next((one for one in teams if one["team"].id == chosen.value), None)
        key = (
            None
            if one is None
            else json.dumps([one["sheet"], one["decisions"], bool(one["team"].submitted)], default=str)
        )
        if key == shown[0]:
            return
        shown[0] = key
        box.clear()
        if one is None:
            return
        with box:
            for decision in one["decisions"]:
                gone = " (withdrawn)" if decision["withdrawn"] else ""
                text(f"{spoken(datetime.fromisoformat(decision['at']))}: {VERBS.get(decision['action'], decision['action'])}, "
                     f"{decision['target']}, from {decision['since']}{gone}. {decision['reason']}")  # fmt: skip
            _sheet(one["sheet"])
            if one["team"].submitted and desk.clock()[1] != "closed":
                with tools():
                    button("Give the sheet back", lambda: desk.reopen(one["team"].id), quiet=True)

    chosen.on_value_change(guarded(lambda: look()))
    return look


def _sheet(sheet: dict[str, Any]) -> None:
    said = False
    for section in ("entities", "steps", "mirror_match"):
        for line in sheet[section]:
            said = True
            parts = [", ".join(part) if isinstance(part, list) else str(part) for part in line.values() if part]
            text(f"{section.replace('_', ' ')}: {' · '.join(parts)}")
    for name, part in sheet["narrative"].items():
        if part:
            said = True
            text(f"{name}: {part}")
    if not said:
        text("The answer sheet is empty so far.", "soft")


def _injects(box: ui.element, desk: TrainerDesk, title: Callable[[str], str]) -> None:
    box.clear()
    with box:
        for message, come in desk.injects():
            with ui.element("article").classes("item"):
                to = ", ".join(map(title, message.to)) or "everybody"
                text(f"No. {message.number} · {spoken(message.at)} · {message.channel} · {message.sender} · to {to} · "
                     f"{'has come in' if come else 'still to come'}", "soft")  # fmt: skip
                text(message.content)
                if message.expected:
                    text(f"Expected: {message.expected}", "soft")
