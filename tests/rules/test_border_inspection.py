"""Cash at the border: some are inspected; undeclared cash above the threshold is taken, everybody else held up."""

import pytest
from pydantic import ValidationError

from mirrorsim.rules.base import BORDER_CASH, Delay, Movement, Seize
from mirrorsim.rules.border_inspection import BorderInspection
from mirrorsim.units.time import HOUR
from tests.rules.contexts import Effect, assert_blind_to_guilt, effect, effects, in_force

LIMIT = 1_000_000
ALWAYS, NEVER = BorderInspection(inspected="100 %"), BorderInspection(inspected="0 %")


def crossing(rule: BorderInspection, amount: int, irregular: bool) -> Effect:
    movement = Movement(BORDER_CASH, 0, 1, amount, 3, irregular=irregular)
    return effect(movement, rule.decide(movement, in_force(rule)))


def test_it_watches_cash_at_the_border_and_counts_nothing() -> None:
    rule = BorderInspection()
    assert (rule.kind, rule.watches, rule.window) == ("border_inspection", {BORDER_CASH: (Seize, Delay)}, None)
    assert (rule.inspected, rule.declared_above, rule.takes) == (3_000, LIMIT, HOUR)


@pytest.mark.parametrize("irregular", [True, False])
@pytest.mark.parametrize("amount", [0, LIMIT, LIMIT + 1, 10**12])
def test_who_is_not_inspected_goes_on_at_once(amount: int, irregular: bool) -> None:
    assert crossing(NEVER, amount, irregular) == Effect(amount)


@pytest.mark.parametrize("amount", [0, LIMIT - 1, LIMIT])
def test_up_to_the_threshold_nothing_need_be_declared(amount: int) -> None:
    assert crossing(ALWAYS, amount, irregular=True) == Effect(amount, delay=HOUR)


@pytest.mark.parametrize("amount", [LIMIT + 1, 10**12])
def test_undeclared_cash_above_it_is_taken_whole(amount: int) -> None:
    ruling = crossing(ALWAYS, amount, irregular=True)
    assert ruling._replace(reason="") == Effect(0, seized=amount)
    assert ruling.reason


@pytest.mark.parametrize("amount", [0, LIMIT, LIMIT + 1, 10**12])
def test_declared_cash_is_held_up_and_not_taken(amount: int) -> None:
    assert crossing(ALWAYS, amount, irregular=False) == Effect(amount, delay=HOUR)


def test_inspections_are_as_frequent_as_it_says_and_blind_to_the_cargo() -> None:
    rule = BorderInspection(inspected="10 %")
    movement = Movement(BORDER_CASH, 0, 1, LIMIT + 1, 3)
    honest = [ruling.delay > 0 for ruling in effects(rule, movement, 8_000)]
    smuggling = [ruling.seized > 0 for ruling in effects(rule, movement._replace(irregular=True), 8_000)]
    assert sum(honest) == pytest.approx(800, abs=100)
    assert honest == smuggling


def test_a_stricter_inspection_finds_all_that_a_laxer_one_found() -> None:
    movement = Movement(BORDER_CASH, 0, 1, LIMIT + 1, 3, irregular=True)
    lax, strict = (
        {n for n, ruling in enumerate(effects(BorderInspection(inspected=share), movement, 2_000)) if ruling.seized}
        for share in ("5 %", "15 %")
    )
    assert lax
    assert lax < strict


@pytest.mark.parametrize("irregular", [True, False])
@pytest.mark.parametrize("amount", [LIMIT, LIMIT + 1])
def test_guilty_and_innocent_with_the_same_cash_fare_alike(amount: int, irregular: bool) -> None:
    rule = BorderInspection(inspected="50 %")
    assert_blind_to_guilt(rule, Movement(BORDER_CASH, 0, 1, amount, 3, irregular=irregular))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("inspected", "0.3", "no sign"),
        ("declared_above", "10,000 CNY", "is in CNY"),
        ("ports", ["veracruz"], "not permitted"),
    ],
)
def test_what_is_no_inspection_is_refused(field: str, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        BorderInspection.model_validate({field: value})
