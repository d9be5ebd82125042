"""What a rule of another package declares is honoured or refused at once, and what it does not declare it may not rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Any, ClassVar, Literal

import pytest

from mirrorsim.plugins import PluginError
from mirrorsim.rules import base, catalogue
from mirrorsim.rules.base import (
    HONOURED,
    Allow,
    CloseAccount,
    Delay,
    Limit,
    Movement,
    Report,
    Rule,
    RuleContext,
    Ruling,
    Rulings,
    Seize,
)
from mirrorsim.scheme.world import World
from tests.helpers.networks import wired
from tests.helpers.worlds import factbox, under

RULINGS: dict[type, Ruling] = {Limit: Limit(5), Delay: Delay(5), Seize: Seize(5), CloseAccount: CloseAccount()}
HONOURED_PAIRS = [(what, ruling) for what, ruling in product(HONOURED, RULINGS) if ruling in HONOURED[what]]
REFUSED_PAIRS = [(what, ruling) for what, ruling in product(HONOURED, RULINGS) if ruling not in HONOURED[what]]


def rule_that(watches: Any, answer: Any = None) -> type[Rule]:
    """A rule that watches this and always answers that."""

    class Answers(Rule):
        kind: Literal["answers"] = "answers"

        def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
            found: Ruling | None = answer
            return found

    Answers.watches = watches
    return Answers


def gate_with(rule: type[Rule], name: str = "oddity") -> World:
    world = wired(factbox())
    world.gate.enforce({name: rule()})  # type: ignore[call-arg]
    return world


def movement(what: str, world: World, amount: int = 100) -> Movement:
    return Movement(what, 0, world.brokers["bravo"].yuan, amount, 1)


# -- when it is registered ----------------------------------------------------------------------------------------------


def test_every_movement_says_what_can_be_carried_out_there() -> None:
    words = {value for name, value in vars(base).items() if name.isupper() and isinstance(value, str)}
    assert set(HONOURED) == words
    assert len(HONOURED_PAIRS) + len(REFUSED_PAIRS) == 4 * len(HONOURED)


@pytest.mark.parametrize(("what", "ruling"), HONOURED_PAIRS)
def test_a_rule_may_declare_what_is_honoured(what: str, ruling: type) -> None:
    rule = rule_that({what: (ruling,)})
    assert catalogue._rule("answers", rule) is rule


@pytest.mark.parametrize(("what", "ruling"), REFUSED_PAIRS)
def test_a_rule_that_declares_what_nobody_can_carry_out_is_refused(what: str, ruling: type) -> None:
    may = ", ".join(one.__name__ for one in HONOURED[what]) or "nothing but Allow"
    says = f"it rules {ruling.__name__} at {what}, where it may rule {may}"
    with pytest.raises(PluginError, match=f"^{re.escape(says)}$"):
        catalogue._rule("answers", rule_that({base.BANK_DEPOSIT: (Limit,), what: (ruling,)}))


@pytest.mark.parametrize(
    ("watches", "says"),
    [
        ((base.BANK_DEPOSIT,), "its watches must name the rulings by movement, such as {BANK_DEPOSIT: (Limit,)}"),
        ({}, "it watches nothing"),
        ({"bank_deposits": ()}, 'it watches bank_deposits, which is no movement (did you mean "bank_deposit"?)'),
        ({base.BANK_DEPOSIT: (int,)}, "it rules int at bank_deposit, where it may rule Limit, CloseAccount"),
        ({base.BANK_DEPOSIT: ("Limit",)}, "it rules Limit at bank_deposit, where it may rule Limit, CloseAccount"),
        ({base.CASH_RECEIVED: (Limit,)}, "it rules Limit at cash_received, where it may rule nothing but Allow"),
    ],
)
def test_watches_that_say_nothing_useful_are_refused(watches: Any, says: str) -> None:
    with pytest.raises(PluginError, match=f"^{re.escape(says)}$"):
        catalogue._rule("answers", rule_that(watches))


def test_our_own_rules_declare_no_more_than_they_may() -> None:
    for rule in catalogue.OWN:
        for what, rulings in rule.watches.items():
            assert set(rulings) <= set(HONOURED[what]), (rule.__name__, what)


# -- when it rules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "ruling"), list(product(HONOURED, RULINGS)))
def test_a_ruling_that_was_not_declared_is_an_error_that_names_rule_ruling_and_movement(
    what: str, ruling: type
) -> None:
    others = tuple(one for one in HONOURED[what] if one is not ruling)
    world = gate_with(rule_that({what: others}, RULINGS[ruling]))
    says = f"the rule oddity rules {ruling.__name__} at {what}, which it does not declare in watches"
    with pytest.raises(TypeError, match=f"^{re.escape(says)}$"):
        world.gate.propose(movement(what, world))


@pytest.mark.parametrize(("what", "ruling"), HONOURED_PAIRS)
def test_a_ruling_that_was_declared_is_honoured(what: str, ruling: type) -> None:
    world = gate_with(rule_that({what: (ruling,)}, RULINGS[ruling]))
    decision = world.gate.propose(movement(what, world))
    expected = {
        Limit: (5, 0, 0, False),
        Delay: (100, 0, 5, False),
        Seize: (95, 5, 0, False),
        CloseAccount: (0, 100 if what == base.YUAN_TRANSFER else 0, 0, True),
    }[ruling]
    assert (decision.allowed, decision.seized, decision.delay, decision.closed) == expected


@pytest.mark.parametrize("what", HONOURED)
def test_every_rule_may_let_pass_and_report_anywhere(what: str) -> None:
    world = gate_with(rule_that({what: ()}, Allow((Report("odd", 7, 100),))))
    assert world.gate.propose(movement(what, world))[:3] == (100, 0, 0)
    assert world.log.names[-1] == "odd"
    assert gate_with(rule_that({what: ()}, None)).gate.propose(movement(what, world))[:3] == (100, 0, 0)


@pytest.mark.parametrize("answer", [True, "Seize", 5, (0, 5), Limit])
def test_what_is_no_ruling_at_all_is_an_error(answer: Any) -> None:
    world = gate_with(rule_that({base.BANK_DEPOSIT: (Limit,)}, answer))
    with pytest.raises(
        TypeError, match=r"the rule oddity rules .* at bank_deposit, which it does not declare in watches"
    ):
        world.gate.propose(movement(base.BANK_DEPOSIT, world))


@pytest.mark.parametrize(
    ("what", "ruling"),
    [(base.BANK_DEPOSIT, Limit(-1)), (base.IMPORT, Delay(-1)), (base.IMPORT, Seize(-1)), (base.IMPORT, Seize(1, -1))],
)
def test_nothing_in_a_ruling_is_negative(what: str, ruling: Ruling) -> None:
    world = gate_with(rule_that({what: (type(ruling),)}, ruling))
    with pytest.raises(ValueError, match=f"the rule oddity rules {type(ruling).__name__} at {what}: .*negative"):
        world.gate.propose(movement(what, world))


def test_what_is_on_an_account_cannot_be_detained_first() -> None:
    world = gate_with(rule_that({base.YUAN_TRANSFER: (Seize,)}, Seize(5, after=1)))
    with pytest.raises(
        TypeError, match="the rule oddity rules Seize at yuan_transfer after a time, but nothing can be"
    ):
        world.gate.propose(movement(base.YUAN_TRANSFER, world))


@pytest.mark.parametrize("more", [1, 10**6])
def test_no_more_is_taken_or_let_pass_than_there_is(more: int) -> None:
    world = gate_with(rule_that({base.IMPORT: (Seize,)}, Seize(100 + more)))
    assert world.gate.propose(movement(base.IMPORT, world))[:2] == (0, 100)
    world = gate_with(rule_that({base.BANK_DEPOSIT: (Limit,)}, Limit(100 + more)))
    assert world.gate.propose(movement(base.BANK_DEPOSIT, world))[:2] == (100, 0)


def test_a_run_under_a_rule_that_breaks_its_word_ends_with_the_sentence() -> None:
    class Forgetful(Rule):
        watches: ClassVar[Mapping[str, Rulings]] = {base.CASH_CARRIED: (Delay,)}
        kind: Literal["forgetful"] = "forgetful"

        def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
            return Seize()

    with pytest.raises(TypeError, match="the rule search rules Seize at cash_carried, which it does not declare"):
        under({"search": Forgetful()}, factbox())
