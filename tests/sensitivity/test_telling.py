"""What a finished analysis says, in the terminal and in the report, of conclusions that hold, lean and turn over."""

from __future__ import annotations

import json
import re

import pytest

from mirrorsim.lab.sensitivity.analysis import Analysis
from mirrorsim.lab.sensitivity.design import OTHERS, Plan
from mirrorsim.lab.sensitivity.requests import range_requests
from mirrorsim.lab.sensitivity.result import Sensitivity
from mirrorsim.lab.sensitivity.space import input_space
from mirrorsim.report.html.sensitivity.page import sensitivity_page
from mirrorsim.report.sensitivity import input_lines, plan_lines, render
from mirrorsim.scenario.load import load_scenario
from tests.helpers.worlds import factbox
from tests.sensitivity.standins import analysed

PLAN = Plan(screen=4, keep=2, samples=64, reps=3)
POLICIES = ("as-it-is", "f0", "f1", "f2")


@pytest.fixture(scope="module")
def told():
    """An analysis whose first conclusion turns with its first input, whose second always holds, whose third never varies."""
    loaded = factbox()
    varied = input_space(loaded, range_requests(), ["handover.call", "handover.meeting.after", "rates"])
    names = [one.name for one in varied.inputs]
    found = analysed(
        PLAN, names, lambda p: 1000 * (p[0] - 0.3), lambda p: 500 + 100 * p[1], lambda p: 7.0, own=200.0, wide=150.0
    )
    return Sensitivity(
        loaded, POLICIES, "throughput_usd_per_day", "USD/day", 5, PLAN, 20, varied, found, {"a.b: is wrong": 3}, 1, True, (),
        "k", "[]",
    )  # fmt: skip


@pytest.fixture(scope="module")
def lines(told):
    return "\n".join(render(told.as_json()))


def test_what_turns_a_conclusion_over_is_named_with_where(told, lines):
    name = told.space.inputs[0].name
    first = lines.split("Conclusion: ")[1]
    assert first.startswith("f0 raises throughput_usd_per_day against as-it-is: +200 USD/day")
    share = re.search(r"It holds at (\d+) of 128 points\s+that\s+fill\s+the\s+space:\s+(\d+) %", first)
    assert 84 <= int(share[1]) <= 95
    assert int(share[2]) == round(100 * int(share[1]) / 128)
    assert re.search(rf"What turns it over:\s+{re.escape(name)} \(holds\s+at\s+\d+ %, 100 %, 100 % of", first)
    assert re.search(rf"^{re.escape(name)} +1,000 +(1\.0|0\.9)\d +(1\.0|0\.9)\d$", first, re.M)


def test_a_conclusion_that_always_holds_says_so(lines):
    second = lines.split("Conclusion: ")[2]
    assert "It holds at 128 of 128 points" in second
    assert "100 % (97 % to 100" in " ".join(second.split())
    assert "clearly at 128, clearly not at 0" in " ".join(second.split())
    assert "No point turns it over." in second
    assert lines.rstrip().endswith("Nothing that was varied changes it.")


def test_no_line_is_wider_than_a_terminal_but_a_path(lines):
    assert max(len(line) for line in lines.splitlines()) <= 80


@pytest.mark.parametrize("name", ["capital-flight-cap", "national"])
def test_nor_is_a_line_of_the_plan(name):
    loaded = load_scenario(name)
    planned = Analysis.of(loaded, None, PLAN, range_requests())
    told = "\n".join([*plan_lines(planned), *input_lines(planned.space)]).splitlines()
    assert max(len(line) for line in told if " " in line) <= 80
    for one in planned.space.inputs:
        at = told.index(one.name)
        assert " ".join(told[at + 1 : at + 3]).split()[: len(one.own.split())] == one.own.split()
    for one in planned.space.fixed:
        assert one.path in told


def test_what_regions_change_is_held_and_the_plan_says_so():
    planned = Analysis.of(load_scenario("national"), None, PLAN, range_requests())
    regions = [one for one in planned.space.fixed if one.path.startswith("regions.")]
    assert {one.path for one in regions if one.path.endswith(".change")} == {
        f"regions.{name}.change" for name, one in planned.loaded.scenario.regions.items() if one.change
    }
    assert {one.why for one in regions} == {"is a region's own, and stands whatever varies in the country"}
    assert "4 regions: what a region changes is held" in " ".join(plan_lines(planned))
    assert not any("regions" in line for line in plan_lines(Analysis.of(factbox(), None, PLAN, range_requests())))


def test_the_tables_hold_every_output_and_input(told):
    inputs, outputs = len(told.space.inputs), 3
    assert len(told.ranking) == inputs * outputs
    assert set(told.ranking["output"]) == {"f0", "f1", "f2"}
    assert len(told.points) == 3 * 128
    assert set(told.points["verdict"]) == {"holds", "leans", "leans away", "flips"}
    assert told.ranking["total"].notna().sum() == 2 * 2  # two kept inputs of two outputs; the third does not vary


def test_points_without_an_answer_are_said(told):
    document = told.as_json() | {
        "lost": {"points": 4, "of": 90, "no_scenario": {"a.b: is wrong": 3}, "without_the_measure": 1}
    }
    text = "\n".join(render(document))
    assert "4 of 90 points gave no answer" in text
    assert "3 x no valid scenario: a.b: is wrong" in text
    assert "1 x without throughput_usd_per_day" in text
    assert "3 x no valid scenario: a.b: is wrong" in page(told, document)


def page(told, document=None):
    rows = [row._asdict() for row in told.points[["output", "value", "low", "high", "verdict"]].itertuples(index=False)]
    return sensitivity_page(document or told.as_json(), rows)


def test_the_report_has_a_figure_for_each_conclusion(told):
    text = page(told)
    specs = dict(re.findall(r'class="spec" data-for="chart-(.*?)">(.*?)</script>', text))
    assert set(specs) == {"spread-0", "spread-1", "spread-2", "turns-0", "effects", "indices-0", "indices-1"}
    turned = json.loads(specs["turns-0"])
    rows = [row for layer in turned["layer"] for row in layer.get("data", {}).get("values", [])]
    name = told.space.inputs[0].name
    lowest = next(row for row in rows if row["measure"] == name and row["policy"].startswith("lowest"))
    assert lowest["value"] < 30
    assert lowest["low"] < lowest["value"] < lowest["high"]
    assert f">{OTHERS}</th>" in text
    assert "the output does not vary" in text


def test_books_that_do_not_balance_are_reported_in_capitals(told):
    assert "THE BOOKS DO NOT BALANCE" in page(told, told.as_json() | {"books": {"balanced": False}})
    assert "THE BOOKS DO NOT BALANCE" not in page(told)
