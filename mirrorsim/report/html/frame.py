"""The frame of every report: head, contents, style, and the program that draws, all in one file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files

from mirrorsim.report.html.bundle import vega_bundle
from mirrorsim.report.html.charts import CONFIG
from mirrorsim.report.html.markup import Html, bullets, escaped, join, json_script, tag

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""Nothing may be fetched: the browser holds the file to it."""


def framed_page(
    title: str, opening: Html, contents: Sequence[tuple[str, str]], sections: Iterable[Html], footer: str
) -> str:
    """A whole file. ``contents`` are the sections' ids and words, in order."""
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        tag("title", title),
        tag("style", Html(_text("style.css"))),
    )
    links = bullets(tag("a", words, href=f"#{key}") for key, words in contents)
    button = tag(
        "button", "Open all tables (for printing)", id="open-all", type="button", aria_pressed="false", hidden=True
    )
    body = tag(
        "body",
        tag("a", "Skip to the results", href=f"#{contents[0][0]}", class_="skip"),
        opening,
        tag("nav", links, button, aria_label="Contents"),
        tag("main", join(sections, "\n")),
        tag("footer", tag("p", footer)),
        tag("noscript", tag("p", "The charts need JavaScript; their numbers are in the tables below each.")),
        json_script(CONFIG, id="config"),
        tag("script", Html(vega_bundle())),
        tag("script", Html(_text("draw.js"))),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _text(name: str) -> str:
    return escaped(Html((files("mirrorsim.report.html") / name).read_text(encoding="utf-8")))
