"""Cash that lies is found under the rules of each day, and by whoever comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

import mirrorsim
from mirrorsim.lab.run import run

ROOT = Path(__file__).resolve().parents[2]
NO_BUYERS = ["buyers.merchants.shop.count=0", "policies=null", 'sources={"*": assumption}', "horizon=100 days"]


def seized(*settings: str) -> float:
    loaded = mirrorsim.load_scenario(ROOT / "scenarios" / "factbox.yaml", [*NO_BUYERS, *settings])
    return run(loaded, journal="none").estimates["baseline"]["seized_usd"].mean


def shock(since: str, until: str, per_day: str) -> str:
    change = f"{{rules: {{interdiction: {{found_per_day: {per_day}}}}}}}"
    return f"timeline=[{{name: a, since: {since}, until: {until}, change: {change}}}]"


QUIET = "rules={interdiction: {stopped: 0 %, found_per_day: 0 %}}"


def test_nobody_looks():
    assert seized(QUIET) == 0


def test_cash_that_lay_before_is_found_once_somebody_looks():
    assert seized(QUIET, shock("2021-01-01", "2021-01-10", "100 %")) == pytest.approx(149_250)


def test_what_is_over_finds_nothing_any_more():
    looked = "rules={interdiction: {stopped: 0 %, found_per_day: 0.0001 %}}"
    assert seized(looked, shock("2020-12-20", "2021-01-10", "0 %")) == 0


def test_a_second_force_never_makes_it_later():
    one = "rules={a: {kind: interdiction, stopped: 0 %, found_per_day: 20 %}}"
    two = (
        "rules={a: {kind: interdiction, stopped: 0 %, found_per_day: 20 %}, "
        "b: {kind: interdiction, stopped: 0 %, found_per_day: 0.1 %}}"
    )
    for seed in range(5):
        loaded = [
            mirrorsim.load_scenario(ROOT / "scenarios" / "factbox.yaml", [*NO_BUYERS, rules]) for rules in (one, two)
        ]
        alone, both = (run(each, seed=seed).events.query("event == 'raided'")["at"].min() for each in loaded)
        assert both <= alone


def test_cash_whose_client_walks_away_can_be_found():
    found = "rules={interdiction: {stopped: 0 %, found_per_day: 100 %}}"
    assert seized("handover.agreement.walks_away=100 %", found) == pytest.approx(150_000)
    assert seized("handover.agreement.walks_away=100 %", QUIET) == 0
