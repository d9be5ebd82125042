"""The headline: a sentence per policy, from a run's summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mirrorsim.report.wording import number as spelled

LEVEL = 0.05

_KEY = (
    ("throughput_usd_per_day", "throughput", "USD a day"),
    ("delay_days_mean", "the mean delay", "days"),
    ("cost_pct", "the cost of a pledged dollar", "points"),
)
"""Measure, what a sentence calls it, and the unit of a difference."""
_IF_CLEAR = (("seized_usd", "what is seized", "USD"),)
"""The same, of what a sentence only speaks when it differs clearly."""


def headlines(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each policy's name and the sentence that says what it does, the baseline first."""
    first, *others = summary["policies"]
    yield first["name"], _level(first["measures"])
    for policy in others:
        found = [
            _change(words, unit, policy["difference"][name], first["measures"][name])
            for name, words, unit in (*_KEY, *_IF_CLEAR)
            if name in policy["difference"] and name in first["measures"]
            if (name, words, unit) in _KEY or _is_clear(policy["difference"][name])
        ]
        yield policy["name"], ("; ".join(found) or "nothing that can be compared with the baseline") + "."


def _is_clear(difference: Mapping[str, Any]) -> bool:
    """Whether zero is outside the interval, also once all policies are counted."""
    if difference["ci95"] is None:
        return False
    low, high = difference["ci95"]
    return not low <= 0 <= high and (difference["p_adjusted"] or 0.0) <= LEVEL


def _level(measures: Mapping[str, Any]) -> str:
    texts = {
        "throughput_usd_per_day": "{} USD a day are delivered{}",
        "delay_days_mean": "a deal takes {} days on average{}",
        "cost_pct": "the client loses {} % of a pledged dollar{}",
    }
    parts = []
    for name, text in texts.items():
        if (one := measures.get(name)) is not None:
            reach = ""
            if one["ci95"] is not None:
                reach = (
                    f" (95 % interval {number(one['ci95'][0], one['unit'])} to {number(one['ci95'][1], one['unit'])})"
                )
            parts.append(text.format(number(one["mean"], one["unit"]), reach))
    return ("; ".join(parts) or "nothing was delivered") + "."


def _change(words: str, unit: str, difference: Mapping[str, Any], baseline: Mapping[str, Any]) -> str:
    mean, kind = difference["mean"], baseline["unit"]
    percent = 100 * abs(mean / baseline["mean"]) if baseline["mean"] else 0.0
    share = f"{percent:,.{0 if percent >= 100 else 1}f} %" if percent and unit != "points" else ""
    size = f"{signed(mean, kind)} {unit}"
    if difference["ci95"] is None:
        return f"{words} differs by {size} in the only replication, which says nothing about chance"
    low, high = difference["ci95"]
    reach = f"95 % interval {signed(low, kind)} to {signed(high, kind)}, {p_value(difference['p_adjusted'])}"
    if low == high == 0:
        return f"{words} is the same in every replication"
    if low <= 0 <= high:
        return f"no clear difference in {words} ({size}, {reach})"
    verb = "rises" if mean > 0 else "falls"
    by = f"{share} ({size}; {reach})" if share else f"{number(abs(mean), kind)} {unit} ({reach})"
    if (difference["p_adjusted"] or 0.0) > LEVEL:
        return f"{words} {verb} by {by}, which is not clear once all policies are counted"
    return f"{words} {verb} by {by}"


def number(value: float, unit: str) -> str:
    """As everywhere, but whole dollars from ten on: cents say nothing beside an interval."""
    return f"{value:,.0f}" if unit.startswith("USD") and abs(value) >= 10 else spelled(value, unit)


def signed(value: float, unit: str) -> str:
    """A difference with its sign."""
    text = number(abs(value), unit)
    return text if not value else f"{'+' if value > 0 else '−'}{text}"


def p_value(p: float | None) -> str:
    """A p value after Holm's correction as people write it."""
    if p is None:
        return "no p"
    return "Holm p < 0.001" if p < 0.001 else f"Holm p = {p:.2g}" if p < 0.995 else "Holm p = 1"
