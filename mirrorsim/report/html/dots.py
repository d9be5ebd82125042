"""Dot plots: a row a measure, in it a dot and an interval a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from mirrorsim.report.html.charts import SHAPES, policy_colour, policy_legend, values

if TYPE_CHECKING:
    import altair as alt

Rows = Sequence[Mapping[str, Any]]
"""Each has measure, policy, value, low, high (None without an interval) and text, for the tooltip.

A value beyond the scale has edge, the end of the scale, and far, what is written there.
"""


def dots(
    rows: Rows,
    policies: Sequence[str],
    *,
    title: str,
    scale: alt.Scale | None = None,
    axis: alt.Axis | None = None,
    mark: Literal["point", "bar"] = "point",
    zero: bool = False,
    clip: bool = False,
    room: int | None = None,
) -> alt.TopLevelMixin:
    """Dots, or bars, with intervals.

    ``policies`` fixes order and colours, ``zero`` draws a line at no difference, ``clip`` cuts off what is beyond the scale,
    ``room`` is the most pixels for a measure's name, where it should not be the usual.
    """
    import altair as alt

    measures = list(dict.fromkeys(row["measure"] for row in rows))
    shown = [policy for policy in policies if any(row["policy"] == policy for row in rows)]
    scale = scale or alt.Scale(domainMin=0)
    axis = axis or alt.Axis(tickCount=8)
    y = alt.Y("measure:N", sort=measures, title=None, scale=alt.Scale(paddingInner=0.3, paddingOuter=0.15))
    if room is not None:
        y = y.axis(labelLimit=room)
    inside = alt.YOffset("policy:N", sort=shown, scale=alt.Scale(paddingInner=0.15, paddingOuter=0.1))
    colour = policy_colour(policies, shown)
    tips = [alt.Tooltip("measure:N"), alt.Tooltip("policy:N"), alt.Tooltip("text:N", title="value")]
    base = alt.Chart(values(rows)).encode(y=y, yOffset=inside, tooltip=tips)
    x = alt.X("value:Q", title=title, scale=scale, axis=axis)
    layers: list[alt.Chart] = []
    if mark == "bar":
        layers.append(base.mark_bar().encode(x=x, color=colour))
    spread = alt.Chart(values([row for row in rows if row["low"] is not None])).encode(
        y=y, yOffset=inside, tooltip=tips
    )
    line = spread.mark_rule(strokeWidth=2, clip=clip)
    reach = {"x": alt.X("low:Q", title=title, scale=scale, axis=axis), "x2": alt.X2("high:Q")}
    layers.append(line.encode(**reach, color=alt.value("var(--ink)") if mark == "bar" else colour))
    if mark == "point":
        forms = [SHAPES[number % len(SHAPES)] for number in range(len(policies))]
        shape = alt.Shape(
            "policy:N", scale=alt.Scale(domain=list(policies), range=forms), legend=policy_legend(policies, shown)
        )
        point = base.mark_point(filled=True, size=70, opacity=1, clip=clip)
        layers.append(point.encode(x=x, color=colour, shape=shape))
    if clip and (out := [row for row in rows if row.get("edge") is not None]):
        words = alt.Chart(values(out)).encode(y=y, yOffset=inside, x=alt.X("edge:Q", scale=scale), color=colour)
        above, below = alt.datum.edge > 0, alt.datum.edge < 0
        layers.append(words.transform_filter(above).mark_text(align="right", dy=-7, fontSize=11).encode(text="far:N"))
        layers.append(words.transform_filter(below).mark_text(align="left", dy=-7, fontSize=11).encode(text="far:N"))
    if zero:
        layers.insert(0, alt.Chart(values([{"value": 0}])).mark_rule(strokeWidth=1.5, color="var(--axis)").encode(x=x))
    height = len(measures) * (14 * len(shown) + 12) + 8
    return alt.layer(*layers).properties(width="container", height=height)


def decades(largest: float) -> tuple[alt.Scale, alt.Axis]:
    """A scale that holds zero and many orders of magnitude, with a tick at each power of ten."""
    import altair as alt

    ticks = [0.0, 1.0]
    while ticks[-1] < largest:
        ticks.append(ticks[-1] * 10)
    scale = alt.Scale(type="symlog", constant=1, domain=[0, 1.3 * max(largest, 1.0)], nice=False)
    return scale, alt.Axis(values=ticks, labelExpr="format(datum.value, '~s')")
