"""What all rules have in common: names of movements, and what is so unless a rule says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mirrorsim.engine.draws import Draws
from mirrorsim.engine.gate import Desk
from mirrorsim.rules import base
from mirrorsim.rules.base import (
    ANSWERS,
    BANK_DEPOSIT,
    BORDER_CASH,
    CASH_CARRIED,
    CASH_DEPOSIT,
    CASH_RECEIVED,
    CASH_STORED,
    FX_PURCHASE,
    IMPORT,
    YUAN_TRANSFER,
    Movement,
    Rule,
    Verdict,
)
from mirrorsim.rules.border_inspection import BorderInspection
from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.rules.cash_reporting import CashReporting
from mirrorsim.rules.catalogue import OWN, RULES
from mirrorsim.rules.customs_inspection import CustomsInspection
from mirrorsim.rules.deposit_limit import DepositLimit
from mirrorsim.rules.interdiction import Interdiction
from mirrorsim.rules.targeted_order import TargetedOrder
from mirrorsim.rules.transfer_monitoring import TransferMonitoring
from mirrorsim.units.time import DAY
from tests.rules.desks import desk


class Silent(Rule):
    kind: str = "silent"


def test_a_movement_is_called_what_its_constant_is_called() -> None:
    names = [(name, value) for name, value in vars(base).items() if isinstance(value, str) and value in ANSWERS]
    assert names == [(what.upper(), what.lower()) for what in ANSWERS]


SURE: dict[type[Rule], dict[str, object]] = {
    CapitalFlightCap: {}, DepositLimit: {}, CashReporting: {}, TransferMonitoring: {"frozen": "100 %"},
    BorderInspection: {"inspected": "100 %"}, CustomsInspection: {"inspected": "100 %", "recognised": "100 %"},
    Interdiction: {"stopped": "100 %", "found_per_day": "1 %"},
    TargetedOrder: {"frozen": ["somebody"], "watched": ["somebody"], "shipments": [0]},
}  # fmt: skip
"""Every rule of ours, with nothing left to chance."""


def verdict(rule: Rule, what: str, irregular: bool) -> Verdict:
    """What a rule answers to much money."""
    movement = Movement(what, 0, 1, 10**12, 3, irregular=irregular)
    office = Desk(rule.kind, rule, desk(rule)._meters, Draws(1, 0), lambda account: "somebody")
    return rule.decide(movement, office) or Verdict(movement.amount)


def verdicts() -> Iterator[tuple[str, Verdict]]:
    """Every movement with every answer to it."""
    for rule, parameters in SURE.items():
        for what in rule.watches:
            for irregular in (False, True):
                yield what, verdict(rule.model_validate(parameters), what, irregular)
    yield CASH_CARRIED, verdict(Interdiction(undercover="100 %"), CASH_CARRIED, True)


def test_rules_of_ours_give_every_answer_that_a_movement_honours_and_no_other() -> None:
    assert set(SURE) == set(OWN)
    given: dict[str, set[str]] = {what: set() for what in ANSWERS}
    for what, one in verdicts():
        limited = one.allowed < 10**12 and not one.seized
        answers = {"limit": limited, "seize": one.seized, "delay": one.delay}
        given[what] |= {answer for answer, is_given in answers.items() if is_given}
    assert given == {what: set(honoured) for what, honoured in ANSWERS.items()}


def test_what_is_taken_does_not_go_on_too() -> None:
    taken = [(what, one) for what, one in verdicts() if one.seized]
    assert {one.seized for _, one in taken} == {10**12}
    assert {one.allowed for what, one in taken if what != CASH_STORED} == {0}
    assert {one.allowed for what, one in taken if what == CASH_STORED} == {0, 10**12}, (
        "it stays stored until it is found"
    )


def test_what_is_not_let_through_has_a_reason_and_nothing_else_has() -> None:
    reasons: dict[str, set[str]] = {what: set() for what in ANSWERS}
    for what, one in verdicts():
        assert bool(one.reason) is (one.allowed < 10**12 or one.seized > 0)
        reasons[what] |= {one.reason} - {""}
    assert reasons == {
        FX_PURCHASE: {"beyond the quota"},
        YUAN_TRANSFER: {"turnover does not fit the holder", "account frozen"},
        CASH_CARRIED: {"stopped with cash", "undercover courier", "watched"},
        CASH_STORED: {"found in store", "watched"},
        CASH_RECEIVED: set(),
        BANK_DEPOSIT: {"account frozen"},
        BORDER_CASH: {"undeclared cash"},
        CASH_DEPOSIT: {"beyond the account's limit"},
        IMPORT: {"mislabelled cargo", "held and opened"},
    }


def test_rules_are_known_by_their_kinds_and_others_come_by_the_entry_points_that_the_readme_names() -> None:
    assert RULES.group == "mirrorsim.rules"
    assert {kind: RULES.things[kind] for kind in sorted(one.model_fields["kind"].default for one in OWN)} == {
        "border_inspection": BorderInspection, "capital_flight_cap": CapitalFlightCap, "cash_reporting": CashReporting,
        "customs_inspection": CustomsInspection, "deposit_limit": DepositLimit, "interdiction": Interdiction,
        "targeted_order": TargetedOrder, "transfer_monitoring": TransferMonitoring,
    }  # fmt: skip


def test_a_movement_is_a_persons_and_regular_unless_it_says_otherwise() -> None:
    assert Movement(IMPORT, 1, 2, 3, 4)[5:10] == ("person", 0, 0, "", False)


def test_a_verdict_only_allows_unless_it_says_otherwise() -> None:
    assert all(value is not None and not value for value in Verdict(5)[1:])
    assert Verdict(5)[:4] == (5, 0, 0, ())


def test_a_rule_counts_nothing_and_watches_nothing_unless_it_says_otherwise() -> None:
    assert Silent().window is None
    assert Silent.watches == ()


def test_a_rule_without_a_decision_says_so() -> None:
    with pytest.raises(TypeError, match=r"^Silent has no decision$"):
        Silent().decide(Movement(BANK_DEPOSIT, 0, 0, 0, 0), None)  # type: ignore[arg-type]


class Lots:
    """An office whose every lot falls the same way, and which writes down what the lots are drawn for."""

    def __init__(self, falls: bool) -> None:
        self.falls = falls
        self.purposes: set[str] = set()

    def used(self, movement: Movement) -> int:
        return 0

    def owner(self, movement: Movement) -> str:
        return "somebody"

    def luck(self, purpose: str, movement: Movement) -> float:
        self.purposes.add(purpose)
        return 0.5

    def chance(self, purpose: str, movement: Movement, ppm: int) -> bool:
        self.purposes.add(purpose)
        return self.falls


PURPOSES = {
    CapitalFlightCap: set(), DepositLimit: set(), TransferMonitoring: {"frozen"}, BorderInspection: {"inspected"},
    CustomsInspection: {"inspected", "recognised"}, Interdiction: {"undercover", "stopped", "found"},
    CashReporting: {"form_8300", "sar", "structuring"}, TargetedOrder: set(),
}  # fmt: skip


@pytest.mark.parametrize("rule", PURPOSES, ids=lambda rule: rule.__name__)
def test_a_rules_lots_keep_their_names(rule: type[Rule]) -> None:
    """Random draws are keyed by them: under another name, a seed that somebody has published would give another world."""
    purposes: set[str] = set()
    for falls in (True, False):
        office = Lots(falls)
        for what in rule.watches:
            for amount in (10**12, 900_000):
                rule(**SURE[rule]).decide(Movement(what, 0, 1, amount, 3, "firm", irregular=True), office)
        purposes |= office.purposes
    assert purposes == PURPOSES[rule]


def test_a_coin_tossed_day_by_day_finds_cash_after_whole_days() -> None:
    """A chance of one half a day, and a lot of one half: found after one day to the microsecond."""
    movement = Movement(CASH_STORED, 0, 1, 5, 3)
    assert Interdiction(found_per_day="50 %").decide(movement, Lots(True)) == Verdict(
        5, seized=5, delay=DAY, reason="found in store"
    )


def test_a_mislabelled_shipment_is_held_before_it_is_taken() -> None:
    movement = Movement(IMPORT, 0, 1, 5, 3, entity=7, irregular=True)
    held = TargetedOrder(shipments=(7,)).decide(movement, Lots(True))
    assert held == Verdict(0, seized=5, delay=9 * DAY, reason="held and opened")
