"""What turns a conclusion over: in which part of an input's range it holds less often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsim.report.headline import p_value
from mirrorsim.report.html.charts import figure
from mirrorsim.report.html.dots import dots
from mirrorsim.report.html.markup import Html, join, paragraph, section, table, tag
from mirrorsim.report.html.sensitivity.effects import ROOM
from mirrorsim.report.sensitivity import percent, turning

SHOWN = 8
THIRDS = ("lowest third of its range", "middle third", "highest third")


def regional_effects(found: Mapping[str, Any]) -> Html:
    """A figure a conclusion that is turned over somewhere."""
    title = "What turns the conclusion over"
    parts = [_figure(one, number) for number, one in enumerate(found["conclusions"]) if "holds" in one]
    if not parts:
        return section("turns", title, paragraph("One policy was run: there is no conclusion to turn over."))
    return section("turns", title, *parts)


def _figure(one: Mapping[str, Any], place: int) -> Html:
    heading = tag("h3", f"{one['policy']} against {one['baseline']}")
    said = paragraph(turning(one))
    if not one["turns"]:
        return join([heading, said])
    import altair as alt

    rows = [
        {
            "policy": THIRDS[third],
            "measure": turn["name"],
            "value": 100 * share["share"],
            "low": 100 * share["ci95"][0],
            "high": 100 * share["ci95"][1],
            "text": f"{share['hits']} of {share['of']} ({percent(share['share'])})",
        }
        for turn in one["turns"][:SHOWN]
        for third, share in enumerate(turn["holds_in_thirds"])
        if share["share"] is not None
    ]
    chart = dots(
        rows,
        THIRDS,
        title="% of points at which the conclusion holds",
        scale=alt.Scale(domain=[0, 100], nice=False),
        room=ROOM,
    )
    drawn = figure(
        f"turns-{place}",
        chart,
        alt_text=f"Dot plot: how often the conclusion holds in each third of the ranges of {min(SHOWN, len(one['turns']))} "
        "inputs, those that set it apart most first",
        caption=f"The {min(SHOWN, len(one['turns']))} inputs that set apart where it holds and where not, most clearly first; "
        "Wilson's 95 % intervals.",
        numbers=table(
            f"{one['policy']}: inputs by how they go with the conclusion",
            ["input", "distance", "p (Holm)", *THIRDS],
            [
                [
                    turn["name"],
                    f"{turn['distance']:.2f}",
                    p_value(turn["p_adjusted"]).removeprefix("Holm p ").removeprefix("= "),
                    *("–" if s["share"] is None else percent(s["share"]) for s in turn["holds_in_thirds"]),
                ]
                for turn in one["turns"]
            ],
        ),
    )
    return join([heading, said, drawn])
