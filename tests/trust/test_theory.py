"""The formulas of theory.py agree with each other, with printed tables and with balance equations solved by hand."""

from __future__ import annotations

import dataclasses
import math

import pytest

from tests.trust.theory import (
    Steady,
    erlang_b,
    erlang_c,
    finite_source,
    jackson,
    md1_waits_beyond,
    mean_number_at,
    mg1,
    mgcc,
    mm1_stays_beyond,
    mmc,
    mmc_waits_beyond,
    mmck,
    relaxation,
    slowest_mode,
    stationary,
)


def same(one: Steady, other: Steady, rel: float = 1e-9) -> None:
    assert dataclasses.asdict(one) == pytest.approx(dataclasses.asdict(other), rel=rel, abs=1e-12)


def by_balance(births: list[float], deaths: list[float], servers: int, service: float) -> Steady:
    """The same figures from the balance equations alone; who comes sees the states in proportion to their births."""
    share = stationary(births, deaths)
    flow = sum(p * birth for p, birth in zip(share[:-1], births, strict=True))
    number = sum(n * p for n, p in enumerate(share))
    busy = sum(min(n, servers) * p for n, p in enumerate(share))
    delayed = sum(p * birth for n, (p, birth) in enumerate(zip(share[:-1], births, strict=True)) if n >= servers) / flow
    return Steady((number - busy) / flow, delayed, busy / servers, number, number / flow, flow)


def deaths(places: int, servers: int, service: float) -> list[float]:
    return [min(n + 1, servers) / service for n in range(places)]


def test_erlang_as_printed() -> None:
    # five lines and three Erlangs lose 11.005 % of calls; two agents with a load of one: a third of callers waits
    assert erlang_b(5, 3) == pytest.approx(0.11005, abs=5e-6)
    assert erlang_b(1, 1) == pytest.approx(1 / 2)
    assert erlang_c(2, 1) == pytest.approx(1 / 3)
    assert erlang_c(1, 0.6) == pytest.approx(0.6)


def test_mm1_is_as_everybody_learns_it() -> None:
    found = mmc(2 / 3, 1.0, 1)
    same(found, Steady(wait=2.0, delayed=2 / 3, utilisation=2 / 3, number=2.0, sojourn=3.0, throughput=2 / 3))


@pytest.mark.parametrize("servers", [1, 2, 3, 7])
def test_mmc_is_what_its_balance_equations_give(servers: int) -> None:
    rate, service = 0.7 * servers / 1.5, 1.5
    same(mmc(rate, service, servers), by_balance([rate] * 800, deaths(800, servers, service), servers, service), 1e-8)


@pytest.mark.parametrize(("servers", "places"), [(1, 1), (1, 5), (3, 3), (3, 6), (4, 30)])
def test_mmck_is_what_its_balance_equations_give(servers: int, places: int) -> None:
    found = mmck(3.0, 1.0, servers, places)
    wanted = by_balance([3.0] * places, deaths(places, servers, 1.0), servers, 1.0)
    same(dataclasses.replace(found, loss=0.0), wanted)
    assert found.loss == pytest.approx(1 - found.throughput / 3.0)


@pytest.mark.parametrize(("sources", "servers"), [(1, 1), (6, 2), (5, 5), (20, 3)])
def test_a_finite_source_is_what_its_balance_equations_give(sources: int, servers: int) -> None:
    births = [(sources - n) / 4.0 for n in range(sources)]
    same(finite_source(sources, 4.0, 1.0, servers), by_balance(births, deaths(sources, servers, 1.0), servers, 1.0))


def test_formulas_meet_where_their_systems_do() -> None:
    same(mg1(0.6, 1.0, 1.0), mmc(0.6, 1.0, 1))  # exponential service
    same(mmck(3.0, 1.0, 3, 3), mgcc(3.0, 1.0, 3))  # no room to wait
    same(mmck(2.25, 1.0, 3, 400), mmc(2.25, 1.0, 3))  # room for all
    same(finite_source(100_000, 100_000 / 2.25, 1.0, 3), mmc(2.25, 1.0, 3), 1e-3)  # so many that none is missed
    assert mg1(0.6, 1.0, 0.0).wait == pytest.approx(mg1(0.6, 1.0, 1.0).wait / 2)  # no spread: half the wait
    # one repairman is idle as often as a line of Erlang's is full, with the parts exchanged
    assert 1 - finite_source(6, 4.0, 1.0, 1).utilisation == pytest.approx(erlang_b(6, 4.0))


def test_a_network_is_its_stations() -> None:
    tandem = jackson([1.2, 0.0], [[0.0, 1.0], [0.0, 0.0]], [1.0, 1.25], [2, 2])
    same(tandem[0], mmc(1.2, 1.0, 2))
    same(tandem[1], mmc(1.2, 1.25, 2))
    again = jackson([1.2], [[0.2]], [1.0], [2])
    same(again[0], mmc(1.5, 1.0, 2))


def test_waits_beyond_a_time_add_up_to_the_mean_wait() -> None:
    step, steps = 0.01, 8_000
    middles = [(k + 0.5) * step for k in range(steps)]
    assert sum(mmc_waits_beyond(2.25, 1.0, 3, t) for t in middles) * step == pytest.approx(mmc(2.25, 1, 3).wait, 1e-3)
    assert sum(mm1_stays_beyond(2 / 3, 1.0, t) for t in middles) * step == pytest.approx(3.0, 1e-3)
    early = [t for t in middles if t < 12]  # beyond, the alternating sum loses its digits and the rest is nothing
    assert sum(md1_waits_beyond(0.6, 1.0, t) for t in early) * step == pytest.approx(mg1(0.6, 1, 0).wait, 1e-3)
    assert md1_waits_beyond(0.6, 1.0, 0.0) == pytest.approx(0.6)


def test_an_empty_start_is_forgotten_within_its_relaxation_times() -> None:
    rate, servers = 2.25, 3
    births, back = [rate] * 200, deaths(200, servers, 1.0)
    goal, slow = mmc(rate, 1.0, servers).number, relaxation(rate, 1.0, servers)
    missing = [1 - mean_number_at(births, back, factor * slow) / goal for factor in (1, 2, 4, 8)]
    assert missing == sorted(missing, reverse=True)
    assert all(left < 2.718**-factor for factor, left in zip((1, 2, 4, 8), missing, strict=True))
    assert mean_number_at(births, back, 0.0) == 0.0


def test_the_slowest_mode_is_how_a_process_forgets() -> None:
    births, back = [3.0] * 6, deaths(6, 3, 1.0)
    goal, slow = mmck(3.0, 1.0, 3, 6).number, slowest_mode(births, back)
    late = [goal - mean_number_at(births, back, factor * slow) for factor in (6, 7, 8)]
    assert late[1] / late[0] == pytest.approx(math.exp(-1), rel=1e-3)
    assert late[2] / late[1] == pytest.approx(math.exp(-1), rel=1e-4)
    for servers in (1, 3):  # with room for very many
        births, back = [0.6 * servers] * 2_000, deaths(2_000, servers, 1.0)
        assert slowest_mode(births, back) == pytest.approx(relaxation(0.6 * servers, 1.0, servers), rel=1e-3)
