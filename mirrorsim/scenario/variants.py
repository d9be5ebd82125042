"""What a policy and the timeline make of a scenario: the parameters in force from date to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mirrorsim.fields.messages import see
from mirrorsim.scenario.model import Policy, Scenario
from mirrorsim.scenario.overlay import merge, unknown_names
from mirrorsim.scenario.problems import Problem, ScenarioError, dotted
from mirrorsim.scenario.tree import Node
from mirrorsim.scenario.validation import validated
from mirrorsim.scenario.workload import TooMuch, too_much
from mirrorsim.units.time import DAY

BASELINE = "baseline"
"""The name under which a scenario without policies runs."""

_FIXED = (
    "mirrorsim",
    "name",
    "start",
    "horizon",
    "seed",
    "rates",
    "regions",
    "policies",
    "timeline",
    "expect",
    "exercise",
    "sources",
)
"""Keys that no overlay may change: comparisons need one world, one calendar, one reference rate."""
_FOUNDED = ("clients", "brokers", "providers", "buyers.merchants", "buyers.savers", "ordinary")
"""Groups of parties, which exist from the start: a dated overlay may change them but neither add nor remove any."""


Phases = tuple[tuple[int, Scenario], ...]


@dataclass(frozen=True)
class Variant:
    """A policy ready to run: ``phases`` are the scenarios in force from given ticks on, the first from 0.

    Where the country has regions, ``regions`` has the phases of each by name; ``phases`` are those of a region that changes
    nothing.
    """

    name: str
    title: str
    phases: Phases
    never: tuple[str, ...] = ()
    """Paths of changes whose dates lie after the scenario's end: they have no effect."""
    regions: tuple[tuple[str, Phases], ...] = ()

    @property
    def worlds(self) -> tuple[tuple[str, Phases], ...]:
        """What is to be simulated, by name of the region: all regions, or the one world without a name."""
        return self.regions or (("", self.phases),)


@dataclass(frozen=True)
class _Change:
    since: int
    until: int | None
    overlay: Node
    path: tuple[str | int, ...]


def variant(scenario: Scenario, tree: Node, name: str) -> Variant:
    """Apply a policy and the timeline. Raises :class:`ScenarioError` when what comes out is no valid scenario."""
    policy = scenario.policies.get(name, Policy())
    every = list(_changes(scenario, tree, name))
    local = dict(_regions(scenario, tree))
    problems = [problem for change in every for problem in _fixed(change, tree)]
    problems += [problem for change in local.values() for problem in _fixed(change, tree)]
    problems += [
        found for change in (*every, *local.values()) for found in unknown_names(tree, change.overlay, change.path)
    ]
    if problems:
        raise ScenarioError(problems)
    changes = [change for change in every if change.since < scenario.ticks]
    late = [change for change in every if change.since >= scenario.ticks]
    bare = _bare(tree)
    for change in late:
        _changed(bare, [change])
    never = tuple(dotted(change.path) for change in late)
    regions = tuple((region, _phases(*_changed(bare, [change]), changes)) for region, change in local.items())
    found = Variant(name, policy.title, _phases(scenario, bare, changes), never, regions)
    beyond = [
        _placed(one, tree, [*([local[region]] if region else []), *changes])
        for region, phases in found.worlds
        for one in too_much(phases)
    ]
    if beyond:
        raise ScenarioError(beyond)
    return found


def _placed(found: TooMuch, tree: Node, changes: Sequence[_Change]) -> Problem:
    """What is too much, at the place of the key: in the last change that speaks of it, or else in the scenario itself."""
    for change in reversed(changes):
        if len(change.overlay.follow(found.path)[0]) == len(found.path):
            return Problem(*change.overlay.at(found.path), dotted((*change.path, *found.path)), found.said)
    return Problem(*tree.at(found.path), dotted(found.path), found.said)


def _changed(bare: Node, changes: Sequence[_Change]) -> tuple[Scenario, Node]:
    """What changes make of a tree that is valid without them, and the tree. Raises :class:`ScenarioError`, which names them."""
    try:
        for change in changes:
            bare = merge(bare, change.overlay)
        return validated(bare), bare
    except ScenarioError as error:
        raise ScenarioError(_blamed(problem, changes) for problem in error.problems) from None


def _blamed(problem: Problem, changes: Sequence[_Change]) -> Problem:
    """The problem at the place, and by the path, of the change that brought it about: the one that says most of its path."""
    steps = problem.path.split(".") if problem.path else []
    change = max(reversed(changes), key=lambda one: len(one.overlay.follow(steps)[0]))
    place = (problem.file, problem.line, problem.column)
    if place not in change.overlay.places():
        place = change.overlay.at(steps)
    return Problem(*place, dotted((*change.path, *steps)), problem.message)


def _phases(scenario: Scenario, bare: Node, changes: list[_Change]) -> Phases:
    """A scenario, which ``bare`` is the tree of, from date to date."""
    if not changes:
        return ((0, scenario),)
    dates = {0} | {change.since for change in changes}
    dates |= {change.until for change in changes if change.until is not None and change.until < scenario.ticks}
    phases: list[tuple[int, Scenario]] = []
    for tick in sorted(dates):
        holding = [one for one in changes if one.since <= tick and (one.until is None or tick < one.until)]
        phases.append((tick, _changed(bare, holding)[0]))
    _same_parties(phases, changes)
    _settled(phases, changes)
    return tuple(phases)


def _regions(scenario: Scenario, tree: Node) -> Iterator[tuple[str, _Change]]:
    """What each region changes, from the start on."""
    for name in scenario.regions:
        region = tree.mapping["regions"].mapping[name]
        overlay = region.child("change") if region.mapping else None
        yield name, _Change(0, None, overlay or Node({}, *region.place), ("regions", name, "change"))


def _bare(tree: Node) -> Node:
    """The tree without what overlays are not laid on."""
    left_out = ("regions", "policies", "timeline", "expect", "sources")
    kept = {key: node for key, node in tree.mapping.items() if key not in left_out}
    return Node(kept, *tree.place, tree.key_at)


def _changes(scenario: Scenario, tree: Node, name: str) -> Iterator[_Change]:
    if (policy := scenario.policies.get(name)) is not None:
        overlay = tree.mapping["policies"].mapping[name].child("change")
        if overlay is not None and overlay.mapping:
            since = 0 if policy.since is None else _tick(scenario, policy.since)
            yield _Change(since, None, overlay, ("policies", name, "change"))
    if policy is not None and not policy.timeline:
        return
    for number, shock in enumerate(scenario.timeline):
        node = tree.mapping["timeline"].child(number)
        overlay = node and node.child("change")
        if overlay is not None:
            until = None if shock.until is None else _tick(scenario, shock.until)
            if until is None or until > 0:
                yield _Change(_tick(scenario, shock.since), until, overlay, ("timeline", number, "change"))


def _tick(scenario: Scenario, day: date) -> int:
    return max((day - scenario.start).days * DAY, 0)


def _fixed(change: _Change, tree: Node) -> Iterator[Problem]:
    for key in change.overlay.mapping:
        if key in _FIXED:
            path = (*change.path, key)
            message = f"is the same under every policy and cannot be changed here{see('Policies and the timeline')}"
            yield Problem(*tree.at_key(path), dotted(path), message)


def _same_parties(phases: list[tuple[int, Scenario]], changes: list[_Change]) -> None:
    for group in _FOUNDED:
        first = _names(phases[0][1], group)
        for _, scenario in phases[1:]:
            if differing := first.symmetric_difference(_names(scenario, group)):
                change = next(one for one in reversed(changes) if one.since or one.until)
                raise ScenarioError(
                    [
                        Problem(
                            *change.overlay.place,
                            dotted(change.path),
                            f"{group}.{min(differing)} would come or go on a date; parties exist from the start: "
                            "give it nothing to do until then instead",
                        )
                    ]
                )


def _settled(phases: list[tuple[int, Scenario]], changes: list[_Change]) -> None:
    """What only the start can settle may not change on a date: such a change would do nothing, and nobody would know."""
    first = dict(_at_start(phases[0][1]))
    for _, scenario in phases[1:]:
        for path, content in _at_start(scenario):
            if first.get(path, content) != content:
                change = _who_changed(path, changes)
                where = dotted((*change.path, *path))
                message = "is settled at the start: change it without a date, or not at all"
                raise ScenarioError([Problem(*change.overlay.at(path), where, message)])


def _at_start(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, broker in scenario.brokers.items():
        yield ("brokers", name, "capital"), broker.capital
        yield ("brokers", name, "count"), broker.count
    for name, client in scenario.clients.items():
        yield ("clients", name, "first_after"), client.first_after


def _who_changed(path: Sequence[str], changes: list[_Change]) -> _Change:
    """The last change that speaks of a path."""
    speaking = [change for change in changes if len(change.overlay.follow(path)[0]) == len(path)]
    return (speaking or changes)[-1]


def _names(scenario: Scenario, group: str) -> set[str]:
    held: Any = scenario
    for step in group.split("."):
        held = getattr(held, step)
    return set(held)
