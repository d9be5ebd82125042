"""Assembling the evidence: one run of the scenario, an ordinary population around it, and the records of both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from mirrorsim.exercise.evidence.activity import Activity
from mirrorsim.exercise.evidence.case import Case, EvidenceRow, RowReference
from mirrorsim.exercise.evidence.draws import KeyedDraws
from mirrorsim.exercise.evidence.identities import Identities
from mirrorsim.exercise.evidence.population import (
    FORWARDERS,
    QUOTA_BANK,
    SUPPLIERS,
    populate,
    quota_wires,
    separate_coincidences,
)
from mirrorsim.exercise.evidence.scheme_activity import scheme_activities
from mirrorsim.exercise.evidence.tables import as_frames
from mirrorsim.fields.messages import see
from mirrorsim.plugins import loaded as load_object
from mirrorsim.rules.cash_reporting import CashReporting
from mirrorsim.scenario.evidence import SOURCES, VIEWS
from mirrorsim.units.shares import WHOLE
from mirrorsim.units.time import MINUTE
from mirrorsim.world.build import simulate

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.scenario.exercise import Exercise
    from mirrorsim.scenario.load import Loaded
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.scenario.variants import Phases
    from mirrorsim.world.record import RecordedReplication

_DISCRETIONARY = {"sar_narratives", "teller_notes"}
"""Records that somebody writes or not: of the scheme never more than the noise allows."""
_MOST_LOOK_ALIKES = 40
"""How many ordinary look-alikes an activity of the scheme gets at the most."""


class NoExercise(ValueError):
    """The scenario has no exercise, or nothing of the scheme can be seen in its window."""


@dataclass(frozen=True)
class Evidence:
    """All records of an exercise by view, and what made them.

    ``phases`` are the parameters of the season, each with the tick from which it holds; ``record`` is the simulated run;
    ``case`` has the activities, the parties and their public names.
    """

    scenario: Scenario
    phases: Phases
    record: RecordedReplication
    case: Case
    rows: dict[str, list[EvidenceRow]]

    @property
    def exercise(self) -> Exercise:
        """The section ``exercise`` of the scenario."""
        return self.case.exercise

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every view as a table of text, in order of time, then of id."""
        return as_frames(self.rows, self.scenario.start)


def assemble_evidence(loaded: Loaded) -> Evidence:
    """Run the scenario under its first policy and write down what institutions saw of it, and of everybody else.

    Raises :class:`NoExercise`.
    """
    scenario = loaded.scenario
    exercise = scenario.exercise
    if exercise is None:
        raise NoExercise(f"{scenario.name} has no exercise: add a section exercise to the scenario{see('Exercises')}")
    variant = next(iter(loaded.policies.values()))
    record = simulate(variant.phases, variant.name, scenario.seed, 0)
    since, until = tick_of(scenario, exercise.window.since), tick_of(scenario, exercise.window.until)
    season = scheme_activities(record, 0, record.horizon)
    if not any(since <= activity.tick < until for activity in season):
        raise NoExercise("nothing of the scheme happens within exercise.window: move it or make it longer")
    seed = scenario.seed if exercise.seed is None else exercise.seed
    noise = exercise.noise / WHOLE
    look_alikes = int(-(-noise // (1 - noise)))
    while True:
        case = _make_case(scenario, season, since, until, look_alikes, KeyedDraws(seed))
        rows = _write_records(case)
        if look_alikes >= _MOST_LOOK_ALIKES or all(_noise_share(of_view) >= noise for of_view in rows.values()):
            return Evidence(scenario, variant.phases, record, case, rows)
        look_alikes += 1


def tick_of(scenario: Scenario, day: date) -> int:
    """The tick of a day's midnight UTC."""
    begin = datetime(scenario.start.year, scenario.start.month, scenario.start.day)
    return (datetime(day.year, day.month, day.day) - begin) // timedelta(microseconds=1)


def _make_case(
    scenario: Scenario, season: list[Activity], since: int, until: int, look_alikes: int, draws: KeyedDraws
) -> Case:
    assert scenario.exercise is not None
    rate = scenario.rates.CNY
    population = populate(season, since, until, look_alikes, draws)
    wires = quota_wires(population.parties, population.activities, rate, since, until, draws)
    activities = sorted(
        separate_coincidences([*population.activities, *wires], rate, since, until),
        key=lambda activity: activity.order,
    )
    parties = population.parties
    firms = [key for key, party in parties.items() if party.firm] + [*SUPPLIERS, *FORWARDERS, QUOTA_BANK]
    people = [key for key, party in parties.items() if not party.firm]
    burners = [activity.counterparty for activity in activities if activity.kind in ("token", "call")]
    above = next((rule.ctr_above for rule in scenario.rules.values() if isinstance(rule, CashReporting)), 10_000_00)
    return Case(
        exercise=scenario.exercise,
        start=scenario.start,
        since=since,
        until=until,
        activities=activities,
        parties=parties,
        identities=Identities(people, firms, burners, draws),
        draws=draws,
        rate=(rate.numerator, rate.denominator),
        ctr_above=above,
    )


def _write_records(case: Case) -> dict[str, list[EvidenceRow]]:
    by_view: dict[str, list[EvidenceRow]] = defaultdict(list)
    # records of other packages only where they are shown: what is installed must not change anybody else's exercise
    kept = [source for name, source in SOURCES.items() if VIEWS.origin(name) is None or name in case.exercise.views]
    for make in dict.fromkeys(source.make for source in kept):
        for row in load_object(make)(case):
            by_view[row.view].append(row)
    for name in _DISCRETIONARY & by_view.keys():
        by_view[name] = _thinned(case, by_view[name])
    numbers = {view: _numbers(case.draws, view, sorted(row.key for row in rows)) for view, rows in by_view.items()}
    for view in ("invoices", "bills_of_lading"):
        # a paper may be named by another one although it lies outside the window itself
        bundles = {activity.bundle for activity in case.activities if activity.bundle}
        keys = sorted(bundles | {row.key for row in by_view.get(view, [])})
        numbers[view] = _numbers(case.draws, view, keys)
    for view, rows in by_view.items():
        for row in rows:
            row.id = numbers[view][row.key]
            for column, cell in row.cells.items():
                if isinstance(cell, RowReference):
                    row.cells[column] = numbers[cell.view][cell.key]
        rows.sort(key=lambda row: (row.tick // MINUTE, row.id))
    return {view: by_view[view] for view in SOURCES if view in by_view}


def _numbers(draws: KeyedDraws, view: str, keys: list[str]) -> dict[str, str]:
    """A number for each record: a permutation over all of a view, the scheme's among the others."""
    pool = range(10_000, 10_000 + max(9 * len(keys), 1_000))
    chosen = draws.permutation(pool, f"id.{view}.number")[: len(keys)]
    order = draws.shuffled(keys, f"id.{view}.key")
    return {key: f"{SOURCES[view].prefix}-{number}" for key, number in zip(order, chosen, strict=True)}


def _thinned(case: Case, rows: list[EvidenceRow]) -> list[EvidenceRow]:
    """The rows of the scheme thinned out until the noise is what the exercise wants."""
    noise = case.exercise.noise / WHOLE
    ordinary = sum(not row.in_scheme for row in rows)
    most = int(ordinary * (1 - noise) / noise)
    kept = case.draws.shuffled((row.key for row in rows if row.in_scheme), "at will")[:most]
    return [row for row in rows if not row.in_scheme or row.key in kept]


def _noise_share(rows: list[EvidenceRow]) -> float:
    return sum(not row.in_scheme for row in rows) / len(rows) if rows else 1.0
