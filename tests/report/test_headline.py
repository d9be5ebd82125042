"""The sentence per policy: what it says and when it says that there is no clear difference."""

from __future__ import annotations

import pytest

from mirrorsim.report.headline import headlines, p_value, signed


def told(mean, ci95, p, base=50_000.0):
    measures = {"throughput_usd_per_day": {"unit": "USD/day", "mean": base, "ci95": [40_000.0, 60_000.0], "n": 20}}
    difference = {"throughput_usd_per_day": {"mean": mean, "ci95": ci95, "p_adjusted": p}}
    first = {"name": "base", "measures": measures}
    second = {"name": "cap", "measures": measures, "difference": difference}
    return dict(headlines({"policies": [first, second]}))


def test_the_baseline_is_told_in_levels():
    assert told(0.0, [0.0, 0.0], 1.0)["base"] == "50,000 USD a day are delivered (95\u00a0% interval 40,000 to 60,000)."


def test_a_clear_difference_has_direction_share_interval_and_p():
    assert told(-5_000.0, [-6_000.0, -4_000.0], 0.0001)["cap"] == (
        "throughput falls by 10.0\u00a0% (−5,000 USD a day; 95\u00a0% interval −6,000 to −4,000, Holm p < 0.001)."
    )


def test_an_interval_that_holds_zero_is_no_clear_difference():
    assert told(500.0, [-100.0, 1_100.0], 0.08)["cap"].startswith("no clear difference in throughput (+500 USD a day,")


def test_a_difference_that_holm_takes_back_says_so():
    assert told(500.0, [10.0, 990.0], 0.2)["cap"].endswith("which is not clear once all policies are counted.")


def test_the_same_in_every_replication_is_no_difference_at_all():
    assert told(0.0, [0.0, 0.0], 1.0)["cap"] == "throughput is the same in every replication."


def test_one_replication_says_nothing_about_chance():
    assert "says nothing about chance" in told(500.0, None, None)["cap"]


@pytest.mark.parametrize(
    ("ci95", "p", "said"),
    [
        ([900.0, 1_100.0], 0.001, True),
        ([-100.0, 2_100.0], 0.3, False),
        ([10.0, 1_990.0], 0.09, False),
        (None, None, False),
    ],
)
def test_what_is_seized_is_told_when_it_differs_clearly(ci95, p, said):
    measures = {"seized_usd": {"unit": "USD", "mean": 0.0, "ci95": [0.0, 0.0], "n": 20}}
    difference = {"seized_usd": {"mean": 1_000.0, "ci95": ci95, "p_adjusted": p}}
    second = {"name": "dogs", "measures": measures, "difference": difference}
    found = dict(headlines({"policies": [{"name": "base", "measures": measures}, second]}))["dogs"]
    assert found.startswith("what is seized rises by 1,000 USD (95\u00a0% interval +900") is said


def test_nothing_to_compare():
    empty = {"name": "base", "measures": {}}
    found = dict(headlines({"policies": [empty, {**empty, "name": "cap", "difference": {}}]}))
    assert found == {"base": "nothing was delivered.", "cap": "nothing that can be compared with the baseline."}


@pytest.mark.parametrize(
    ("p", "text"), [(None, "no p"), (0.0, "Holm p < 0.001"), (0.0123, "Holm p = 0.012"), (1.0, "Holm p = 1")]
)
def test_p_values(p, text):
    assert p_value(p) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.0, "days", "0"), (-1.5, "days", "−1.5"), (718.83, "USD/day", "+719"), (2.5, "USD", "+2.50")],
)
def test_signs(value, unit, text):
    assert signed(value, unit) == text
