"""Ranges that a user requests: ``path=low..high``, one by one or in a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mirrorsim.fields.messages import did_you_mean, quoted
from mirrorsim.lab.sensitivity.inputs import FixedInput, VariedInput, kind_of_parameter, own_number
from mirrorsim.lab.sensitivity.quantities import (
    CHOICE,
    COUNT,
    SHARE,
    InputRange,
    format_quantity,
    parameters,
    parse_quantity,
)
from mirrorsim.lab.sensitivity.values import ScenarioValue
from mirrorsim.scenario.problems import Problem, ScenarioError
from mirrorsim.scenario.tree import Place
from mirrorsim.scenario.yaml_text import read_file
from mirrorsim.units.shares import WHOLE

RANGE = "--range"
FIXED = "fixed"
"""In the place of a range: hold this one."""
_SCALES = ("log", "odds")
"""Words after a range: evenly in the logarithm, or in the logarithm of the odds, rather than evenly."""
_HOW = "write low..high, such as 1 h..6 h; a|b for choices; or fixed"


@dataclass(frozen=True)
class RangeRequests:
    """Ranges by path, each with the place where it is written."""

    ranges: Mapping[str, tuple[str, Place]]

    def resolve(self, every: Sequence[ScenarioValue]) -> dict[str, VariedInput | FixedInput]:
        """What is requested, by the name of the input. Raises :class:`ScenarioError` with all that cannot be."""
        named: dict[str, tuple[ScenarioValue, str]] = {}
        for value in every:
            distribution = value.distribution
            if distribution is None:
                named[value.path] = value, ""
            for parameter in () if distribution is None else parameters(distribution):
                named[f"{value.path}.{parameter}"] = value, parameter
        problems, resolved = [], {}
        for path, (text, place) in self.ranges.items():
            name = _without_family(path, named)
            try:
                if name not in named:
                    raise ValueError(_unknown(path, named))
                resolved[name] = _read(*named[name], text)
            except ValueError as error:
                problems.append(Problem(*place, path, str(error)))
        if problems:
            raise ScenarioError(problems)
        return resolved


def range_requests(ranges: Iterable[str] = (), file: str | os.PathLike[str] | None = None) -> RangeRequests:
    """Ranges from ``path=low..high`` texts and from a YAML file of ``path: low..high``; the texts go before the file.

    Raises :class:`ScenarioError` for what cannot be read.
    """
    found = {} if file is None else dict(_from_file(file))
    problems = []
    for text in ranges:
        path, sign, span = text.partition("=")
        if not sign or not path.strip():
            problems.append(Problem(RANGE, 1, 1, "", f"{quoted(text)} is no range: write path.to.key=low..high"))
        found[path.strip()] = span.strip(), (RANGE, 1, 1)
    if problems:
        raise ScenarioError(problems)
    return RangeRequests(found)


def _from_file(file: str | os.PathLike[str]) -> Iterator[tuple[str, tuple[str, Place]]]:
    tree = read_file(file)
    for path, node in tree.mapping.items():
        if not isinstance(node.value, str):
            raise ScenarioError([Problem(*node.place, path, f"is no range: {_HOW}")])
        yield path, (node.value.strip(), node.place)


def _without_family(path: str, named: Mapping[str, object]) -> str:
    """``a.lognormal.median`` as ``a.median``: a distribution's parameter may be spelled as in the scenario."""
    steps = path.split(".")
    short = ".".join(steps[:-2] + steps[-1:]) if len(steps) > 2 else path
    return short if path not in named and short in named else path


def _unknown(path: str, named: Mapping[str, tuple[ScenarioValue, str]]) -> str:
    below = [name for name in named if name.startswith(f"{path}.")]
    if below and named[below[0]][0].path == path:
        return f"is a distribution: say which of its parameters, {' or '.join(below)}"
    if below:
        return f"is a section: say which of its values, such as {below[0]}"
    return f"is no value of this scenario{did_you_mean(path, named)}: `--plan` lists them"


def _read(value: ScenarioValue, parameter: str, text: str) -> VariedInput | FixedInput:
    distribution = value.distribution
    kind = kind_of_parameter(value, parameter)
    if kind == CHOICE:
        own = value.text
    else:
        own = format_quantity(value.own if distribution is None else own_number(distribution, parameter), kind)
    name = f"{value.path}.{parameter}" if parameter else value.path
    if text == FIXED:
        return FixedInput(name, own, value.source, "is held as asked")
    if "|" in text:
        if parameter:
            raise ValueError("is a number: write low..high, such as 0.5..2")
        choices = tuple(part.strip() for part in text.split("|"))
        if not all(choices) or len(set(choices)) < len(choices):
            raise ValueError(f"{quoted(text)}: write two or more different choices, such as broker|client")
        ends = InputRange(0.0, float(len(choices)))
        return VariedInput(value.path, "", CHOICE, value.source, own, ends, "as asked", choices)
    if kind == CHOICE:
        raise ValueError(f"is a choice, not a quantity: write its alternatives, such as {own}|...")
    span = _span(text, kind)
    return VariedInput(value.path, parameter, kind, value.source, own, span, "as asked")


def _span(text: str, kind: str) -> InputRange:
    spread, _, last = text.rpartition(" ")
    spread, scale = (spread, last) if last in _SCALES else (text, "linear")
    low_text, dots, high_text = spread.partition("..")
    if not dots:
        raise ValueError(f"{quoted(text)} is no range: {_HOW}")
    low, high = parse_quantity(low_text.strip(), kind), parse_quantity(high_text.strip(), kind)
    if not low < high:
        raise ValueError(f"{quoted(text)}: the low end must be below the high end")
    if kind == COUNT:
        if low < 1:
            raise ValueError(f"{quoted(text)}: a count that is varied begins at 1")
        return InputRange(low, high, "whole")
    if scale != "linear" and low <= 0:
        raise ValueError(f"{quoted(text)}: a range in {'logarithms' if scale == 'log' else 'odds'} begins above zero")
    if scale == "odds" and not (kind == SHARE and high < WHOLE):
        raise ValueError(f"{quoted(text)}: only shares and chances below 100 % have odds")
    return InputRange(low, high, scale)
