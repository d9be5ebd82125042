"""Write the report of a run folder, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from mirrorsim.lab.run_folder import read_run_folder
from mirrorsim.lab.sensitivity.analysis_folder import is_sensitivity, read_analysis_folder
from mirrorsim.report.html.page import page
from mirrorsim.report.html.sensitivity.page import sensitivity_page


def report_html(folder: str | Path) -> str:
    """The report of a finished run's folder, or of a sensitivity analysis's.

    Raises :class:`mirrorsim.lab.manifest.NotARun` when it is neither, and ValueError when it is damaged.
    """
    if is_sensitivity(Path(folder)):
        return sensitivity_page(*read_analysis_folder(Path(folder)))
    return page(read_run_folder(Path(folder)))


def write_report(folder: str | Path, out: str | Path | None = None) -> Path:
    """Write the report to ``out``, or into the folder as ``report.html``, and return where it is."""
    target = Path(out) if out is not None else Path(folder) / "report.html"
    text = report_html(folder)
    handle, fresh = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(fresh, 0o644)
        os.replace(fresh, target)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    return target
