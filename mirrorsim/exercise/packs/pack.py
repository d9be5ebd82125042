"""Read a built pack: what grading, the class in the browser and the after-action review start from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.exercise.key.derivation import FORMAT
from mirrorsim.scenario.load import Loaded, load_scenario

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.exercise.evidence.assembly import Evidence
    from mirrorsim.scenario.exercise import Exercise
    from mirrorsim.scenario.model import Scenario


class NotAPack(ValueError):
    """The folder is no built exercise."""


@dataclass(frozen=True)
class Pack:
    """A built exercise. ``key`` is the facilitator's and must not leave it."""

    folder: Path
    loaded: Loaded
    key: dict[str, Any]

    @property
    def exercise(self) -> Exercise:
        """The exercise's block."""
        found = self.loaded.scenario.exercise
        assert found is not None
        return found

    @property
    def phases(self) -> Sequence[tuple[int, Scenario]]:
        """The season's parameters from date to date."""
        return self.loaded.policies[self.key["policy"]].phases

    @cached_property
    def evidence(self) -> Evidence:
        """The world, made again from the scenario: every record with what it shows."""
        from mirrorsim.exercise.evidence.assembly import assemble_evidence

        return assemble_evidence(self.loaded)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every view as a table, unredacted; :func:`mirrorsim.exercise.evidence.tables.disclosed_to` cuts it down to a role's."""
        return self.evidence.frames


def read_pack(folder: str | Path) -> Pack:
    """Read a pack. Raises :class:`NotAPack` when the folder is none."""
    folder = Path(folder)
    file = folder / "facilitator" / "key.json"
    try:
        key = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotAPack(f"{folder} is no built exercise: it has no {file.relative_to(folder)}") from None
    except ValueError as error:
        raise NotAPack(f"{file} cannot be read: {error}") from None
    if not isinstance(key, dict) or key.get("format") != FORMAT:
        raise NotAPack(f"{file} is of another version: build the exercise again")
    return Pack(folder, load_scenario(folder / "facilitator" / "scenario.yaml"), key)
