"""Balanced, solvent errors, planted one at a time: each is seen, by the model of a deal or by a test of an instant."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import pytest

from tests.scheme import planted_defects as defects
from tests.scheme import test_instants as instants
from tests.scheme import test_windows as windows
from tests.scheme.reference.check import held_against
from tests.scheme.reference.worlds import draw
from tests.scheme.test_reference_deal import WORLDS

Plant = Callable[[pytest.MonkeyPatch], None]

FOUND_IN: dict[Plant, int] = {
    defects.fee_twice: 14,
    defects.fee_twice_in_one: 21,
    defects.token_a_second_longer: 0,
    defects.token_a_tick_longer: 0,
    defects.commission_twice: 1,
    defects.commission_on_the_pledge: 12,
    defects.premium_to_the_deal: 1,
    defects.pesos_of_another_deal: 1,
    defects.loss_to_the_other: 1,
    defects.cent_to_the_client: 3,
    defects.residue_to_the_broker: 9,
    defects.delivery_a_second_late: 7,
    defects.goods_a_second_late: 1,
    defects.token_a_second_late: 0,
    defects.parts_swapped: 3,
    defects.mark_down_twice: 1,
    defects.note_kept: 1,
    defects.pay_on_the_pledge: 12,
    defects.own_pesos_first: 1,
    defects.turnover_a_cent_more: 9,
    defects.rate_of_another_day: 1,
    defects.cents_that_buy_nothing_delivered: 12,
    defects.spread_of_another_provider: 14,
    defects.thieves_share_with_the_state: 35,
    defects.a_dollar_more_placed: 1,
}
"""By defect: the first world in which a deal is not as foretold."""

SEEN_BY: dict[Plant, Callable[[], None]] = {
    defects.token_a_second_longer: lambda: instants.test_a_token_is_no_longer_good_at_the_instant_at_which_it_expires(
        0, "expired"
    ),
    defects.token_a_tick_longer: lambda: instants.test_a_token_is_no_longer_good_at_the_instant_at_which_it_expires(
        0, "expired"
    ),
    defects.rule_counted_twice: lambda: (
        windows.test_monitored_receipts_are_added_up_from_the_first_instant_of_the_window("calendar day", 0)
    ),
    defects.window_a_tick_late: lambda: windows.test_a_deposit_limit_is_new_at_the_first_instant_of_its_window(
        "calendar year", 0
    ),
    defects.hours_a_tick_longer: lambda: (
        instants.test_couriers_work_from_the_first_instant_of_their_hours_and_not_at_the_last(
            instants.CLOSES, instants.OPENS + instants.DAY
        )
    ),
    defects.wish_a_tick_longer: lambda: instants.test_a_savers_wish_is_over_at_the_instant_at_which_its_patience_is(
        0, "stashed"
    ),
    defects.patience_a_tick_longer: lambda: (
        instants.test_a_client_asks_again_while_it_has_waited_less_than_its_patience(0, 2)
    ),
}
"""By defect: the test that fails."""


@pytest.mark.parametrize(("plant", "world"), FOUND_IN.items(), ids=[plant.__name__ for plant in FOUND_IN])
def test_a_defect_of_value_or_time_is_seen_in_a_deal(plant: Plant, world: int, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    # the program itself sees nothing: the run ends, its books balanced, nobody overdrawn
    assert list(held_against(draw(world)))


@pytest.mark.parametrize(("plant", "test"), SEEN_BY.items(), ids=[plant.__name__ for plant in SEEN_BY])
def test_a_defect_of_an_instant_is_seen_by_its_test(
    plant: Plant, test: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    test()
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        test()


def test_every_planted_defect_is_looked_for() -> None:
    planted = {plant for plant in vars(defects).values() if getattr(plant, "__module__", "") == defects.__name__}
    assert planted == set(chain(FOUND_IN, SEEN_BY))
    # in these worlds nothing is seen without a defect
    assert max(FOUND_IN.values()) < WORLDS
