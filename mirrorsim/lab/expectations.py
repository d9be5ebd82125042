"""What a scenario's sources report beside what came out, and whether chance could have decided it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from mirrorsim.lab.estimate import Estimate, ratio_interval
from mirrorsim.scenario.expectations import Expectation

MET, NOT_MET, UNDECIDED = "met", "not met", "undecided"
"""The verdicts."""
_ROUNDING = 1e-9
"""Relative: an end of the range is within it, and rounding does not decide otherwise."""

Interval = tuple[float, float]


class Estimated(Protocol):
    """What is judged: the estimates of a run by policy and measure, and the values behind them by replication."""

    @property
    def policies(self) -> tuple[str, ...]: ...
    @property
    def estimates(self) -> dict[str, dict[str, Estimate]]: ...
    def values(self, policy: str, name: str) -> dict[int, float]: ...


def judged(result: Estimated, expect: Iterable[Expectation]) -> list[dict[str, Any]]:
    """Every expectation of a policy that was run, as ``mirrorsim run --json`` has it.

    ``got`` is None for a measure that does not exist, and ``ci95`` is None for a single replication.
    """
    found = []
    for one in expect:
        policy = one.policy or result.policies[0]
        if policy not in result.policies or (one.relative_to or policy) not in result.policies:
            continue
        got, ci95 = _found(result, one, policy)
        within = _within(one)
        found.append(
            {
                "name": one.name or one.measure,
                "source": one.source,
                "policy": policy,
                "measure": one.measure,
                "target": one.target,
                "tolerance": None if one.tolerance is None else one.tolerance / 1_000_000,
                "bounds": list(one.bounds),
                "got": got,
                "ci95": ci95 and list(ci95),
                "met": got is not None and within[0] <= got <= within[1],
                "verdict": verdict(got, ci95, within),
            }
        )
    return found


def verdict(got: float | None, ci95: Interval | None, within: Interval) -> str:
    """Met when the whole interval lies within, not met when all of it lies outside, undecided otherwise.

    Without an interval chance may have decided it; a measure that does not exist is not met, whatever chance does.
    """
    if got is None:
        return NOT_MET
    if ci95 is None:
        return UNDECIDED
    (low, high), (least, most) = ci95, within
    # an interval of one point may have been rounded away from the end of the range that it is
    slack = _ROUNDING * max(abs(low), abs(high))
    if least - slack <= low and high <= most + slack:
        return MET
    return NOT_MET if high < least - slack or low > most + slack else UNDECIDED


def _within(one: Expectation) -> Interval:
    """The bounds, a little wider than they are by what rounding may make of them."""
    least, most = one.bounds
    if one.target is not None and one.tolerance is not None:
        slack = _ROUNDING * abs(one.target) * one.tolerance / 1_000_000
    else:
        slack = _ROUNDING * max(abs(end) for end in (least, most) if end is not None)
    return -math.inf if least is None else least - slack, math.inf if most is None else most + slack


def asked(one: Mapping[str, Any], spell: Callable[[float], str]) -> str:
    """What is expected, in words; ``spell`` writes a number."""
    if one["target"] is not None:
        return f"{spell(one['target'])} ± {one['tolerance']:.0%}"
    least, most = one["bounds"]
    if least is None or most is None:
        return f"at most {spell(most)}" if least is None else f"at least {spell(least)}"
    return f"between {spell(least)} and {spell(most)}"


def _found(result: Estimated, one: Expectation, policy: str) -> tuple[float | None, Interval | None]:
    """The mean of the measure, or its ratio to that of another policy, and the 95 % interval."""
    estimate = result.estimates[policy].get(one.measure)
    if estimate is None:
        return None, None
    if one.relative_to is None:
        return estimate.mean, estimate.ci95
    reference = result.estimates[one.relative_to].get(one.measure)
    if reference is None or not reference.mean:
        return None, None
    values, others = result.values(policy, one.measure), result.values(one.relative_to, one.measure)
    return estimate.mean / reference.mean, ratio_interval(values, others)


def summed_up(found: list[Mapping[str, Any]]) -> str:
    """How many expectations are met, not met and undecided, in words."""
    counts = {name: sum(one["verdict"] == name for one in found) for name in (MET, NOT_MET, UNDECIDED)}
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count or name == MET)
    return f"Of {len(found)} expectation{'s' * (len(found) != 1)}: {said}."


def spelled(one: Mapping[str, Any]) -> str:
    """A verdict for a reader: with what the mean alone would say where there is no interval."""
    if one["verdict"] != UNDECIDED:
        return "NOT met" if one["verdict"] == NOT_MET else MET
    where = f"{'within' if one['met'] else 'outside'} the {'tolerance' if one['target'] is not None else 'bounds'}"
    if one["ci95"] is None:
        return f"undecided: {where}, but too few replications for an interval"
    return f"undecided: the mean is {where}, the 95 % interval is on both sides of an end"
