"""What decisions earn, with the season's second run replaced by figures that can be worked out on paper."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from mirrorsim.exercise.key.consequences import Consequences, FalsePositive, InterventionOrder
from mirrorsim.exercise.marking import decisions
from mirrorsim.exercise.marking.answer_sheet import DecisionAnswer, sheet_from
from mirrorsim.exercise.marking.decisions import WeighedDecisions, mark_decisions, weigh_decisions
from mirrorsim.exercise.marking.marks import SectionMark
from mirrorsim.units.time import DAY
from tests.exercise.marking.hand_made import KEY, exercise, sections, told

PHASES: Any = [(0, SimpleNamespace(ticks=60 * DAY, start=date(2018, 1, 1)))]  # the season is over on 2 March
BEST = "1,400 USD; your decisions would do"


@pytest.fixture
def season(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the second run finds; and, afterwards, what it was asked."""
    found: dict[str, Any] = {"cash": 0, "yuan": 0, "goods": 0, "refused": 0, "undelivered": 0}

    def instead(phases: Any, policy: str, orders: Any, hold_for: int, false_positives: Any) -> Consequences:
        found["asked"] = (phases, policy, list(orders), hold_for)
        stopped = {name: found[name] for name in ("cash", "yuan", "goods", "refused", "undelivered")}
        return Consequences(**stopped, false_positives=tuple(false_positives))

    monkeypatch.setattr(decisions, "consequences", instead)
    return found


def sheet(*taken: tuple[str, str, str], reason: str = "") -> tuple[DecisionAnswer, ...]:
    """Decisions from action, target and month-day."""
    plain = [{"action": a, "target": t, "since": f"2018-{day}", "reason": reason} for a, t, day in taken]
    return sheet_from({"decisions": plain}).decisions


def weighed(*taken: tuple[str, str, str], earliest: date | None = None, **more: Any) -> WeighedDecisions:
    return weigh_decisions(KEY, exercise(**more), PHASES, sheet(*taken), earliest)


def marked(*taken: tuple[str, str, str], **more: Any) -> tuple[SectionMark, set[str]]:
    return mark_decisions(KEY, exercise(**more), PHASES, sheet(*taken), 20)


def test_decisions_against_the_scheme_become_orders_by_inner_name(season: dict[str, Any]) -> None:
    result = weighed(("freeze", "6222 0001", "02-10"), ("watch", "ann LEE", "02-11"), ("hold", " BL-1 ", "02-12"))
    orders = [
        InterventionOrder("freeze", "o3", date(2018, 2, 10)),
        InterventionOrder("watch", "o1", date(2018, 2, 11)),
        InterventionOrder("hold", "7", date(2018, 2, 12)),
    ]
    assert (result.orders, result.remarks, result.burdened) == (orders, [], set())
    assert season["asked"] == (PHASES, KEY.policy, orders, 9 * DAY)
    assert result.consequences.false_positives == ()


def test_a_decision_against_somebody_honest_is_told_and_counted(season: dict[str, Any]) -> None:
    result = weighed(
        ("freeze", "4000-2", "02-16"), ("watch", "Eve Gold", "02-20"), ("hold", "BL-2", "02-20"), ("hold", "BL-3", "02-28")
    )  # fmt: skip
    assert sections(result.remarks) == {"decisions"}
    assert told(result.remarks) == [
        ("freeze 4000-2 from 2018-02-16", "wrong", "Dee Fox did nothing", (), "N13"),
        ("watch Eve Gold from 2018-02-20", "wrong", "Eve Gold did nothing", (), "N13"),
        ("hold BL-2 from 2018-02-20", "wrong", "Fair Imports is an honest importer, who waited 9 days", (), "N07"),
        ("hold BL-3 from 2018-02-28", "wrong", "Nobody Known is an honest importer, who waited 9 days", (), "N07"),
    ]
    # 28 payments of 28,000.70 USD in 28 days, for the 14 days that are left
    assert result.consequences.false_positives == (
        FalsePositive("Dee Fox", "freeze", 14, 1_400_035, 14),
        FalsePositive("Eve Gold", "watch", 0, 0, 10),
        FalsePositive("Fair Imports", "hold", 0, 0, 9),
        FalsePositive("Nobody Known", "hold", 0, 0, 9),
    )
    assert result.burdened == {"b1", "b2", "b3", "Nobody Known"}
    assert result.orders == []


def test_a_container_that_has_gone_does_not_wait(season: dict[str, Any]) -> None:
    result = weighed(("hold", "BL-2", "02-21"))
    assert result.remarks[0].text == "Fair Imports is an honest importer, who waited 0 days"
    assert result.consequences.false_positives == (FalsePositive("Fair Imports", "hold"),)


def test_a_window_of_a_day_and_an_account_frozen_for_a_day(season: dict[str, Any]) -> None:
    key = KEY.model_copy(update={"window": (date(2018, 2, 1), date(2018, 2, 1))})
    result = weigh_decisions(key, exercise(), PHASES, sheet(("freeze", "Dee Fox", "03-01")))
    assert result.consequences.false_positives == (FalsePositive("Dee Fox", "freeze", 28, 2_800_070, 1),)


def test_payments_are_counted_whole(season: dict[str, Any]) -> None:
    result = weighed(("freeze", "Eve Gold", "02-20"), ("freeze", "Fair Imports", "02-15"))
    # 1 payment of 100.00 USD in 28 days, and 3 of 9.99 USD: for 10 and for 15 days
    assert result.consequences.false_positives == (
        FalsePositive("Eve Gold", "freeze", 0, 3571, 10),
        FalsePositive("Fair Imports", "freeze", 1, 535, 15),
    )
    assert all(
        isinstance(one.payments, int) and isinstance(one.cents, int) for one in result.consequences.false_positives
    )


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (("freeze", "Nobody", "02-10"), "no record has this name or number"),
        (("hold", "BL-9", "02-10"), "no shipment's paper has this number"),
        (
            ("watch", "Ann Lee", "02-09"),
            "it can take effect on 2018-02-10 at the earliest: before that the evidence was not there",
        ),
        (("watch", "Ann Lee", "03-02"), "the season is over by then"),
    ],
)  # fmt: skip
def test_what_does_not_count_is_told_why(season: dict[str, Any], taken: tuple[str, str, str], said: str) -> None:
    result = weighed(taken, ("watch", "Ann Lee", "03-01"))
    assert sections(result.remarks) == {"decisions"}
    assert told(result.remarks) == [(f"{taken[0]} {taken[1]} from 2018-{taken[2]}", "wrong", said, (), "")]
    assert len(result.orders) == 1, "the one after it counts"


def test_only_what_is_allowed_and_only_so_many_and_for_no_origin(season: dict[str, Any]) -> None:
    rules = {"decisions": {"allowed": ["watch"], "earliest": "2018-02-10", "most": 2}}
    taken = [("freeze", "6222 0001", "02-10"), ("watch", "Ann Lee", "02-10"), ("watch", "Bo Katz", "02-10")]
    result = weighed(*taken, **rules)
    assert [one.text for one in result.remarks] == ["a freeze is not allowed here", "only the first 2 decisions count"]
    assert [one.target for one in result.orders] == ["o1"]
    part = weigh_decisions(KEY, exercise(), PHASES, sheet(("watch", "Ann Lee", "02-10"), reason="her surname"))
    assert part.remarks[0].text == "the reason rests on 'surname': where people come from shows nothing"
    assert part.orders == []


@pytest.mark.parametrize(
    ("rules", "earliest", "first"),
    [
        ({}, None, "02-10"),
        ({}, date(2018, 2, 5), "02-05"),
        ({}, date(2018, 2, 15), "02-15"),
        ({"decisions": {"allowed": ["watch"]}}, None, "03-01"),
    ],
)
def test_a_decision_holds_from_the_first_day_on_which_it_can(
    season: dict[str, Any], rules: dict[str, Any], earliest: date | None, first: str
) -> None:
    day = date.fromisoformat(f"2018-{first}")
    before = f"{date.fromordinal(day.toordinal() - 1):%m-%d}"
    result = weighed(("watch", "Ann Lee", before), ("watch", "Bo Katz", first), earliest=earliest, **rules)
    assert [one.target for one in result.orders] == ["o2"]
    assert f"on {day} at the earliest" in result.remarks[0].text


def test_nothing_decided_earns_nothing() -> None:
    part, hit = marked()
    assert (part.name, part.share, part.weight, part.figures, hit) == ("decisions", 0.0, 20, {}, set())
    assert sections(part.remarks) == {"decisions"}
    said = f"nothing was decided; the best decisions would have said: your decisions stopped {BEST}"
    assert told(part.remarks) == [("decisions", "missed", said, (), "N01")]


FREEZE, WATCH, HOLD = ("freeze", "6222 0001", "02-10"), ("watch", "Ann Lee", "02-10"), ("hold", "BL-1", "02-10")


@pytest.mark.parametrize(
    ("taken", "found", "figures", "share", "verdict"),
    [
        ([FREEZE, WATCH], {"yuan": 900_00, "refused": 100_00, "cash": 400_00}, {"freeze": 1.0, "watch": 1.0}, 1.0, "right"),
        ([FREEZE, WATCH], {"yuan": 5_000_00, "cash": 9_000_00}, {"freeze": 1.0, "watch": 1.0}, 1.0, "right"),
        ([FREEZE, WATCH], {"yuan": 500_00, "cash": 100_00}, {"freeze": 0.5, "watch": 0.25}, 0.375, "partly"),
        ([FREEZE, WATCH], {"yuan": -500_00, "cash": 100_00}, {"freeze": 0.0, "watch": 0.25}, 0.125, "partly"),
        ([FREEZE], {"yuan": 1_000_00, "cash": 400_00}, {"freeze": 1.0, "watch": 0.0}, 0.5, "partly"),
        ([FREEZE, WATCH], {"yuan": 1_000_00, "cash": 320_00}, {"freeze": 1.0, "watch": 0.8}, 0.9, "partly"),
        ([FREEZE, WATCH], {"yuan": 1_000_00, "cash": 324_00}, {"freeze": 1.0, "watch": 0.81}, 0.905, "right"),
        ([HOLD], {"goods": 1_000_00}, {"freeze": 0.0, "watch": 0.0}, 0.0, "wrong"),
        ([("freeze", "Nobody", "02-10")], {}, {"freeze": 0.0, "watch": 0.0}, 0.0, "wrong"),
    ],
)  # fmt: skip
def test_each_kind_that_can_stop_anything_counts_alike(
    season: dict[str, Any], taken: list[tuple[str, str, str]], found: dict[str, int], figures: dict[str, float],
    share: float, verdict: str,
) -> None:  # fmt: skip
    season.update(found)
    part, hit = marked(*taken)
    assert (part.name, part.weight, hit) == ("decisions", 20, set())
    assert part.figures == pytest.approx(figures)
    assert part.share == pytest.approx(share)
    first = part.remarks[0]
    assert (first.section, first.item, first.verdict, first.evidence, first.fact) == (
        "decisions", "what they did", verdict, (), "N17",
    )  # fmt: skip
    assert first.text.endswith(f". The best decisions would have stopped {BEST}") is (verdict != "right")


@pytest.mark.parametrize(
    ("against", "share"),
    [((), 1.0), (("Dee Fox",), 0.5), (("Dee Fox", "Eve Gold"), 0.0)],
)
def test_each_honest_one_that_is_hit_costs_the_share_of_an_order(
    season: dict[str, Any], against: tuple[str, ...], share: float
) -> None:
    season.update({"yuan": 1_000_00, "cash": 400_00})
    part, hit = marked(FREEZE, WATCH, *(("watch", name, "02-10") for name in against))
    assert part.share == pytest.approx(share)
    assert len(hit) == len(part.remarks) - 1 == len(against)


def test_more_honest_than_guilty_is_not_less_than_nothing(season: dict[str, Any]) -> None:
    season.update({"yuan": 1_000_00})
    part, _ = marked(FREEZE, ("watch", "Dee Fox", "02-10"), ("watch", "Eve Gold", "02-10"))
    assert part.share == 0


def test_where_nothing_can_be_stopped_an_order_is_enough(season: dict[str, Any]) -> None:
    best = KEY.decisions.model_copy(update={"stopped": {"freeze": 0, "watch": 0, "hold": 0}})
    key = KEY.model_copy(update={"decisions": best})
    for taken, share in ((FREEZE, 1.0), (("watch", "Dee Fox", "02-10"), 0.0)):
        part, _ = mark_decisions(key, exercise(), PHASES, sheet(taken), 20)
        assert (part.share, part.figures) == (share, {})


@pytest.mark.parametrize(("cents", "said"), [(0, ""), (-500_00, ""), (1_234_567_89, "1,234,567"), (1, "0"), (199, "1")])
def test_what_had_not_reached_the_client_is_told(season: dict[str, Any], cents: int, said: str) -> None:
    season.update({"yuan": 1_000_00, "cash": 400_00, "undelivered": cents})
    text = marked(FREEZE, WATCH)[0].remarks[0].text
    less = f"; {said} USD less had reached the client by the end of the season" if said else ""
    assert text == f"your decisions stopped 1,400 USD (400 USD of cash taken, 1,000 USD in yuan frozen){less}"
    season.update({"cash": 0})
    text = marked(FREEZE, WATCH)[0].remarks[0].text
    best = f". The best decisions would have stopped {BEST}"
    assert text == f"your decisions stopped 1,000 USD (1,000 USD in yuan frozen){less}{best}"
