"""The door: a team's code, or the trainer's password."""

from __future__ import annotations

from nicegui import ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.components import (
    Room,
    bar,
    browser,
    button,
    card,
    dress,
    guarded,
    heading,
    source,
    text,
)
from mirrorsim.exercise.classroom.team_workspace import TeamDesk


def join_page(room: Room) -> None:
    """The page at /: where teams come in."""
    exercise, here, address = room.session.material.exercise, browser(), source()
    dress(exercise.title)
    bar(exercise.title, "Join your team")
    with ui.element("div").classes("sheet").style("max-width: 560px"):
        try:
            team = TeamDesk(room.session, here).team
        except Refused:
            team = None
        with card():
            heading("Your team's code")
            text("Your trainer has given each team a code of eight letters and digits.", "soft")
            code = ui.input("Team code").props("outlined autofocus autocomplete=off maxlength=12").classes("code")

            def join() -> None:
                room.session.access.join(here, code.value or "", address)
                ui.navigate.to("/desk")

            code.on("keydown.enter", guarded(join))
            button("Join", join)
        if team is not None:
            with card():
                text(f"This browser already sits in the team {team.name}.")
                button("Go to the desk", lambda: ui.navigate.to("/desk"), quiet=True)
        ui.link("I am the trainer", "/trainer").style("color: #0b4f6c")


def login(room: Room) -> None:
    """The trainer's door, shown in place of the trainer's pages."""
    here, address = browser(), source()
    dress("Trainer")
    bar(room.session.material.exercise.title, "Trainer")
    with ui.element("div").classes("sheet").style("max-width: 560px"), card():
        heading("The trainer's password")
        text("It was given or printed when the server was started.", "soft")
        password = ui.input("Password", password=True).props("outlined autofocus autocomplete=current-password")

        def enter() -> None:
            room.session.access.enter(here, password.value or "", address)
            ui.navigate.reload()

        password.on("keydown.enter", guarded(enter))
        button("Come in", enter)
