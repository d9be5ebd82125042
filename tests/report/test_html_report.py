"""The report as a file: what is in it, what may not be, and that the same folder gives the same bytes."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import pytest
from click.testing import CliRunner

import mirrorsim
from mirrorsim.cli.main import main
from mirrorsim.lab.run_folder import read_run_folder
from mirrorsim.report.html import report_html, write_report
from mirrorsim.report.html.forest import forest
from mirrorsim.report.html.frame import vega_bundle
from mirrorsim.report.html.pictures import pictures
from tests.helpers.run_folders import NASTY, POLICIES, finished, reseal
from tests.helpers.worlds import FACTBOX

SECTIONS = [
    "headline", "forest", "over-time", "delays", "dollar", "channels", "borders", "waiting", "detection", "burden",
    "expectations", "sources", "stress", "reproduce",
]  # fmt: skip
CHARTS = [
    "forest", "over-time", "delays", "dollar", "dollar-rest", "channels", "channels-later", "waiting", "detection",
    "burden",
]  # fmt: skip
OF_JOURNAL = {"over-time", "delays", "dollar", "dollar-rest", "channels-later"}
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Elements with their attributes, text by innermost element, and whether everything is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []
        self.inside: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append((self.inside[-1] if self.inside else "", data))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            found for name, found in self.elements if name == tag and all(found.get(k) == v for k, v in wanted.items())
        ]

    @property
    def specs(self) -> dict[str, dict]:
        texts = re.findall(
            r'<script type="application/json" class="spec" data-for="chart-(.*?)">(.*?)</script>', self.text
        )
        return {key: json.loads(text) for key, text in texts}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def text(folder):
    return report_html(folder)


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_the_sections_stand_in_order_under_headings_in_order(page):
    assert [one["id"] for one in page.all("section")] == SECTIONS
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("nav")) == len(page.all("header")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert page.inside == []
    assert page.all("html", lang="en")


def test_names_are_given_once(page):
    ids = [found["id"] for _, found in page.elements if found.get("id")]
    assert len(ids) == len(set(ids))
    targets = {found["href"] for found in page.all("a")}
    assert targets <= {f"#{one}" for one in ids}


def test_every_chart_has_a_text_alternative_a_caption_and_its_numbers(page, text):
    figures = re.findall(r"<figure.*?</figure>", text, re.S)
    assert len(figures) == len(CHARTS) + 3
    for figure in figures:
        assert re.search(r'role="img" aria-label="[^"]{20,}"', figure)
        assert "<figcaption>" in figure
        assert re.search(r"<details><summary>.*?<table>", figure, re.S)


def test_charts_are_valid_vega_lite_with_data(page):
    assert list(page.specs) == CHARTS
    for spec in page.specs.values():
        alt.Chart.from_dict(spec)  # checks the specification against the schema
        assert "config" not in spec
        for layer in spec.get("layer", [spec]):
            assert layer["data"]["values"]


def test_what_the_scenario_says_is_shown_as_text_and_never_run(page, text):
    assert NASTY in "".join(words for tag, words in page.words if tag == "h1")
    assert "<script>alert" not in text
    assert "<i>strike" not in text
    assert len(page.all("script")) == len(CHARTS) + 3
    for spec in re.findall(r'<script type="application/json".*?>(.*?)</script>', text, re.S):
        assert "<" not in spec


def test_nothing_is_fetched(page, text):
    ours = text.replace(vega_bundle(), "")
    assert set(re.findall(r"https?://[^\"' )<]+", ours)) == {
        f"https://vega.github.io/schema/vega-lite/{alt.SCHEMA_VERSION}.json"
    }
    assert not any("src" in found or tag in ("link", "img", "iframe") for tag, found in page.elements)
    assert "@import" not in ours
    assert "url(" not in ours
    assert "default-src 'none'" in text


def test_the_same_folder_gives_the_same_bytes_wherever_it_is_and_whoever_makes_it(folder, text, tmp_path):
    assert report_html(folder) == text
    elsewhere = shutil.copytree(folder, tmp_path / "somewhere-else")
    command = [sys.executable, "-m", "mirrorsim", "report", str(elsewhere)]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{elsewhere / 'report.html'}\n"
    assert (elsewhere / "report.html").read_bytes() == text.encode()
    for secret in (str(tmp_path), str(folder), "somewhere-else"):
        assert secret not in text


def test_headline_method_and_reproduction(text):
    assert "(baseline): " in text
    assert "common random numbers" in text
    assert (
        "mirrorsim run scenario.resolved.yaml --policy as-it-is --policy tight --policy later --reps 3 --seed 11"
        in text
    )
    assert '<strong class="unmet">NOT met</strong>' in text
    assert "policy later begins" in text
    assert "is over" in text
    assert '<em class="missing">not stated</em>' in text


def test_nothing_crosses_a_border_in_a_mirror_swap(text):
    assert text.count("of which none crossed a border") == 3
    for crossing in re.findall(r'<path d="[^"]*" class="flow (\w+) crosses"[^>]*><title>(.*?)</title>', text):
        assert crossing[0] in ("cash", "goods")
        assert "carriers" in crossing[1] or "at sea" in crossing[1]


def test_a_run_without_a_journal_says_so_in_place_of_those_charts(folder, tmp_path):
    bare = shutil.copytree(folder, tmp_path / "bare")
    for name in ("journal.parquet", "events.parquet", "names.json"):
        (bare / name).unlink()
    reseal(bare)
    page = Page(report_html(bare))
    assert [one["id"] for one in page.all("section")] == SECTIONS
    assert set(page.specs) == set(CHARTS) - OF_JOURNAL
    assert page.text.count("kept no journal") == 5


def test_one_replication_of_one_policy_has_a_report_too(tmp_path):
    folder = mirrorsim.run(FACTBOX, ["second-mirror"]).save(tmp_path / "one")
    page = Page(report_html(folder))
    assert [one["id"] for one in page.all("section")] == SECTIONS
    assert "One policy was run" in page.text
    assert "nothing crosses" in page.text


def test_an_expectation_is_undecided_where_chance_may_have_decided_it(tmp_path, text):
    assert "Of 1 expectation: 0 met, 1 not met." in text
    setting = "expect=[{measure: cost_pct, target: 1.5, tolerance: 5 %, source: E01}]"
    loaded = mirrorsim.load_scenario(FACTBOX, [setting])
    once = report_html(mirrorsim.run(loaded, ["second-mirror"]).save(tmp_path / "once"))
    assert "Of 1 expectation: 0 met, 1 undecided." in once
    assert '<strong class="undecided">undecided: within the tolerance, but too few replications' in once
    twice = report_html(mirrorsim.run(loaded, ["second-mirror"], 2).save(tmp_path / "twice"))
    assert "1.5 to 1.5" in twice
    assert '<strong class="met">met</strong>' in twice


def test_what_the_baseline_has_none_of_is_said_beside_the_figure_that_cannot_draw_it(folder, text):
    run = read_run_folder(folder)
    assert "Seized +5,000 USD" not in text
    first, *others = run.summary["policies"]
    seized = {"unit": "USD", "mean": 0.0, "ci95": [0.0, 0.0], "n": 3}
    more = {"mean": 5_000.0, "ci95": [4_000.0, 6_000.0], "p_adjusted": 0.01}
    policies = [
        {**first, "measures": {**first["measures"], "seized_usd": seized}},
        *({**one, "difference": {**one["difference"], "seized_usd": more}} for one in others),
    ]
    page = forest(dataclasses.replace(run, summary={**run.summary, "policies": policies}))
    [note] = re.findall(r"Not drawn, for as-it-is has none of it: (.*?)\.<", page)
    assert note.endswith("Seized +5,000 USD (tight); Seized +5,000 USD (later)")


def test_one_replication_of_two_policies_says_nothing_about_chance(tmp_path):
    text = report_html(mirrorsim.run(FACTBOX).save(tmp_path / "two"))
    assert "which says nothing about chance" in text
    assert "differences have no interval" in text


def test_the_verb_writes_where_it_is_told(folder, tmp_path):
    told = CliRunner().invoke(main, ["report", str(folder), "--out", str(tmp_path / "mine.html")])
    assert (told.exit_code, told.output) == (0, f"{tmp_path / 'mine.html'}\n")
    assert [one.name for one in tmp_path.iterdir()] == ["mine.html"]
    assert mirrorsim.write_report is write_report


@pytest.mark.parametrize("break_it", ["nothing there", "no summary", "half a table", "half a document"])
def test_what_is_no_run_folder_is_told_in_one_line(folder, tmp_path, break_it):
    broken = tmp_path / "broken"
    if break_it != "nothing there":
        shutil.copytree(folder, broken)
    if break_it == "no summary":
        (broken / "summary.json").unlink()
    if break_it == "half a table":
        (broken / "journal.parquet").write_bytes((broken / "journal.parquet").read_bytes()[:1000])
    if break_it == "half a document":
        (broken / "scenario.resolved.yaml").write_text("a: [", encoding="utf-8")
    told = CliRunner().invoke(main, ["report", str(broken)])
    assert told.exit_code == 1
    assert len(told.output.splitlines()) == 1
    assert str(broken) in told.output
    assert not (broken / "report.html").exists()


def test_a_report_is_never_half_written(folder, tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_report(folder, tmp_path / "report.html")
    assert list(Path(tmp_path).iterdir()) == []


def test_every_figure_is_a_picture_too_the_same_each_time(folder, page, tmp_path):
    told = CliRunner().invoke(main, ["report", str(folder), "--pictures", str(tmp_path / "deep" / "pictures")])
    assert told.exit_code == 0, told.output
    report, *written = map(Path, told.stdout.splitlines())
    assert report == folder / "report.html"
    assert {path.stem for path in written} == {*page.specs, *(f"flows-{policy}" for policy in POLICIES)}
    assert sorted(path.name for path in (tmp_path / "deep" / "pictures").iterdir()) == sorted(
        path.name for path in written
    )
    texts = {path.stem: path.read_text(encoding="utf-8") for path in written}
    assert dict(pictures(folder)) == texts
    assert dict(pictures(folder, "forest")) == {"forest": texts["forest"]}
    for text in texts.values():
        assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
        assert "var(--" not in text
        assert "<script" not in text
