"""The bottleneck in words is the longest bar of the chart, the wait of bulk cash among them, in the terminal and the report."""

import re
from pathlib import Path

import mirrorsim
from mirrorsim.lab.run_folder import read_run_folder
from mirrorsim.report.html.timing import waiting
from mirrorsim.report.terminal import render
from mirrorsim.report.wording import bottleneck, waited_for


def test_the_longest_wait_is_the_bottleneck_whoever_waits() -> None:
    waits = {"wait_days.buyer": 2.0, "wait_days.port": 1.0, "cost_pct": 50.0}
    assert bottleneck(waits) == "wait_days.buyer"
    assert bottleneck({**waits, "bulk_cash_wait_days": 3.0}) == "bulk_cash_wait_days"
    assert bottleneck({"cost_pct": 1.0}) == ""
    assert waited_for("bulk_cash_wait_days") == "a teller for bulk cash"
    assert waited_for("wait_days.pesos") == "a provider with pesos"
    assert waited_for("cost_pct") is None


def test_terminal_and_report_name_the_same_bottleneck(tmp_path: Path) -> None:
    result = mirrorsim.run(mirrorsim.load_scenario("deposit-limit", ["horizon=3 months", "start=2010-06-01"]), reps=1)
    means = {name: one.mean for name, one in result.estimates["limit"].items()}
    worst = bottleneck(means)
    assert worst == "bulk_cash_wait_days", "this world is here because bulk cash waits longest in it"
    told = " ".join(" ".join(render(result)).split())
    assert "limit: the bottleneck is waiting for a teller for bulk cash" in told
    page = re.sub(r"\s+", " ", str(waiting(read_run_folder(result.save(tmp_path / "run")))))
    assert "limit: the bottleneck is a teller for bulk cash, waited for" in page
