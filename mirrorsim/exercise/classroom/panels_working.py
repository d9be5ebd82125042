"""Parts of the workspace where the team acts: requests, the hypothesis board, decisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from nicegui import ui

from mirrorsim.exercise.classroom.components import (
    ClassroomContext,
    button,
    card,
    clock_text,
    confirmed,
    heading,
    sequence,
    text,
    toolbar,
)
from mirrorsim.exercise.classroom.session_records import BoardNote, DecisionTaken, RequestMade
from mirrorsim.exercise.classroom.team_workspace import STANDINGS, TeamWorkspace
from mirrorsim.exercise.evidence.wording import count_of
from mirrorsim.units.time import format_duration

T = TypeVar("T")

VERBS = {"freeze": "freeze an account", "watch": "watch a person", "hold": "hold a container"}


def _redrawn_on_change(fetch: Callable[[], T], draw: Callable[[T], None]) -> Callable[[], None]:
    """A list that is drawn again only when it says something else."""
    box = ui.element("div").style("width: 100%")
    shown: list[T | None] = [None]

    def fill() -> None:
        found = fetch()
        if found == shown[0]:
            return
        shown[0] = found
        box.clear()
        with box:
            draw(found)

    fill()
    return fill


def requests_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """What may be asked for, at a cost and with a delay."""
    offers = workspace.offers()
    with card():
        heading("Ask for records")
        text(
            "An answer comes only when the legal basis is the right one. It shows what there was on the day it was written.",
            "soft",
        )
        label = {
            name: f"{one.title} ({count_of(one.cost, 'point')}, answer after {format_duration(one.delay)})"
            for name, one in offers.items()
        }
        what = ui.select(label, label="What you ask for", value=next(iter(label))).props("outlined dense")
        basis = ui.select(workspace.bases(), label="Legal basis").props("outlined dense")

        def ask() -> None:
            accepted = workspace.ask(str(what.value), str(basis.value or ""))
            said = "The request is on its way." if accepted else "Refused: this basis does not suffice."
            ui.notify(said, type="positive" if accepted else "warning", position="top")
            fill()

        with toolbar():
            button("Send the request", ask)

    def draw(found: tuple[list[RequestMade], int | None, list[bool]]) -> None:
        made, left, _ = found
        if left is not None:
            text(f"{count_of(left, 'point is', 'points are')} left.")
        if not made:
            text("Nothing has been asked for.", "soft")
        for one in made:
            with ui.element("article").classes("item"):
                text(f"{offers[one.name].title if one.name in offers else one.name}: {one.basis}")
                asked = f"Asked {clock_text(one.at)}. "
                if one.due is None:
                    text(asked + "Refused: the legal basis does not suffice.", "warned")
                else:
                    come = (
                        "The answer lies under Evidence."
                        if one.due <= workspace.clock()[0]
                        else f"The answer comes {clock_text(one.due)}."
                    )
                    text(asked + come, "soft")

    def fetch() -> tuple[list[RequestMade], int | None, list[bool]]:
        made, now = workspace.requests(), workspace.clock()[0]
        return made, workspace.points_left(), [one.due is not None and one.due <= now for one in made]

    with card():
        heading("Requests made")
        fill = _redrawn_on_change(fetch, draw)
    return fill


def board_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """Hypotheses and notes that the whole team shares."""
    with card():
        heading("Hypotheses and notes")
        content = ui.textarea("What do you think is going on, and which records say so?").props(
            "outlined autogrow maxlength=4000"
        )

        def pin() -> None:
            workspace.note(content.value or "")
            content.set_value("")
            fill()

        with toolbar():
            button("Put it on the board", pin)

    def stand(note: int, standing: str) -> None:
        workspace.set_standing(note, standing)
        fill()

    def draw(found: list[BoardNote]) -> None:
        if not found:
            text("The board is empty.", "soft")
        for one in reversed(found):
            with ui.element("article").classes("item"):
                text(one.content)
                with toolbar():
                    text(clock_text(one.at), "soft")
                    ui.select(
                        list(STANDINGS), value=one.standing, label="How it stands",
                        on_change=lambda event, note=one.id: stand(note, str(event.value)),
                    ).classes("mid").props("outlined dense")  # fmt: skip
                    button(
                        "Take it down",
                        confirmed("Take this note down for the whole team?", "Take it down",
                                  sequence(partial(workspace.set_standing, one.id, ""), lambda: fill())),
                        quiet=True,
                    )  # fmt: skip

    with card():
        heading("On the board")
        fill = _redrawn_on_change(workspace.notes, draw)
    return fill


def decisions_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """Freeze, watch or hold, from a day on."""
    terms = context.session.material.exercise.decisions
    with card():
        heading("Decide")
        text(
            f"Not more than {terms.most} decisions; from {workspace.earliest()} on. The season is run again with your decisions "
            "and nothing else changed: what they stop counts for you, the honest people they hit count against you.",
            "soft",
        )
        with toolbar():
            action = ui.select(
                {one: VERBS[one] for one in terms.allowed}, value=terms.allowed[0], label="What"
            ).classes("mid")
            action.props("outlined dense")
            target = (
                ui.input("Account, person or paper, as the evidence names it")
                .classes("grow")
                .props("outlined dense maxlength=200")
            )
            since = (
                ui.input("From this day on", value=workspace.earliest().isoformat())
                .classes("mid")
                .props("outlined dense type=date")
            )
        reason = ui.input("Why, in a few words").props("outlined dense maxlength=500")

        def decide() -> None:
            workspace.decide(str(action.value), target.value or "", since.value or "", reason.value or "")
            target.set_value("")
            reason.set_value("")
            fill()

        with toolbar():
            button("Decide", decide)

    def draw(found: list[DecisionTaken]) -> None:
        if not found:
            text("Nothing has been decided.", "soft")
        for one in found:
            with ui.element("article").classes("item"):
                text(f"{VERBS.get(one.action, one.action).capitalize()}: {one.target}, from {one.since}")
                text(f"Decided {clock_text(one.at)}. {one.reason}", "soft")
                if one.withdrawn:
                    text(f"Withdrawn {clock_text(one.withdrawn)}.", "warned")
                else:
                    with toolbar():
                        button("Withdraw", sequence(partial(workspace.withdraw, one.id), lambda: fill()), quiet=True)

    with card():
        heading("Decisions taken")
        fill = _redrawn_on_change(workspace.decisions, draw)
    return fill
