"""What all rules have in common: names of movements, and what is so unless a rule says otherwise."""

from __future__ import annotations

import pytest
from desks import desk

from mirrorsim.engine.draws import Draws
from mirrorsim.engine.gate import Desk
from mirrorsim.rules import base
from mirrorsim.rules.base import ANSWERS, BANK_DEPOSIT, IMPORT, Movement, Rule, Verdict
from mirrorsim.rules.border_inspection import BorderInspection
from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.rules.cash_reporting import CashReporting
from mirrorsim.rules.catalogue import OWN
from mirrorsim.rules.customs_inspection import CustomsInspection
from mirrorsim.rules.deposit_limit import DepositLimit
from mirrorsim.rules.interdiction import Interdiction
from mirrorsim.rules.targeted_order import TargetedOrder
from mirrorsim.rules.transfer_monitoring import TransferMonitoring


class Silent(Rule):
    kind: str = "silent"


def test_a_movement_is_called_what_its_constant_is_called() -> None:
    names = [(name, value) for name, value in vars(base).items() if isinstance(value, str) and value in ANSWERS]
    assert names == [(what.upper(), what.lower()) for what in ANSWERS]


def answers(rule: Rule, what: str, irregular: bool) -> set[str]:
    """What a rule answers to much money, besides allowing and reporting."""
    movement = Movement(what, 0, 1, 10**12, 3, irregular=irregular)
    office = Desk(rule.kind, rule, desk(rule)._meters, Draws(1, 0), lambda account: "somebody")
    verdict = rule.decide(movement, office) or Verdict(movement.amount)
    limited = verdict.allowed < movement.amount and not verdict.seized
    given = {"limit": limited, "seize": verdict.seized, "delay": verdict.delay}
    return {answer for answer, is_given in given.items() if is_given}


def test_rules_of_ours_give_every_answer_that_a_movement_honours_and_no_other() -> None:
    sure = {
        CapitalFlightCap: {}, DepositLimit: {}, CashReporting: {}, TransferMonitoring: {"frozen": "100 %"},
        BorderInspection: {"inspected": "100 %"}, CustomsInspection: {"inspected": "100 %", "recognised": "100 %"},
        Interdiction: {"stopped": "100 %", "found_per_day": "1 %"},
        TargetedOrder: {"frozen": ["somebody"], "watched": ["somebody"], "shipments": [0]},
    }  # fmt: skip
    assert set(sure) == set(OWN)
    given: dict[str, set[str]] = {what: set() for what in ANSWERS}
    for rule, parameters in sure.items():
        for what in rule.watches:
            for irregular in (False, True):
                given[what] |= answers(rule.model_validate(parameters), what, irregular)
    assert given == {what: set(honoured) for what, honoured in ANSWERS.items()}


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
