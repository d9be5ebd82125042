"""Forms of expectations, and their values with units: read, converted, refused in one line at their place."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsim.lab.run import run
from mirrorsim.report.terminal import render
from mirrorsim.scenario.expectations import Expectation
from mirrorsim.scenario.load import load_text
from mirrorsim.scenario.problems import ScenarioError
from tests.helpers.worlds import factbox


def one(measure: str, **terms: Any) -> Expectation:
    return Expectation(measure=measure, source="E01", **terms)


@pytest.mark.parametrize(
    ("measure", "written", "read"),
    [
        ("throughput_usd_per_day", "150,000 USD/day", 150_000),
        ("throughput_usd_per_day", "70,000 USD / week", 10_000),
        ("cost_pct", "6 %", 6),
        ("seized_share", "6 %", 0.06),
        ("channel_share.goods", "0.25", 0.25),
        ("delay_days_mean", "10 days", 10),
        ("delay_days_mean", "36 h", 1.5),
        ("wait_days.port", "2 weeks", 14),
        ("burden.cap.hours", "2 days", 48),
        ("burden.cap", "1,234.50 USD", 1234.5),
        ("pickups_per_week", "1/day", 7),
        ("yuan_accounts", "1,251", 1251),
        ("yuan_accounts", 251, 251),
        ("cost_pct", "-1.5", -1.5),
    ],
)
def test_a_value_is_converted_to_the_unit_of_the_measure(measure: str, written: Any, read: float) -> None:
    assert one(measure, at_least=written).at_least == read
    assert one(measure, target=written, tolerance="5 %").target == read
    assert one(measure, between=[written, written]).bounds == (read, read)


def test_a_ratio_has_the_unit_of_none_whatever_is_measured() -> None:
    assert one("banked_usd", at_most="30 %", relative_to="before").bounds == (None, 0.3)


@pytest.mark.parametrize(
    ("expectation", "said"),
    [
        ("measure: cost_pct, at_most: 10 days",
         'at_most: "days" does not fit: what is expected here is in %; write a number such as 6 %'),
        ("measure: delay_days_mean, between: [1 day, 6 %]",
         'between.1: "%" does not fit: what is expected here is in days; write a number such as 10 days'),
        ("measure: yuan_accounts, at_least: 3 USD",
         'at_least: "USD" does not fit: what is expected here has no unit; write a number such as 251'),
        ("measure: seized_share, at_least: 3 USD",
         'at_least: "USD" does not fit: what is expected here is a share; write a number such as 6 % or '
         '0.06'),
        ("measure: cost_pct, at_least: lots", 'at_least: "lots" is no value of a measure: write a number such as 6 %'),
        ("measure: cost_pct",
         "target: is missing: add it with a tolerance, or at_least, at_most or between in its place"),
        ("measure: cost_pct, target: 1",
         "tolerance: is missing: say how far off the target is still met, such as 25 %"),
        ("measure: cost_pct, at_least: 1, tolerance: 5 %",
         "tolerance: belongs to a target; at_least is an end by itself, so leave it away"),
        ("measure: cost_pct, at_least: 1, at_most: 2",
         "at_most: stands beside at_least: an expectation has one of target, at_least, at_most, between; "
         "for both ends write between: [least, most]"),
        ("measure: cost_pct, between: [2, 1]", "between: the first is more than the second: write [least, most]"),
        ("measure: throughput_usd_per_dy, at_least: 1 USD/day",
         "measure: there is no measure 'throughput_usd_per_dy' (did you mean \"throughput_usd_per_day\"?)"),
        ("measure: cost_pct, between: [2]", "between: needs at least 2 items, has 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_line_with_its_place(expectation: str, said: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        factbox(f"expect=[{{{expectation}, source: E01}}]")
    (problem,) = raised.value.problems
    assert f"{problem.path}: {problem.message}" == f"expect.0.{said}"


def test_the_terminal_and_the_resolved_scenario_have_them() -> None:
    loaded = factbox("expect=[{measure: cost_pct, between: [1 %, 2 %], source: E01}, "
                     "{measure: delay_days_mean, at_most: 24 h, source: E01}]")  # fmt: skip
    assert load_text(loaded.resolved()).scenario.expect == loaded.scenario.expect
    said = " ".join(" ".join(render(run(loaded, ["trade"], 2))).split())
    assert "expected cost_pct: between 1 and 2 (E01), got 1.5 (95 % interval 1.5 to 1.5): met" in said
    assert "expected delay_days_mean: at most 1 (E01)" in said
