"""Means, intervals, paired differences and Holm's correction, against scipy and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mirrorsim.lab.estimate import estimate, holm, paired

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), min_size=2, max_size=30)


def test_a_single_value_has_no_interval() -> None:
    assert estimate([3.5]) == estimate([3.5])
    assert (estimate([3.5]).mean, estimate([3.5]).ci95, estimate([3.5]).n) == (3.5, None, 1)


def test_an_interval_by_hand() -> None:
    # mean 3, sd sqrt(2.5), t(4 df) 2.776445: half width 2.776445 * sqrt(2.5 / 5)
    found = estimate([1, 2, 3, 4, 5])
    assert found.mean == 3
    assert found.ci95 == pytest.approx((3 - 1.963243, 3 + 1.963243), abs=1e-6)


@given(VALUES)
def test_an_interval_against_scipy(values: list[float]) -> None:
    found = estimate(values)
    assert found.ci95 is not None
    spread = stats.sem(values)
    if spread > 1e-9 * max(1, abs(found.mean)):
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), spread)
        assert found.ci95 == pytest.approx((low, high), rel=1e-9, abs=1e-9)
    assert found.ci95[0] <= found.mean <= found.ci95[1]


def test_equal_values_have_an_interval_of_no_width() -> None:
    assert estimate([7.0, 7.0, 7.0]).ci95 == (7, 7)


def test_a_paired_difference_against_scipy() -> None:
    baseline = {0: 10.0, 1: 12.5, 2: 9.0, 3: 14.0}
    policy = {0: 11.0, 1: 12.0, 2: 11.5, 3: 17.0}
    found = paired(policy, baseline)
    expected = stats.ttest_rel(list(policy.values()), list(baseline.values()))
    assert found is not None
    assert found.mean == pytest.approx(1.5)
    assert found.p == pytest.approx(expected.pvalue)
    assert found.ci95 == pytest.approx(tuple(expected.confidence_interval(0.95)))


def test_only_replications_that_both_have_are_compared() -> None:
    found = paired({0: 1.0, 1: 5.0, 7: 99.0}, {0: 0.0, 1: 4.0, 3: -50.0})
    assert found is not None
    assert (found.mean, found.ci95, found.p) == (1, (1, 1), 0)
    assert paired({0: 1.0}, {1: 1.0}) is None


def test_a_single_pair_has_a_mean_and_nothing_else() -> None:
    found = paired({4: 3.0}, {4: 1.0})
    assert found is not None
    assert (found.mean, found.ci95, found.p, found.p_adjusted) == (2, None, None, None)


def test_no_difference_at_all_is_certainly_none() -> None:
    found = paired({0: 1.0, 1: 2.0}, {0: 1.0, 1: 2.0})
    assert found is not None
    assert (found.mean, found.p) == (0, 1)


def test_holm_by_hand() -> None:
    # sorted 0.01 0.02 0.03 0.04: times 4, 3, 2, 1, and never less than the one before
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1, 1]
    assert holm([0.2]) == [0.2]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_keeps_order_and_never_makes_a_p_value_smaller(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p <= one <= 1 for p, one in zip(p_values, adjusted, strict=True))
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    assert [adjusted[index] for index in order] == sorted(adjusted)
    if adjusted:
        assert min(adjusted) == pytest.approx(min(1, len(p_values) * min(p_values)))
