"""Write the report of a run folder, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from mirrorsim.lab.files import replace_file
from mirrorsim.lab.manifest import REPORT, record_file
from mirrorsim.lab.output_folder import writing
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
    text = report_html(folder)
    target = Path(folder) / REPORT
    if out is None or _same_place(Path(out), target):
        with writing(Path(folder)):
            record_file(Path(folder), REPORT, lambda: replace_file(target, text))
        return target
    replace_file(Path(out), text)
    return Path(out)


def _same_place(one: Path, other: Path) -> bool:
    return one.absolute() == other.absolute()
