"""Delays of deals of which some are still open: Kaplan-Meier by hand and against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from mirrorsim.lab.survival import kaplan_meier


def curve(durations: list[float], over: list[bool]):
    found = kaplan_meier(np.array(durations, dtype=float), np.array(over, dtype=bool))
    assert found is not None
    return found


def test_no_observation_has_no_curve() -> None:
    assert kaplan_meier(np.array([]), np.array([], dtype=bool)) is None


def test_without_open_deals_it_is_the_plain_distribution() -> None:
    found = curve([1, 2, 3, 4], [True] * 4)
    assert found.open_share.tolist() == pytest.approx([0.75, 0.5, 0.25, 0])
    assert found.restricted_mean() == pytest.approx(2.5)
    assert [found.quantile(share) for share in (0.25, 0.5, 0.9, 1.0)] == [1, 2, 4, 4]


def test_a_small_example_by_hand() -> None:
    # at risk 6, 5, 3, 1: (1 - 1/6) = 5/6; 5/6 * (1 - 1/5) = 2/3; then 2/3 * (1 - 1/3) = 4/9; the last one stays open
    found = curve([1, 2, 2, 3, 3, 5], [True, True, False, True, False, False])
    assert dict(zip(found.times.tolist(), found.open_share.tolist(), strict=True)) == pytest.approx(
        {1: 5 / 6, 2: 2 / 3, 3: 4 / 9, 5: 4 / 9}
    )
    assert found.quantile(0.5) == 3
    assert found.quantile(0.9) is None
    assert found.restricted_mean() == pytest.approx(1 + 5 / 6 + 2 / 3 + 2 * 4 / 9)


def test_open_deals_alone_never_end() -> None:
    found = curve([2, 5], [False, False])
    assert found.open_share.tolist() == [1, 1]
    assert found.quantile(0.01) is None
    assert found.restricted_mean() == 5


def test_an_open_deal_counts_for_as_long_as_it_was_seen() -> None:
    without, with_open = curve([10, 20], [True, True]), curve([10, 20, 15], [True, True, False])
    assert with_open.restricted_mean() > without.restricted_mean()


@given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=40))
def test_it_agrees_with_scipy(deals: list[tuple[int, bool]]) -> None:
    durations = np.array([duration for duration, _ in deals], dtype=float)
    over = np.array([done for _, done in deals])
    found = kaplan_meier(durations, over)
    assert found is not None
    expected = ecdf(CensoredData(uncensored=durations[over], right=durations[~over])).sf
    assert found.open_share == pytest.approx(expected.evaluate(found.times))
    assert (np.diff(found.open_share) <= 0).all()
    assert 0 < found.restricted_mean() <= found.longest == durations.max()
