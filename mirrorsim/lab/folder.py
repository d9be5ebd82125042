"""The run folder: everything of a run that is kept on disk, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.parts import ENDINGS, join, names_of, write_part, writer
from mirrorsim.lab.run import key

if TYPE_CHECKING:
    import pyarrow as pa

    from mirrorsim.lab.replicate import Outcome
    from mirrorsim.lab.result import Result

SENSITIVITY = "sensitivity"
"""What the manifest of such an analysis says that its folder is; a run's says nothing of the kind."""
FORMAT = 2
"""Version of the folder's layout, and of the journals' hashes.

2: a journal's hash is taken from running hashes by kind of transaction, so that a journal can be hashed while it is written
and forgotten; files are written in row groups of a bounded size.
"""


def default_folder(name: str, key: str, asked: str) -> Path:
    """``runs/<scenario>-<hash8>``: the hash is over everything that the result depends on.

    ``key`` is :func:`mirrorsim.lab.run.key`'s, ``asked`` says how many replications are wanted.
    """
    return Path("runs") / f"{name}-{hashlib.sha256(f'{key} {asked}'.encode()).hexdigest()[:8]}"


def manifest(result: Result) -> dict[str, Any]:
    """What was run and what came out, by hash. Nothing here depends on the clock, the host or a path."""
    from mirrorsim import __version__

    return {
        "format": FORMAT,
        "mirrorsim": __version__,
        "scenario": result.loaded.scenario.name,
        "seed": result.seed,
        "replications": result.replications,
        "policies": list(result.policies),
        "warm_up": result.warm_up,
        "plugins": result.loaded.plugins,
        "key": key(result.loaded, result.policies, result.seed, result.warm_up),
        "journals": {
            policy: [outcome.journal_hash for outcome in result.outcomes if outcome.policy == policy]
            for policy in result.policies
        },
    }


def write_folder(result: Result, folder: Path) -> Path:
    """Write the run folder and return it. A folder of an earlier run there is replaced once the new one is whole.

    Raises FileExistsError when ``folder`` exists and is not a run folder, and OSError when it cannot be written.
    """
    return write_whole(folder, lambda fresh: _fill(result, fresh))


def write_whole(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Let ``fill`` write into a fresh folder, then put that in the place of ``folder``. Raises as :func:`write_folder`."""
    refuse(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fill(fresh)
        fresh.chmod(0o755)
        _replace(fresh, folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return folder


def refuse(folder: Path) -> None:
    """Raise FileExistsError when a run must not be written there: something else would be lost."""
    if folder.is_symlink() or not _may_be_replaced(folder):
        raise FileExistsError(f"{folder} exists and is not a run folder; choose another --out")


def _may_be_replaced(folder: Path) -> bool:
    """Whether there is nothing at a path, an empty folder, or an earlier run."""
    if not folder.exists():
        return True
    return folder.is_dir() and ((folder / "manifest.json").is_file() or not any(folder.iterdir()))


def _replace(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        os.replace(fresh, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    os.replace(folder, old / "old")
    os.replace(fresh, folder)
    shutil.rmtree(old)


def _fill(result: Result, folder: Path) -> None:
    import pyarrow as pa

    write_text(folder / "scenario.resolved.yaml", result.loaded.resolved())
    write_text(folder / "summary.json", json.dumps(result.as_json(), indent=1) + "\n")
    write_table(folder / "measures.parquet", pa.Table.from_pandas(result.measures, preserve_index=False))
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}-", dir=folder.parent) as place:
        _put_together([(one, _part(one, Path(place))) for one in result.outcomes if one.kept and not one.parts], folder)
    for region in dict.fromkeys(region for one in result.outcomes for region in one.parts):
        within = folder / f"region={region}"
        within.mkdir()
        _put_together([(one, Path(one.parts[region])) for one in result.outcomes if region in one.parts], within)
    write_text(folder / "manifest.json", json.dumps(manifest(result), indent=1) + "\n")


def _put_together(parts: list[tuple[Outcome, Path]], folder: Path) -> None:
    """Make one journal, one log and one list of names of the parts of several replications."""
    if parts:
        write_text(folder / "names.json", json.dumps(_names(parts), indent=1) + "\n")
        for ending, name in zip(ENDINGS, ("journal.parquet", "events.parquet"), strict=False):
            join([stem for _, stem in parts], ending, folder / name)


def _part(outcome: Outcome, place: Path) -> Path:
    """Where the part of a kept replication is; it is written now when only its record is there."""
    if outcome.part is not None:
        return Path(outcome.part)
    assert outcome.record is not None
    stem = place / f"{outcome.policy}-{outcome.replication}"
    write_part(stem, outcome.record)
    return stem


def _names(parts: list[tuple[Outcome, Path]]) -> list[dict[str, Any]]:
    """The names that numbers in ``events.parquet``'s column ``detail`` refer to, by replication."""
    return [
        {"policy": outcome.policy, "replication": outcome.replication, "names": names_of(stem)}
        for outcome, stem in parts
    ]


def write_text(path: Path, text: str) -> None:
    """Write a text file, the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def write_table(path: Path, table: pa.Table) -> None:
    """Write a Parquet file."""
    with writer(path, table.schema) as file:
        file.write_table(table)
