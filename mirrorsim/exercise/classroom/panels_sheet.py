"""The answer sheet: every field is kept as it is typed, for the whole team, until the sheet is handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from mirrorsim.exercise.classroom.components import (
    ClassroomContext,
    button,
    card,
    clock_text,
    confirmed,
    heading,
    leave_page,
    sequence,
    showing_refusals,
    text,
    toolbar,
)
from mirrorsim.exercise.classroom.sheet_drafts import SECTIONS
from mirrorsim.exercise.classroom.team_workspace import TeamWorkspace
from mirrorsim.exercise.evidence.activity import ROLES, STEPS

LABELS = {
    "id": "Name, account, phone or file number", "role": "Role in the scheme", "reason": "Why: which records show it",
    "deal": "Deal (your number)", "step": "Step", "records": "Records, by their ids",
    "cash": "Record of the cash", "yuan": "Record of the yuan",
    "who": "Who", "what": "What", "when": "When", "where": "Where", "why": "Why it is suspicious", "how": "How it works",
}  # fmt: skip
ADD = {"entities": "Report somebody", "steps": "Add a step", "mirror_match": "Add a match"}
CHOICES = {
    "role": {role: role.replace("_", " ") for role in ROLES},
    "step": {str(number): f"{number} {step}" for number, (step, _) in STEPS.items()},
}
_NARROW = {"deal", "step", "role", "cash", "yuan"}


def sheet_panel(context: ClassroomContext, workspace: TeamWorkspace) -> Callable[[], None]:
    """The sheet, section by section, as far as the exercise asks."""
    exercise, team = context.session.material.exercise, workspace.team
    closed = team.submitted is not None or context.session.state == "closed"
    asked = [one for one in exercise.questions if one.kind in SECTIONS]
    known: dict[str, dict[int, dict[str, str]]] = {}
    body = ui.element("div").style("display: flex; flex-direction: column; gap: 14px; width: 100%")

    def draw() -> None:
        body.clear()
        with body:
            _head(workspace, closed)
            for question in asked:
                lines = dict(workspace.lines(question.kind))
                known[question.kind] = lines
                with card():
                    heading(question.text)
                    if question.need is not None:
                        text(f"{question.need} are enough for full marks.", "soft")
                    if question.kind == "narrative":
                        text("Name people, sums, days (2018-03-09) and places as the records do.", "soft")
                        _narrative(workspace, known[question.kind], closed)
                    else:
                        _lines(workspace, question.kind, known[question.kind], closed)
            if exercise.asks("decision") is not None:
                with card():
                    heading(next(one.text for one in exercise.questions if one.kind == "decision"))
                    text("Your decisions, and the requests you made, are added from their own pages.", "soft")
            if not closed:
                with toolbar():
                    hand_in = confirmed(
                        "Hand in the sheet? Your team cannot change anything afterwards.", "Hand in",
                        showing_refusals(sequence(workspace.submit, leave_page)),
                    )  # fmt: skip
                    button("Hand in the sheet", hand_in)
        fresh.clear()

    fresh: list[ui.element] = []

    def notice_changes() -> None:
        """Say so when somebody else of the team has written: what is being typed here must not jump away."""
        if fresh or all(dict(workspace.lines(kind)) == lines for kind, lines in known.items()):
            return
        with body:
            with card() as note:
                text("Somebody in your team has changed the sheet.", "warned")
                with toolbar():
                    button("Show the changes", draw)
            note.move(target_index=0)
        fresh.append(note)

    draw()
    return notice_changes


def _head(workspace: TeamWorkspace, closed: bool) -> None:
    team = workspace.team
    with card():
        heading("Answer sheet")
        if team.submitted is not None:
            text(f"Handed in {clock_text(team.submitted)}.")
        elif closed:
            text("The exercise is closed; the sheet counts as it stands.")
        else:
            text("Everything is kept as you type. Every claim should name the records that show it.", "soft")


def _lines(workspace: TeamWorkspace, section: str, known: dict[int, dict[str, str]], closed: bool) -> None:
    box = ui.element("div").style("display: flex; flex-direction: column; gap: 8px; width: 100%")

    def add(number: int, content: dict[str, str]) -> None:
        with box, toolbar() as row:
            for name in SECTIONS[section]:
                _field(workspace, section, known, number, name, content.get(name, ""), closed)
            if not closed:
                gone = button(
                    "Strike",
                    sequence(lambda: workspace.strike(number), lambda: known.pop(number, None), row.delete),
                    quiet=True,
                )
                gone.props("aria-label='Strike this line'")

    for number, content in known.items():
        add(number, content)
    if not closed:

        def fresh() -> None:
            empty = dict.fromkeys(SECTIONS[section], "")
            number = workspace.write(section, None, empty)
            known[number] = empty
            add(number, empty)

        with toolbar():
            button(ADD[section], fresh, quiet=True, icon="add")


def _field(
    workspace: TeamWorkspace,
    section: str,
    known: dict[int, dict[str, str]],
    number: int,
    name: str,
    now: str,
    closed: bool,
) -> None:
    def keep(event: Any) -> None:
        # the other fields as they are in the file: somebody else may be writing them
        latest = dict(workspace.lines(section)).get(number, known.get(number, {}))
        content = latest | {name: str(event.value or "")}
        workspace.write(section, number, content)
        if number in known:
            known[number] = dict(workspace.lines(section)).get(number, content)

    if name in ("role", "step"):
        options = {"": "not said", **CHOICES[name]}
        field = ui.select(
            options, value=now if now in options else "", label=LABELS[name], on_change=showing_refusals(keep)
        )
    else:
        kind = ui.textarea if section == "narrative" else ui.input
        field = kind(LABELS[name], value=now, on_change=showing_refusals(keep))  # type: ignore[assignment]
        field.props("debounce=400 maxlength=4000" + (" autogrow" if section == "narrative" else ""))
    field.props("outlined dense" + (" readonly" if closed else "")).classes("mid" if name in _NARROW else "grow")


def _narrative(workspace: TeamWorkspace, known: dict[int, dict[str, str]], closed: bool) -> None:
    if not known:
        if closed:
            text("Nothing was written.", "soft")
            return
        empty = dict.fromkeys(SECTIONS["narrative"], "")
        known[workspace.write("narrative", None, empty)] = empty
    number, content = list(known.items())[-1]
    for name in SECTIONS["narrative"]:
        _field(workspace, "narrative", known, number, name, content.get(name, ""), closed)
