from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from mirrorsim.units.rates import Rate, convert, parse_rate

rates = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**6).map(
    Fraction.as_integer_ratio
)


class Market(BaseModel):
    rate: Rate


@given(st.integers(0, 10**15), rates)
def test_no_conversion_creates_value(amount: int, rate: tuple[int, int]) -> None:
    converted, residue = convert(amount, rate)
    exact = Fraction(*rate)
    assert converted >= 0
    assert 0 <= residue <= amount
    assert converted <= (amount - residue) * exact < converted + max(1, exact)
    assert residue * exact <= amount * exact - converted


@given(st.integers(0, 10**15), rates)
def test_what_was_used_converts_to_the_same_without_residue(amount: int, rate: tuple[int, int]) -> None:
    converted, residue = convert(amount, rate)
    assert convert(amount - residue, rate) == (converted, 0)


@given(st.integers(0, 10**15), rates)
def test_back_and_forth_never_gains(amount: int, rate: tuple[int, int]) -> None:
    there, _ = convert(amount, rate)
    back, _ = convert(there, (rate[1], rate[0]))
    assert back <= amount


def test_a_residue_is_what_the_target_cannot_hold() -> None:
    assert convert(100, (33, 5)) == (660, 0)
    assert convert(100, (5, 33)) == (15, 1)
    assert convert(6, (1, 7)) == (0, 6)


@pytest.mark.parametrize("value", ["6.60", " 6.6 ", 6.6])
def test_rates_are_exact_decimals(value: object) -> None:
    assert parse_rate(value) == Fraction(33, 5)
    assert Market.model_validate({"rate": value}).model_dump(mode="json") == {"rate": "6.6"}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("0", "above zero"),
        ("-1", "negative"),
        ("6,6", "not a rate"),
        ("1e5", "not a rate"),
        (True, "such as 6.60"),
        (float("nan"), "not a rate"),
        ("1000001", "at most 1,000 to the dollar"),
        ("1000.000000000001", "too large: a rate is at most 1,000"),
        (1e30, "is too large|is not a rate"),
        ("0.0000000001", "too small: a rate is at least 0.001 to the dollar, such as 6.60"),
        (1e-10, "too small"),
        ("0.000999999999", "too small"),
        ("0.0010000000001", "too fine: a rate has at most 12 decimals"),
    ],
)
def test_other_rates_are_refused(value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Market.model_validate({"rate": value})


@pytest.mark.parametrize("value", ["0.001", "1000", 1000, "0.001000000000"])
def test_the_least_and_the_largest_rate_are_taken(value: object) -> None:
    assert parse_rate(value) in (Fraction(1, 1000), 1000)
