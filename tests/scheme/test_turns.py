"""Whoever tries again draws again: an attempt's delays are its own. What buys no centavo is rounding."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mirrorsim.units.money import Asset
from tests.helpers.worlds import assert_sound, events, held, parts, world
from tests.scheme.test_channels import by_channels

AGAIN = ("handover.meeting.wrong_serial=100 %", "handover.attempts=4")


@pytest.mark.parametrize(("event", "chance", "by"), [("late", "late", "late_by"), ("moved", "moved", "moved_by")])
def test_each_attempt_is_late_by_another_time(event: str, chance: str, by: str) -> None:
    record = world(
        *AGAIN, f"handover.meeting.{chance}=100 %", f"handover.meeting.{by}={{uniform: {{low: 1 min, high: 10 h}}}}"
    )
    waits = [int(one["detail"]) for one in events(record) if one["name"] == event]
    assert len(waits) == 4
    assert len(set(waits)) == 4


@pytest.mark.parametrize(
    "key", ["handover.meeting.takes", "transport.travel", "handover.call.takes", "handover.token.takes"]
)
def test_each_attempt_takes_another_time(key: str) -> None:
    plain = {
        "handover.meeting.takes",
        "transport.travel",
        "handover.call.takes",
        "handover.token.takes",
        "handover.again_after",
    }
    fixed = [f"{one}=1 h" for one in plain - {key}]
    record = world(*AGAIN, *fixed, f"{key}={{uniform: {{low: 1 min, high: 10 h}}}}")
    times = [int(one["time"]) for one in events(record) if one["name"] == "wrong_serial"]
    between = [later - earlier for earlier, later in pairwise(times)]
    assert len(between) == 3
    assert len(set(between)) == 3


@pytest.mark.parametrize(("cents_more", "rounding"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_cents_that_buy_no_centavo_at_the_peso_broker_are_rounding(cents_more: int, rounding: int) -> None:
    """At 0.1 MXN a dollar it takes ten cents to buy a centavo."""
    client = {"client": {"batches": 1, "amount": f"100.{cents_more:02d} USD"}}
    bmpe = {"fee": "0 %", "takes": "1 day", "per_week": "500,000 USD"}
    record = by_channels({"bmpe": bmpe}, "rates.MXN=0.1", clients=client)
    assert parts(record).get("rounding", 0) == rounding
    assert parts(record)["delivered"] == 100_00
    assert [one["detail"] for one in events(record) if one["name"] == "delivered"] == [100_00]
    assert held(record, "client.client", Asset.MXN) == 10_00
    assert_sound(record)
