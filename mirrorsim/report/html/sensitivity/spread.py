"""The points that fill the space, each with its difference and interval, in order: where the conclusion holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mirrorsim.lab.sensitivity.conclusion import FLIPS, HOLDS, LEANS, LEANS_AWAY, VERDICTS
from mirrorsim.report.headline import signed
from mirrorsim.report.html.charts import figure, values
from mirrorsim.report.html.markup import Html, join, paragraph, section, table, tag
from mirrorsim.report.wording import label

WORDS = {
    HOLDS: "holds clearly",
    LEANS: "holds, not clearly",
    LEANS_AWAY: "does not hold, not clearly",
    FLIPS: "clearly does not hold",
}
_COLOURS = ["var(--c1)", "var(--c7)", "var(--c5)", "var(--c2)"]
_SHAPES = ["circle", "triangle-up", "triangle-down", "square"]


def spread(found: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> Html:
    """A figure a conclusion."""
    title = "Over the whole space of assumptions"
    parts = [
        _figure(found, one, [point for point in points if point["output"] == one["policy"]], number)
        for number, one in enumerate(found["conclusions"])
        if "holds" in one
    ]
    if not parts:
        return section("spread", title, paragraph("One policy was run: there is no conclusion to hold or not."))
    return section("spread", title, *parts)


def _figure(found: Mapping[str, Any], one: Mapping[str, Any], points: Sequence[Mapping[str, Any]], place: int) -> Html:
    import altair as alt

    unit = found["unit"]
    heading = tag("h3", f"{one['policy']} against {one['baseline']}")
    rows = [
        {
            "rank": rank,
            "value": point["value"],
            "low": point["low"],
            "high": point["high"],
            "verdict": WORDS[point["verdict"]],
            "text": f"{signed(point['value'], unit)} {unit}",
        }
        for rank, point in enumerate(sorted(points, key=lambda point: point["value"]), start=1)
    ]
    if not rows:
        return join([heading, paragraph("No point has an answer.")])
    words = list(WORDS.values())
    x = alt.X("rank:Q", title="points in order of their difference", axis=alt.Axis(labels=False, ticks=False, grid=False),
              scale=alt.Scale(domain=[0, len(rows) + 1], nice=False))  # fmt: skip
    axis_title = f"difference in {label(found['measure']).lower()}, {unit}"
    colour = alt.Color("verdict:N", scale=alt.Scale(domain=words, range=_COLOURS), legend=alt.Legend())
    shape = alt.Shape("verdict:N", scale=alt.Scale(domain=words, range=_SHAPES), legend=alt.Legend())
    least, most = _frame([row["value"] for row in rows] + [0.0, one["own"]["mean"]])
    scale, axis = alt.Scale(domain=[least, most]), alt.Axis(tickCount=6)
    y = alt.Y("value:Q", title=axis_title, axis=axis, scale=scale)
    base = alt.Chart(values(rows)).encode(x=x)
    tips = [alt.Tooltip("verdict:N"), alt.Tooltip("text:N", title="difference")]
    zero = alt.Chart(values([{"value": 0}])).mark_rule(strokeWidth=1.5, color="var(--axis)").encode(y=y)
    own = (
        alt.Chart(values([{"value": one["own"]["mean"]}])).mark_rule(strokeDash=[6, 3], color="var(--ink)").encode(y=y)
    )
    low = alt.Y("low:Q", title=axis_title, axis=axis, scale=scale)
    reach = base.mark_rule(strokeWidth=1.5, clip=True).encode(y=low, y2="high:Q", color=colour)
    dot = base.mark_point(filled=True, size=36, opacity=1).encode(y=y, color=colour, shape=shape, tooltip=tips)
    chart = alt.layer(zero, reach, dot, own).properties(width="container", height=280)
    drawn = figure(
        f"spread-{place}",
        chart,
        alt_text=f"Differences at {len(rows)} points that fill the space, in order, with intervals; "
        + ", ".join(f"{many} {word}" for word, many in _counts(rows).items()),
        caption="Every point has its own value of each input. The dashed line is at the scenario's own values; intervals "
        "are 95 % and cut at the frame.",
        numbers=_table(one, rows, unit),
    )
    return join([heading, drawn])


def _frame(heights: Sequence[float]) -> tuple[float, float]:
    """An axis that holds all differences with half as much around: few replications have intervals that would hide them."""
    least, most = min(heights), max(heights)
    room = 0.5 * (most - least) or 1.0
    return least - room, most + room


def _counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {WORDS[key]: sum(row["verdict"] == WORDS[key] for row in rows) for key in VERDICTS}


def _table(one: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], unit: str) -> Html:
    many = table(
        "Points by what they say", ["the conclusion", "points"], [[word, n] for word, n in _counts(rows).items()]
    )
    differences = [row["value"] for row in rows]
    levels = {"least": 0, "5 %": 0.05, "25 %": 0.25, "median": 0.5, "75 %": 0.75, "95 %": 0.95, "most": 1}
    quantiles = table(
        f"Differences over the points, {unit}",
        ["quantile", "difference"],
        [
            *([name, signed(float(np.quantile(differences, level)), unit)] for name, level in levels.items()),
            ["the scenario's own values", signed(one["own"]["mean"], unit)],
        ],
    )
    return join([many, quantiles])
