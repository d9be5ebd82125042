"""The training exercise: evidence with ordinary noise around one run of the scheme, packs, and marking that explains itself.

``evidence`` is what happened and the records of it, ``key`` the answers, ``marking`` a sheet held against them, ``packs`` the
files that are built and read, ``classroom`` the same in a browser. Each uses only those named before it. An exercise is made
from a scenario's own run and changes nothing of it; what is drawn beside depends on the exercise's seed alone.

>>> import mirrorsim
>>> loaded = mirrorsim.load_scenario("scenarios/exercises/first-look.yaml")
>>> built = mirrorsim.exercise.build(loaded, "first-look")
>>> mirrorsim.exercise.grade("first-look", "first-look/facilitator/model_answers.yaml").score
100.0
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mirrorsim.exercise.marking.marks import Grade
    from mirrorsim.exercise.packs.build import BuildSummary
    from mirrorsim.scenario.load import Loaded

__all__ = ["build", "grade"]


def build(scenario: Loaded | str | Path, out: str | Path, *, force: bool = False) -> BuildSummary:
    """Write the participants' pack and the facilitator's pack of a scenario with an ``exercise`` into ``out``.

    ``force``: even where a class's session is, which is lost.
    """
    from mirrorsim.exercise.packs.build import build_pack
    from mirrorsim.scenario.load import load_scenario

    return build_pack(load_scenario(scenario) if isinstance(scenario, str | Path) else scenario, out, force=force)


def grade(pack: str | Path, answers: str | Path | Mapping[str, object]) -> Grade:
    """Mark an answer sheet (a path, or plain data) against the key of the pack in a folder."""
    from mirrorsim.exercise.marking.answer_sheet import read_sheet, sheet_from
    from mirrorsim.exercise.marking.grading import grade_sheet
    from mirrorsim.exercise.packs.pack import read_pack

    sheet = sheet_from(answers) if isinstance(answers, Mapping) else read_sheet(answers)
    built = read_pack(pack)
    return grade_sheet(sheet, built.key, built.exercise, built.phases)
