"""Means, intervals, paired differences and Holm's correction, against scipy and by hand."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
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


def logit(share: float) -> float:
    return math.log(share / (1 - share))


@given(st.lists(st.floats(0.001, 0.999).map(lambda value: round(value, 6)), min_size=2, max_size=30))
def test_the_interval_of_a_share_is_symmetric_on_the_logit_scale_and_as_wide_there_as_its_slope_says(
    values: list[float],
) -> None:
    plain, found = estimate(values), estimate(values, share=True)
    assert plain.ci95 is not None
    assert found.ci95 is not None
    assert (found.mean, found.n) == (plain.mean, plain.n)
    (low, high), half = found.ci95, (plain.ci95[1] - plain.ci95[0]) / 2
    assert 0 <= low <= found.mean * (1 + 1e-12)
    assert found.mean * (1 - 1e-12) <= high <= 1
    if low > 1e-9 and high < 1 - 1e-9:
        reach = half / (found.mean * (1 - found.mean))
        assert logit(found.mean) - logit(low) == pytest.approx(reach, rel=1e-6, abs=1e-9)
        assert logit(high) - logit(found.mean) == pytest.approx(reach, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0], [1.0, 1.0], [2.0, 4.0], [-1.0, 0.5]])
def test_a_share_that_does_not_lie_within_0_and_1_has_the_plain_interval(values: list[float]) -> None:
    assert estimate(values, share=True) == estimate(values)


def test_a_single_share_has_no_interval() -> None:
    assert estimate([0.5], share=True) == estimate([0.5])


def test_the_smallest_share_has_an_interval() -> None:
    found = estimate([0.0, 5e-324, 1e-320], share=True)
    assert found.ci95 is not None
    assert 0 <= found.ci95[0] <= found.ci95[1] < 1e-300


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


def test_what_the_pairing_gains_by_hand() -> None:
    # sums of squares 14/3 and 8, of products 6, of the differences 1 1 0 then 14/3 + 8 - 2 * 6 = 2/3
    found = paired({0: 1.0, 1: 3.0, 2: 4.0}, {0: 0.0, 1: 2.0, 2: 4.0})
    assert found is not None
    assert found.correlation == pytest.approx(6 / math.sqrt(14 / 3 * 8))
    assert found.gain == pytest.approx((14 / 3 + 8) / (2 / 3))


@given(st.lists(st.tuples(*[st.integers(-1000, 1000)] * 2), min_size=3, max_size=20))
def test_what_the_pairing_gains_against_scipy(pairs: list[tuple[int, int]]) -> None:
    mine, theirs = np.array(pairs, dtype=np.float64).T
    found = paired(dict(enumerate(mine)), dict(enumerate(theirs)))
    assert found is not None
    if not mine.std() or not theirs.std():
        assert (found.correlation, found.gain) == (None, None)
        return
    assert found.correlation == pytest.approx(stats.pearsonr(mine, theirs).statistic, abs=1e-9)
    if not (mine - theirs).std():
        assert found.gain is None
        return
    welch = mine.var(ddof=1) + theirs.var(ddof=1)
    assert found.gain == pytest.approx(welch / (mine - theirs).var(ddof=1))


def test_differences_that_do_not_vary_have_a_certain_p_value_and_no_gain() -> None:
    found = paired({0: 2.0, 1: 3.0}, {0: 1.0, 1: 2.0})
    assert found is not None
    assert (found.mean, found.ci95, found.p, found.p_adjusted, found.gain) == (1, (1, 1), 0, None, None)
    assert found.correlation == pytest.approx(1)


@pytest.mark.parametrize("constant", [0.0, 0.1, 1.5, -1 / 3])
def test_a_side_that_does_not_vary_has_no_correlation(constant: float) -> None:
    """Not even where rounding makes a standard deviation of it."""
    sides = [dict.fromkeys(range(3), constant), {0: 1.0, 1: 2.0, 2: 4.0}]
    for one, other in (sides, sides[::-1], (sides[0], sides[0])):
        found = paired(one, other)
        assert found is not None
        assert (found.correlation, found.gain) == (None, None)
    found = paired(sides[0], dict.fromkeys(range(3), 0.0))
    assert found is not None
    assert found.p == (0 if constant else 1)


@given(VALUES)
def test_p_values_against_scipy(values: list[float]) -> None:
    assume(np.std(values) > 1e-6 * (1 + np.abs(values).max()))
    found = paired(dict(enumerate(values)), dict.fromkeys(range(len(values)), 0.0))
    assert found is not None
    assert found.p == pytest.approx(stats.ttest_1samp(values, 0).pvalue, rel=1e-6, abs=1e-12)


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
