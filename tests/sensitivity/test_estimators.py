"""The estimators find what is known of known functions, through the path that a simulation takes."""

from __future__ import annotations

import numpy as np
import pytest

from mirrorsim.lab.sensitivity.conclusion import (
    FLIPS,
    HOLDS,
    LEANS,
    LEANS_AWAY,
    Response,
    regional_effects,
    verdict,
    wilson,
)
from mirrorsim.lab.sensitivity.design import OTHERS, Plan, ends, sobol_sample, trajectories
from mirrorsim.lab.sensitivity.study import foremost
from tests.sensitivity.standins import Functions, analysed, holey, ishigami, linear

XYZ = ["x", "y", "z"]


def test_sobol_indices_of_ishigamis_function():
    found = analysed(Plan(screen=4, keep=3, samples=1024, reps=2), XYZ, ishigami).findings[0]
    known = {"x": (0.3139, 0.5576), "y": (0.4424, 0.4424), "z": (0.0, 0.2437)}
    assert {one.name for one in found.indices} == set(XYZ)
    for one in found.indices:
        first, total = known[one.name]
        assert one.first == pytest.approx(first, abs=0.05)
        assert one.total == pytest.approx(total, abs=0.05)
        assert one.first_half < 0.12
        assert one.total_half < 0.12
    assert [one.name for one in found.indices] == ["x", "y", "z"]


def test_what_screening_leaves_out_is_one_group_whose_share_is_seen():
    names = ["a", "b", "c", "d", "e"]
    slopes = (8.0, 4.0, 1.0, 1.0, 0.0)
    found = analysed(Plan(screen=4, keep=2, samples=512, reps=2), names, linear(*slopes))
    assert found.kept == ("a", "b")
    variance = sum(slope**2 for slope in slopes)
    known = {"a": 64 / variance, "b": 16 / variance, OTHERS: 2 / variance}
    indices = {one.name: one for one in found.findings[0].indices}
    assert indices.keys() == known.keys()
    for name, share in known.items():
        assert indices[name].first == pytest.approx(share, abs=0.03)
        assert indices[name].total == pytest.approx(share, abs=0.03)


def test_the_group_may_stand_anywhere_among_the_inputs():
    found = analysed(Plan(screen=4, keep=1, samples=256, reps=2), XYZ, linear(0.5, 3.0, 0.5)).findings[0]
    assert [(one.name, round(one.total, 1)) for one in found.indices] == [("y", 0.9), (OTHERS, 0.1)]


def test_elementary_effects_of_a_sum_are_its_slopes():
    effects = analysed(Plan(screen=5, keep=1, samples=2, reps=2), XYZ, linear(2.0, -5.0, 0.0)).findings[0].effects
    assert [one.name for one in effects] == ["y", "x", "z"]
    assert [one.mu_star for one in effects] == pytest.approx([5, 2, 0])
    assert [one.mu for one in effects] == pytest.approx([-5, 2, 0])
    assert [one.sigma for one in effects] == pytest.approx([0, 0, 0], abs=1e-9)
    assert [one.half for one in effects] == pytest.approx([0, 0, 0], abs=1e-9)


def test_effects_that_differ_from_place_to_place_have_a_deviation_and_an_interval():
    effects = analysed(Plan(screen=20, keep=1, samples=2, reps=2), XYZ, lambda p: p[0] * p[1]).findings[0].effects
    found = {one.name: one for one in effects}
    for name in "xy":
        assert found[name].mu == pytest.approx(0.5, abs=0.2)
        assert found[name].sigma > 0.2
        assert 0.02 < found[name].half < 0.3
    assert found["z"].mu_star == 0


def test_rounding_is_no_effect():
    effects = analysed(Plan(screen=3, keep=1, samples=2, reps=2), XYZ, lambda p: 2e6 + p[0] + 1e-10 * p[1]).findings
    assert [one.name for one in effects[0].effects if one.mu_star > 0] == ["x"]


def test_trajectories_and_blocks_with_a_hole_are_left_out_and_the_rest_still_counts():
    whole = linear(2.0, -5.0, 0.0)
    found = analysed(Plan(screen=20, keep=3, samples=256, reps=2), XYZ, holey(whole, lambda p: p[2] > 0.9))
    one = found.findings[0]
    assert 2 <= one.whole_trajectories < 20
    assert 2 <= one.whole_blocks < 256
    assert found.unanswered > 0
    assert [effect.mu_star for effect in one.effects] == pytest.approx([5, 2, 0])
    assert one.indices[0].total == pytest.approx(25 / 29, abs=0.08)
    assert all(each.point[2] <= 0.9 for each in one.space_points)


def test_nothing_but_holes_is_said_and_not_estimated():
    with pytest.raises(ValueError, match="no two whole trajectories"):
        analysed(Plan(screen=3, keep=1, samples=4, reps=2), XYZ, holey(linear(1, 1, 1), lambda p: True))


def test_what_does_not_vary_has_no_indices_and_no_effect():
    one = analysed(Plan(screen=3, keep=2, samples=8, reps=2), XYZ, lambda point: 4.0).findings[0]
    assert list(one.indices) == []
    assert {effect.mu_star for effect in one.effects} == {0.0}
    assert one.noise_share is None
    assert one.same_sign[:2] == (16, 16)


def test_the_share_in_which_a_conclusion_holds_and_what_turns_it_over():
    names = [f"x{number}" for number in range(20)]
    plan = Plan(screen=4, keep=3, samples=128, reps=2)
    one = analysed(plan, names, lambda p: p[7] - 0.3, own=0.2).findings[0]
    assert one.same_sign.of == 256
    assert one.same_sign.low < 0.7 < one.same_sign.high
    assert [turn.name for turn in one.regional_effects if turn.matters] == ["x7"]
    first = one.regional_effects[0]
    assert first.distance == 1.0
    low, middle, high = first.thirds
    assert (low.hits / low.of, middle.hits, high.hits) == (pytest.approx(0.1, abs=0.05), middle.of, high.of)
    assert low.of + middle.of + high.of == 256


def test_without_an_effect_no_input_is_blamed():
    """Chance alone: Holm's correction keeps the false alarms of 40 inputs below one in twenty analyses."""
    generator = np.random.default_rng(3)
    alarms = 0
    for _ in range(40):
        said = np.where(generator.random(64) < 0.5, HOLDS, FLIPS).tolist()
        found = regional_effects([str(n) for n in range(40)], generator.random((64, 40)), said)
        alarms += any(one.matters for one in found)
    assert alarms <= 6


def test_a_conclusion_that_never_turns_is_not_blamed_on_anything():
    one = analysed(Plan(screen=3, keep=1, samples=32, reps=2), XYZ, lambda p: 1 + p[0]).findings[0]
    assert list(one.regional_effects) == []
    assert one.same_sign.hits == one.same_sign.of == 64
    assert 0.9 < one.same_sign.low < one.same_sign.high == 1.0


def test_points_without_any_difference_are_counted():
    one = analysed(Plan(2, 1, 32, 2), XYZ, lambda p: max(0.0, p[0] - 0.5), own=0.1).findings[0]
    assert one.no_difference.hits == 64 - one.same_sign.hits
    assert 28 <= one.no_difference.hits <= 36


def test_the_opposite_conclusion_holds_where_the_sign_is_the_other():
    up = analysed(Plan(2, 1, 32, 2), XYZ, lambda p: p[0] - 0.25, own=0.1).findings[0].same_sign
    down = analysed(Plan(2, 1, 32, 2), XYZ, lambda p: p[0] - 0.25, own=-0.1).findings[0].same_sign
    assert up.hits + down.hits == 64


@pytest.mark.parametrize(
    ("answer", "own", "said"),
    [
        (Response(2, (1, 3)), 1, HOLDS),
        (Response(2, (-1, 5)), 1, LEANS),
        (Response(-2, (-5, 1)), 1, LEANS_AWAY),
        (Response(-2, (-3, -1)), 1, FLIPS),
        (Response(-2, (-3, -1)), -1, HOLDS),
        (Response(0, (0, 0)), 1, LEANS_AWAY),
        (Response(0, (0, 0)), 0, HOLDS),
        (Response(2, (1, 3)), 0, FLIPS),
        (Response(2), 1, LEANS),
    ],
)
def test_verdicts(answer, own, said):
    assert verdict(answer, own) == said


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (7, 10, 0.3968, 0.8922), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_wilsons_interval(hits, of, low, high):
    found = wilson(hits, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert wilson(0, 0) == (0, 0, None, None)


def test_what_matters_to_any_output_goes_on():
    found = analysed(Plan(screen=3, keep=2, samples=4, reps=2), XYZ, linear(1000, 1, 0), linear(0, 0, 0.001))
    assert set(found.kept) == {"x", "z"}
    assert foremost([[]], 3) == []


def test_the_same_seed_gives_the_same_points_and_no_other_does():
    plan = Plan(screen=3, keep=1, samples=8, reps=2)
    for design in (lambda seed: trajectories(XYZ, plan, seed), lambda seed: sobol_sample(XYZ, ["y"], plan, seed)):
        assert np.array_equal(design(1), design(1))
        assert not np.array_equal(design(1), design(2))


def test_many_trajectories_are_as_many_as_asked_for():
    assert len(trajectories(XYZ, Plan(screen=50), 1)) == 200


def test_a_larger_sobol_sample_goes_on_from_a_smaller_one():
    """So that a second analysis with more samples needs to run the new points only."""
    small, large = (sobol_sample(XYZ, ["y"], Plan(3, 1, samples, 2), 1) for samples in (8, 16))
    assert np.array_equal(small, large[: len(small)])


def test_the_points_that_fill_the_space_vary_everything_and_are_independent():
    plan = Plan(screen=2, keep=1, samples=64, reps=2)
    found = ends(sobol_sample(XYZ, ["y"], plan, 1), plan.singled_out(3) + 2)
    assert found.shape == (128, 3)
    assert len({tuple(point) for point in found.tolist()}) == 128
    assert np.abs(np.corrcoef(found.T) - np.eye(3)).max() < 0.2
    assert all(abs(np.mean(found[:, column] < 0.5) - 0.5) < 0.05 for column in range(3))


@pytest.mark.parametrize("keep", [1, 2, 3, 9])
def test_the_plan_counts_what_is_asked(keep):
    plan = Plan(screen=3, keep=keep, samples=4, reps=2)
    model = Functions(linear(3, 2, 1))
    from mirrorsim.lab.sensitivity.study import run_study

    run_study(model, XYZ, plan, 1, [Response(1, (1, 1))])
    assert model.asked == plan.screening_points(3) + plan.sobol_points(3)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"screen": 1}, "2 trajectories"),
        ({"keep": 0}, "at least 1"),
        ({"samples": 48}, "power of two"),
        ({"reps": 1}, "interval"),
    ],
)
def test_a_plan_that_cannot_be_says_so(wrong, said):
    with pytest.raises(ValueError, match=said):
        Plan(**wrong)


def test_noise_is_the_share_of_the_variance_that_few_replications_may_make():
    one = analysed(Plan(screen=2, keep=1, samples=64, reps=2), XYZ, linear(1, 0, 0), wide=0.2).findings[0]
    assert one.noise_share == pytest.approx(0.1**2 * 12, rel=0.1)
