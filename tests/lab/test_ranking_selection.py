"""Which policies may be the best, against t tests by scipy. Nothing is simulated."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mirrorsim.lab.ranking_selection import may_be_best
from tests.lab.outcomes import result

COLUMN = st.lists(st.integers(-20, 20), min_size=4, max_size=4)


def beaten(mine: list[int], theirs: list[int], alpha: float) -> bool:
    """Whether a one-sided paired t test says that mine are more than theirs."""
    differences = [one - other for one, other in zip(mine, theirs, strict=True)]
    if len(set(differences)) == 1:
        return differences[0] > 0
    return bool(stats.ttest_1samp(differences, 0, alternative="greater").pvalue < alpha)


@given(st.lists(COLUMN, min_size=2, max_size=4), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_who_is_beaten_by_a_rival_is_screened_out(columns: list[list[int]], confidence: float) -> None:
    alpha = (1 - confidence) / (len(columns) - 1)
    found = result({f"p{number}": {"m": [float(one) for one in column]} for number, column in enumerate(columns)})
    for best, sign in (("least", 1), ("most", -1)):
        signed = [[sign * one for one in column] for column in columns]
        wanted = [
            f"p{number}"
            for number, mine in enumerate(signed)
            if not any(beaten(mine, theirs, alpha) for other, theirs in enumerate(signed) if other != number)
        ]
        assert may_be_best(found, "m", best=best, confidence=confidence) == wanted  # type: ignore[arg-type]


def test_the_least_is_best_and_the_confidence_is_95_percent_unless_said_otherwise() -> None:
    # t is 3: it beats the limit 2.92 of two degrees of freedom at 95 %, not the 3.32 at 96 %
    worse = [1 - math.sqrt(1 / 3), 1.0, 1 + math.sqrt(1 / 3)]
    found = result({"worse": {"m": worse}, "better": {"m": [0.0, 0.0, 0.0]}})
    assert may_be_best(found, "m") == ["better"]
    assert may_be_best(found, "m", confidence=0.96) == ["worse", "better"]
    assert may_be_best(found, "m", best="most") == ["worse"]


def test_equals_stay() -> None:
    found = result({"one": {"m": [1, 2]}, "two": {"m": [1, 2]}})
    assert may_be_best(found, "m", best="most") == may_be_best(found, "m") == ["one", "two"]


def test_without_rivals_one_is_best() -> None:
    assert may_be_best(result({"one": {"m": [1, 2]}}), "m") == ["one"]


ONE, TWO = {"m": [1.0]}, {"m": [1.0, 2.0]}


@pytest.mark.parametrize(
    "values",
    [{"a": ONE, "b": ONE}, {"a": TWO, "b": {"m": [1.0, None]}}, {"a": {"n": [1.0, 2.0]}}, {"a": TWO, "b": ONE}],
)
def test_a_value_that_is_missing_is_named(values: dict[str, dict[str, list[float | None]]]) -> None:
    with pytest.raises(ValueError, match=r"^m is needed in every one of at least two replications of each policy$"):
        may_be_best(result(values), "m")
