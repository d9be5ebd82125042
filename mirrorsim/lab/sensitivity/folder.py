"""The folder of a sensitivity analysis, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.atomic_folder import write_atomically, write_text
from mirrorsim.lab.manifest import FORMAT, SENSITIVITY
from mirrorsim.lab.parquet_files import write_table

if TYPE_CHECKING:
    from mirrorsim.lab.sensitivity.outcome import Sensitivity


def write_sensitivity(found: Sensitivity, folder: Path) -> Path:
    """Write the folder and return it. An earlier one there is replaced once the new one is whole.

    Raises FileExistsError when something else is there, and OSError when it cannot be written.
    """
    return write_atomically(folder, lambda fresh: _fill(found, fresh))


def is_sensitivity(folder: Path) -> bool:
    """Whether a folder is that of a sensitivity analysis."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("kind") == SENSITIVITY


def read_sensitivity(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The document of a folder and its points. Raises ValueError when it is damaged."""
    import pandas as pd

    try:
        document = json.loads((folder / "sensitivity.json").read_text(encoding="utf-8"))
        points = pd.read_parquet(folder / "points.parquet", columns=["output", "value", "low", "high", "verdict"])
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder} is damaged: {' '.join(str(error).split())}") from None
    plain = points.astype(object).where(points.notna(), None)
    return document, [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]


def _fill(found: Sensitivity, folder: Path) -> None:
    import pyarrow as pa

    from mirrorsim import __version__

    write_text(folder / "scenario.resolved.yaml", found.loaded.resolved())
    write_text(folder / "sensitivity.json", json.dumps(found.as_json(), indent=1) + "\n")
    write_text(folder / "ranges.yaml", "".join(_ranges(found)))
    write_table(folder / "points.parquet", pa.Table.from_pandas(found.points, preserve_index=False))
    manifest = {
        "format": FORMAT,
        "kind": SENSITIVITY,
        "mirrorsim": __version__,
        "scenario": found.loaded.scenario.name,
        "seed": found.seed,
        "policies": list(found.policies),
        "measure": found.measure,
        "key": found.key,
    }
    write_text(folder / "manifest.json", json.dumps(manifest, indent=1) + "\n")


def _ranges(found: Sensitivity) -> list[str]:
    """Every range as `--ranges` reads it, so that somebody who knows better can change some and run again."""
    lines = ["# What was varied, from where to where. Change what you know better and give this file to --ranges.\n"]
    for one in found.space.inputs:
        scale = f" {one.span.scale}" if one.span.scale in ("log", "odds") else ""
        span = "|".join(one.choices) or "..".join(one.ends) + scale
        lines.append(f"{json.dumps(one.name)}: {json.dumps(span)}  # {one.rule}; the scenario has {one.own}\n")
    return lines
