"""The folder of a sensitivity analysis, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.atomic_folder import write_atomically, write_text
from mirrorsim.lab.manifest import FORMAT, SENSITIVITY
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
) -> Path:
    """Write the folder of an analysis and return it. An earlier one there is replaced once the new one is whole.

    ``scenario`` is the resolved scenario and ``ranges`` the ranges, both in YAML; ``document`` is the result, ``points`` the
    points that fill the space, ``about`` what its manifest says besides version and kind. Raises FileExistsError when something
    else is there, and OSError when it cannot be written.
    """

    def fill(fresh: Path) -> None:
        import pyarrow as pa

        from mirrorsim import __version__

        write_text(fresh / "scenario.resolved.yaml", scenario)
        write_text(fresh / "sensitivity.json", json.dumps(document, indent=1) + "\n")
        write_text(fresh / "ranges.yaml", ranges)
        write_table(fresh / "points.parquet", pa.Table.from_pandas(points, preserve_index=False))
        manifest = {"format": FORMAT, "kind": SENSITIVITY, "mirrorsim": __version__, **about}
        write_text(fresh / "manifest.json", json.dumps(manifest, indent=1) + "\n")

    return write_atomically(folder, fill)


def is_sensitivity(folder: Path) -> bool:
    """Whether a folder is that of a sensitivity analysis."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("kind") == SENSITIVITY


def read_analysis_folder(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The document of a folder and its points. Raises ValueError when it is damaged."""
    import pandas as pd

    try:
        document = json.loads((folder / "sensitivity.json").read_text(encoding="utf-8"))
        points = pd.read_parquet(folder / "points.parquet", columns=["output", "value", "low", "high", "verdict"])
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder} is damaged: {' '.join(str(error).split())}") from None
    plain = points.astype(object).where(points.notna(), None)
    return document, [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]
