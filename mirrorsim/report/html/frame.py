"""The frame of every report: head, contents, style, and the program that draws, all in one file that needs no network."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

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


@cache
def vega_bundle() -> str:
    """The libraries that draw the charts, in the version that altair's specifications are for.

    Putting them together takes a second, so that they are kept in the user's cache from one run to the next.
    """
    from altair import SCHEMA_VERSION

    schema = ".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    kept = _cache_folder() / f"vega-{schema}-{version('vl-convert-python')}.js"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return kept.read_text(encoding="utf-8")
    bundle = _made(schema)
    with contextlib.suppress(OSError):
        _keep(bundle, kept)
    return bundle


def _made(schema: str) -> str:
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=schema)
    # nothing in it may end the script element that it stands in
    return bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mirrorsim"


def _keep(text: str, path: Path) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent)
    with open(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.replace(fresh, path)
