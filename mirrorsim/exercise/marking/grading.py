"""A sheet against a key: every part that was asked for, weighed as the exercise says."""

from __future__ import annotations

from mirrorsim.exercise.marking.answer_sheet import Sheet
from mirrorsim.exercise.marking.decisions import mark_decisions
from mirrorsim.exercise.marking.entities import mark_entities
from mirrorsim.exercise.marking.marks import Grade, Part
from mirrorsim.exercise.marking.narrative import mark_narrative
from mirrorsim.exercise.marking.proportionality import mark_proportion
from mirrorsim.exercise.marking.reconstruction import mark_reconstruction
from mirrorsim.exercise.packs.pack import Pack


def mark(pack: Pack, sheet: Sheet) -> Grade:
    """Mark a sheet. What was not asked for has no weight."""
    exercise, key = pack.exercise, pack.key
    weights = exercise.weights
    parts: list[Part] = []
    found: set[str] = set()
    wrong: set[str] = set()
    burdened: set[str] = set()
    if (question := exercise.asks("entities")) is not None:
        part, found, wrong = mark_entities(key, sheet, question.need, weights.entities)
        parts.append(part)
    if exercise.asks("steps") or exercise.asks("mirror_match"):
        parts.append(mark_reconstruction(key, sheet, exercise, weights.reconstruction))
    if exercise.asks("narrative"):
        parts.append(mark_narrative(key, sheet, weights.narrative))
    decided: Part | None = None
    if exercise.asks("decision"):
        decided, burdened = mark_decisions(key, exercise, pack.phases, sheet.decisions, weights.decisions)
    if exercise.asks("entities"):
        parts.append(mark_proportion(key, sheet, exercise, found, wrong, burdened, weights.proportionality))
    if decided is not None:
        parts.append(decided)
    return Grade(exercise.title, sheet.team, tuple(parts))
