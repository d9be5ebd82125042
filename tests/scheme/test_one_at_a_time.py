"""Clients who hold the next batch back until the last one is over."""

from __future__ import annotations

import itertools
from typing import Any

from mirrorsim.units.time import DAY, HOUR
from mirrorsim.world.record import RecordedReplication
from tests.helpers.worlds import assert_sound, events, world


def client(**terms: Any) -> dict[str, Any]:
    return {"client": {"batches": 4, "every": "12 h", "amount": "100,000 USD", **terms}}


def times(record: RecordedReplication, name: str) -> list[int]:
    return [int(one["time"]) for one in events(record) if one["name"] == name]


def test_the_next_batch_comes_its_time_after_the_last_one_is_over() -> None:
    record = world(clients=client(one_at_a_time=True))
    came, over = times(record, "batch"), times(record, "closed")
    assert len(came) == len(over) == 4
    assert came[0] == 0
    assert [later - earlier for earlier, later in zip(over[:-1], came[1:], strict=True)] == [12 * HOUR] * 3
    assert_sound(record)


def test_without_it_batches_come_whatever_has_become_of_the_last() -> None:
    record = world(clients=client())
    assert times(record, "batch") == [0, 12 * HOUR, 24 * HOUR, 36 * HOUR]
    assert times(record, "closed")[0] > 36 * HOUR
    assert world(clients=client(one_at_a_time=False)).journal_hash == record.journal_hash


def test_a_batch_that_nobody_takes_is_over_when_it_is_given_up() -> None:
    nobody = {"bravo": {"credit": "0 USD"}}
    record = world(clients=client(one_at_a_time=True, patience="3 days"), brokers=nobody)
    came, given_up = times(record, "batch"), times(record, "gave_up")
    assert len(came) == len(given_up) == 4
    assert given_up[0] - came[0] >= 3 * DAY
    assert [later - earlier for earlier, later in zip(given_up[:-1], came[1:], strict=True)] == [12 * HOUR] * 3


def test_clients_wait_for_their_own_batches_only() -> None:
    both = client(one_at_a_time=True) | {"other": {"batches": 4, "every": "12 h", "amount": "100,000 USD"}}
    record = world(clients=both)
    mine = [int(one["time"]) for one in events(record) if (one["name"], one["party"]) == ("batch", "client.other")]
    assert mine == [0, 12 * HOUR, 24 * HOUR, 36 * HOUR]


def test_what_holds_the_scheme_up_holds_such_a_client_up() -> None:
    slow = "second_mirror.takes=10 days"
    patient, eager = (world(slow, clients=client(one_at_a_time=flag, batches=40)) for flag in (True, False))
    assert len(times(eager, "batch")) == 40
    assert len(times(patient, "batch")) < 20


def test_from_a_date_on_a_client_may_stop_waiting() -> None:
    policy = {"later": {"since": "2020-12-20", "change": {"clients": {"client": {"one_at_a_time": False}}}}}
    record = world(policy="later", policies=policy, clients=client(one_at_a_time=True, batches=30))
    came = times(record, "batch")
    gaps = [later - earlier for earlier, later in itertools.pairwise(came)]
    assert min(gaps[:2]) > 12 * HOUR
    assert gaps[-5:] == [12 * HOUR] * 5
