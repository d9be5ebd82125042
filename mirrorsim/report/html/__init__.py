"""The report of a finished run folder: one self-contained HTML file."""

from mirrorsim.report.html.write import report_html, write_report

__all__ = ["report_html", "write_report"]
