"""When a run has seen enough. Nothing is simulated."""

from __future__ import annotations

import math

import pytest

from mirrorsim.lab.precision import FLOOR, Precision
from tests.lab.outcomes import result

TEN = [0.0, 2.0] * 5
HALF_OF_TEN = 2.262157 * math.sqrt(10 / 9 / 10)
"""t(9 df) by the standard error of five zeros and five twos."""


@pytest.mark.parametrize("width", [0.0, -0.0, -1.0, math.nan, math.inf, -math.inf])
def test_a_width_that_no_interval_can_have_is_refused(width: float) -> None:
    with pytest.raises(
        ValueError,
        match=rf"^precision is {width}; it must be a number above 0, in the unit of throughput_usd_per_day, such as 1000$",
    ):
        Precision(width)
    assert Precision(5e-324).half_width > 0


def test_fewer_replications_than_the_floor_are_refused() -> None:
    assert FLOOR == 10
    with pytest.raises(ValueError, match=r"^max-reps is 9; precision needs at least 10 replications$"):
        Precision(1.0, max_reps=9)
    assert Precision(1.0, max_reps=10).max_reps == 10
    assert Precision(1.0) == Precision(1.0, 1000, "throughput_usd_per_day")


def test_with_one_policy_the_width_is_the_means() -> None:
    found = result({"one": {"m": TEN}})
    assert Precision(1.0, measure="m").widths(found) == [pytest.approx(HALF_OF_TEN, rel=1e-6)]


def test_with_several_it_is_that_of_every_paired_difference_to_the_first() -> None:
    found = result({"base": {"m": TEN}, "same": {"m": TEN}, "none": {"m": [0.0] * 10}, "lacks": {"n": TEN}})
    assert Precision(1.0, measure="m").widths(found) == [0, pytest.approx(HALF_OF_TEN, rel=1e-6), math.inf]


def test_without_an_interval_the_width_is_infinite() -> None:
    assert Precision(1.0, measure="m").widths(result({"one": {"m": [1.0]}})) == [math.inf]
    assert Precision(1.0, measure="m").widths(result({"one": {"m": [1.0]}, "two": {"m": [1.0]}})) == [math.inf]


def test_a_measure_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match=r"^there is no measure 'x' in this run; see its table for those there are$"):
        Precision(1.0, measure="x").widths(result({"one": {"m": TEN}}))


def test_a_run_is_precise_enough_at_the_width_and_not_before_ten_replications() -> None:
    found = result({"one": {"m": TEN}})
    (half,) = Precision(1.0, measure="m").widths(found)
    assert Precision(half, measure="m").reached(found)
    assert not Precision(math.nextafter(half, 0), measure="m").reached(found)
    assert not Precision(1e9, measure="m").reached(result({"one": {"m": TEN[:9]}}))


def test_the_widest_interval_decides() -> None:
    found = result({"base": {"m": TEN}, "same": {"m": TEN}, "none": {"m": [0.0] * 10}})
    assert Precision(0.8, measure="m").reached(found)
    assert not Precision(0.7, measure="m").reached(found)
