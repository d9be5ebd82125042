"""What innocents and overspent budgets cost, worked out on paper."""

from __future__ import annotations

import pytest

from mirrorsim.exercise.marking.answer_sheet import sheet_from
from mirrorsim.exercise.marking.marks import SectionMark
from mirrorsim.exercise.marking.proportionality import mark_proportionality
from tests.exercise.marking.hand_made import KEY, exercise, sections, told

FOUR = {"o1", "o2", "o3", "o4"}
REQUESTS = {
    name: {"view": "sar_narratives", "title": name, "basis": "law", "cost": cost} for name, cost in (("a", 3), ("b", 2))
}


def marked(
    found: set[str],
    burdened: set[str],
    need: int | None = None,
    requests: tuple[str, ...] = (),
    budget: int | None = None,
) -> SectionMark:
    asked = exercise(need={} if need is None else {"entities": need}, requests=REQUESTS, budget=budget)
    return mark_proportionality(KEY, sheet_from({"requests": list(requests)}), asked, found, burdened, 10)


def test_all_of_the_scheme_and_nobody_else() -> None:
    part = marked(FOUR, set())
    assert (part.name, part.share, part.weight) == ("proportionality", 1.0, 10)
    assert sections(part.remarks) == {"proportionality"}
    assert told(part.remarks) == [("reports", "right", "nobody was burdened for nothing", (), "")]


@pytest.mark.parametrize(
    ("found", "burdened", "need", "share"),
    [(2, 0, None, 0.5), (4, 1, None, 0.75), (2, 1, None, 0.25), (1, 1, None, 0), (1, 3, None, 0), (0, 1, None, 0),
     (2, 0, 2, 1), (2, 0, 3, 2 / 3), (4, 0, 2, 1), (1, 0, 1, 1)],
)  # fmt: skip
def test_each_burdened_costs_the_share_of_one_found(found: int, burdened: int, need: int | None, share: float) -> None:
    part = marked(set(sorted(FOUR)[:found]), set(("b1", "b2", "b3")[:burdened]), need)
    assert part.share == pytest.approx(share)


def test_whoever_is_burdened_is_told_by_name() -> None:
    part = marked(FOUR, {"b2", "unknown x", "b1"})
    assert sections(part.remarks) == {"proportionality"}
    assert told(part.remarks) == [
        ("Dee Fox", "wrong", "burdened for nothing: 28 ordinary payments, 28,000.70 USD, in the window", (), "N13"),
        ("Eve Gold", "wrong", "burdened for nothing: 1 ordinary payment, 100.00 USD, in the window", (), "N13"),
    ]
    assert part.share == pytest.approx(1 / 4)


def test_nobody_reported_is_nothing_to_weigh() -> None:
    part = marked(set(), set())
    assert part.share == 0
    assert sections(part.remarks) == {"proportionality"}
    assert told(part.remarks) == [("reports", "missed", "nobody of the scheme is reported: nothing is weighed", (), "")]


@pytest.mark.parametrize(
    ("requests", "budget", "share", "said"),
    [
        (("a", "b"), 5, 1.0, None),
        (("a", "b"), None, 1.0, None),
        (("a", "b", "no such"), 4, 0.9, "requests for 5 points; the budget was 4"),
        (("a", "a", "a", "b"), 1, 0.0, "requests for 11 points; the budget was 1"),
        (("a", "b"), 3, 0.8, "requests for 5 points; the budget was 3"),
        (("b",), 1, 0.9, "requests for 2 points; the budget was 1"),
        (("a",) * 10, 0, 0.0, "requests for 30 points; the budget was 0"),
    ],
)
def test_points_beyond_the_budget_cost_a_tenth_each(
    requests: tuple[str, ...], budget: int | None, share: float, said: str | None
) -> None:
    part = marked(FOUR, set(), requests=requests, budget=budget)
    assert part.share == pytest.approx(share)
    assert sections(part.remarks) == {"proportionality"}
    assert told(part.remarks)[1:] == ([("requests", "wrong", said, (), "")] if said else [])


def test_without_anybody_in_the_key_nothing_divides_by_nothing() -> None:
    nobody = KEY.model_copy(update={"entities": ()})
    part = mark_proportionality(nobody, sheet_from({}), exercise("narrative"), set(), set(), 10)
    assert part.share == 0


def test_the_only_one_of_the_scheme_is_all_of_it() -> None:
    one = KEY.model_copy(update={"entities": KEY.entities[:1]})
    assert mark_proportionality(one, sheet_from({}), exercise("entities"), {"o1"}, set(), 10).share == 1
