"""The README's pictures are figures of reports, drawn from runs of shipped scenarios; UPDATE_DOCS=1 draws them anew."""

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import mirrorsim
from mirrorsim.report.html.pictures import pictures
from tests.helpers.shown_output import words

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "notebooks" / "gallery"
UPDATE = bool(os.environ.get("UPDATE_DOCS"))
HOW = "UPDATE_DOCS=1 .venv/bin/python -m pytest -n 0 tests/docs/test_gallery.py draws it anew"
LARGEST = 60_000
"""Bytes of a picture."""
PICTURES = {
    "network-flows": ("network", ["baseline"], 1, "flows-baseline"),
    "capital-flight-cap-changes": ("capital-flight-cap", None, 6, "forest"),
    "deposit-limit-channels": ("deposit-limit", ["no-limit", "limit-of-2010"], 1, "channels-limit-of-2010"),
}
"""By name: the scenario, its policies (all where none is named), how many replications, and the figure of the report."""


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_the_scenario_does_now(name: str, tmp_path: Path) -> None:
    scenario, policies, reps, figure = PICTURES[name]
    folder = mirrorsim.run(scenario, policies, reps=reps).save(tmp_path / "run")
    [(_, drawn)] = pictures(folder, figure)
    stored = GALLERY / f"{name}.svg"
    if UPDATE:
        stored.write_text(drawn, encoding="utf-8", newline="\n")
    shown = stored.read_text(encoding="utf-8")
    assert words("image/svg+xml", shown) == words("image/svg+xml", drawn), f"{name}.svg is out of date: {HOW}"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_small_and_can_be_shown_anywhere(name: str) -> None:
    text = (GALLERY / f"{name}.svg").read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"<script|<foreignObject|href=.[^#]|url\([^#]|var\(|\bon\w+=", text)


def test_the_readme_shows_every_picture_and_says_what_it_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^!\[([^\]]+)\]\(notebooks/gallery/([\w-]+)\.svg\)$", readme, flags=re.MULTILINE)
    assert {name for _, name in shown} == set(PICTURES) == {path.stem for path in GALLERY.iterdir()}
    assert all(len(said) > 30 for said, _ in shown)
