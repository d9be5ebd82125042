"""Parts of the desk where the team acts: requests, the hypothesis board, decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from nicegui import ui

from mirrorsim.exercise.classroom.components import Room, button, card, confirmed, heading, in_turn, spoken, text, tools
from mirrorsim.exercise.classroom.team_workspace import STANDINGS, TeamDesk
from mirrorsim.exercise.evidence.wording import count_of
from mirrorsim.units.time import format_duration

VERBS = {"freeze": "freeze an account", "watch": "watch a person", "hold": "hold a container"}


def _kept(look: Callable[[], Any], draw: Callable[[Any], None]) -> Callable[[], None]:
    """A list that is drawn again only when it says something else."""
    box = ui.element("div").style("width: 100%")
    shown: list[Any] = [object()]

    def fill() -> None:
        found = look()
        if found == shown[0]:
            return
        shown[0] = found
        box.clear()
        with box:
            draw(found)

    fill()
    return fill


def requests_panel(room: Room, desk: TeamDesk) -> Callable[[], None]:
    """What may be asked for, at a cost and with a delay."""
    offers = desk.offers()
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
        basis = ui.select(desk.bases(), label="Legal basis").props("outlined dense")

        def ask() -> None:
            accepted = desk.ask(str(what.value), str(basis.value or ""))
            said = "The request is on its way." if accepted else "Refused: this basis does not suffice."
            ui.notify(said, type="positive" if accepted else "warning", position="top")
            fill()

        with tools():
            button("Send the request", ask)

    def draw(found: Any) -> None:
        made, left, _ = found
        if left is not None:
            text(f"{count_of(left, 'point is', 'points are')} left.")
        if not made:
            text("Nothing has been asked for.", "soft")
        for one in made:
            with ui.element("article").classes("item"):
                text(f"{offers[one['name']].title if one['name'] in offers else one['name']}: {one['basis']}")
                asked = f"Asked {spoken(datetime.fromisoformat(one['at']))}. "
                if one["due"] is None:
                    text(asked + "Refused: the legal basis does not suffice.", "warned")
                else:
                    due = datetime.fromisoformat(one["due"])
                    come = (
                        "The answer lies under Evidence."
                        if due <= desk.clock()[0]
                        else f"The answer comes {spoken(due)}."
                    )
                    text(asked + come, "soft")

    def look() -> Any:
        made, now = desk.requests(), desk.clock()[0].isoformat()
        return made, desk.left(), [one["due"] is not None and one["due"] <= now for one in made]

    with card():
        heading("Requests made")
        fill = _kept(look, draw)
    return fill


def board_panel(room: Room, desk: TeamDesk) -> Callable[[], None]:
    """Hypotheses and notes that the whole team shares."""
    with card():
        heading("Hypotheses and notes")
        content = ui.textarea("What do you think is going on, and which records say so?").props(
            "outlined autogrow maxlength=4000"
        )

        def pin() -> None:
            desk.note(content.value or "")
            content.set_value("")
            fill()

        with tools():
            button("Put it on the board", pin)

    def draw(found: Any) -> None:
        if not found:
            text("The board is empty.", "soft")
        for one in reversed(found):
            with ui.element("article").classes("item"):
                text(one["content"])
                with tools():
                    text(spoken(datetime.fromisoformat(one["at"])), "soft")
                    ui.select(
                        list(STANDINGS), value=one["standing"], label="How it stands",
                        on_change=lambda event, note=one["id"]: in_turn(lambda: desk.judge(note, str(event.value)), fill)(),
                    ).classes("mid").props("outlined dense")  # fmt: skip
                    button(
                        "Take it down",
                        confirmed("Take this note down for the whole team?", "Take it down",
                                  in_turn(partial(desk.judge, one["id"], ""), lambda: fill())),
                        quiet=True,
                    )  # fmt: skip

    with card():
        heading("On the board")
        fill = _kept(desk.notes, draw)
    return fill


def decisions_panel(room: Room, desk: TeamDesk) -> Callable[[], None]:
    """Freeze, watch or hold, from a day on."""
    terms = room.session.material.exercise.decisions
    with card():
        heading("Decide")
        text(
            f"Not more than {terms.most} decisions; from {desk.earliest()} on. The season is run again with your decisions and "
            "nothing else changed: what they stop counts for you, the honest people they hit count against you.",
            "soft",
        )
        with tools():
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
                ui.input("From this day on", value=desk.earliest().isoformat())
                .classes("mid")
                .props("outlined dense type=date")
            )
        reason = ui.input("Why, in a few words").props("outlined dense maxlength=500")

        def decide() -> None:
            desk.decide(str(action.value), target.value or "", since.value or "", reason.value or "")
            target.set_value("")
            reason.set_value("")
            fill()

        with tools():
            button("Decide", decide)

    def draw(found: Any) -> None:
        if not found:
            text("Nothing has been decided.", "soft")
        for one in found:
            with ui.element("article").classes("item"):
                text(f"{VERBS.get(one['action'], one['action']).capitalize()}: {one['target']}, from {one['since']}")
                told = f"Decided {spoken(datetime.fromisoformat(one['at']))}. {one['reason']}"
                text(told, "soft")
                if one["withdrawn"]:
                    text(f"Withdrawn {spoken(datetime.fromisoformat(one['withdrawn']))}.", "warned")
                else:
                    with tools():
                        button("Withdraw", in_turn(partial(desk.withdraw, one["id"]), lambda: fill()), quiet=True)

    with card():
        heading("Decisions taken")
        fill = _kept(desk.decisions, draw)
    return fill
