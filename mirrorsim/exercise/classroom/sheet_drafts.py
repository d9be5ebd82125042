"""The answer sheet as a team fills it in, line by line, and as grading reads it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from mirrorsim.exercise.classroom.session_records import DecisionTaken, Team
from mirrorsim.exercise.classroom.session_store import SessionStore
from mirrorsim.exercise.marking.answer_sheet import ELEMENTS

SECTIONS: dict[str, tuple[str, ...]] = {
    "entities": ("id", "role", "reason"),
    "steps": ("deal", "step", "records"),
    "mirror_match": ("cash", "yuan"),
    "narrative": ELEMENTS,
}
"""Sections that are written by hand, and the fields of their lines. The narrative is one line."""
Line = dict[str, str]
"""A line of a section: what is written in each of its fields, unchecked."""


@dataclass(frozen=True)
class DraftStep:
    """Records that a team says show one step of one deal."""

    deal: str
    step: int
    records: tuple[str, ...]


@dataclass(frozen=True)
class SheetDraft:
    """A team's sheet as it stands, without lines that say nothing yet. What is written in the fields is unchecked."""

    team: str
    entities: tuple[Line, ...]
    steps: tuple[DraftStep, ...]
    mirror_match: tuple[Line, ...]
    narrative: Line
    decisions: tuple[DecisionTaken, ...]
    requests: tuple[str, ...]

    @property
    def answers(self) -> int:
        """How many answers are written: lines, and elements of the narrative."""
        lines = len(self.entities) + len(self.steps) + len(self.mirror_match)
        return lines + sum(bool(text) for text in self.narrative.values())

    def as_answers(self) -> dict[str, object]:
        """The sheet in the form of ``answers.yaml``, which grading checks."""
        return {
            "team": self.team,
            "entities": list(self.entities),
            "steps": [{"deal": one.deal, "step": one.step, "records": list(one.records)} for one in self.steps],
            "mirror_match": list(self.mirror_match),
            "narrative": self.narrative,
            "decisions": [
                {"action": one.action, "target": one.target, "since": one.since.isoformat(), "reason": one.reason}
                for one in self.decisions
            ],
            "requests": list(self.requests),
        }


def lines_of(store: SessionStore, team: int) -> dict[str, list[tuple[int, Line]]]:
    """The lines of a team's sheet by section, each with its number."""
    found: dict[str, list[tuple[int, Line]]] = {}
    for row in store.rows("SELECT id, section, content FROM lines WHERE team = ? ORDER BY id", team):
        found.setdefault(row["section"], []).append((row["id"], json.loads(row["content"])))
    return found


def decisions_of(store: SessionStore, team: int) -> list[DecisionTaken]:
    """A team's decisions, in the order in which they were taken, those withdrawn among them."""
    return [
        DecisionTaken.from_row(row) for row in store.rows("SELECT * FROM decisions WHERE team = ? ORDER BY id", team)
    ]


def draft_of(store: SessionStore, team: Team) -> SheetDraft:
    """A team's sheet as it stands."""
    lines = {section: [content for _, content in numbered] for section, numbered in lines_of(store, team.id).items()}
    asked = store.rows("SELECT DISTINCT name FROM requests WHERE team = ? AND due IS NOT NULL ORDER BY name", team.id)
    steps = []
    for line in lines.get("steps", []):
        records = tuple(part for part in re.split(r"[\s,;]+", line["records"]) if part)
        if records and line["step"].isdigit() and 1 <= int(line["step"]) <= 9:
            steps.append(DraftStep(line["deal"] or "1", int(line["step"]), records))
    return SheetDraft(
        team=team.name,
        entities=tuple(line for line in lines.get("entities", []) if line["id"]),
        steps=tuple(steps),
        mirror_match=tuple(line for line in lines.get("mirror_match", []) if line["cash"] and line["yuan"]),
        narrative=(lines.get("narrative") or [dict.fromkeys(ELEMENTS, "")])[-1],
        decisions=tuple(one for one in decisions_of(store, team.id) if one.withdrawn is None),
        requests=tuple(row["name"] for row in asked),
    )
