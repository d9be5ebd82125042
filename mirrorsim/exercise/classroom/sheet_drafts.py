"""The answer sheet as a team fills it in, line by line, and as grading reads it."""

from __future__ import annotations

import json
import re
from typing import Any

from mirrorsim.exercise.classroom.session import Team
from mirrorsim.exercise.classroom.session_store import Store
from mirrorsim.exercise.marking.answer_sheet import ELEMENTS

SECTIONS: dict[str, tuple[str, ...]] = {
    "entities": ("id", "role", "reason"),
    "steps": ("deal", "step", "records"),
    "mirror_match": ("cash", "yuan"),
    "narrative": ELEMENTS,
}
"""Sections that are written by hand, and the fields of their lines. The narrative is one line."""


def stored(store: Store, team: int) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """The lines of a team's sheet by section."""
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for row in store.rows("SELECT id, section, content FROM lines WHERE team = ? ORDER BY id", team):
        found.setdefault(row["section"], []).append((row["id"], json.loads(row["content"])))
    return found


def sheet_of(store: Store, team: Team) -> dict[str, Any]:
    """The sheet in the form of ``answers.yaml``; lines that say nothing yet are left out."""
    lines = {section: [content for _, content in some] for section, some in stored(store, team.id).items()}
    decisions = store.rows("SELECT * FROM decisions WHERE team = ? AND withdrawn IS NULL ORDER BY id", team.id)
    asked = store.rows("SELECT DISTINCT name FROM requests WHERE team = ? AND due IS NOT NULL ORDER BY name", team.id)
    steps = []
    for one in lines.get("steps", []):
        records = [part for part in re.split(r"[\s,;]+", one["records"]) if part]
        if records and one["step"].isdigit() and 1 <= int(one["step"]) <= 9:
            steps.append({"deal": one["deal"] or "1", "step": int(one["step"]), "records": records})
    return {
        "team": team.name,
        "entities": [one for one in lines.get("entities", []) if one["id"]],
        "steps": steps,
        "mirror_match": [one for one in lines.get("mirror_match", []) if one["cash"] and one["yuan"]],
        "narrative": (lines.get("narrative") or [dict.fromkeys(ELEMENTS, "")])[-1],
        "decisions": [{name: row[name] for name in ("action", "target", "since", "reason")} for row in decisions],
        "requests": [row["name"] for row in asked],
    }
