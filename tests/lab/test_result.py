"""What a result makes of its outcomes: values, means, paired differences, tables, documents. Nothing is simulated."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import mirrorsim
from mirrorsim.lab.estimate import holm
from mirrorsim.lab.measures.declaration import Measurement
from mirrorsim.lab.result import Result
from mirrorsim.lab.run import run
from mirrorsim.scenario.expectations import Expectation
from mirrorsim.units.time import DAY
from tests.helpers.worlds import factbox
from tests.lab.outcomes import outcome, result

COUNTED = ("banked_usd", "burden.cap.cases", "burden.cap", "reports_filed.ctr", "reports_on.scheme")
WHOLE = ("channel_share", "port_share")


def single(**by_name: list[float | None]) -> Result:
    return result({"one": by_name})


# -- values -------------------------------------------------------------------------------------------------------------


def test_values_are_by_replication_and_policy() -> None:
    found = result({"one": {"m": [1, None, 3]}, "two": {"m": [4, 5, 6]}})
    assert found.values("one", "m") == {0: 1, 2: 3}
    assert found.values("two", "m") == {0: 4, 1: 5, 2: 6}
    assert found.values("two", "nothing") == {}
    assert found.values("nobody", "m") == {}


@pytest.mark.parametrize("name", COUNTED)
def test_what_is_counted_is_zero_where_it_is_absent_but_not_where_it_is_never_met(name: str) -> None:
    assert single(**{name: [7.0, None]}).values("one", name) == {0: 7, 1: 0}
    assert single(**{name: [None, None]}).values("one", name) == {}


@pytest.mark.parametrize("family", WHOLE)
def test_a_part_is_zero_where_there_is_a_whole_and_absent_where_there_is_none(family: str) -> None:
    here, there = f"{family}.here", f"{family}.there"
    found = result({"one": {here: [0.25, 1, None], there: [0.75, None, None], f"{family}s": [1, 1, 1]}})
    assert found.values("one", there) == {0: 0.75, 1: 0}
    assert found.values("one", here) == {0: 0.25, 1: 1}


@pytest.mark.parametrize("name", ["delay_days_mean", "seized_share", "banked_usd_more", "wait_days.banked_usd"])
def test_other_measures_are_absent_where_they_are_absent(name: str) -> None:
    assert single(**{name: [0.5, None]}).values("one", name) == {0: 0.5}


def test_the_unit_of_every_measure() -> None:
    outcomes = [
        outcome(measures={"m": Measurement("m", "USD", 1.0)}),
        outcome("two", measures={"n": Measurement("n", "days", 1.0)}),
    ]
    assert Result(factbox(), ("one", "two"), 1, 1, outcomes).units == {"m": "USD", "n": "days"}


def test_a_result_is_shown_without_its_outcomes_and_measures_from_the_start_unless_said_otherwise() -> None:
    found = single(m=[1.0])
    assert "outcomes=" not in repr(found)
    assert "seed=1" in repr(found)
    assert found.warm_up == 0


# -- means and differences ----------------------------------------------------------------------------------------------


def test_means_are_by_policy_and_shares_stay_between_0_and_1() -> None:
    wide = [0.02, 0.2, 0.9]
    written = dict.fromkeys(
        ("seized_share", "zero_fee_share", "channel_share.mirror", "port_share.manzanillo", "m"), wide
    )
    found = result({"one": written, "two": {"m": [5, 5, None]}}).estimates
    assert list(found) == ["one", "two"]
    assert list(found["two"]) == ["m"]
    assert (found["two"]["m"].mean, found["two"]["m"].n, found["two"]["m"].ci95) == (5, 2, (5, 5))
    for name, one in found["one"].items():
        assert one.ci95 is not None
        assert one.mean == pytest.approx(np.mean(wide))
        assert (one.ci95[0] < 0 and one.ci95[1] > 1) is (name == "m"), name


def test_a_count_that_only_the_other_policy_has_was_zero_before() -> None:
    found = result({"none": {"m": [1, 1]}, "some": {"m": [1, 1], "reports_on.scheme": [3, None]}})
    assert found.differences["some"]["reports_on.scheme"].mean == 1.5
    assert "reports_on.scheme" not in found.estimates["none"]


def test_a_measure_that_one_side_lacks_has_no_difference() -> None:
    found = result({"none": {"m": [1, 2]}, "some": {"n": [1, 2]}})
    assert found.differences == {"some": {}}


def test_differences_are_to_the_first_policy_with_replications_paired_by_number() -> None:
    base, much = [1.0, 2, 4], [3.0, None, 5]
    found = result({"base": {"m": base}, "much": {"m": much}, "same": {"m": base}}).differences
    assert list(found) == ["much", "same"]
    assert found["much"]["m"].mean == pytest.approx((2 + 1) / 2)
    assert (found["same"]["m"].mean, found["same"]["m"].p) == (0, 1)


@given(st.lists(st.lists(st.integers(-50, 50), min_size=4, max_size=4), min_size=3, max_size=5))
def test_p_values_are_corrected_over_the_policies_of_a_measure_and_no_others(columns: list[list[int]]) -> None:
    written: dict[str, dict[str, list[float | None]]] = {
        f"p{number}": {"m": [*values], "n": [*reversed(values)]} for number, values in enumerate(columns)
    }
    found = result(written).differences
    for name in ("m", "n"):
        p_values = [one[name].p for one in found.values()]
        assert all(p is not None for p in p_values)
        assert [one[name].p_adjusted for one in found.values()] == holm([p for p in p_values if p is not None])


def test_a_difference_without_a_p_value_corrects_nobody_elses() -> None:
    found = result({"base": {"m": [1, 2, 4]}, "once": {"m": [2, None, None]}, "often": {"m": [2, 3, 9]}}).differences
    assert (found["once"]["m"].p, found["once"]["m"].p_adjusted) == (None, None)
    assert found["often"]["m"].p_adjusted == found["often"]["m"].p
    assert found["often"]["m"].p == pytest.approx(stats.ttest_rel([2, 3, 9], [1, 2, 4]).pvalue)


# -- tables -------------------------------------------------------------------------------------------------------------

TWO = {"base": {"m": [1, 3], "n": [4, None]}, "much": {"m": [2, 8], "n": [6, 7]}}


def rows(frame: Any) -> list[tuple[Any, ...]]:
    return [tuple(None if cell != cell else cell for cell in row) for row in frame.itertuples(index=False)]


def test_the_table_of_measures_is_tidy() -> None:
    found = result(TWO).measures
    assert list(found.columns) == ["policy", "replication", "measure", "unit", "value"]
    assert rows(found) == [
        ("base", 0, "m", "USD", 1), ("base", 0, "n", "USD", 4), ("base", 1, "m", "USD", 3),
        ("much", 0, "m", "USD", 2), ("much", 0, "n", "USD", 6), ("much", 1, "m", "USD", 8), ("much", 1, "n", "USD", 7),
    ]  # fmt: skip


def test_the_table_of_means_says_what_the_estimates_say() -> None:
    found = result(TWO)
    assert list(found.summary.columns) == ["policy", "measure", "unit", "mean", "low", "high", "n"]
    assert rows(found.summary) == [
        (policy, name, "USD", one.mean, *(one.ci95 or (None, None)), one.n)
        for policy, by_name in found.estimates.items()
        for name, one in by_name.items()
    ]
    assert rows(found.summary)[1] == ("base", "n", "USD", 4, None, None, 1)


def test_the_table_of_differences_says_what_the_differences_say() -> None:
    found = result(TWO)
    table = found.compare()
    assert list(table.columns) == [
        "policy", "measure", "unit", "difference", "low", "high", "p", "p_adjusted", "correlation", "gain",
    ]  # fmt: skip
    (m, n), one = rows(table), found.differences["much"]["m"]
    assert m == ("much", "m", "USD", 3, *one.ci95, one.p, one.p_adjusted, one.correlation, one.gain)
    assert n == ("much", "n", "USD", 2, *[None] * 6)
    assert rows(found.compare("n")) == [n]
    assert rows(found.compare("nothing")) == []
    assert list(found.compare("nothing").columns) == list(table.columns)


# -- the document -------------------------------------------------------------------------------------------------------


def test_the_document_says_what_the_result_is() -> None:
    loaded = factbox("horizon=36 hours")
    found = result(TWO, loaded=loaded, warm_up=DAY // 4)
    document = found.as_json()
    base, much = document.pop("policies")
    assert document == {
        "mirrorsim": mirrorsim.__version__,
        "scenario": loaded.scenario.name,
        "seed": 1,
        "replications": 2,
        "horizon_days": 1.5,
        "warm_up_days": 0.25,
        "books": {"balanced": True, "off": {}, "postings": 0},
        "expectations": [],
    }
    one, difference = found.estimates["much"]["m"], found.differences["much"]["m"]
    assert one.ci95 is not None
    assert difference.ci95 is not None
    assert (base["name"], set(base)) == ("base", {"name", "measures"})
    assert (much["name"], set(much)) == ("much", {"name", "measures", "difference"})
    assert base["measures"]["n"] == {"unit": "USD", "mean": 4, "ci95": None, "n": 1}
    assert much["measures"]["m"] == {"unit": "USD", "mean": 5, "ci95": list(one.ci95), "n": 2}
    assert much["difference"] == {
        "m": {"mean": 3, "ci95": list(difference.ci95), "p_adjusted": difference.p},
        "n": {"mean": 2, "ci95": None, "p_adjusted": None},
    }


def test_the_books_of_all_replications_are_added_up_and_no_error_makes_another_good() -> None:
    outcomes = [
        outcome(off={"USD": 3, "CNY": 0}, postings=10, balanced=False),
        outcome(replication=1, off={"USD": -3, "MXN": -1}, postings=4),
    ]
    found = Result(factbox(), ("one",), 1, 2, outcomes)
    assert found.as_json()["books"] == {"balanced": False, "off": {"USD": 6, "CNY": 0, "MXN": 1}, "postings": 14}
    assert not found.balanced
    assert Result(factbox(), ("one",), 1, 1, outcomes[1:]).balanced


# -- expectations -------------------------------------------------------------------------------------------------------


TERMS = Expectation(measure="m", source="E01", target=10.0, tolerance="10 %")


def expected(got: float, *, second: float | None = None, **expectation: Any) -> list[dict[str, Any]]:
    """What becomes of one expectation of the measure ``m``, which is ``got`` under the first policy, after one left out."""
    terms = [TERMS.model_copy(update=changes) for changes in ({"policy": "elsewhere"}, expectation)]
    loaded: Any = SimpleNamespace(scenario=SimpleNamespace(expect=terms))
    written = {"first": {"m": [got, got]}, "second": {"m": [second, second]}}
    return result(written, loaded=loaded).expectations()


def test_an_expectation_beside_what_came_out() -> None:
    assert expected(10.5) == [
        {
            "name": "m", "source": "E01", "policy": "first", "measure": "m", "target": 10, "tolerance": 0.1,
            "bounds": [9, 11], "got": 10.5,
            "ci95": [10.5, 10.5], "met": True, "verdict": "met",
        }
    ]  # fmt: skip
    assert expected(10.5, name="words")[0]["name"] == "words"


@pytest.mark.parametrize(("got", "met"), [(8.9, False), (9, True), (10, True), (11, True), (11.1, False), (-10, False)])
def test_an_expectation_is_met_up_to_its_tolerance_and_with_it(got: float, met: bool) -> None:
    assert expected(got)[0]["met"] is met
    assert expected(-got, target=-10.0)[0]["met"] is met


@pytest.mark.parametrize(
    ("values", "met", "verdict"),
    [
        ([10.0, 10.1, 9.9], True, "met"),  # all of the interval, 9.75 to 10.25, is within 9 to 11
        ([20.0, 20.1, 19.9], False, "not met"),
        ([8.0, 12.0, 10.0], True, "undecided"),  # from 5 to 15
        ([10.0, 14.0, 12.0], False, "undecided"),
        ([10.0], True, "undecided"),
        ([20.0], False, "undecided"),
        ([11.0, 11.0], True, "met"),
        ([11.1, 11.1], False, "not met"),
    ],
)
def test_the_verdict_is_about_the_whole_interval_and_met_about_the_mean(
    values: list[float], met: bool, verdict: str
) -> None:
    loaded: Any = SimpleNamespace(scenario=SimpleNamespace(expect=[TERMS]))
    (one,) = result({"first": {"m": values}}, loaded=loaded).expectations()
    assert (one["met"], one["verdict"]) == (met, verdict)
    assert (one["ci95"] is None) == (len(values) == 1)


@pytest.mark.parametrize(
    ("form", "bounds", "verdict"),
    [
        ({"at_least": 8.0}, [8, None], "met"),
        ({"at_least": 10.0}, [10, None], "undecided"),
        ({"at_least": 11.0}, [11, None], "not met"),
        ({"at_most": 11.0}, [None, 11], "met"),
        ({"at_most": 9.0}, [None, 9], "not met"),
        ({"between": [9.0, 11.0]}, [9, 11], "met"),
        ({"between": [10.0, 11.0]}, [10, 11], "undecided"),
        ({"between": [11.0, 12.0]}, [11, 12], "not met"),
    ],
)
def test_an_expectation_may_be_of_one_end_or_both(form: Any, bounds: list[Any], verdict: str) -> None:
    loaded: Any = SimpleNamespace(scenario=SimpleNamespace(expect=[Expectation(measure="m", source="E01", **form)]))
    (one,) = result({"first": {"m": [10.0, 10.1, 9.9]}}, loaded=loaded).expectations()  # 9.75 to 10.25
    assert (one["target"], one["tolerance"], one["bounds"], one["verdict"]) == (None, None, bounds, verdict)


def test_a_ratio_is_judged_by_the_interval_of_paired_runs() -> None:
    terms = TERMS.model_copy(update={"target": 2.0, "policy": "first", "relative_to": "second"})
    loaded: Any = SimpleNamespace(scenario=SimpleNamespace(expect=[terms]))
    written = {"first": {"m": [2.0, 20.0, 40.0]}, "second": {"m": [1.0, 10.0, 20.0]}}
    (one,) = result(written, loaded=loaded).expectations()
    assert one["ci95"] == pytest.approx([2, 2])  # both vary widely, and their ratio does not
    assert one["verdict"] == "met"
    (one,) = result({**written, "second": {"m": [20.0, 1.0, 10.0]}}, loaded=loaded).expectations()
    # residuals 2 - 40, 20 - 2, 40 - 20: standard deviation 32.92, t of two degrees 4.303, mean 31/3
    half = 4.302653 * np.std([-38, 18, 20], ddof=1) / 3**0.5 / (31 / 3)
    assert one["ci95"] == pytest.approx([2 - half, 2 + half], rel=1e-6)
    assert (one["met"], one["verdict"]) == (True, "undecided")


def test_an_expectation_of_nothing_is_met_by_nothing_alone() -> None:
    assert expected(0, target=0.0)[0]["met"] is True
    assert expected(0.001, target=0.0)[0]["met"] is False


def test_rounding_does_not_decide_whether_an_expectation_is_met() -> None:
    assert expected(0.1 + 0.2, target=0.2, tolerance=500_000)[0]["met"] is True
    assert expected(0.3 + 1e-9, target=0.2, tolerance=500_000)[0]["met"] is False


def test_an_expectation_of_what_does_not_exist_is_not_met() -> None:
    (one,) = expected(10, policy="second")
    assert (one["got"], one["met"], one["verdict"]) == (None, False, "not met")
    (one,) = expected(10, policy="second", relative_to="first")
    assert (one["got"], one["met"]) == (None, False)


def test_a_ratio_is_of_the_means() -> None:
    (one,) = expected(4, second=2, relative_to="second", target=2.0)
    assert (one["policy"], one["got"], one["met"]) == ("first", 2, True)
    (one,) = expected(4, second=2, policy="second", relative_to="first", target=2.0)
    assert (one["policy"], one["got"], one["met"]) == ("second", 0.5, False)
    (one,) = expected(4, second=0, relative_to="second")
    assert (one["got"], one["met"]) == (None, False)
    (one,) = expected(0, second=2, relative_to="second", target=0.0)
    assert (one["got"], one["met"]) == (0, True)


@pytest.mark.parametrize(
    "terms", [{"policy": "third"}, {"relative_to": "third"}, {"policy": "third", "relative_to": "first"}]
)
def test_an_expectation_of_a_policy_that_was_not_run_is_left_out(terms: dict[str, str]) -> None:
    assert expected(10, second=1, **terms) == []


# -- journals -----------------------------------------------------------------------------------------------------------


def test_a_journal_is_the_same_in_memory_and_on_disk(tmp_path: Path) -> None:
    here = run(factbox(), reps=2, journal="all", spool=tmp_path)
    there = replace(here, outcomes=[replace(one, record=None) for one in here.outcomes])
    nowhere = replace(here, outcomes=[replace(one, record=None, journal_part=None) for one in here.outcomes])
    journal, events = here.journal, here.events
    assert set(zip(journal["policy"], journal["replication"], strict=True)) == {
        (policy, number) for policy in here.policies for number in range(2)
    }
    assert len(journal) == sum(one.postings for one in here.outcomes)
    assert (journal.groupby(["policy", "replication", "txn", "asset"], observed=True)["amount"].sum() == 0).all()
    assert {"handed_over", "delivered"} <= set(events["event"])
    assert len(there.journal) == len(journal)
    assert there.journal.astype(str).equals(journal.astype(str))
    assert there.events.astype(str).equals(events.astype(str))
    assert nowhere.journal.empty
    assert nowhere.events.empty


def test_a_result_is_saved_as_a_run_folder(tmp_path: Path) -> None:
    found = run(factbox(), reps=2)
    assert found.save(str(tmp_path / "run")) == tmp_path / "run"
    summary = json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))
    assert summary == json.loads(json.dumps(found.as_json()))
