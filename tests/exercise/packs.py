"""The shipped exercises, built once, for the pages of tests/exercise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mirrorsim.exercise.reading import Pack
from mirrorsim.exercise.world import World, make_world
from mirrorsim.scenario.load import Loaded, load_scenario

EXERCISES = Path(__file__).parents[2] / "scenarios" / "exercises"
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
