"""The folder of a sensitivity analysis, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.files import write_text
from mirrorsim.lab.manifest import (
    FORMAT,
    SENSITIVITY,
    NotARun,
    known_manifest,
    read_document,
    require_sound,
    write_manifest,
)
from mirrorsim.lab.output_folder import write_whole
from mirrorsim.lab.parquet_files import write_table

if TYPE_CHECKING:
    import pandas as pd


def write_analysis_folder(
    folder: Path,
    *,
    scenario: str,
    document: Mapping[str, Any],
    ranges: str,
    points: pd.DataFrame,
    about: Mapping[str, Any],
    force: bool = False,
) -> Path:
    """Write the folder of an analysis and return it.

    The same analysis there is replaced once the new one is whole, another one only by ``force``.
    ``scenario`` is the resolved scenario and ``ranges`` the ranges, both in YAML; ``document`` is the result, ``points`` the
    points that fill the space, ``about`` what its manifest says besides version and kind. Raises FileExistsError when something
    would be lost, and OSError when it cannot be written.
    """

    def fill(fresh: Path) -> None:
        import pyarrow as pa

        from mirrorsim import __version__

        write_text(fresh / "scenario.resolved.yaml", scenario)
        write_text(fresh / "sensitivity.json", json.dumps(document, indent=1) + "\n")
        write_text(fresh / "ranges.yaml", ranges)
        write_table(fresh / "points.parquet", pa.Table.from_pandas(points, preserve_index=False))
        write_manifest(fresh, {"format": FORMAT, "kind": SENSITIVITY, "mirrorsim": __version__, **about})

    return write_whole(folder, fill, wanted=dict(about), force=force)


def is_sensitivity(folder: Path) -> bool:
    """Whether a folder is that of a sensitivity analysis."""
    return (known_manifest(folder) or {}).get("kind") == SENSITIVITY


def read_analysis_folder(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The document of a folder and its points. Raises :class:`NotARun` when it is damaged."""
    import pandas as pd

    require_sound(folder, read_document(folder), ("sensitivity.json", "points.parquet"))
    try:
        document = json.loads((folder / "sensitivity.json").read_text(encoding="utf-8"))
        points = pd.read_parquet(folder / "points.parquet", columns=["output", "value", "low", "high", "verdict"])
    except (OSError, ValueError) as error:
        raise NotARun(f"{folder} is damaged: {' '.join(str(error).split())}") from None
    plain = points.astype(object).where(points.notna(), None)
    return document, [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]
