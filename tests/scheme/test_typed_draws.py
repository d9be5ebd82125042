"""The draws mirror the scenario: one for each distribution and each chance in it, under the path of its key, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import count
from typing import Annotated, Any, get_args, get_origin

import pytest

from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Chance, Draws, Quantiles, Sampler
from mirrorsim.fields.sections import Section
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme.draws import ByName
from mirrorsim.scheme.world import World
from mirrorsim.units.distributions import Distribution, DistributionOf, parse_distribution
from mirrorsim.units.shares import is_chance
from tests.helpers.networks import altered

NOT_THE_SCHEMES = {"rules", "exercise", "policies", "timeline", "expect", "regions"}
"""Rules draw under their own names; the others say what changes, or what is made of a run."""
MAY_BE_ABSENT = {"clients.cartel.batches", "handover.quotes.asked"}
"""Numbers that a scenario may leave out: nothing is drawn from them."""


class RecordedDraws(Draws):
    """Draws that remember what was asked for: the purpose, and what it is distributed by."""

    def __init__(self) -> None:
        super().__init__(1, 0)
        self.asked: list[tuple[str, Callable[[], object]]] = []

    def sampler(self, purpose: str, which: Callable[[], Quantiles]) -> Sampler:
        self.asked.append((purpose, which))
        return super().sampler(purpose, which)

    def chance(self, purpose: str, which: Callable[[], int]) -> Chance:
        self.asked.append((purpose, which))
        return super().chance(purpose, which)


# -- what the scenario has ----------------------------------------------------------------------------------------------


def is_drawn(annotation: Any, metadata: list[Any]) -> bool:
    """Whether a field is a distribution or a chance, or may be."""
    if is_chance(metadata) or any(isinstance(one, DistributionOf) for one in metadata):
        return True
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return is_drawn(inner, more)
    return any(is_drawn(one, []) for one in get_args(annotation) if one is not type(None))


def keys(section: Section, path: str = "") -> Iterator[tuple[str, Section, str]]:
    """The path of every distribution and chance below a section, with the section that has it and the field's name."""
    for name, field in type(section).model_fields.items():
        here, value = f"{path}{name}", getattr(section, name)
        if here in NOT_THE_SCHEMES:
            continue
        if is_drawn(field.annotation, field.metadata) and not isinstance(value, (dict, tuple)):
            assert value is not None, f"the scenario of this test must have {here}"
            yield here, section, name
        else:
            yield from _below(value, here)


def _below(value: Any, path: str) -> Iterator[tuple[str, Section, str]]:
    if isinstance(value, Section):
        yield from keys(value, f"{path}.")
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _below(one, f"{path}.{name}")
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _below(one, f"{path}.{number}")
    else:
        assert value is not None or path in MAY_BE_ABSENT, f"the scenario of this test must have {path}"


def told_apart(section: Any, numbers: Iterator[int]) -> Any:
    """A copy in which no two distributions and no two chances are alike."""
    if isinstance(section, dict):
        return {name: told_apart(one, numbers) for name, one in section.items()}
    if isinstance(section, tuple):
        return tuple(told_apart(one, numbers) for one in section)
    if isinstance(section, Distribution):
        return parse_distribution(f"{next(numbers)} s", "duration")
    if not isinstance(section, Section):
        return section
    update = {}
    for name, field in type(section).model_fields.items():
        one = getattr(section, name)
        update[name] = next(numbers) if is_chance(field.metadata) else told_apart(one, numbers)
    return section.model_copy(update=update)


def full() -> Scenario:
    """The network with everything that a scenario may have, two of a kind where there may be several."""

    def change(document: dict[str, Any]) -> None:
        document["clients"]["other"] = {"batches": 1}
        backup = {"people": 1}
        for broker in document["brokers"].values():
            broker["backups"] = {"secondary": backup, "reserve": backup}
        document["buyers"]["merchants"]["more"] = {}

    scenario = altered(change).scenario
    copy: Scenario = told_apart(scenario, count(1))
    return copy


# -- what the scheme draws ----------------------------------------------------------------------------------------------


def touch(draws: Any, scenario: Scenario) -> None:
    """Ask for every draw that there is."""
    for name, one in _parts(draws):
        if isinstance(one, ByName):
            for key in _names(name, scenario):
                touch(one[key], scenario)
        elif type(one).__module__ == "mirrorsim.scheme.draws":
            touch(one, scenario)


def _parts(draws: Any) -> list[tuple[str, Any]]:
    made_later = [name for name, one in vars(type(draws)).items() if isinstance(one, cached_property)]
    for name in made_later:
        getattr(draws, name)
    return [(name, one) for name, one in getattr(draws, "__dict__", {}).items() if not name.startswith("_")]


def _names(attribute: str, scenario: Scenario) -> list[Any]:
    goods = scenario.goods
    assert goods is not None
    return {
        "clients": list(scenario.clients),
        "backups": list(scenario.brokers),
        "merchants": list(scenario.buyers.merchants),
        "savers": list(scenario.buyers.savers),
        "bystanders": list(scenario.ordinary),
        "forwarder_takes": list(range(len(goods.forwarders))),
        "port_dwell": list(goods.ports),
    }[attribute]


def drawn(*phases: tuple[int, Scenario]) -> tuple[World, dict[str, list[Callable[[], object]]]]:
    """A world of these phases, and everything that it draws, by purpose."""
    draws, scenario = RecordedDraws(), phases[0][1]
    world = World(phases, draws, Calendar(scenario.start, scenario.ticks))
    touch(world.draws, scenario)
    for channel in world.channels.values():
        _parts(channel)
    found: dict[str, list[Callable[[], object]]] = {}
    for purpose, which in draws.asked:
        found.setdefault(purpose, []).append(which)
    return world, found


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return full()


def test_there_is_one_draw_for_each_distribution_and_chance_and_no_other(scenario: Scenario) -> None:
    _, found = drawn((0, scenario))
    wanted = [path for path, _, _ in keys(scenario)]
    assert len(wanted) == len(set(wanted)) > 70
    assert sorted(found) == sorted(wanted)
    assert [purpose for purpose, whiches in found.items() if len(whiches) != 1] == []


def test_every_section_that_the_scheme_draws_from_is_looked_at(scenario: Scenario) -> None:
    assert {type(section).__name__ for _, section, _ in keys(scenario)} == {
        "Agreement", "Backup", "BulkCash", "Bystanders", "Call", "Client", "Forwarder", "Goods", "Handover", "Meeting",
        "Merchants", "Mirror", "Port", "Quotes", "Repatriation", "Sale", "Savers", "SecondMirror", "TokenTerms",
        "TraditionalPesoBroker", "Transport",
    }  # fmt: skip


def test_a_draw_is_distributed_as_its_own_key_says(scenario: Scenario) -> None:
    _, found = drawn((0, scenario))
    values = {path: getattr(section, name) for path, section, name in keys(scenario)}
    assert len({repr(value) for value in values.values()}) == len(values), "each is another"
    assert {purpose: which() for purpose, [which] in found.items()} == values


def test_from_a_date_on_a_draw_is_distributed_as_its_key_says_then(scenario: Scenario) -> None:
    later = told_apart(scenario, count(1_000))
    world, found = drawn((0, scenario), (1_000, later))
    world.terms.change(later)
    values = {path: getattr(section, name) for path, section, name in keys(later)}
    assert {purpose: which() for purpose, [which] in found.items()} == values


def test_a_draw_of_a_section_that_is_gone_is_distributed_as_it_first_was(scenario: Scenario) -> None:
    """Goods that are at sea when trade is no option any more arrive as they would have."""
    gone = {"goods", "second_mirror"}
    later = told_apart(scenario, count(1_000)).model_copy(update=dict.fromkeys(gone))
    world, found = drawn((0, scenario), (1_000, later))
    world.terms.change(later)
    first = {path: getattr(section, name) for path, section, name in keys(scenario)}
    now = {purpose: which() for purpose, [which] in found.items()}
    mine = {path for path in first if path.partition(".")[0] in gone}
    assert len(mine) > 12
    assert {path: now[path] for path in mine} == {path: first[path] for path in mine}
    assert not any(now[path] == first[path] for path in first.keys() - mine)
