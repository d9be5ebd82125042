"""An order against named accounts, people and shipments: it touches them and nobody else."""

import pytest

from mirrorsim.engine.draws import Draws
from mirrorsim.engine.gate import EnforcedRule
from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    BORDER_CASH,
    CASH_CARRIED,
    CASH_STORED,
    IMPORT,
    YUAN_TRANSFER,
    Movement,
)
from mirrorsim.rules.targeted_order import TargetedOrder
from mirrorsim.units.time import DAY
from tests.rules.contexts import Effect, effect

OWNERS = {1: "courier.alfa-1", 2: "merchant.shop-1", 3: "receiver.alfa-1"}
ENOUGH = 1_000_000


def ask(movement: Movement, **parameters: object) -> Effect:
    rule = TargetedOrder.model_validate(parameters)
    context = EnforcedRule("order", rule, {}, Draws(1, 0), lambda account: OWNERS[account])
    return effect(movement, rule.decide(movement, context))


def test_it_counts_nothing_and_watches_no_border() -> None:
    assert TargetedOrder().window is None
    assert BORDER_CASH not in TargetedOrder.watches


@pytest.mark.parametrize("what", TargetedOrder.watches)
def test_without_targets_everything_goes(what: str) -> None:
    for irregular in (False, True):
        assert ask(Movement(what, 0, 1, ENOUGH, 3, irregular=irregular)) == Effect(ENOUGH)


def test_a_frozen_account_in_the_us_takes_nothing() -> None:
    assert ask(Movement(BANK_DEPOSIT, 0, 2, ENOUGH, 3), frozen=["merchant.shop-1"]).allowed == 0
    assert ask(Movement(BANK_DEPOSIT, 0, 2, ENOUGH, 3), frozen=["merchant.shop-2"]) == Effect(ENOUGH)


def test_what_comes_into_a_frozen_account_in_china_is_taken_and_the_account_closed() -> None:
    found = ask(Movement(YUAN_TRANSFER, 0, 3, ENOUGH, 3), frozen=["receiver.alfa-1"])
    assert (found.allowed, found.seized, found.closed) == (0, ENOUGH, True)


def test_a_watched_courier_loses_cash_that_cannot_be_explained() -> None:
    carried = Movement(CASH_CARRIED, 0, 1, ENOUGH, 3)
    assert ask(carried._replace(irregular=True), watched=["courier.alfa-1"]).seized == ENOUGH
    assert ask(carried, watched=["courier.alfa-1"]) == Effect(ENOUGH)
    assert ask(carried._replace(what=CASH_STORED), watched=["courier.alfa-1"]).seized == ENOUGH
    assert ask(carried._replace(irregular=True), watched=["courier.alfa-2"]) == Effect(ENOUGH)


def test_a_frozen_account_is_not_a_watched_person() -> None:
    assert ask(Movement(CASH_CARRIED, 0, 1, ENOUGH, 3, irregular=True), frozen=["courier.alfa-1"]) == Effect(ENOUGH)


@pytest.mark.parametrize("terms", [{"shipments": [7]}, {"ports": ["veracruz"]}])
def test_a_held_shipment_waits_and_is_taken_only_when_mislabelled(terms: dict[str, object]) -> None:
    honest = Movement(IMPORT, 0, -1, ENOUGH, -1, entity=7, place="veracruz")
    assert ask(honest, takes="9 days", **terms) == Effect(ENOUGH, delay=9 * DAY)
    assert ask(honest._replace(irregular=True), **terms).seized == ENOUGH
    assert ask(honest._replace(entity=8, place="manzanillo"), **terms) == Effect(ENOUGH)


def test_an_account_of_nobody_is_nobodys() -> None:
    assert ask(Movement(BANK_DEPOSIT, 0, -1, ENOUGH, -1), frozen=["merchant.shop-1"]) == Effect(ENOUGH)
