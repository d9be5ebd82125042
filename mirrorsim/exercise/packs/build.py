"""Build the packs: one for participants, one for the facilitator; the same scenario gives the same bytes."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorsim.exercise.evidence.assembly import Evidence, assemble_evidence
from mirrorsim.exercise.evidence.tables import disclosed_to
from mirrorsim.exercise.key.answer_key import AnswerKey, key_to_json
from mirrorsim.exercise.key.derivation import derive_key
from mirrorsim.exercise.key.ground_truth import GroundTruth
from mirrorsim.exercise.key.model_answers import Answers, model_answers
from mirrorsim.exercise.marking.answer_sheet import empty_sheet
from mirrorsim.exercise.packs.casefile import casefile_html
from mirrorsim.exercise.packs.facilitation import after_action, guide, key_page, requests_page, talking_points
from mirrorsim.exercise.packs.handouts import (
    handout,
    inject_file,
    inject_list,
    printable_injects,
    role_files,
    role_title,
    situation_manual,
)
from mirrorsim.exercise.packs.spreadsheets import csv_text, xlsx_bytes
from mirrorsim.lab.files import beside
from mirrorsim.lab.folder_lock import locked

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.scenario.load import Loaded

Files = dict[str, str | bytes]
PACKS = ("participant", "facilitator")
SESSION = "session.sqlite"
"""Where a class's session is kept, beside the packs."""


@dataclass(frozen=True)
class BuildSummary:
    """Where a built exercise is, how many records the teams can see, and how many entities of the scheme they show."""

    folder: Path
    records: int
    entities: int


class FolderInUse(ValueError):
    """Something that is no pack stands where the pack should go."""


def build_pack(loaded: Loaded, out: str | Path, *, force: bool = False) -> BuildSummary:
    """Write both packs into ``out``, whole or not at all. An older pack there is replaced; what else lies there stays.

    A class's session there goes with an older pack only by ``force``. Raises
    :class:`mirrorsim.exercise.evidence.assembly.NoExercise` when the scenario has no exercise, and :class:`FolderInUse`.
    """
    target = Path(out)
    with locked(target):
        fresh = beside(target, ".new")
        _undo(fresh, target)
        _refuse_to_lose(target, force=force)
        evidence = assemble_evidence(loaded)
        truth = GroundTruth(evidence)
        key = derive_key(truth)
        files = {f"participant/{name}": content for name, content in _participant(evidence).items()}
        files |= {f"facilitator/{name}": content for name, content in _facilitator(evidence, key, loaded).items()}
        fresh.mkdir()
        try:
            for name, content in sorted(files.items()):
                file = fresh / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content if isinstance(content, bytes) else content.encode())
            _swap_in(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return BuildSummary(target, len(truth.visible), len(truth.entities))


def _refuse_to_lose(target: Path, *, force: bool) -> None:
    """Raise :class:`FolderInUse` when something else, or a class's session, is there."""
    if (
        target.exists()
        and not (target / "facilitator" / "key.json").is_file()
        and (not target.is_dir() or any(target.iterdir()))
    ):
        raise FolderInUse(f"{target} exists and is no exercise: choose another folder")
    if (target / SESSION).exists() and not force:
        raise FolderInUse(f"{target / SESSION} is a class's session: choose another folder, or --force to lose it")


def _undo(fresh: Path, target: Path) -> None:
    """What had stepped aside when somebody was killed while it was replaced comes back to its place."""
    for kept in (fresh / "aside").glob("*"):
        if not (target / kept.name).exists():
            kept.rename(target / kept.name)
    shutil.rmtree(fresh, ignore_errors=True)


def _swap_in(fresh: Path, target: Path) -> None:
    """Both packs to their place; the older ones, which step aside for it, come back when that fails."""
    aside = fresh / "aside"
    aside.mkdir()
    target.mkdir(exist_ok=True)
    moved: list[tuple[Path, Path]] = []
    try:
        for old in (*(target / name for name in PACKS), *target.glob(f"{SESSION}*")):
            if old.exists():
                moved.append((old, old.rename(aside / old.name)))
        for name in PACKS:
            (fresh / name).rename(target / name)
    except BaseException:
        for old, kept in moved:
            if old.is_dir():
                shutil.rmtree(old)
            kept.rename(old)
        raise


def _participant(evidence: Evidence) -> Files:
    exercise = evidence.exercise
    page = situation_manual(evidence)
    files: Files = {
        "situation_manual.md": page.markdown(),
        "situation_manual.html": page.html(),
        "answers.yaml": empty_sheet(exercise),
    }
    files |= {inject_file(one): handout(evidence, one).markdown() for one in exercise.injects}
    tables: dict[str, Mapping[str, pd.DataFrame]] = {
        name: disclosed_to(name, exercise, evidence.frames) for name in exercise.roles
    }
    for name, views in tables.items():
        for view, frame in views.items():
            files[f"evidence/{name}-{view}.csv"] = csv_text(frame)
    files["evidence.xlsx"] = xlsx_bytes(
        {f"{name} {view}": frame for name, views in tables.items() for view, frame in views.items()}
    )
    titles: dict[str, str] = {name: role_title(name, role) for name, role in exercise.roles.items()}
    files["casefile.html"] = casefile_html(exercise.title, titles, tables)
    if len(tables) > 1:
        for name, views in tables.items():
            files[f"casefile-{name}.html"] = casefile_html(exercise.title, {name: titles[name]}, {name: views})
            files[f"evidence-{name}.xlsx"] = xlsx_bytes({f"{name} {view}": frame for view, frame in views.items()})
    return files


def _facilitator(evidence: Evidence, key: AnswerKey, loaded: Loaded) -> Files:
    exercise = evidence.exercise
    files: Files = {
        "guide.md": guide(exercise, role_files(exercise)).markdown(),
        "key.json": key_to_json(key),
        "key.md": key_page(key, exercise).markdown(),
        "injects.md": inject_list(evidence).markdown(),
        "injects.html": printable_injects(evidence).html(),
        "talking_points.md": talking_points(exercise).markdown(),
        "after_action.md": after_action(evidence).markdown(),
        "model_answers.yaml": yaml_text(model_answers(key, exercise)),
        "scenario.yaml": loaded.resolved(),
    }
    if exercise.requests:
        files["requests.md"] = requests_page(exercise).markdown()
    for name, request in exercise.requests.items():
        if request.view in evidence.frames:
            files[f"requests/{name}.csv"] = csv_text(evidence.frames[request.view])
    return files


def yaml_text(content: Answers) -> str:
    """Plain data as YAML."""
    import io

    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = 4096
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = io.StringIO()
    yaml.dump(content, out)
    return out.getvalue()
