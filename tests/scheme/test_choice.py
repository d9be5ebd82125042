"""The broker's choice between the second mirror and goods, at the point where both cost the same."""

from __future__ import annotations

import pytest

from tests.helpers.worlds import names, world

EVEN = {
    "repatriation.delay_cost_per_day": "1 %",
    "providers.wholesaler.spread": "5 %",
    "second_mirror.takes": "1 day",
    # of goods: 1 + 1 days, and parts after 2 and 4 days, on average 3
    "goods.sale.mark_down": "1 %",
    "goods.purchase": "1 day",
    "goods.voyage": "1 day",
    "goods.sale.every": "2 days",
    "goods.sale.parts": "2",
}
"""5 % and 1 day at 1 % a day; 1 % and 5 days at 1 % a day: both cost 6 %."""


def chosen(**changes: str) -> str:
    settings = EVEN | {name.replace("__", "."): text for name, text in changes.items()}
    both = {"cheapest": {"change": {"repatriation": {"choose": "cheapest"}}}}
    told = names(world(*(f"{name}={text}" for name, text in settings.items()), policy="cheapest", policies=both))
    return "goods" if "bought" in told else "mirror" if "second_swap" in told else "neither"


def test_of_two_that_cost_the_same_the_second_mirror_is_taken() -> None:
    assert chosen() == "mirror"


@pytest.mark.parametrize(
    "dearer",
    [
        {"providers__wholesaler__spread": "5.01 %"},
        {"second_mirror__takes": "25 h"},
        {"goods__sale__mark_down": "0.99 %"},
        {"goods__purchase": "23 h"},
        {"goods__voyage": "23 h"},
        {"goods__sale__every": "47 h"},
        {"goods__sale__parts": "1"},
    ],
)
def test_a_little_more_for_the_mirror_or_less_for_goods_and_goods_are_taken(dearer: dict[str, str]) -> None:
    assert chosen(**dearer) == "goods"


@pytest.mark.parametrize(
    "cheaper",
    [
        {"repatriation__delay_cost_per_day": "1.01 %"},
        {"goods__sale__parts": "3", "providers__wholesaler__spread": "5.99 %"},
        {"goods__sale__every": "4 days", "providers__wholesaler__spread": "7.99 %"},
    ],
)
def test_a_little_more_for_goods_and_the_mirror_is_taken(cheaper: dict[str, str]) -> None:
    assert chosen(**cheaper) == "mirror"
