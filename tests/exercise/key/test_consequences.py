from __future__ import annotations

from datetime import date

import pytest

from mirrorsim.books.journal import Journal
from mirrorsim.exercise.evidence.assembly import tick_of
from mirrorsim.exercise.key.consequences import FalsePositive, InterventionOrder, consequences, run_without_and_with
from mirrorsim.exercise.marking.answer_sheet import sheet_from
from mirrorsim.exercise.marking.decisions import weigh_decisions
from mirrorsim.units.time import DAY
from mirrorsim.world.build import simulate
from tests.exercise.shipped import Shipped, evidence_of, loaded

HOLD = 9 * DAY


def before(journal: Journal, tick: int) -> dict[str, list[list[int]]]:
    return {
        kind.name: rows
        for kind, table in journal.tables()
        if (rows := [row for row in table.tolist() if row[1] < tick])
    }


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("first-look", InterventionOrder("watch", "courier.alfa-1", date(2018, 3, 15))),
        ("first-look", InterventionOrder("freeze", "broker.alfa", date(2018, 3, 15))),
        ("first-look", InterventionOrder("freeze", "merchant.shops-1", date(2018, 3, 20))),
        ("triangle", InterventionOrder("watch", "stash.alfa", date(2018, 6, 15))),
    ],
)
def test_nothing_changes_before_the_day(name: str, order: InterventionOrder) -> None:
    variant = next(iter(loaded(name).policies.values()))
    without, with_it = run_without_and_with(variant.phases, variant.name, [order], HOLD)
    tick = tick_of(variant.phases[0][1], order.since)
    assert before(without.journal, tick) == before(with_it.journal, tick)
    assert without.audit.balanced
    assert with_it.audit.balanced
    # and before the day the records that the teams saw are of this very world
    assert before(evidence_of(name).record.journal, tick) == before(without.journal, tick)


def test_no_orders_are_no_change() -> None:
    variant = next(iter(loaded("first-look").policies.values()))
    result = consequences(variant.phases, variant.name, [], HOLD)
    assert (result.stopped, result.undelivered) == (0, 0)


def test_an_order_against_nobody_changes_nothing() -> None:
    variant = next(iter(loaded("triangle").policies.values()))
    result = consequences(
        variant.phases, variant.name, [InterventionOrder("freeze", "nobody.at-all", date(2018, 6, 15))], HOLD
    )
    assert (result.stopped, result.undelivered) == (0, 0)
    one, other = run_without_and_with(
        variant.phases, variant.name, [InterventionOrder("hold", "12345", date(2018, 6, 15))], HOLD
    )
    assert one.journal_hash == other.journal_hash


def test_a_rule_without_targets_leaves_the_journal_alone() -> None:
    variant = next(iter(loaded("triangle").policies.values()))
    from mirrorsim.rules.targeted_order import TargetedOrder

    plain = simulate(variant.phases, variant.name, 32, 0)
    ordered = [
        (tick, one.model_copy(update={"rules": {**one.rules, "order": TargetedOrder()}}))
        for tick, one in variant.phases
    ]
    assert simulate(ordered, variant.name, 32, 0).journal_hash == plain.journal_hash


def test_each_kind_of_decision_works(each: Shipped) -> None:
    best = each.pack.key.decisions
    assert set(best.allowed) == {action for action, cents in best.stopped.items() if cents > 0}
    assert len(best.model) <= each.pack.exercise.decisions.most


def test_honest_people_are_counted(each: Shipped) -> None:
    key = each.pack.key
    since = key.decisions.earliest
    honest = max(key.bystanders, key=lambda party: party.payments)
    holds = [
        {"action": "hold", "target": paper, "since": since}
        for paper, shipment in key.shipments.items()
        if not shipment.deal and not shipment.entered
    ]
    decisions = sheet_from(
        {"decisions": [{"action": "freeze", "target": honest.names[1], "since": since}, *holds[:2]]}
    ).decisions
    result, remarks, orders, burdened = weigh_decisions(key, each.pack.exercise, each.pack.phases, decisions)
    assert not orders
    assert result.stopped == 0
    assert honest.owner in burdened
    frozen = [one for one in result.false_positives if one.action == "freeze"]
    assert frozen[0].payments > 0
    if "hold" in key.decisions.allowed:
        held = [one for one in result.false_positives if one.action == "hold"]
        assert [one.days for one in held] == [9] * len(held)
        assert len(held) == 2
        assert "2 honest importers waited 9 days" in result.sentence()
    assert all(remark.verdict == "wrong" for remark in remarks)


def test_a_decision_before_the_evidence_does_not_count(each: Shipped) -> None:
    key = each.pack.key
    best = key.decisions.model[0]
    first = {"action": best.action, "target": best.target, "since": each.pack.exercise.window.since.isoformat()}
    decisions = sheet_from({"decisions": [first]}).decisions
    _, remarks, orders, _ = weigh_decisions(key, each.pack.exercise, each.pack.phases, decisions)
    assert not orders
    assert "at the earliest" in remarks[0].text
    _, _, orders, _ = weigh_decisions(
        key, each.pack.exercise, each.pack.phases, decisions, earliest=each.pack.exercise.window.since
    )
    assert len(orders) == 1


def test_the_sentence_reads_well() -> None:
    from mirrorsim.exercise.key.consequences import Consequences

    held = (FalsePositive("a", "hold", days=9), FalsePositive("b", "hold", days=9))
    result = Consequences(cash=412_000_00, yuan=0, goods=0, refused=0, undelivered=0, false_positives=held)
    assert (
        result.sentence()
        == "your decisions stopped 412,000 USD (412,000 USD of cash taken); 2 honest importers waited 9 days"
    )


def test_cash_that_a_bank_turns_away_is_not_called_stopped() -> None:
    from mirrorsim.exercise.key.consequences import Consequences

    result = Consequences(cash=0, yuan=0, goods=0, refused=2_300_000_00, undelivered=0)
    assert result.sentence() == (
        "your decisions stopped 0 USD; frozen accounts turned away 2,300,000 USD of cash, which nobody took: it stays with "
        "those who brought it"
    )
