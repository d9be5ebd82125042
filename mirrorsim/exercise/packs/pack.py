"""Reading a built pack: what grading, the class in the browser and the after-action review start from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mirrorsim.exercise.evidence.assembly import Evidence, assemble_evidence
from mirrorsim.exercise.key.answer_key import AnswerKey, OtherFormat, key_from_json
from mirrorsim.scenario.exercise import Exercise
from mirrorsim.scenario.load import Loaded, load_scenario
from mirrorsim.scenario.variants import Phases


class NotAPack(ValueError):
    """The folder is no built exercise."""


@dataclass(frozen=True)
class Pack:
    """A built exercise. ``key`` is the facilitator's: no participant may see anything of it."""

    folder: Path
    loaded: Loaded
    key: AnswerKey

    @property
    def exercise(self) -> Exercise:
        """The section ``exercise`` of the scenario."""
        found = self.loaded.scenario.exercise
        assert found is not None
        return found

    @property
    def phases(self) -> Phases:
        """The season's parameters from date to date."""
        return self.loaded.policies[self.key.policy].phases

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence, assembled again from the scenario: every record with what it shows."""
        return assemble_evidence(self.loaded)


def read_pack(folder: str | Path) -> Pack:
    """Read a pack. Raises :class:`NotAPack` when the folder is none."""
    folder = Path(folder)
    file = folder / "facilitator" / "key.json"
    try:
        key = key_from_json(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotAPack(f"{folder} is no built exercise: it has no {file.relative_to(folder)}") from None
    except OtherFormat:
        raise NotAPack(f"{file} is of another version: build the exercise again") from None
    except ValueError as error:
        raise NotAPack(f"{file} cannot be read: {error}") from None
    return Pack(folder, load_scenario(folder / "facilitator" / "scenario.yaml"), key)
