"""The shipped exercises, built once, for the pages of tests/exercise. Found by `import packs`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mirrorsim.exercise.evidence.assembly import Evidence, assemble_evidence
from mirrorsim.exercise.packs.pack import Pack
from mirrorsim.scenario.load import Loaded, load_scenario

EXERCISES = Path(__file__).parents[1] / "scenarios" / "exercises"
SHIPPED = ("first-look", "triangle", "cold-case")


@cache
def loaded(name: str, *settings: str) -> Loaded:
    return load_scenario(EXERCISES / f"{name}.yaml", settings)


@cache
def world_of(name: str, *settings: str) -> Evidence:
    return assemble_evidence(loaded(name, *settings))


@dataclass(frozen=True)
class Shipped:
    """A shipped exercise, built."""

    name: str
    folder: Path
    pack: Pack
    evidence: Evidence
    model: dict[str, Any]
