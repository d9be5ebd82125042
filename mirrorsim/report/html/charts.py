"""Charts as Vega-Lite specifications. Their colours are CSS variables, so that they follow the page's scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.run_folder import MOST_POSTINGS
from mirrorsim.report.html.markup import Html, details, json_script, paragraph, scrolling, tag

if TYPE_CHECKING:
    import altair as alt

PALETTE = [f"var(--c{number})" for number in range(1, 9)]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 6], [1, 4], [10, 2, 2, 2, 2, 2]]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left"]
_INK, _QUIET, _GRID, _AXIS = "var(--ink)", "var(--quiet)", "var(--grid)", "var(--axis)"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": _FONT,
    "padding": {"left": 2, "right": 16, "top": 6, "bottom": 4},
    "view": {"stroke": None},
    "axis": {
        "labelColor": _QUIET, "titleColor": _INK, "gridColor": _GRID, "domainColor": _AXIS, "tickColor": _AXIS,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 500, "labelLimit": 260, "titlePadding": 8,
    },
    "axisY": {"domain": False, "ticks": False},
    "legend": {
        "labelColor": _INK, "titleColor": _INK, "labelFontSize": 12, "orient": "top", "title": None, "labelLimit": 300,
        "columns": 4, "symbolStrokeWidth": 2, "offset": 10, "symbolLimit": 60,
    },
    "text": {"color": _INK, "font": _FONT},
    "rule": {"color": _QUIET},
}  # fmt: skip
"""What all charts share; given to them when they are drawn."""


def figure(key: str, chart: alt.TopLevelMixin, *, alt_text: str, caption: object, numbers: Html) -> Html:
    """A chart with its text alternative, its caption, and its numbers behind a disclosure."""
    spec = chart.to_dict()
    spec.pop("config", None)
    drawing = scrolling(tag("div", id=f"chart-{key}", class_="chart", role="img", aria_label=alt_text))
    return framed(f"fig-{key}", drawing, json_script(spec, class_="spec", data_for=f"chart-{key}"), caption, numbers)


def framed(key: str, drawing: Html, data: Html | str, caption: object, numbers: Html) -> Html:
    """A figure around a drawing."""
    rest = [tag("figcaption", caption), details("The numbers as a table", numbers)]
    return tag("figure", drawing, data, *rest, id=key)


def without_journal() -> Html:
    """In place of a chart that needs the journal."""
    return paragraph(
        "This run kept no journal (it was made with --journal none), one for each region, or one of more than "
        f"{MOST_POSTINGS:,} postings, so this chart cannot be drawn. "
        "Run it, a shorter one, or one without regions with --journal first to have it.",
        class_="missing",
    )


def values(rows: Sequence[Mapping[str, Any]]) -> alt.Data:
    """Rows as inline data."""
    import altair as alt

    return alt.Data(values=[dict(row) for row in rows])


def policy_colour(policies: Sequence[str], shown: Sequence[str] | None = None) -> alt.Color:
    """The colour channel for policies, the same in every chart; ``shown`` are those that the legend names."""
    import altair as alt

    colours = [PALETTE[number % len(PALETTE)] for number in range(len(policies))]
    return alt.Color(
        "policy:N", scale=alt.Scale(domain=list(policies), range=colours), legend=policy_legend(policies, shown)
    )


def policy_legend(policies: Sequence[str], shown: Sequence[str] | None = None) -> alt.Legend | None:
    """A legend where there is more than one policy to tell apart."""
    import altair as alt

    return alt.Legend(values=list(shown or policies)) if len(policies) > 1 else None


def policy_dash(policies: Sequence[str]) -> alt.StrokeDash:
    """Lines that differ without colour too."""
    import altair as alt

    dashes = [DASHES[number % len(DASHES)] for number in range(len(policies))]
    return alt.StrokeDash(
        "policy:N", scale=alt.Scale(domain=list(policies), range=dashes), legend=policy_legend(policies)
    )


def stacked(
    rows: Sequence[Mapping[str, Any]],
    parts: Sequence[str],
    bars: Sequence[str],
    *,
    title: str,
    form: str,
    whole: float | None = None,
) -> alt.Chart:
    """A bar for each ``bar`` made of ``part``s of size ``value``, in the order given; ``whole`` ends the axis."""
    import altair as alt

    colours = [PALETTE[number % len(PALETTE)] for number in range(len(parts))]
    place = {part: number for number, part in enumerate(parts)}
    scale = alt.Scale(domain=[0, whole]) if whole else alt.Scale(zero=True, nice=False)
    placed = [{**row, "order": place[row["part"]]} for row in rows]
    return (
        alt.Chart(values(placed), width="container", height=34 * len(bars) + 6)
        .mark_bar(size=22, stroke="var(--page)", strokeWidth=1)
        .encode(
            x=alt.X("value:Q", title=title, stack="zero", scale=scale, axis=alt.Axis(format=form, tickCount=8)),
            y=alt.Y("bar:N", title=None, sort=list(bars)),
            color=alt.Color("part:N", scale=alt.Scale(domain=list(parts), range=colours), legend=alt.Legend()),
            order=alt.Order("order:Q"),
            tooltip=[alt.Tooltip("bar:N"), alt.Tooltip("part:N"), alt.Tooltip("text:N", title="value")],
        )
    )
