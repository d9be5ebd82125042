"""The door: a team's code, or the trainer's password."""

from __future__ import annotations

from nicegui import ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.components import (
    ClassroomContext,
    browser,
    button,
    card,
    header_bar,
    heading,
    leave_page,
    set_up_page,
    showing_refusals,
    source,
    text,
)
from mirrorsim.exercise.classroom.team_workspace import TeamWorkspace


def join_page(context: ClassroomContext) -> None:
    """The page at /: where teams come in."""
    exercise, here, address = context.session.material.exercise, browser(), source()
    set_up_page(exercise.title)
    header_bar(exercise.title, "Join your team")
    with ui.element("div").classes("sheet").style("max-width: 560px"):
        try:
            team = TeamWorkspace(context.session, here).team
        except Refused:
            team = None
        with card():
            heading("Your team's code")
            text("Your trainer has given each team a code of eight letters and digits.", "soft")
            code = ui.input("Team code").props("outlined autofocus autocomplete=off maxlength=12").classes("code")

            def join() -> None:
                context.session.access.join(here, code.value or "", address)
                leave_page("/desk")

            code.on("keydown.enter", showing_refusals(join))
            button("Join", join)
        if team is not None:
            with card():
                text(f"This browser already sits in the team {team.name}.")
                button("Go to the desk", lambda: leave_page("/desk"), quiet=True)
        ui.link("I am the trainer", "/trainer").style("color: #0b4f6c")


def login(context: ClassroomContext) -> None:
    """The trainer's door, shown in place of the trainer's pages."""
    here, address = browser(), source()
    set_up_page("Trainer")
    header_bar(context.session.material.exercise.title, "Trainer")
    with ui.element("div").classes("sheet").style("max-width: 560px"), card():
        heading("The trainer's password")
        text("It was given or printed when the server was started.", "soft")
        password = ui.input("Password", password=True).props("outlined autofocus autocomplete=current-password")

        def enter() -> None:
            context.session.access.enter(here, password.value or "", address)
            leave_page()

        password.on("keydown.enter", showing_refusals(enter))
        button("Come in", enter)
