from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from mirrorsim.units.shares import WHOLE, Chance, Percent, Share, format_share, is_chance, parse_share, take


class Terms(BaseModel):
    keeps: Share
    mark_up: Percent = 0
    fails: Chance = Field(0, description="")
    odd: Annotated[int, Field(ge=0)] = 0


@pytest.mark.parametrize(
    ("text", "ppm"),
    [
        ("1.5 %", 15_000),
        ("0.5%", 5_000),
        ("100 %", WHOLE),
        ("0 %", 0),
        ("0.0001 %", 1),
        ("2 percent", 20_000),
    ],
)
def test_shares_are_exact(text: str, ppm: int) -> None:
    assert parse_share(text) == ppm


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1.5", "write a share with its sign, such as 1.5 %"),
        ("100.0001 %", "the most is 100 %"),
        ("-1 %", "negative"),
        ("0.00001 %", "too fine"),
        ("1,5 %", "not a share"),
        ("%", "not a share"),
    ],
)
def test_other_shares_are_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_share(text)


def test_percentages_may_exceed_the_whole() -> None:
    terms = Terms.model_validate({"keeps": "1.5 %", "mark_up": "1000 %"})
    assert terms.mark_up == 10 * WHOLE
    assert terms.model_dump(mode="json")["mark_up"] == "1000 %"
    with pytest.raises(ValidationError, match="the most is 1000 %"):
        Terms.model_validate({"keeps": "1.5 %", "mark_up": "1000.1 %"})


def test_chances_can_be_told_from_shares() -> None:
    assert [name for name, field in Terms.model_fields.items() if is_chance(field.metadata)] == ["fails"]


@given(st.integers(0, 10 * WHOLE))
def test_shares_survive_writing_and_reading(ppm: int) -> None:
    assert parse_share(format_share(ppm), 10 * WHOLE) == ppm


@given(st.integers(0, 10**15), st.integers(0, WHOLE))
def test_the_part_and_the_rest_are_the_whole(amount: int, ppm: int) -> None:
    part = take(amount, ppm)
    assert part * WHOLE <= amount * ppm < (part + 1) * WHOLE
    assert 0 <= part <= amount
