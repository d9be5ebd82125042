"""Small analyses of the real simulation: the same numbers as a run's, interrupted, parallel, and with holes."""

from __future__ import annotations

import json
import re
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

import mirrorsim
from mirrorsim.cli.main import main
from mirrorsim.lab.checkpoint import Checkpoint
from mirrorsim.lab.sensitivity.analysis import Analysis
from mirrorsim.lab.sensitivity.design import Plan, trajectories
from mirrorsim.lab.sensitivity.requests import range_requests
from mirrorsim.report.html import report_html
from tests.helpers.run_folders import NASTY
from tests.helpers.worlds import FACTBOX, factbox

MEASURE = "delay_days_mean"
ONLY = ["handover.call", "second_mirror"]
PLAN = Plan(screen=2, keep=2, samples=4, reps=2)
COMMAND = [
    "sensitivity", str(FACTBOX), "--measure", MEASURE, *(f"--only={path}" for path in ONLY), "--set", f"title={NASTY!r}",
    "--screen", "2", "--keep", "2", "--samples", "4", "--reps", "2",
]  # fmt: skip


def analysis(loaded, plan=PLAN, ranges=(), only=ONLY, policies=None, **named):
    return Analysis.of(loaded, policies, plan, range_requests(ranges), only=only, measure=MEASURE, **named)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder of a finished analysis by the command line, and the document that it printed."""
    folder = tmp_path_factory.mktemp("sensitivity") / "found"
    done = CliRunner().invoke(main, [*COMMAND, "--out", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    return folder, json.loads(done.stdout), done.stderr


def test_a_points_answer_is_what_a_run_of_that_scenario_compares():
    loaded = factbox()
    one = analysis(loaded)
    names = [each.name for each in one.space.inputs]
    point = trajectories(names, PLAN, loaded.scenario.seed)[3]
    (answer,) = one.model.answers(point[None, :])[0]
    again = mirrorsim.run(factbox(*one.space.settings(point)), reps=2, journal="none").compare(MEASURE)
    assert answer.value == again["difference"].item()
    assert answer.ci95 == (again["low"].item(), again["high"].item())
    assert answer.error == pytest.approx((answer.ci95[1] - answer.ci95[0]) / 2 / 12.7062, rel=1e-4)


def test_the_number_of_processes_changes_nothing():
    plan = Plan(screen=2, keep=1, samples=2, reps=2)
    alone, together = (analysis(factbox(), plan, only=["second_mirror"], jobs=jobs).result() for jobs in (1, 2))
    assert alone.as_json() == together.as_json()
    assert alone.points.equals(together.points)


def test_python_says_the_same_in_the_same_words(finished):
    found = mirrorsim.sensitivity(
        factbox(f"title={NASTY!r}"), measure=MEASURE, only=ONLY, screen=2, keep=2, samples=4, reps=2
    )
    assert found.as_json() == finished[1]
    assert found.ranking["input"].tolist()[0] == finished[1]["conclusions"][0]["screening"]["effects"][0]["name"]
    assert found.robustness.loc[0, ["hits", "points", "share"]].tolist() == [8, 8, 1.0]


def test_the_document_says_what_was_done(finished):
    _, document, said = finished
    assert document["policies"] == ["second-mirror", "trade"]
    assert document["plan"]["screening_points"] == 2 * (len(document["inputs"]) + 1)
    assert document["lost"] == {"points": 0, "of": 2 * (len(document["inputs"]) + 1) + 20, "no_scenario": {},
                                "without_the_measure": 0}  # fmt: skip
    (one,) = document["conclusions"]
    assert (one["policy"], one["baseline"], one["says"]) == ("trade", "second-mirror", "more")
    assert one["holds"]["same_sign"]["hits"] == one["holds"]["same_sign"]["of"] == 8
    effects = one["screening"]["effects"]
    assert [each["mu_star"] for each in effects] == sorted((each["mu_star"] for each in effects), reverse=True)
    assert {each["name"] for each in effects} == {each["name"] for each in document["inputs"]}
    assert len(document["kept"]) == 2
    assert "inputs vary" in said
    assert re.search(r"2 policies x 2 replications a point: \d+ runs\nabout ", said)


def test_the_run_count_of_the_plan_is_the_number_of_runs():
    one = analysis(factbox(), Plan(screen=2, keep=1, samples=2, reps=2), only=["second_mirror"])
    runs = []
    one.done = runs.append
    one.result()
    # points that come up twice on a trajectory's grid are run once
    assert 0.8 * one.runs <= len(runs) <= one.runs


def test_an_interrupted_analysis_goes_on_from_there(finished, tmp_path, monkeypatch):
    folder, kept, heard = tmp_path / "again", Checkpoint.add, []

    def interrupted(self, outcome):
        kept(self, outcome)
        heard.append(outcome)
        if len(heard) == 60:
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, "add", interrupted)
    first = CliRunner().invoke(main, [*COMMAND, "--out", str(folder)])
    assert first.exit_code == 130
    assert "60 finished runs are kept" in first.stderr
    assert not folder.exists()
    second = CliRunner().invoke(main, [*COMMAND, "--out", str(folder)])
    assert second.exit_code == 0
    assert "taken up again: 60 runs" in second.stderr
    assert len({(one.policy, one.replication) for one in heard}) == len(heard)
    assert json.loads((folder / "sensitivity.json").read_text()) == finished[1]
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_the_folder_holds_what_was_found(finished):
    folder, document, _ = finished
    names = {
        "manifest.json",
        "points.parquet",
        "ranges.yaml",
        "report.html",
        "scenario.resolved.yaml",
        "sensitivity.json",
    }
    assert {path.name for path in folder.iterdir()} == names
    points = pd.read_parquet(folder / "points.parquet")
    assert list(points.columns) == ["output", "point", *(one["name"] for one in document["inputs"]), "value", "low", "high",
                                    "verdict"]  # fmt: skip
    assert len(points) == document["plan"]["filling_points"] == 8
    assert points[document["inputs"][0]["name"]].between(0, 1).all()
    assert mirrorsim.load_scenario(folder / "scenario.resolved.yaml").scenario.name == "factbox"


def test_the_ranges_that_were_used_can_be_used_again(finished, tmp_path):
    folder, document, _ = finished
    again = CliRunner().invoke(
        main, [*COMMAND, "--ranges", str(folder / "ranges.yaml"), "--out", str(tmp_path / "x"), "--plan"]
    )
    assert again.exit_code == 0, again.output
    for one in document["inputs"]:
        assert re.search(rf"^{re.escape(one['name'])}\n  .*\({re.escape(one['low'])} \.\. {re.escape(one['high'])}\): as asked$",
                         again.stdout, re.M)  # fmt: skip
    assert not (tmp_path / "x").exists()


def test_corners_that_are_no_scenario_are_counted_and_said():
    # a median far above the cut leaves nothing below it; the grid's upper end is such a corner
    ranges = ["second_mirror.takes.median=1 h..1500 h"]
    found = analysis(factbox(), Plan(screen=6, keep=1, samples=2, reps=2), ranges, ["second_mirror.delivery"]).result()
    assert sum(found.refused.values()) > 0
    assert all("less than one value in a million" in message for message in found.refused)
    assert 2 <= found.study.findings[0].whole_trajectories < 6
    assert found.study.unanswered >= sum(found.refused.values())


def test_when_most_corners_have_no_answer_it_is_said_why():
    # a token that is good for less than a day has always expired when the courier comes: nothing is delivered
    ranges = ["handover.token.valid_for=1 h..20 h"]
    with pytest.raises(
        ValueError, match=r"no two whole trajectories: \d+ points have no delay_days_mean; narrow or fix"
    ):
        analysis(factbox(), Plan(2, 1, 2, 2), ranges, ["handover.token.valid_for"]).result()


def test_a_measure_that_the_runs_do_not_have_is_said():
    with pytest.raises(ValueError, match=r"there is no port_share\.nowhere in this scenario"):
        mirrorsim.sensitivity(factbox(), measure="port_share.nowhere", only=["second_mirror"], reps=2)
    with pytest.raises(ValueError, match='did you mean "cost_pct"'):
        mirrorsim.sensitivity(factbox(), measure="cost_pc")


def test_one_policy_has_a_ranking_and_no_conclusion():
    found = analysis(factbox(), Plan(2, 1, 2, 2), only=["second_mirror.delivery"], policies=["second-mirror"]).result()
    (one,) = found.as_json()["conclusions"]
    assert one["baseline"] is None
    assert "holds" not in one
    # from one hour to four, as a grid of four levels has it in the logarithm: the whole range counts, not the step
    assert one["screening"]["effects"][0]["mu_star"] > 0.05


def test_without_salib_the_command_that_helps_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)
    done = CliRunner().invoke(main, [*COMMAND, "--plan"])
    assert done.exit_code == 1
    assert "pip install 'mirrorsim[sensitivity]'" in done.stderr


def test_a_folder_that_is_something_else_is_not_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(main, [*COMMAND, "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "is not a run folder" in done.stderr
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--samples", "60"], "power of two"),
        (["--measure", "dely_days_mean"], 'did you mean "delay_days_mean"'),
        (["--range", "handover.token.lost=1..2"], "--range:1:1: handover.token.lost: "),
        (["--only", "handoverr"], 'did you mean "handover'),
        (["--policy", "trad"], 'did you mean "trade"'),
    ],
)
def test_bad_usage_is_one_clear_line_and_exit_code_2(options, said):
    done = CliRunner().invoke(main, ["sensitivity", str(FACTBOX), *options, "--plan"])
    assert done.exit_code == 2
    assert said in done.stderr


def test_the_report_is_one_file_in_which_nothing_runs_that_is_not_ours(finished):
    folder, document, _ = finished
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "alert(1)</script>" not in text
    assert "default-src 'none'" in text
    assert not re.search(r'(?:src|href)="(?!#)', text.partition("<script>")[0])
    for key in ("conclusions", "spread", "turns", "effects", "indices", "inputs", "method"):
        assert f'<section id="{key}"' in text
    specs = re.findall(r'<script type="application/json" class="spec" data-for="chart-(.*?)">(.*?)</script>', text)
    assert [key for key, _ in specs] == ["spread-0", "effects", "indices-0"]
    assert all(json.loads(spec)["$schema"] for _, spec in specs)
    for one in document["inputs"]:
        assert f">{one['name']}</th>" in text


def test_the_report_can_be_made_again_by_its_verb(finished, tmp_path):
    folder, _, _ = finished
    out = tmp_path / "again.html"
    done = CliRunner().invoke(main, ["report", str(folder), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert (
        out.read_text(encoding="utf-8") == (folder / "report.html").read_text(encoding="utf-8") == report_html(folder)
    )


@pytest.mark.parametrize("arguments", [["replay"], ["export", "--format", "csv"]])
def test_the_folder_is_no_run_and_that_is_said_in_one_line(finished, arguments):
    folder, _, _ = finished
    done = CliRunner().invoke(main, [*arguments, str(folder)])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        f"mirrorsim: {folder} is a sensitivity analysis, not a run, and has no journal: "
        "give the folder of a run (of this one, mirrorsim report makes the report again)\n"
    )


def test_a_damaged_folder_is_said(finished, tmp_path):
    (tmp_path / "manifest.json").write_text('{"kind": "sensitivity"}', encoding="utf-8")
    done = CliRunner().invoke(main, ["report", str(tmp_path)])
    assert done.exit_code == 1
    assert "is damaged" in done.stderr
