"""What all rules have in common: names of movements, and what is so unless a rule says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mirrorsim.engine.draws import Draws
from mirrorsim.engine.gate import EnforcedRule
from mirrorsim.rules import base
from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    BORDER_CASH,
    CASH_CARRIED,
    CASH_DEPOSIT,
    CASH_RECEIVED,
    CASH_STORED,
    FX_PURCHASE,
    HONOURED,
    IMPORT,
    YUAN_TRANSFER,
    Allow,
    CloseAccount,
    Delay,
    Limit,
    Movement,
    Rule,
    Ruling,
    Seize,
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
from tests.rules.contexts import effect, in_force


class Silent(Rule):
    kind: str = "silent"


def test_a_movement_is_called_what_its_constant_is_called() -> None:
    names = [(name, value) for name, value in vars(base).items() if isinstance(value, str) and value in HONOURED]
    assert names == [(what.upper(), what.lower()) for what in HONOURED]


MUCH = 10**12
SURE: dict[type[Rule], dict[str, object]] = {
    CapitalFlightCap: {}, DepositLimit: {}, CashReporting: {}, TransferMonitoring: {"frozen": "100 %"},
    BorderInspection: {"inspected": "100 %"}, CustomsInspection: {"inspected": "100 %", "recognised": "100 %"},
    Interdiction: {"stopped": "100 %", "found_per_day": "1 %"},
    TargetedOrder: {"frozen": ["somebody"], "watched": ["somebody"], "shipments": [0]},
}  # fmt: skip
"""Every rule of ours, with nothing left to chance."""


def ruling(rule: Rule, what: str, irregular: bool) -> Ruling | None:
    """How a rule rules on much money."""
    movement = Movement(what, 0, 1, MUCH, 3, irregular=irregular)
    counters = in_force(rule)._counters
    return rule.decide(movement, EnforcedRule(rule.kind, rule, counters, Draws(1, 0), lambda account: "somebody"))


def rulings() -> Iterator[tuple[type[Rule], str, Ruling]]:
    """Every rule and movement with every ruling on it."""
    for rule, parameters in SURE.items():
        for what in rule.watches:
            for irregular in (False, True):
                if (given := ruling(rule.model_validate(parameters), what, irregular)) is not None:
                    yield rule, what, given
    undercover = ruling(Interdiction(undercover="100 %"), CASH_CARRIED, True)
    assert undercover is not None
    yield Interdiction, CASH_CARRIED, undercover


def test_rules_of_ours_give_every_ruling_that_they_declare_and_no_other() -> None:
    assert set(SURE) == set(OWN)
    given: dict[tuple[type[Rule], str], set[type]] = {(rule, what): set() for rule in OWN for what in rule.watches}
    for rule, what, one in rulings():
        given[rule, what] |= {type(one)} - {Allow}
    assert given == {(rule, what): set(declared) for rule in OWN for what, declared in rule.watches.items()}


def test_every_movement_is_watched_and_what_is_declared_can_be_carried_out() -> None:
    assert set(HONOURED) == {what for rule in OWN for what in rule.watches}
    for rule in OWN:
        for what, declared in rule.watches.items():
            assert set(declared) <= set(HONOURED[what]), (rule, what)


def test_what_is_taken_does_not_go_on_too() -> None:
    taken = [effect(Movement(what, 0, 1, MUCH, 3), one) for _, what, one in rulings() if isinstance(one, Seize)]
    assert {(one.allowed, one.seized) for one in taken} == {(0, MUCH)}


def test_what_is_not_let_through_has_a_reason_and_nothing_else_has() -> None:
    reasons: dict[str, set[str]] = {what: set() for what in HONOURED}
    for _, what, one in rulings():
        found = effect(Movement(what, 0, 1, MUCH, 3), one)
        assert bool(found.reason) is (found.allowed < MUCH or found.seized > 0)
        reasons[what] |= {found.reason} - {""}
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


def test_a_ruling_reports_nothing_and_says_nothing_unless_it_does() -> None:
    assert Allow() == Limit(5)[1:] == Delay(5)[1:] == CloseAccount() == ((), "")
    assert Seize() == (None, 0, (), "")


def test_a_rule_counts_nothing_and_watches_nothing_unless_it_says_otherwise() -> None:
    assert Silent().window is None
    assert Silent.watches == {}


def test_a_rule_without_a_decision_says_so() -> None:
    with pytest.raises(TypeError, match=r"^Silent has no decision$"):
        Silent().decide(Movement(BANK_DEPOSIT, 0, 0, 0, 0), None)  # type: ignore[arg-type]


class Lots:
    """An context whose every lot falls the same way, and which writes down what the lots are drawn for."""

    def __init__(self, falls: bool) -> None:
        self.falls = falls
        self.purposes: set[str] = set()

    def used(self, movement: Movement) -> int:
        return 0

    def owner(self, movement: Movement) -> str:
        return "somebody"

    def draw(self, purpose: str, movement: Movement) -> float:
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
        context = Lots(falls)
        for what in rule.watches:
            for amount in (10**12, 900_000):
                rule(**SURE[rule]).decide(Movement(what, 0, 1, amount, 3, "firm", irregular=True), context)
        purposes |= context.purposes
    assert purposes == PURPOSES[rule]


def test_a_coin_tossed_day_by_day_finds_cash_after_whole_days() -> None:
    """A chance of one half a day, and a lot of one half: found after one day to the microsecond."""
    movement = Movement(CASH_STORED, 0, 1, 5, 3)
    assert Interdiction(found_per_day="50 %").decide(movement, Lots(True)) == Seize(after=DAY, reason="found in store")


def test_a_mislabelled_shipment_is_held_before_it_is_taken() -> None:
    movement = Movement(IMPORT, 0, 1, 5, 3, entity=7, irregular=True)
    held = TargetedOrder(shipments=(7,)).decide(movement, Lots(True))
    assert held == Seize(after=9 * DAY, reason="held and opened")
