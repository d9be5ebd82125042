"""Throughput over time, week by week, with the dates of policies and shocks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from mirrorsim.lab.reading import Finished
from mirrorsim.lab.tables import Tables
from mirrorsim.report.html.charts import figure, policy_colour, policy_dash, values
from mirrorsim.report.html.dates import Mark, marks
from mirrorsim.report.html.kept import without_journal
from mirrorsim.report.html.markup import Html, section, table
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, WEEK

_TITLE = "Throughput over time"


def weekly(run: Tables) -> list[float]:
    """US dollars a day handed to clients in Mexico, at the reference rate, in each week; the last may be shorter."""
    clients = [
        code for code, account in enumerate(run.accounts) if account.role == "client" and account.asset == Asset.MXN
    ]
    entries = run.entries
    mine = np.isin(entries.account, clients)
    weeks = -(-run.horizon // WEEK)
    cents = np.zeros(weeks)
    np.add.at(cents, np.minimum(entries.time[mine] // WEEK, weeks - 1), entries.amount[mine] / run.pesos)
    days = np.minimum(WEEK, run.horizon - np.arange(weeks) * WEEK) / DAY
    dollars: list[float] = (cents / 100 / days).round(2).tolist()
    return dollars


def over_time(run: Finished) -> Html:
    """The lines of all policies in one chart, dates as rules."""
    if not run.kept:
        return section("over-time", _TITLE, without_journal())
    import altair as alt

    start = date.fromisoformat(run.scenario["start"])
    by_policy = {policy: weekly(run.kept[policy]) for policy in run.kept}
    rows = [
        {"policy": policy, "week": _day(start, week), "value": value}
        for policy, found in by_policy.items()
        for week, value in enumerate(found)
    ]
    dated = marks(run)
    domain = [_day(start, 0), _day(start, max(map(len, by_policy.values())) - 1)]
    x = alt.X("week:T", title=None, scale=alt.Scale(domain=domain), axis=alt.Axis(format="%b %Y", labelOverlap=True))
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
        alt_text="Line chart: US dollars a day handed over in Mexico, week by week, for " + ", ".join(by_policy),
        caption=_caption(dated),
        numbers=_table(start, by_policy),
    )
    return section("over-time", _TITLE, drawn)


def _rules(dated: list[Mark]) -> list[Any]:
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


def _caption(dated: list[Mark]) -> str:
    said = "US dollars a day handed to the client in Mexico at the reference rate, by week; each policy's first replication."
    if dated:
        said += (
            " Dashed: " + "; ".join(f"{number}, {mark.day}: {mark.what}" for number, mark in enumerate(dated, 1)) + "."
        )
    return said


def _table(start: date, by_policy: dict[str, list[float]]) -> Html:
    weeks = max(map(len, by_policy.values()))
    rows = [
        [_day(start, week), *(f"{found[week]:,.0f}" if week < len(found) else "–" for found in by_policy.values())]
        for week in range(weeks)
    ]
    return table("US dollars a day, by week", ["week from", *by_policy], rows)


def _day(start: date, week: int) -> str:
    return (start + timedelta(weeks=week)).isoformat()
