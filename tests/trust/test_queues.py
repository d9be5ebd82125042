"""The textbook queues come out as theory and Ciw have them, by `mirrorsim run` alone; and what is wrong is refused."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest

import mirrorsim
from tests.trust import theory
from tests.trust.intervals import Sample, difference, estimate, interval
from tests.trust.queues import STRETCHES, Row, Tried, level_of, run_mirrorsim, try_all, try_one
from tests.trust.rival import retold
from tests.trust.stations import DAY, HOUR, Visits
from tests.trust.systems import System, systems

TITLES = [system.title for system in systems()]
EACH = pytest.mark.parametrize("title", TITLES)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tried]:
    """Every system, run by both simulators."""
    found = try_all(tmp_path_factory.mktemp("queues"), None, jobs=2)
    return {one.system.title: one for one in found}


@pytest.fixture(scope="module")
def level(tried: dict[str, Tried]) -> float:
    return level_of(list(tried.values()))


def refused(rows: tuple[Row, ...], level: float, figures: dict[str, float] | None = None) -> list[str]:
    """The rows that disagree with theory, or with these figures instead of its."""
    wanted = {row.figure.label: row.figure.theory for row in rows} if figures is None else figures
    return [one.figure.label for one in rows if not one.against(wanted.get(one.figure.label, one.figure.theory), level)]


def test_the_systems_of_the_textbooks_are_all_there() -> None:
    kinds = {"M/M/1", "M/M/3", "M/D/1", "M/G/1", "M/M/3/3", "M/G/3/3", "M/M/3/6", "finite source", "tandem", "Jackson"}
    assert all(any(kind in title for title in TITLES) for kind in kinds)


@EACH
def test_theory_mirrorsim_and_ciw_agree(tried: dict[str, Tried], level: float, title: str) -> None:
    one = tried[title]
    assert len(one.runs) == one.system.reps
    stretches = STRETCHES * one.system.reps
    assert all(len(row.mine.values) == len(row.theirs.values) == stretches for row in one.rows)
    assert refused(one.rows, level) == []


@EACH
def test_every_service_begins_at_the_tick_at_which_it_must(tried: dict[str, Tried], title: str) -> None:
    one = tried[title]
    assert one.visits > 10_000
    assert one.out_of_turn() == 0
    same, other = one.told_to_ciw()
    assert other == 0
    assert same > 800


@EACH
def test_littles_law_holds_in_every_line_to_the_tick(tried: dict[str, Tried], title: str) -> None:
    one = tried[title]
    assert one.off_little() == 0
    nobody_waits = one.system.policy in ("loss", "loss-lognormal")
    assert all((run.littles_law("courier", one.until)[0] == 0) is nobody_waits for run in one.runs)


@EACH
def test_neither_the_empty_start_nor_the_end_matters(tried: dict[str, Tried], title: str) -> None:
    one = tried[title]
    assert one.system.left_of_the_start(one.until / HOUR) < 0.001
    assert one.cut_short() < 0.005


@EACH
def test_what_run_measures_is_what_its_events_say(tried: dict[str, Tried], title: str) -> None:
    one = tried[title]
    assert one.measured
    for figure in one.system.figures:
        if figure.measure:
            told = [figure.take(run, one.since, one.until) for run in one.runs]
            # a measure counts those who are served in the measured time, the events those who come in it
            assert np.mean(one.measured[figure.label]) == pytest.approx(np.mean(told), rel=0.01), figure.label


# -- it bites -----------------------------------------------------------------------------------------------------------

MISTAKES = [(system.title, mistake) for system in systems() for mistake in system.mistakes]


@pytest.mark.parametrize(("title", "mistake"), MISTAKES)
def test_the_theory_of_another_system_is_refused(
    tried: dict[str, Tried], level: float, title: str, mistake: str
) -> None:
    one = tried[title]
    other = {figure.label: figure.theory for figure in one.system.mistakes[mistake]}
    assert refused(one.rows, level, other)


def test_a_scenario_that_is_another_system_is_refused(tmp_path: Path, level: float) -> None:
    mm1 = next(system for system in systems() if system.title == "M/M/1")
    run_mirrorsim(mm1.path, tmp_path / "run", mm1.reps, mm1.warm_up, 2, "--set", "transport.travel=6 min")
    slower = try_one(mm1, tmp_path / "run", 1)
    assert refused(slower.rows, level)
    assert slower.out_of_turn() == 0, "a tenth longer, and still in turn"


def test_another_order_of_service_is_found(tried: dict[str, Tried]) -> None:
    one = tried["M/M/3"]
    honest = one.runs[0].stations["courier"]
    waited = np.flatnonzero((honest.began > honest.came) & np.isfinite(honest.left))
    first, second = next(
        (a, b) for a, b in itertools.pairwise(waited) if honest.came[b] < honest.began[a] < honest.began[b]
    )
    began, left = honest.began.copy(), honest.left.copy()
    began[[first, second]] = began[[second, first]]
    left[[first, second]] = left[[second, first]]
    jumped = dataclasses.replace(honest, began=began, left=left)
    assert honest.first_come_first_served(one.until) == 0 < jumped.first_come_first_served(one.until)
    assert retold(honest)[1] == 0 < retold(jumped)[1]


def test_a_beginning_that_is_a_tick_late_is_found(tried: dict[str, Tried]) -> None:
    one = tried["M/M/1"]
    honest = one.runs[0].stations["courier"]
    began = honest.began.copy()
    began[100] += 1
    assert dataclasses.replace(honest, began=began).first_come_first_served(one.until) >= 1


def test_a_head_counted_wrongly_is_found(tried: dict[str, Tried]) -> None:
    run, until = tried["tandem, M/M/2 then M/M/2"].runs[0], tried["tandem, M/M/2 then M/M/2"].until
    for line, (begun, over) in run.queues.items():
        late = over.copy()
        late[10] += 1
        for wrong in ((begun, late), (begun[1:], over), (begun, over[:-1])):
            area, waits = dataclasses.replace(run, queues={line: wrong}).littles_law(line, until)
            assert area != waits


def test_who_waits_for_nothing_is_found() -> None:
    """A server stands idle while somebody waits to the end of the run."""
    hour = float(HOUR)
    idle = Visits(np.array([0.0, hour]), np.array([0.0, np.inf]), np.array([2 * hour, np.inf]), 1, DAY)
    assert idle.first_come_first_served(DAY) == 1
    assert idle.first_come_first_served(2 * hour) == 0, "only at that very tick would it have begun"


# -- the intervals ------------------------------------------------------------------------------------------------------


def test_intervals_miss_as_often_as_they_say() -> None:
    rng = np.random.default_rng(7)
    samples = rng.normal(3.0, 1.0, size=(4_000, 2, 8))
    both = [(Sample(one), Sample(two)) for one, two in samples]
    assert np.mean([not interval(one, 0.1).holds(3.0) for one, _ in both]) == pytest.approx(0.1, abs=0.02)
    assert np.mean([not difference(one, two, 0.1).holds(0.0) for one, two in both]) == pytest.approx(0.1, abs=0.02)


def test_corrected_intervals_miss_as_often_and_are_narrower() -> None:
    rng = np.random.default_rng(8)
    controls, rest = rng.normal(0.0, 1.0, size=(1_500, 2, 24)), rng.normal(3.0, 1.0, size=(1_500, 24))
    corrected = [Sample(own + 2 * one - two, (one, two)) for (one, two), own in zip(controls, rest, strict=True)]
    plain = [Sample(one.values) for one in corrected]
    assert np.mean([not interval(one, 0.1).holds(3.0) for one in corrected]) == pytest.approx(0.1, abs=0.025)
    halves = [np.mean([interval(one, 0.1).half for one in samples]) for samples in (corrected, plain)]
    assert halves[0] < 0.5 * halves[1], "1 without what the controls explain, and the root of 6 with it"
    others = zip(corrected[::2], corrected[1::2], strict=True)
    assert np.mean([not difference(*pair, 0.1).holds(0.0) for pair in others]) == pytest.approx(0.1, abs=0.035)


def test_a_control_that_says_nothing_new_changes_nothing() -> None:
    values, control = (1.0, 2.0, 4.0, 3.0, 7.0), (0.1, -0.3, 0.2, 0.1, -0.4)
    once, twice = (estimate(Sample(values, (control,) * times)) for times in (1, 2))
    assert once.freedom == twice.freedom == 3
    assert once == pytest.approx(twice)


def test_samples_without_any_variation_agree_only_with_themselves() -> None:
    same, other = Sample([1.0, 1.0]), Sample([2.0, 2.0])
    assert interval(same, 0.05).holds(1.0)
    assert not interval(same, 0.05).holds(1.001)
    assert difference(same, same, 0.05).holds(0.0)
    assert not difference(same, other, 0.05).holds(0.0)


# -- the warm-up, computed ----------------------------------------------------------------------------------------------


def birth_and_death(system: System) -> tuple[list[float], list[float], float]:
    """Births, deaths and mean number of the systems that are such a process, cut where nobody ever gets to."""
    if system.title == "finite source, 6 and 2":
        births = [(6 - n) / 4.0 for n in range(6)]
        return births, [float(min(n + 1, 2)) for n in range(6)], theory.finite_source(6, 4.0, 1.0, 2).number
    rate, servers, places = {"M/M/1": (0.6, 1, 150), "M/M/3": (2.0, 3, 150), "M/M/3/6": (3.0, 3, 6)}[system.title]
    steady = theory.mmck(rate, 1.0, servers, places)
    return [rate] * places, [float(min(n + 1, servers)) for n in range(places)], steady.number


@pytest.mark.parametrize("title", ["M/M/1", "M/M/3", "M/M/3/6", "finite source, 6 and 2"])
def test_by_the_end_of_the_warm_up_the_empty_start_is_forgotten(title: str) -> None:
    system = next(system for system in systems() if system.title == title)
    births, deaths, number = birth_and_death(system)
    assert theory.mean_number_at(births, deaths, 24.0 * system.warm_up) == pytest.approx(number, rel=1e-4)
    assert theory.mean_number_at(births, deaths, 1.0) < 0.9 * number


@pytest.mark.parametrize("system", list(systems()), ids=TITLES)
def test_a_scenario_says_how_long_its_warm_up_is(system: System) -> None:
    head = system.path.read_text(encoding="utf-8").splitlines()[2]
    asked = (
        f'mirrorsim run scenarios/queues/{system.scenario}.yaml --reps {system.reps} --warm-up "{system.warm_up} days"'
    )
    assert head.endswith(asked)
    assert mirrorsim.load_scenario(system.path).scenario.ticks > 3 * system.warm_up * DAY
