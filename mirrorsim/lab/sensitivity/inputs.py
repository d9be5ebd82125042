"""What an analysis varies and what it fixes: the inputs, and the space that they span."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mirrorsim.lab.sensitivity.quantities import CHOICE, PLAIN, InputRange, format_quantity, rounded
from mirrorsim.lab.sensitivity.values import ScenarioValue
from mirrorsim.units.distribution import Distribution
from mirrorsim.units.distribution_text import write_distribution
from mirrorsim.units.quantile_tables import Numbers


@dataclass(frozen=True)
class VariedInput:
    """Something that is varied: a value of the scenario, or one parameter of a distribution (``parameter``).

    ``own`` is what the scenario has, ``span`` from where to where it goes, ``rule`` says where that comes from.
    """

    path: str
    parameter: str
    kind: str
    source: str
    own: str
    span: InputRange
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
        return format_quantity(self.span.at(u), self.kind)

    def number(self, u: float) -> float:
        """The same as a number in whole units."""
        return rounded(self.span.at(u), self.kind)

    @property
    def ends(self) -> tuple[str, str]:
        """The range's ends as a scenario writes them."""
        return self.text(0.0), self.text(1.0)


@dataclass(frozen=True)
class FixedInput:
    """A value that is not varied, and why."""

    path: str
    value: str
    source: str
    why: str


@dataclass(frozen=True)
class InputSpace:
    """All that is varied, all that is held, and how a point of the unit cube is written as settings of the scenario."""

    inputs: tuple[VariedInput, ...]
    fixed: tuple[FixedInput, ...]
    own: Mapping[str, Any]
    """The scenario's own content by path, for distributions of which a part is varied."""

    def settings(self, point: Sequence[float]) -> list[str]:
        """``path=value`` for each value that is varied, in the order of the inputs."""
        found: dict[str, list[tuple[VariedInput, float]]] = {}
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
        return {"inputs": varied, "held": [dataclasses.asdict(one) for one in self.fixed]}

    def as_yaml(self) -> str:
        """Every range as ``--ranges`` reads it, so that somebody who knows better can change some and run again."""
        lines = [
            "# What was varied, from where to where. Change what you know better and give this file to --ranges.\n"
        ]
        for one in self.inputs:
            scale = f" {one.span.scale}" if one.span.scale in ("log", "odds") else ""
            span = "|".join(one.choices) or "..".join(one.ends) + scale
            lines.append(f"{json.dumps(one.name)}: {json.dumps(span)}  # {one.rule}; the scenario has {one.own}\n")
        return "".join(lines)

    def _value(self, path: str, parts: Sequence[tuple[VariedInput, float]]) -> str:
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


def own_number(distribution: Distribution, parameter: str) -> float:
    """A parameter of a distribution in whole units; a scale is 1."""
    return 1.0 if parameter == "scale" else float(dict(distribution.numbers)[parameter])


def kind_of_parameter(value: ScenarioValue, parameter: str) -> str:
    """The kind of number that a value, or a parameter of its distribution, is."""
    return PLAIN if parameter in ("sigma", "scale") else value.kind or CHOICE
