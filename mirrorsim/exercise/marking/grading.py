"""An answer sheet against the key: every section that was asked for, weighted as the exercise says."""

from __future__ import annotations

from mirrorsim.exercise.key.answer_key import AnswerKey
from mirrorsim.exercise.marking.answer_sheet import AnswerSheet
from mirrorsim.exercise.marking.decisions import mark_decisions
from mirrorsim.exercise.marking.entities import mark_entities
from mirrorsim.exercise.marking.marks import Grade, SectionMark
from mirrorsim.exercise.marking.narrative import mark_narrative
from mirrorsim.exercise.marking.proportionality import mark_proportionality
from mirrorsim.exercise.marking.reconstruction import mark_reconstruction
from mirrorsim.scenario.exercise import Exercise
from mirrorsim.scenario.variants import Phases


def grade_sheet(sheet: AnswerSheet, key: AnswerKey, exercise: Exercise, phases: Phases) -> Grade:
    """Mark a sheet. What was not asked for has no weight. ``phases`` are the parameters of the season that was run."""
    weights = exercise.weights
    sections: list[SectionMark] = []
    found: set[str] = set()
    burdened: set[str] = set()
    if (question := exercise.asks("entities")) is not None:
        reported = mark_entities(key, sheet, question.need, weights.entities)
        sections.append(reported.section)
        found, burdened = reported.found, reported.bystanders
    if exercise.asks("steps") or exercise.asks("mirror_match"):
        sections.append(mark_reconstruction(key, sheet, exercise, weights.reconstruction))
    if exercise.asks("narrative"):
        sections.append(mark_narrative(key, sheet, weights.narrative))
    decided: SectionMark | None = None
    if exercise.asks("decision"):
        decided, hit = mark_decisions(key, exercise, phases, sheet.decisions, weights.decisions)
        burdened = burdened | hit
    if exercise.asks("entities"):
        sections.append(mark_proportionality(key, sheet, exercise, found, burdened, weights.proportionality))
    if decided is not None:
        sections.append(decided)
    return Grade(exercise.title, sheet.team, tuple(sections))
