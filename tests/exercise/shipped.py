"""The shipped exercises, built once, for the pages of tests/exercise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from mirrorsim.exercise.evidence.assembly import Evidence, assemble_evidence
from mirrorsim.exercise.key.answer_key import FORMAT, AnswerKey, NarrativeFacts, ReferenceDecisions
from mirrorsim.exercise.packs.pack import Pack
from mirrorsim.scenario.load import Loaded, load_scenario

EXERCISES = Path(__file__).parents[2] / "scenarios" / "exercises"
SHIPPED = ("first-look", "triangle", "cold-case")


@cache
def loaded(name: str, *settings: str) -> Loaded:
    return load_scenario(EXERCISES / f"{name}.yaml", settings)


@cache
def evidence_of(name: str, *settings: str) -> Evidence:
    return assemble_evidence(loaded(name, *settings))


@dataclass(frozen=True)
class Shipped:
    """A shipped exercise, built."""

    name: str
    folder: Path
    pack: Pack
    evidence: Evidence
    model: dict[str, Any]


def empty_key(**parts: Any) -> AnswerKey:
    """A key in which nobody did anything, with some parts as given."""
    facts = NarrativeFacts(handed_over_usd=0, swapped_usd=0, amounts=(), days=(), places=(), all_places=())
    day = date(2018, 1, 1)
    decisions = ReferenceDecisions(earliest=day, allowed=(), model=(), stopped={}, stopped_usd=0, sentence="")
    nothing: dict[str, Any] = {
        "format": FORMAT, "version": "", "exercise": "", "scenario": "", "policy": "", "journal": "",
        "window": (day, day), "rate_cny": 1.0, "entities": (), "bystanders": (), "deals": {}, "mirrors": (),
        "step_facts": {}, "narrative": facts, "shipments": {}, "flow": (), "noise": {}, "decisions": decisions,
    }  # fmt: skip
    return AnswerKey(**nothing | parts)
