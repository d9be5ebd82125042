"""Throughput over time, week by week, with the dates of policies and shocks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from mirrorsim.lab.record_arrays import RecordArrays
from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import figure, policy_colour, policy_dash, values, without_journal
from mirrorsim.report.html.markup import Html, section, table
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, WEEK

_TITLE = "Throughput over time"


_MANY_WEEKS = 78
"""More weeks than this are drawn four together."""


def period(run: RecordArrays) -> int:
    """The weeks that are taken together."""
    return 1 if run.horizon <= _MANY_WEEKS * WEEK else 4


def throughput(run: RecordArrays) -> list[float]:
    """US dollars a day handed to clients in Mexico, at the reference rate, in each period; the last may be shorter."""
    clients = [
        code for code, account in enumerate(run.accounts) if account.role == "client" and account.asset == Asset.MXN
    ]
    entries = run.entries
    mine = np.isin(entries.account, clients)
    length = period(run) * WEEK
    many = -(-run.horizon // length)
    cents = np.zeros(many)
    np.add.at(cents, np.minimum(entries.time[mine] // length, many - 1), entries.amount[mine] / run.mxn_per_usd)
    days = np.minimum(length, run.horizon - np.arange(many) * length) / DAY
    dollars: list[float] = (cents / 100 / days).round(2).tolist()
    return dollars


def over_time(run: FinishedRun) -> Html:
    """The lines of all policies in one chart, dates as rules."""
    if not run.kept:
        return section("over-time", _TITLE, without_journal())
    import altair as alt

    start = date.fromisoformat(run.scenario["start"])
    by_policy = {policy: throughput(tables) for policy, tables in run.kept.items()}
    weeks = period(next(iter(run.kept.values())))
    rows = [
        {"policy": policy, "week": _day(start, weeks * number), "value": value}
        for policy, found in by_policy.items()
        for number, value in enumerate(found)
    ]
    dated = dated_changes(run)
    domain = [_day(start, 0), _day(start, weeks * (max(map(len, by_policy.values())) - 1))]
    form = "%b %Y" if run.summary["horizon_days"] > 250 else "%-d %b %Y"
    x = alt.X(
        "week:T", title=None, scale=alt.Scale(domain=domain), axis=alt.Axis(format=form, labelOverlap=True, tickCount=9)
    )
    y = alt.Y("value:Q", title="USD a day", axis=alt.Axis(format="~s", tickCount=5))
    lines = (
        alt.Chart(values(rows))
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(x=x, y=y, color=policy_colour(run.policies), strokeDash=policy_dash(run.policies))
    )
    chart = alt.layer(*_rules(dated), lines).properties(width="container", height=260)
    drawn = figure(
        "over-time",
        chart,
        alt_text="Line chart: US dollars a day handed over in Mexico, over time, for " + ", ".join(by_policy),
        caption=_caption(dated, weeks),
        numbers=_table(start, by_policy, weeks),
    )
    return section("over-time", _TITLE, drawn)


def _rules(dated: list[DatedChange]) -> list[Any]:
    import altair as alt

    if not dated:
        return []
    data = values([{"week": mark.day, "name": str(number)} for number, mark in enumerate(dated, 1)])
    rule = alt.Chart(data).mark_rule(strokeDash=[4, 3], strokeWidth=1.2).encode(x="week:T")
    text = (
        alt.Chart(data)
        .mark_text(baseline="top", align="left", dx=4, fontSize=12, fontWeight=600)
        .encode(x="week:T", y=alt.value(2), text="name:N")
    )
    return [rule, text]


def _caption(dated: list[DatedChange], weeks: int) -> str:
    by = "week" if weeks == 1 else f"{weeks} weeks"
    said = f"US dollars a day handed to the client in Mexico at the reference rate, by {by}; each policy's first replication."
    if dated:
        said += (
            " Dashed: " + "; ".join(f"{number}, {mark.day}: {mark.what}" for number, mark in enumerate(dated, 1)) + "."
        )
    return said


def _table(start: date, by_policy: dict[str, list[float]], weeks: int) -> Html:
    rows = [
        [_day(start, weeks * number), *(f"{found[number]:,.0f}" for found in by_policy.values())]
        for number in range(max(map(len, by_policy.values())))
    ]
    return table("US dollars a day", ["from", *by_policy], rows)


def _day(start: date, week: int) -> str:
    return (start + timedelta(weeks=week)).isoformat()


class DatedChange(NamedTuple):
    """A day, as ISO text, and what happens on it."""

    day: str
    what: str


def policy_start(run: FinishedRun, policy: str) -> str | None:
    """The day on which a policy begins when that is after the start."""
    day: str | None = run.scenario.get("policies", {}).get(policy, {}).get("since")
    return day if day is not None and day > run.scenario["start"] else None


def dated_changes(run: FinishedRun) -> list[DatedChange]:
    """All dates within the run, in order, each once."""
    start = date.fromisoformat(run.scenario["start"])
    end = (start + timedelta(days=run.summary["horizon_days"])).isoformat()
    found = [
        DatedChange(day, f"policy {policy} begins") for policy in run.policies if (day := policy_start(run, policy))
    ]
    for shock in run.scenario.get("timeline", []):
        found.append(DatedChange(shock["since"], f"{shock['name']} begins"))
        if shock.get("until"):
            found.append(DatedChange(shock["until"], f"{shock['name']} is over"))
    if warm_up := run.manifest.get("warm_up", 0):
        found.append(DatedChange((start + timedelta(days=warm_up // DAY)).isoformat(), "the warm-up is over"))
    by_day: dict[str, list[str]] = {}
    for mark in sorted(found):
        if run.scenario["start"] < mark.day < end:
            by_day.setdefault(mark.day, []).append(mark.what)
    return [DatedChange(day, ", ".join(what)) for day, what in by_day.items()]
