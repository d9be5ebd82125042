"""What is varied, from where to where and why, and what is held, and why."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mirrorsim.fields.messages import did_you_mean
from mirrorsim.lab.sensitivity.quantities import (
    CHOICE,
    PLAIN,
    Span,
    around,
    most,
    parameters,
    rounded,
    write,
)
from mirrorsim.lab.sensitivity.values import Value, marked, stated, values
from mirrorsim.scenario.facts import ASSUMPTION
from mirrorsim.scenario.problems import Problem, ScenarioError
from mirrorsim.units.distribution import Distribution
from mirrorsim.units.distribution_text import write_distribution
from mirrorsim.units.quantile_tables import Numbers

if TYPE_CHECKING:
    from mirrorsim.lab.sensitivity.asked import Asked
    from mirrorsim.scenario.load import Loaded


ONLY = "--only"


@dataclass(frozen=True)
class Input:
    """Something that is varied: a value of the scenario, or one parameter of a distribution (``parameter``).

    ``own`` is what the scenario has, ``span`` from where to where it goes, ``rule`` says where that comes from.
    """

    path: str
    parameter: str
    kind: str
    source: str
    own: str
    span: Span
    rule: str
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The path, with the parameter of a distribution."""
        return f"{self.path}.{self.parameter}" if self.parameter else self.path

    def text(self, u: float) -> str:
        """What stands in the scenario at the share ``u`` of the range."""
        if self.choices:
            return self.choices[min(int(u * len(self.choices)), len(self.choices) - 1)]
        return write(self.span.at(u), self.kind)

    def number(self, u: float) -> float:
        """The same as a number in whole units."""
        return rounded(self.span.at(u), self.kind)

    @property
    def ends(self) -> tuple[str, str]:
        """The range's ends as a scenario writes them."""
        return self.text(0.0), self.text(1.0)


@dataclass(frozen=True)
class Held:
    """A value that is not varied, and why."""

    path: str
    value: str
    source: str
    why: str


@dataclass(frozen=True)
class Space:
    """All that is varied, all that is held, and how a point of the unit cube is written as settings of the scenario."""

    inputs: tuple[Input, ...]
    held: tuple[Held, ...]
    own: Mapping[str, Any]
    """The scenario's own content by path, for distributions of which a part is varied."""

    def settings(self, point: Sequence[float]) -> list[str]:
        """``path=value`` for each value that is varied, in the order of the inputs."""
        found: dict[str, list[tuple[Input, float]]] = {}
        for one, u in zip(self.inputs, point, strict=True):
            found.setdefault(one.path, []).append((one, u))
        return [f"{path}={self._value(path, parts)}" for path, parts in found.items()]

    def as_json(self) -> dict[str, Any]:
        """What is varied and what is held, as every document of an analysis says it."""
        varied = [
            {
                "name": one.name, "own": one.own, "low": one.ends[0], "high": one.ends[1], "scale": one.span.scale,
                "choices": list(one.choices), "source": one.source, "rule": one.rule,
            }
            for one in self.inputs
        ]  # fmt: skip
        return {"inputs": varied, "held": [dataclasses.asdict(one) for one in self.held]}

    def _value(self, path: str, parts: Sequence[tuple[Input, float]]) -> str:
        first, u = parts[0]
        if not first.parameter:
            return first.text(u)
        changed = self.own[path]
        for one, share in parts:
            changed = _with(changed, one.parameter, one.number(share))
        return json.dumps(write_distribution(changed))


def _with(distribution: Distribution, parameter: str, number: float) -> Distribution:
    """A distribution with one of its parameters changed."""
    if parameter == "scale":
        numbers: Numbers = tuple((name, _times(one, number, distribution.unit)) for name, one in distribution.numbers)
        least, most_ = (
            None if end is None else _times(end, number, distribution.unit)
            for end in (distribution.least, distribution.most)
        )
        scaled = tuple(_times(one, number, distribution.unit) for one in distribution.values)
        return dataclasses.replace(distribution, numbers=numbers, values=scaled, least=least, most=most_)
    new = Fraction(str(number)) if parameter == "sigma" else int(number)
    numbers = tuple((name, new if name == parameter else one) for name, one in distribution.numbers)
    return dataclasses.replace(distribution, numbers=numbers)


def _times(number: int | Fraction, factor: float, kind: str) -> int:
    return int(rounded(float(number) * factor, kind))


def space(loaded: Loaded, asked: Asked, only: Sequence[str] = ()) -> Space:
    """What of a scenario is varied: what is asked for, what facts have a range for, and every assumption.

    ``only`` are paths; nothing else than what is at or below one of them, or has a range that is asked for, is varied. Raises
    :class:`mirrorsim.ScenarioError` for a range that is asked for and cannot be, and when nothing is left to vary.
    """
    every = marked(list(values(loaded)))
    inputs: list[Input] = []
    held: list[Held] = []
    wanted = asked.found(every)
    for value in every:
        for one in _parts(value, wanted):
            if isinstance(one, Input) and one.name not in wanted and not within(one.name, only):
                one = Held(one.name, one.own, one.source, "is not among what was asked for")
            (inputs if isinstance(one, Input) else held).append(one)  # type: ignore[arg-type]
    _something(inputs, held, only)
    own = {value.path: value.content for value in every}
    return Space(tuple(inputs), tuple(held), own)


def _something(inputs: Sequence[Input], held: Sequence[Held], only: Sequence[str]) -> None:
    """Raise :class:`ScenarioError` for a path that nothing is at or below, and when nothing is varied."""
    names = [*(one.name for one in inputs), *(one.path for one in held)]
    strange = [path for path in only if not any(within(name, [path]) for name in names)]
    problems = [
        Problem(ONLY, 1, 1, path, f"is no value or section of this scenario{did_you_mean(path, names)}")
        for path in strange
    ]
    if not problems and not inputs:
        problems.append(Problem(ONLY if only else "ranges", 1, 1, "", "nothing is left to vary: give a value a range"))
    if problems:
        raise ScenarioError(problems)


def within(name: str, only: Iterable[str]) -> bool:
    """Whether a name is one of these paths or below one; anything is where there are none."""
    paths = list(only)
    return not paths or any(name == path or name.startswith(f"{path}.") for path in paths)


def of_a_region(path: str) -> bool:
    """Whether a path is that of what one region changes: keys of its own, of which none is varied."""
    return path.startswith("regions.") and path.endswith(".change")


def _parts(value: Value, asked: Mapping[str, Input | Held]) -> Iterator[Input | Held]:
    """A value as what is varied of it; one that is asked for is as it is asked for."""
    names = [value.path] if value.distribution is None else list(_named(value.path, value.distribution))
    for name in names:
        yield asked[name] if name in asked else _usual(value, name.removeprefix(value.path).lstrip("."))


def _named(path: str, distribution: Distribution) -> Iterator[str]:
    for parameter in parameters(distribution):
        yield f"{path}.{parameter}"


def _usual(value: Value, parameter: str) -> Input | Held:
    """What is varied of a value, or of a parameter of its distribution, when nobody asks for anything."""
    if value.distribution is not None:
        return _of_distribution(value, value.distribution, parameter)
    if value.kind is None:
        why = "is a choice, not a quantity" if value.assumed else f"{value.source} has no range for it"
        if of_a_region(value.path):
            why = "is a region's own, and stands whatever varies in the country"
        return Held(value.path, value.text, value.source, why)
    own = value.own
    if (ends := stated(value, own)) is not None:
        return _input(value, "", own, Span(*ends), f"range of {value.source}")
    if not value.assumed:
        return Held(value.path, write(own, value.kind), value.source, f"{value.source} has no range for it")
    if (usual := around(own, value.kind)) is None:
        return Held(value.path, write(own, value.kind), value.source, "is nothing: half and double of it say nothing")
    span, rule = usual
    return _input(value, "", own, span, rule)


def _of_distribution(value: Value, distribution: Distribution, parameter: str) -> Input | Held:
    name, own = f"{value.path}.{parameter}", own_number(distribution, parameter)
    if parameter in ("median", "mean") and (ends := stated(value, own)) is not None:
        return _input(value, parameter, own, Span(*ends), f"range of {value.source}")
    if not value.assumed:
        why = f"{value.source} has no range for it beyond what every run draws from"
        return Held(name, value.text, value.source, why)
    if parameter == "scale":
        largest = max([*(float(number) for _, number in distribution.numbers), *map(float, distribution.values), 0.0])
        if largest <= 0:
            return Held(name, value.text, value.source, "is nothing: half and double of it say nothing")
        span = Span(0.5, min(2.0, most(distribution.unit) / largest), "log")
        return _input(value, parameter, 1.0, span, "half to double")
    usual = around(own, PLAIN if parameter == "sigma" else distribution.unit)
    assert usual is not None, "a lognormal's median and sigma are above zero, and so is an exponential's mean"
    return _input(value, parameter, own, *usual)


def own_number(distribution: Distribution, parameter: str) -> float:
    """A parameter of a distribution in whole units; a scale is 1."""
    return 1.0 if parameter == "scale" else float(dict(distribution.numbers)[parameter])


def kind_of_parameter(value: Value, parameter: str) -> str:
    """The kind of number that a value, or a parameter of its distribution, is."""
    return PLAIN if parameter in ("sigma", "scale") else value.kind or CHOICE


def _input(value: Value, parameter: str, own: float, span: Span, rule: str) -> Input:
    kind = kind_of_parameter(value, parameter)
    least, most_ = (None, None) if parameter else value.limits
    low = span.low if least is None else max(span.low, least)
    high = span.high if most_ is None else min(span.high, most_)
    if value.source != ASSUMPTION and "range of" not in rule:
        rule = f"{rule}; {value.source} is an assumption"
    return Input(value.path, parameter, kind, value.source, write(own, kind), Span(low, high, span.scale), rule)
