"""The run folder: everything of a run that is kept on disk, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.frames import events_table, journal_table
from mirrorsim.lab.run import key

if TYPE_CHECKING:
    import pyarrow as pa

    from mirrorsim.lab.result import Result
    from mirrorsim.world.record import Record

FORMAT = 1
"""Version of the folder's layout."""


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
    refuse(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _fill(result, fresh)
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

    records = [outcome.record for outcome in result.outcomes if outcome.record is not None]
    _write_text(folder / "scenario.resolved.yaml", result.loaded.resolved())
    _write_text(folder / "summary.json", json.dumps(result.as_json(), indent=1) + "\n")
    _write_table(folder / "measures.parquet", pa.Table.from_pandas(result.measures, preserve_index=False))
    if records:
        _write_table(folder / "journal.parquet", _joined([journal_table(record) for record in records]))
        _write_table(folder / "events.parquet", _joined([events_table(record) for record in records]))
        _write_text(folder / "names.json", json.dumps(_names(records), indent=1) + "\n")
    _write_text(folder / "manifest.json", json.dumps(manifest(result), indent=1) + "\n")


def _names(records: list[Record]) -> list[dict[str, Any]]:
    """The names that numbers in ``events.parquet``'s column ``detail`` refer to, by record."""
    return [{"policy": record.policy, "replication": record.replication, "names": record.names} for record in records]


def _joined(parts: list[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(parts).unify_dictionaries()


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_table(path: Path, table: pa.Table) -> None:
    import pyarrow.parquet as pq

    # names are coded by dictionary, numbers by their differences: a quarter smaller than either alone, and no slower
    coded = [field.name for field in table.schema if not _is_number(field.type)]
    deltas = {field.name: "DELTA_BINARY_PACKED" for field in table.schema if _is_whole(field.type)}
    pq.write_table(table, path, compression="zstd", use_dictionary=coded, column_encoding=deltas)


def _is_whole(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return pa.types.is_integer(kind) or pa.types.is_timestamp(kind)


def _is_number(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return _is_whole(kind) or pa.types.is_floating(kind)
