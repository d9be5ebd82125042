"""The report in Debian's chromium with the network off: no error, nothing fetched, every chart drawn."""

from __future__ import annotations

import pytest

from mirrorsim.report.html import write_report
from tests.browser.accessibility import violations
from tests.helpers.classrooms import CHROMIUM
from tests.helpers.run_folders import NASTY, finished

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get update && apt-get install -y chromium"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return write_report(finished(tmp_path_factory.mktemp("browser")))


@pytest.fixture(params=["light", "dark"])
def page(request, browser, report):
    context = browser.new_context(offline=True, color_scheme=request.param)
    page = context.new_page()
    page.troubles, page.scheme = [], request.param
    page.on("console", lambda message: page.troubles.append(message.text))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("dialog", lambda dialog: (page.troubles.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: page.troubles.append(asked.url) if not asked.url.startswith("file:") else None)
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-drawn=yes]", timeout=60_000)
    yield page
    context.close()


def test_every_chart_is_drawn_and_nothing_goes_wrong(page):
    marks = page.evaluate(
        """() => [...document.querySelectorAll("figure")].map((figure) => [figure.id,
             figure.querySelectorAll("svg .mark-rect path, svg .mark-line path, svg .mark-symbol path, svg .mark-rule line,"
             + " svg path.flow").length])"""
    )
    assert len(marks) == 13
    assert [name for name, drawn in marks if not drawn] == []
    assert page.troubles == []


def test_what_the_scenario_says_is_shown_as_text(page):
    assert page.inner_text("h1") == NASTY
    assert page.troubles == []


def test_the_charts_follow_the_scheme(page):
    ink, paper = page.evaluate(
        """() => [getComputedStyle(document.querySelector("#chart-forest svg text")).fill,
                  getComputedStyle(document.body).backgroundColor]"""
    )
    bright = [sum(map(int, colour[4:-1].split(","))) for colour in (ink, paper)]
    assert (bright[0] > bright[1]) == (page.scheme == "dark")


def test_tables_open_at_once_for_printing_and_paper_is_white(page):
    assert page.locator("details[open]").count() == 0
    page.click("#open-all")
    assert page.locator("details:not([open])").count() == 0
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.pdf()[:5] == b"%PDF-"


def test_no_accessibility_rule_is_broken(page):
    assert violations(page, f"report, {page.scheme}") == []


def test_a_narrow_window_scrolls_charts_not_the_page(page):
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
