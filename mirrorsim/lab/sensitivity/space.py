"""How the space of an analysis comes about: what is requested, what facts have a range for, and conventions for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mirrorsim.fields.messages import did_you_mean
from mirrorsim.lab.sensitivity.inputs import FixedInput, InputSpace, VariedInput, kind_of_parameter, own_number
from mirrorsim.lab.sensitivity.quantities import (
    PLAIN,
    InputRange,
    conventional_range,
    format_quantity,
    largest,
    parameters,
)
from mirrorsim.lab.sensitivity.requests import RangeRequests
from mirrorsim.lab.sensitivity.values import ScenarioValue, mark_ambiguous, scenario_values, stated_range
from mirrorsim.scenario.facts import ASSUMPTION
from mirrorsim.scenario.problems import Problem, ScenarioError
from mirrorsim.units.distribution import Distribution

if TYPE_CHECKING:
    from mirrorsim.scenario.load import Loaded

ONLY = "--only"


def input_space(loaded: Loaded, requests: RangeRequests, only: Sequence[str] = ()) -> InputSpace:
    """What of a scenario is varied: what is asked for, what facts have a range for, and every assumption.

    ``only`` are paths; nothing else than what is at or below one of them, or has a range that is asked for, is varied. Raises
    :class:`mirrorsim.ScenarioError` for a range that is asked for and cannot be, and when nothing is left to vary.
    """
    every = mark_ambiguous(list(scenario_values(loaded)))
    inputs: list[VariedInput] = []
    fixed: list[FixedInput] = []
    requested = requests.resolve(every)
    for value in every:
        for one in _parts(value, requested):
            if isinstance(one, VariedInput) and one.name not in requested and not within(one.name, only):
                one = FixedInput(one.name, one.own, one.source, "is not among what was asked for")
            if isinstance(one, VariedInput):
                inputs.append(one)
            else:
                fixed.append(one)
    _check(inputs, fixed, only)
    own = {value.path: value.content for value in every}
    return InputSpace(tuple(inputs), tuple(fixed), own)


def _check(inputs: Sequence[VariedInput], fixed: Sequence[FixedInput], only: Sequence[str]) -> None:
    """Raise :class:`ScenarioError` for a path that nothing is at or below, and when nothing is varied."""
    names = [*(one.name for one in inputs), *(one.path for one in fixed)]
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


def _parts(
    value: ScenarioValue, requested: Mapping[str, VariedInput | FixedInput]
) -> Iterator[VariedInput | FixedInput]:
    """A value as what is varied of it; one that is asked for is as it is asked for."""
    names = [value.path] if value.distribution is None else list(_named(value.path, value.distribution))
    for name in names:
        yield requested[name] if name in requested else _default(value, name.removeprefix(value.path).lstrip("."))


def _named(path: str, distribution: Distribution) -> Iterator[str]:
    for parameter in parameters(distribution):
        yield f"{path}.{parameter}"


def _default(value: ScenarioValue, parameter: str) -> VariedInput | FixedInput:
    """What is varied of a value, or of a parameter of its distribution, when nobody asks for anything."""
    if value.distribution is not None:
        return _of_distribution(value, value.distribution, parameter)
    if value.kind is None:
        why = "is a choice, not a quantity" if value.assumed else f"{value.source} has no range for it"
        if of_a_region(value.path):
            why = "is a region's own, and stands whatever varies in the country"
        return FixedInput(value.path, value.text, value.source, why)
    own = value.own
    if (ends := stated_range(value, own)) is not None:
        return _input(value, "", own, InputRange(*ends), f"range of {value.source}")
    usual = conventional_range(own, value.kind)
    if not value.assumed or usual is None:
        why = (
            "is nothing: half and double of it say nothing" if value.assumed else f"{value.source} has no range for it"
        )
        return FixedInput(value.path, format_quantity(own, value.kind), value.source, why)
    return _input(value, "", own, *usual)


def _of_distribution(value: ScenarioValue, distribution: Distribution, parameter: str) -> VariedInput | FixedInput:
    name, own = f"{value.path}.{parameter}", own_number(distribution, parameter)
    if parameter in ("median", "mean") and (ends := stated_range(value, own)) is not None:
        return _input(value, parameter, own, InputRange(*ends), f"range of {value.source}")
    if not value.assumed:
        why = f"{value.source} has no range for it beyond what every run draws from"
        return FixedInput(name, value.text, value.source, why)
    if parameter == "scale":
        widest = max([*(float(number) for _, number in distribution.numbers), *map(float, distribution.values), 0.0])
        if widest <= 0:
            return FixedInput(name, value.text, value.source, "is nothing: half and double of it say nothing")
        span = InputRange(0.5, min(2.0, largest(distribution.unit) / widest), "log")
        return _input(value, parameter, 1.0, span, "half to double")
    usual = conventional_range(own, PLAIN if parameter == "sigma" else distribution.unit)
    assert usual is not None, "a lognormal's median and sigma are above zero, and so is an exponential's mean"
    return _input(value, parameter, own, *usual)


def _input(value: ScenarioValue, parameter: str, own: float, span: InputRange, rule: str) -> VariedInput:
    kind = kind_of_parameter(value, parameter)
    least, most_ = (None, None) if parameter else value.limits
    low = span.low if least is None else max(span.low, least)
    high = span.high if most_ is None else min(span.high, most_)
    if value.source != ASSUMPTION and "range of" not in rule:
        rule = f"{rule}; {value.source} is an assumption"
    return VariedInput(
        value.path, parameter, kind, value.source, format_quantity(own, kind), InputRange(low, high, span.scale), rule
    )
