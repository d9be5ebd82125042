"""The dates at which something changes: policies that begin later, shocks, the end of the warm-up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.units.time import DAY


class Mark(NamedTuple):
    """A day, as ISO text, and what happens on it."""

    day: str
    what: str


def since(run: FinishedRun, policy: str) -> str | None:
    """The day on which a policy begins when that is after the start."""
    day: str | None = run.scenario.get("policies", {}).get(policy, {}).get("since")
    return day if day is not None and day > run.scenario["start"] else None


def marks(run: FinishedRun) -> list[Mark]:
    """All dates within the run, in order, each once."""
    start = date.fromisoformat(run.scenario["start"])
    end = (start + timedelta(days=run.summary["horizon_days"])).isoformat()
    found = [Mark(day, f"policy {policy} begins") for policy in run.policies if (day := since(run, policy))]
    for shock in run.scenario.get("timeline", []):
        found.append(Mark(shock["since"], f"{shock['name']} begins"))
        if shock.get("until"):
            found.append(Mark(shock["until"], f"{shock['name']} is over"))
    if warm_up := run.manifest.get("warm_up", 0):
        found.append(Mark((start + timedelta(days=warm_up // DAY)).isoformat(), "the warm-up is over"))
    by_day: dict[str, list[str]] = {}
    for mark in sorted(found):
        if run.scenario["start"] < mark.day < end:
            by_day.setdefault(mark.day, []).append(mark.what)
    return [Mark(day, ", ".join(what)) for day, what in by_day.items()]
