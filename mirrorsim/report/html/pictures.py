"""The figures of a report as SVG files, for papers, slides and pages that show no report: light, on white, without a script."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from mirrorsim.report.html.charts import CONFIG
from mirrorsim.report.html.write import report_html

WIDE = 760
"""Pixels for a chart that takes what room there is."""
_FONT = "Liberation Sans, Arial, sans-serif"
"""A font that the drawing program brings along, so that the same chart is drawn alike everywhere."""
_SPEC = re.compile(r'<script type="application/json" class="spec" data-for="chart-([\w-]+)">(.*?)</script>')
_FLOWS = re.compile(r'<figure id="fig-(flows-[\w-]+)">.*?(<svg .*?</svg>)', re.DOTALL)
_RULES = re.compile(r"^(svg\.flows text[^{]*|\.(?:lane|node|flow|tie|border)[^{]*)\{[^}]*\}$", re.MULTILINE)
_CLIP = re.compile(r"\bclip\d+\b")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")


def pictures(folder: str | Path, only: str = "") -> Iterator[tuple[str, str]]:
    """Name and SVG of each figure of a finished run's report, or of a sensitivity analysis's, in the order of the report.

    ``only`` is the name of the one that is wanted. The same run gives the same bytes.

    Raises :class:`mirrorsim.lab.manifest.NotARun` and ValueError as :func:`report_html` does.
    """
    text = report_html(folder)
    style = (files("mirrorsim.report.html") / "style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", style.partition("@media")[0]))
    rules = _lit("\n".join(rule[0] for rule in _RULES.finditer(style)), colours)
    for at in sorted((*_SPEC.finditer(text), *_FLOWS.finditer(text)), key=lambda one: one.start()):
        if only in ("", at[1]):
            drawn = (
                _chart(json.loads(at[2]), colours) if at.re is _SPEC else _flows(_lit(at[2], colours), rules, colours)
            )
            yield at[1], drawn


def write_pictures(folder: str | Path, target: Path) -> list[Path]:
    """Write every figure as ``NAME.svg`` into a folder, which is made when it is not there; return where they are."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, svg in pictures(folder):
        path = target / f"{name}.svg"
        fresh = path.with_name(f".{path.name}-{os.getpid()}")
        fresh.write_text(svg, encoding="utf-8", newline="\n")
        os.replace(fresh, path)
        written.append(path)
    return written


def _lit(text: str, colours: dict[str, str]) -> str:
    """A text with the variables for colours replaced by those of the light scheme."""
    return _VARIABLE.sub(lambda one: colours[one[1]], text)


def _chart(spec: dict[str, Any], colours: dict[str, str]) -> str:
    import vl_convert
    from altair import SCHEMA_VERSION

    config = {**CONFIG, "background": "var(--page)", "font": _FONT, "text": {**CONFIG["text"], "font": _FONT}}
    plain = json.loads(_lit(json.dumps({**spec, "config": config}), colours))
    for one in (plain, *plain.get("vconcat", ())):
        if one.get("width") == "container":
            one["width"] = WIDE
    schema = ".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    svg: str = vl_convert.vegalite_to_svg(plain, vl_version=schema)
    # clippings are numbered from the beginning of the process on
    numbers: dict[str, str] = {}
    svg = _CLIP.sub(lambda one: numbers.setdefault(one[0], f"clip{len(numbers)}"), svg)
    return f"{svg}\n"


def _flows(svg: str, rules: str, colours: dict[str, str]) -> str:
    """The flow diagram, which is drawn by the report itself, with the part of the style that it needs."""
    _, _, wide, high = re.findall(r'viewBox="([^"]*)"', svg)[0].split()
    opening, inner = svg.split(">", 1)
    said = html.unescape(re.findall(r'aria-label="([^"]*)"', opening)[0])
    size = f'xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}"'
    style = f"<style>svg.flows {{ font-family: {_FONT}; }}\n{rules}</style>"
    page = f'<rect width="{wide}" height="{high}" fill="{colours["page"]}"/>'
    title = f"<title>{html.escape(said, quote=False)}</title>"
    return f"{opening.replace('<svg', f'<svg {size}', 1)}>{title}{style}{page}{inner}\n"
