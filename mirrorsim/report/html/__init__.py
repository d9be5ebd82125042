"""The report of a finished folder: one self-contained HTML file.

Lives here: ``write`` reads a folder and writes its report, ``page`` puts the sections in order, ``frame`` is the file around
them. Each section is a function from the finished run to HTML, in a module by subject; ``charts``, ``dots`` and ``markup`` are
what they draw and write with; ``sensitivity`` has the sections of an analysis; ``pictures`` takes the figures out as SVG.

May change it: a new section, which is a function and a line in ``page``.

Never: text of a scenario gets into the page without being escaped, and the page fetches nothing.
"""

from mirrorsim.report.html.write import report_html, write_report

__all__ = ["report_html", "write_report"]
