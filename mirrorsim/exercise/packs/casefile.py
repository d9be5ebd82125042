"""The case file: one page with all records of one or more roles; it searches, sorts, filters, draws links and a timeline."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

from mirrorsim.scenario.evidence import SOURCES

if TYPE_CHECKING:
    import pandas as pd

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""Nothing may be fetched: the browser holds the file to it."""


def casefile_html(title: str, roles: Mapping[str, str], tables: Mapping[str, Mapping[str, pd.DataFrame]]) -> str:
    """The page. ``roles`` are the titles of the roles in it by name, ``tables`` the records of each by view."""
    data = {
        "desks": [
            {"name": roles[name], "views": [_view(view, frame) for view, frame in tables[name].items()]}
            for name in roles
        ]
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return (
        _file("casefile.html")
        .replace("{{policy}}", _POLICY)
        .replace("{{title}}", html.escape(title))
        .replace("{{style}}", _file("casefile.css"))
        .replace("{{script}}", _file("casefile.js"))
        .replace("{{data}}", text)
    )


def _view(view: str, frame: pd.DataFrame) -> dict[str, object]:
    source = SOURCES[view]
    return {
        "key": view,
        "title": source.title,
        "columns": list(frame.columns),
        "names": [list(frame.columns).index(column) for column in source.names],
        "rows": frame.to_numpy().tolist(),
    }


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
