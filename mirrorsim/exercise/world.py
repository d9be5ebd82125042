"""The world of an exercise: one run of the scenario, an ordinary population around it, and the records of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from mirrorsim.exercise.acts import BUYER, Act
from mirrorsim.exercise.coincidence import apart
from mirrorsim.exercise.happened import acts_of
from mirrorsim.exercise.identities import Identities
from mirrorsim.exercise.luck import Luck
from mirrorsim.exercise.population import SHAKEN, Party, like_amount, populate
from mirrorsim.exercise.views.scene import Ref, Row, Scene, moment
from mirrorsim.exercise.views.trade import FORWARDERS, SUPPLIERS
from mirrorsim.fields.messages import see
from mirrorsim.plugins import loaded as found_at
from mirrorsim.rules.cash_reporting import CashReporting
from mirrorsim.scenario.evidence import SOURCES, VIEWS
from mirrorsim.units.shares import WHOLE
from mirrorsim.world.build import simulate

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.scenario.exercise import Exercise
    from mirrorsim.scenario.load import Loaded
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.world.record import RecordedReplication

_AT_WILL = {"sar_narratives", "teller_notes"}
"""What somebody writes down or not: of the scheme never more than the noise allows."""
_MOST_TIMES = 40
BANK = "bank.quota"
"""The bank in China that sells dollars within the yearly quota."""


class NoExercise(ValueError):
    """The scenario has no exercise, or nothing of the scheme can be seen in its window."""


@dataclass(frozen=True)
class World:
    """All records, and what made them. ``scene`` has the acts, the parties and their public names."""

    scenario: Scenario
    phases: Sequence[tuple[int, Scenario]]
    record: RecordedReplication
    scene: Scene
    rows: dict[str, list[Row]]

    @property
    def exercise(self) -> Exercise:
        """The exercise that this is the world of."""
        return self.scene.exercise

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every view as a table of text, in order of time, then of id."""
        import pandas as pd

        start = self.scenario.start
        return {
            view: pd.DataFrame(
                [{"id": row.id, "time": moment(start, row.tick), **row.cells} for row in rows],
                columns=list(SOURCES[view].fields),
                dtype=str,
            )
            for view, rows in self.rows.items()
        }


def make_world(loaded: Loaded) -> World:
    """Run the scenario under its first policy and write down what institutions saw of it, and of everybody else."""
    scenario = loaded.scenario
    exercise = scenario.exercise
    if exercise is None:
        raise NoExercise(f"{scenario.name} has no exercise: add a section exercise to the scenario{see('Exercises')}")
    variant = next(iter(loaded.policies.values()))
    record = simulate(variant.phases, variant.name, scenario.seed, 0)
    since, until = tick_of(scenario, exercise.window.since), tick_of(scenario, exercise.window.until)
    season = acts_of(record, 0, record.horizon)
    if not any(since <= act.tick < until for act in season):
        raise NoExercise("nothing of the scheme happens within exercise.window: move it or make it longer")
    seed = scenario.seed if exercise.seed is None else exercise.seed
    noise = exercise.noise / WHOLE
    times = -(-noise // (1 - noise))
    while True:
        scene = _scene(scenario, season, since, until, int(times), Luck(seed))
        rows = _records(scene)
        if times >= _MOST_TIMES or all(_noise(some) >= noise for some in rows.values()):
            return World(scenario, variant.phases, record, scene, rows)
        times += 1


def tick_of(scenario: Scenario, day: date) -> int:
    """The tick of a day's midnight UTC."""
    begin = datetime(scenario.start.year, scenario.start.month, scenario.start.day)
    return (datetime(day.year, day.month, day.day) - begin) // timedelta(microseconds=1)


def _scene(scenario: Scenario, season: list[Act], since: int, until: int, times: int, luck: Luck) -> Scene:
    assert scenario.exercise is not None
    population = populate(season, since, until, times, luck)
    wires = _wires(scenario, population.parties, population.acts, since, until, luck)
    acts = sorted(
        apart([*population.acts, *wires], scenario.rates.CNY, since, until),
        key=lambda act: (act.tick, act.kind, act.who, act.other, act.cents, act.fen),
    )
    parties = population.parties
    firms = [key for key, party in parties.items() if party.firm] + [*SUPPLIERS, *FORWARDERS, BANK]
    people = [key for key, party in parties.items() if not party.firm]
    burners = [act.other for act in acts if act.kind in ("token", "call")]
    above = next((rule.ctr_above for rule in scenario.rules.values() if isinstance(rule, CashReporting)), 10_000_00)
    rate = scenario.rates.CNY
    return Scene(
        exercise=scenario.exercise,
        start=scenario.start,
        since=since,
        until=until,
        acts=acts,
        parties=parties,
        ids=Identities(people, firms, burners, luck),
        luck=luck,
        rate=(rate.numerator, rate.denominator),
        ctr_above=above,
    )


def _wires(
    scenario: Scenario, parties: dict[str, Party], acts: tuple[Act, ...], since: int, until: int, luck: Luck
) -> list[Act]:
    """Dollars that some customers buy with their own yuan within the quota: a wire crosses the border, and all is in order."""
    deposits = [act for act in acts if act.kind == "deposit"] or [act for act in acts if act.cents]
    found: list[Act] = []
    rate = scenario.rates.CNY
    for party in parties.values():
        if party.role != BUYER or not luck.happens(0.3, "wire", party.key) or not deposits:
            continue
        like = luck.pick(deposits, "wire.like", party.key)
        cents = min(like_amount(like.cents, luck.factor(SHAKEN, "wire.factor", party.key)), 50_000_00)
        fen = cents * rate.numerator // rate.denominator
        tick = luck.pick(deposits, "wire.time", party.key).tick + luck.below(50, "wire.minute", party.key) * 60_000_000
        found.append(Act("wire", min(max(tick, since), until - 1), party.key, cents=cents, fen=fen))
    return found


def _records(scene: Scene) -> dict[str, list[Row]]:
    by_view: dict[str, list[Row]] = defaultdict(list)
    # records of other packages only where they are shown: what is installed must not change anybody else's exercise
    kept = [source for name, source in SOURCES.items() if VIEWS.origin(name) is None or name in scene.exercise.views]
    for make in dict.fromkeys(source.make for source in kept):
        for row in found_at(make)(scene):
            by_view[row.view].append(row)
    for name in _AT_WILL & by_view.keys():
        by_view[name] = _fewer(scene, by_view[name])
    numbers = {view: _numbers(scene, view, rows) for view, rows in by_view.items()}
    for view in ("invoices", "bills_of_lading"):
        # a paper may be named by another one although it lies outside the window itself
        bundles = {act.bundle for act in scene.acts if act.bundle}
        keys = sorted(bundles | {row.key for row in by_view.get(view, [])})
        numbers[view] = _dealt(scene.luck, view, keys)
    for view, rows in by_view.items():
        for row in rows:
            row.id = numbers[view][row.key]
            for column, cell in row.cells.items():
                if isinstance(cell, Ref):
                    row.cells[column] = numbers[cell.view][cell.key]
        rows.sort(key=lambda row: (row.tick // 60_000_000, row.id))
    return {view: by_view[view] for view in SOURCES if view in by_view}


def _numbers(scene: Scene, view: str, rows: list[Row]) -> dict[str, str]:
    return _dealt(scene.luck, view, sorted(row.key for row in rows))


def _dealt(luck: Luck, view: str, keys: list[str]) -> dict[str, str]:
    """A number for each record: a permutation over all of a view, the scheme's among the others."""
    pool = range(10_000, 10_000 + max(9 * len(keys), 1_000))
    chosen = luck.permuted(pool, f"id.{view}.number")[: len(keys)]
    order = luck.shuffled(keys, f"id.{view}.key")
    return {key: f"{SOURCES[view].prefix}-{number}" for key, number in zip(order, chosen, strict=True)}


def _fewer(scene: Scene, rows: list[Row]) -> list[Row]:
    noise = scene.exercise.noise / WHOLE
    ordinary = sum(not row.guilty for row in rows)
    most = int(ordinary * (1 - noise) / noise)
    kept = scene.luck.shuffled((row.key for row in rows if row.guilty), "at will")[:most]
    return [row for row in rows if not row.guilty or row.key in kept]


def _noise(rows: list[Row]) -> float:
    return sum(not row.guilty for row in rows) / len(rows) if rows else 1.0
