"""Numbers of a run's summary, with their intervals, as text and as rows of charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.markup import Html, join, tag
from mirrorsim.report.wording import number


def estimates(run: FinishedRun, prefix: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Policy, measure's name and estimate of all measures whose name begins so, in order."""
    names = dict.fromkeys(
        name for policy in run.summary["policies"] for name in policy["measures"] if name.startswith(prefix)
    )
    for name in sorted(names):
        for policy in run.summary["policies"]:
            if (one := policy["measures"].get(name)) is not None:
                yield policy["name"], name, one


def row(policy: str, label: str, one: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a dot plot."""
    low, high = one["ci95"] or (None, None)
    # a t interval of what cannot be negative may reach below zero; a chart need not
    low = None if low is None else max(low, 0.0)
    return {"policy": policy, "measure": label, "value": one["mean"], "low": low, "high": high, "text": spelled(one)}


def spelled(one: Mapping[str, Any], unit: str | None = None) -> str:
    """A mean and its interval: ``57,467 (50,116 to 64,818)``."""
    unit = one["unit"] if unit is None else unit
    mean = number(one["mean"], unit)
    if one["ci95"] is None:
        return mean
    low, high = one["ci95"]
    return f"{mean} ({number(low, unit)} to {number(high, unit)})"


def cell(text: str) -> Html:
    """A mean with its interval on a line of its own."""
    mean, _, reach = text.partition(" (")
    return join([mean, tag("span", f"({reach}", class_="interval") if reach else ""])


def by_policy(run: FinishedRun, rows: Sequence[tuple[str, str]]) -> list[list[object]]:
    """Table rows of label and measure's name: a label and a cell a policy."""
    measures = [policy["measures"] for policy in run.summary["policies"]]
    return [
        [label, *(cell(spelled(found[name])) if name in found else "–" for found in measures)] for label, name in rows
    ]
