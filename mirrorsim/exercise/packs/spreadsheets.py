"""Tables as files that are safe to open: CSV and XLSX in which no cell is a formula, the same bytes every time."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FIXED = datetime(2000, 1, 1)


def formula_safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    text = _CONTROL.sub(" ", cell)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") and text.strip() else text


def csv_text(frame: pd.DataFrame) -> str:
    """A table as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([[formula_safe(cell) for cell in row] for row in frame.itertuples(index=False)])
    return out.getvalue()


def xlsx_bytes(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as a workbook, a sheet each; amounts are numbers, everything else is text. The same tables give the same bytes."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    bold = Font(bold=True)
    for name, frame in sheets.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        heads = []
        for column in frame.columns:
            head = WriteOnlyCell(sheet, column)
            head.font = bold
            heads.append(head)
        sheet.append(heads)
        numbers = [
            column.endswith(("_usd", "_cny", "_kg")) or column in ("seconds", "pieces") for column in frame.columns
        ]
        for row in frame.itertuples(index=False):
            sheet.append([_cell(cell, number) for cell, number in zip(row, numbers, strict=True)])
    book.properties.creator = "mirrorsim"
    book.properties.created = book.properties.modified = _FIXED
    raw = io.BytesIO()
    book.save(raw)
    return _without_timestamps(raw.getvalue())


def _cell(cell: str, number: bool) -> str | float:
    return float(cell) if number and _NUMBER.fullmatch(cell) else formula_safe(cell)


def _without_timestamps(workbook: bytes) -> bytes:
    """The workbook with the moments of its making taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb">[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?<", b">2000-01-01T00:00:00Z<", content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, content)
    return out.getvalue()
