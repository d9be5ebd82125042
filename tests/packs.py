"""The shipped exercises, built once, for the pages of tests/exercise. Found by `import packs`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mirrorsim.exercise.evidence.assembly import World, make_world
from mirrorsim.exercise.packs.pack import Pack
from mirrorsim.scenario.load import Loaded, load_scenario

EXERCISES = Path(__file__).parents[1] / "scenarios" / "exercises"
SHIPPED = ("first-look", "triangle", "cold-case")


@cache
def loaded(name: str, *settings: str) -> Loaded:
    return load_scenario(EXERCISES / f"{name}.yaml", settings)


@cache
def world_of(name: str, *settings: str) -> World:
    return make_world(loaded(name, *settings))


@dataclass(frozen=True)
class Shipped:
    """A shipped exercise, built."""

    name: str
    folder: Path
    pack: Pack
    world: World
    model: dict[str, Any]
