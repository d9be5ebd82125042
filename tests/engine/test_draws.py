from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.engine.draws import CHUNK, KEPT, Chance, Draws, Sampler, Uniforms, stable_hash
from tests.helpers.profiles import examples

Floats = npt.NDArray[np.float64]


def philox(seed: int, replication: int, purpose: int, draws: int) -> Floats:
    """The block of performance.md, drawn in one go."""
    counter = ((purpose << 128) - 1) % 2**256
    return np.random.Generator(
        np.random.Philox(key=np.array([seed, replication], dtype=np.uint64), counter=counter)
    ).random(draws)


def uniforms_of(seed: int, replication: int, purpose: str) -> Uniforms:
    return Draws(seed, replication).uniforms(purpose)


@dataclass(frozen=True)
class Scaled:
    """A distribution over 0 ... size - 1."""

    size: int

    @property
    def constant(self) -> int | None:
        return 0 if self.size == 1 else None

    def sample(self, u: Floats, /) -> npt.NDArray[np.int64]:
        return np.floor(u * self.size).astype(np.int64)


# -- uniforms


@pytest.mark.parametrize(("seed", "replication"), [(0, 0), (7, 3), (2**64 - 1, 10**6)])
def test_a_draw_is_the_documented_philox_block(seed: int, replication: int) -> None:
    wanted = philox(seed, replication, stable_hash("meeting.no_show"), 3 * CHUNK)
    uniforms = uniforms_of(seed, replication, "meeting.no_show")
    assert [uniforms(entity) for entity in range(3 * CHUNK)] == wanted.tolist()


def test_the_first_purposes_counter_wraps_to_the_largest() -> None:
    """Purpose 0 would start one below 0: numpy steps the counter before it draws."""
    assert (
        philox(1, 2, 0, 4).tolist()
        == np.random.Generator(np.random.Philox(key=[1, 2], counter=2**256 - 1)).random(4).tolist()
    )


def test_a_far_entity_is_found_directly() -> None:
    far = 10**12
    bits = np.random.Philox(key=[7, 3], counter=((stable_hash("x") << 128) - 1) % 2**256).advance(far // 4)
    assert uniforms_of(7, 3, "x")(far) == np.random.Generator(bits).random(far % 4 + 1)[-1]


def test_a_turn_is_a_purpose_of_its_own() -> None:
    uniforms = uniforms_of(7, 3, "wait")
    assert uniforms(5, 2) == philox(7, 3, stable_hash("wait#2"), 6)[5]
    assert uniforms(5, 0) == uniforms(5) == philox(7, 3, stable_hash("wait"), 6)[5]


def test_names_hash_the_same_everywhere() -> None:
    assert stable_hash("meeting.no_show") == 6_921_555_592_829_264_300
    assert stable_hash("meeting.no_show", 32) == 192_194_005


def test_a_draw_is_the_same_on_every_machine() -> None:
    assert [uniforms_of(2015, 1, "meeting.no_show")(entity) for entity in (0, 1, 1000)] == [
        0.4838678374809767,
        0.8451436800143592,
        0.9114700862482954,
    ]


def test_the_order_of_access_does_not_matter() -> None:
    entities = list(range(0, 4 * CHUNK, 37))
    forward, backward = uniforms_of(1, 1, "x"), uniforms_of(1, 1, "x")
    one = {entity: forward(entity) for entity in entities}
    other = {entity: backward(entity) for entity in reversed(entities)}
    assert one == other
    assert {entity: forward(entity, 1) for entity in entities} == {entity: backward(entity, 1) for entity in entities}
    assert one == {entity: forward(entity) for entity in entities}


@pytest.mark.parametrize("kind", ["uniforms", "sampler"])
def test_a_forgotten_chunk_is_drawn_again_the_same(kind: str) -> None:
    draws = Draws(1, 1)
    draw: Callable[[int], float] = (
        draws.uniforms("x") if kind == "uniforms" else draws.sampler("x", lambda: Scaled(10**9))
    )
    entities = [number * CHUNK + number % CHUNK for number in range(KEPT + 20)]
    first = [draw(entity) for entity in entities]
    assert len(draw._chunks) == KEPT  # type: ignore[attr-defined]
    assert [draw(entity) for entity in entities] == first
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("other", [(2, 1, "x"), (1, 2, "x"), (1, 1, "y"), (1, 1, "x#1"), (1, 1, "X")])
def test_seeds_replications_and_purposes_differ(other: tuple[int, int, str]) -> None:
    one, two = uniforms_of(1, 1, "x").block(0), uniforms_of(*other).block(0)
    assert not set(one) & set(two)


def test_large_seeds_stay_apart_and_negative_ones_are_refused() -> None:
    assert len({uniforms_of(seed, 1, "x")(0) for seed in (2**63 - 1, 2**63, 2**63 + 1, 2**64 - 1)}) == 4
    with pytest.raises(OverflowError):
        uniforms_of(-1, 1, "x")


def test_seed_and_replication_are_not_interchangeable() -> None:
    assert uniforms_of(1, 2, "x")(0) != uniforms_of(2, 1, "x")(0)


def test_a_new_purpose_disturbs_no_old_one() -> None:
    alone, crowded = Draws(3, 4), Draws(3, 4)
    for name in "abc":
        crowded.uniforms(name)(0)
    assert alone.uniforms("old")(17) == crowded.uniforms("old")(17)


def test_chunks_do_not_overlap() -> None:
    uniforms = uniforms_of(5, 5, "x")
    assert len({value for number in range(40) for value in uniforms.block(number).tolist()}) == 40 * CHUNK


# -- samplers


def test_a_sampler_transforms_its_purposes_uniforms() -> None:
    draws = Draws(1, 2)
    sampler, uniforms = draws.sampler("x", lambda: Scaled(1000)), draws.uniforms("x")
    for entity, turn in [(0, 0), (CHUNK - 1, 0), (CHUNK, 0), (0, 3), (9999, 1)]:
        assert sampler(entity, turn) == int(uniforms(entity, turn) * 1000)


def test_refresh_keeps_the_random_numbers_and_takes_the_new_distribution() -> None:
    size, draws = [1000], Draws(1, 2)
    sampler, uniforms = draws.sampler("x", lambda: Scaled(size[0])), draws.uniforms("x")
    before = [sampler(entity) for entity in range(600)]
    size[0] = 2000
    assert [sampler(entity) for entity in range(600)] == before, "nothing changes until it is refreshed"
    draws.refresh()
    assert [sampler(entity) for entity in range(600)] == [int(uniforms(entity) * 2000) for entity in range(600)]
    size[0] = 1000
    draws.refresh()
    assert [sampler(entity) for entity in range(600)] == before


def test_refresh_draws_nothing_again_when_nothing_changed() -> None:
    sampler = Sampler(uniforms_of(1, 1, "x"), lambda: Scaled(10))
    sampler(0)
    sampler.refresh()
    assert list(sampler._chunks) == [(0, 0)]


def test_the_first_integers_are_those_asked_for_one_by_one() -> None:
    sampler = Draws(1, 2).sampler("x", lambda: Scaled(1000))
    for turn in (0, 3):
        assert list(sampler.first(300, turn))[:300] == [sampler(entity, turn) for entity in range(300)]
    assert list(sampler.first(0)) == []


# -- chances


def yes(chance: Chance, entities: int = 2000) -> set[int]:
    return {entity for entity in range(entities) if chance(entity)}


def chance_of(millionths: int, purpose: str = "x") -> Chance:
    return Draws(1, 1).chance(purpose, lambda: millionths)


@given(st.lists(st.integers(0, 1_000_000), min_size=2, max_size=2))
@settings(max_examples=examples(25), deadline=None)
def test_a_smaller_chance_is_a_subset(two: list[int]) -> None:
    small, great = sorted(two)
    assert yes(chance_of(small), 600) <= yes(chance_of(great), 600)


def test_never_and_always_are_certain() -> None:
    assert yes(chance_of(0)) == set()
    assert yes(chance_of(1_000_000)) == set(range(2000))


def test_a_chance_is_as_frequent_as_it_says() -> None:
    assert len(yes(chance_of(250_000), 20_000)) == pytest.approx(5000, abs=250)  # four standard deviations


def test_a_chance_is_yes_below_its_share() -> None:
    uniforms = uniforms_of(1, 1, "x")
    assert yes(chance_of(300_000)) == {entity for entity in range(2000) if uniforms(entity) < 0.3}


def test_refresh_changes_a_chance_and_keeps_its_random_numbers() -> None:
    share, draws = [200_000], Draws(1, 1)
    chance = draws.chance("x", lambda: share[0])
    before = yes(chance)
    share[0] = 400_000
    assert yes(chance) == before
    draws.refresh()
    assert before < yes(chance)
    share[0] = 200_000
    draws.refresh()
    assert yes(chance) == before


# -- are they uniform, and independent of each other?


def kolmogorov(values: Floats) -> float:
    """The Kolmogorov-Smirnov statistic against the uniform, times the root of the number of values."""
    ordered, count = np.sort(values), len(values)
    above = np.arange(1, count + 1) / count - ordered
    below = ordered - np.arange(count) / count
    return float(max(above.max(), below.max()) * np.sqrt(count))


@pytest.mark.parametrize("purpose", ["arrival", "meeting.no_show", "rule.cap.luck"])
def test_uniforms_are_uniform(purpose: str) -> None:
    uniforms = uniforms_of(20151001, 1, purpose)
    values = np.concatenate([uniforms.block(number) for number in range(80)])
    assert kolmogorov(values) < 1.63  # one in a hundred exceeds it
    assert (values >= 0).all()
    assert (values < 1).all()


@pytest.mark.parametrize("across", ["replications", "seeds", "purposes", "turns"])
def test_the_first_draws_of_many_keys_are_uniform(across: str) -> None:
    makers: dict[str, Callable[[int], float]] = {
        "replications": lambda number: uniforms_of(1, number, "x")(0),
        "seeds": lambda number: uniforms_of(number, 1, "x")(0),
        "purposes": lambda number: uniforms_of(1, 1, f"x{number}")(0),
        "turns": lambda number: uniforms_of(1, 1, "x")(0, number),
    }
    assert kolmogorov(np.array([makers[across](number) for number in range(2000)])) < 1.63


@pytest.mark.parametrize("other", [(1, 2, "x"), (2, 1, "x"), (1, 1, "y")])
def test_neighbouring_keys_are_uncorrelated(other: tuple[int, int, str]) -> None:
    def many(key: tuple[int, int, str]) -> Floats:
        return np.concatenate([uniforms_of(*key).block(number) for number in range(80)])

    assert abs(np.corrcoef(many((1, 1, "x")), many(other))[0, 1]) < 3 / np.sqrt(80 * CHUNK)
