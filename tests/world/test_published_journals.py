"""Published journals: the first weeks of every shipped scenario and policy have the hashes that stand in journals.json.

A change of the code that is not meant to change the model changes none of them. One that is meant to comes with a new version
of the run folder's format, a table of what changed and why, and UPDATE_JOURNALS=1 to write the hashes anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import mirrorsim
from mirrorsim.scenario.model import Scenario
from mirrorsim.units.time import DAY, Span
from mirrorsim.world.build import stream

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("journals.json")
DAYS, DAYS_OF_A_REGION = 60, 10
SCENARIOS = sorted((ROOT / "scenarios").glob("**/*.yaml"), key=lambda path: path.relative_to(ROOT).as_posix())


def shortened(phases: Sequence[tuple[int, Scenario]], days: int) -> list[tuple[int, Scenario]]:
    """The phases that begin within the first days, with these for a horizon."""
    end = min(days * DAY, phases[0][1].ticks)
    return [(tick, one.model_copy(update={"horizon": Span(end)})) for tick, one in phases if tick < end]


def hashes(path: Path) -> Iterator[tuple[str, str]]:
    """By policy (and region, of a scenario that has some: the first): the hash of the first replication's journal."""
    loaded = mirrorsim.load_scenario(path)
    for name, variant in loaded.policies.items():
        region, phases = next(iter(variant.worlds))
        days = DAYS_OF_A_REGION if region else DAYS
        yield name, stream(shortened(phases, days), name, loaded.scenario.seed, 0, region=region).journal_hash


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_journals_are_the_published_ones(path: Path) -> None:
    name, found = path.relative_to(ROOT / "scenarios").as_posix(), dict(hashes(path))
    published = json.loads(TABLE.read_text(encoding="utf-8"))
    if os.environ.get("UPDATE_JOURNALS"):
        published[name] = found
        TABLE.write_text(json.dumps(published, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert found == published.get(name), "the journals have changed: see the first lines of this file"


def test_every_shipped_scenario_is_published() -> None:
    published = json.loads(TABLE.read_text(encoding="utf-8"))
    assert set(published) == {path.relative_to(ROOT / "scenarios").as_posix() for path in SCENARIOS}
