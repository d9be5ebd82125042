"""The page: sections in order, style, data and the program that draws, all in one file."""

from __future__ import annotations

from importlib.resources import files

from mirrorsim.lab.reading import Finished
from mirrorsim.report.html.borders import borders
from mirrorsim.report.html.bundle import vega_bundle
from mirrorsim.report.html.burden import burden
from mirrorsim.report.html.channels import channels
from mirrorsim.report.html.charts import CONFIG
from mirrorsim.report.html.delays import delays
from mirrorsim.report.html.detection import detection
from mirrorsim.report.html.dollar import dollar
from mirrorsim.report.html.expectations import expectations
from mirrorsim.report.html.forest import forest
from mirrorsim.report.html.markup import Html, bullets, escaped, join, json_script, tag
from mirrorsim.report.html.opening import headline, title_block
from mirrorsim.report.html.over_time import over_time
from mirrorsim.report.html.reproduce import reproduce
from mirrorsim.report.html.sources import sources
from mirrorsim.report.html.stress import stress
from mirrorsim.report.html.waiting import waiting

_SECTIONS = (
    headline, forest, over_time, delays, dollar, channels, borders, waiting, detection, burden, expectations, sources,
    stress, reproduce,
)  # fmt: skip
_CONTENTS = (
    ("headline", "In a sentence"), ("forest", "Changes"), ("over-time", "Over time"), ("delays", "Delays"),
    ("dollar", "A pledged dollar"), ("channels", "Channels"), ("borders", "Borders"), ("waiting", "Waiting"),
    ("detection", "Detection"), ("burden", "Burden"), ("expectations", "Expectations"), ("sources", "Sources"),
    ("stress", "STRESS-DES"), ("reproduce", "Reproduce"),
)  # fmt: skip
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""Nothing may be fetched: the browser holds the file to it."""


def page(run: Finished) -> str:
    """The whole file."""
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        tag("title", f"{run.scenario['title']}: report"),
        tag("style", Html(_text("style.css"))),
    )
    links = bullets(tag("a", words, href=f"#{key}") for key, words in _CONTENTS)
    button = tag(
        "button", "Open all tables (for printing)", id="open-all", type="button", aria_pressed="false", hidden=True
    )
    body = tag(
        "body",
        tag("a", "Skip to the results", href="#headline", class_="skip"),
        title_block(run),
        tag("nav", links, button, aria_label="Contents"),
        tag("main", join((one(run) for one in _SECTIONS), "\n")),
        tag(
            "footer",
            tag("p", f"Made by mirrorsim {run.manifest['mirrorsim']} from scenario {run.summary['scenario']}."),
        ),
        tag("noscript", tag("p", "The charts need JavaScript; their numbers are in the tables below each.")),
        json_script(CONFIG, id="config"),
        tag("script", Html(vega_bundle())),
        tag("script", Html(_text("draw.js"))),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _text(name: str) -> str:
    return escaped(Html((files("mirrorsim.report.html") / name).read_text(encoding="utf-8")))
