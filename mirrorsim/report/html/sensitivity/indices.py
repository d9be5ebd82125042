"""Sobol indices: each kept input's share of the variance, alone and with its interactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsim.report.html.charts import figure
from mirrorsim.report.html.dots import dots
from mirrorsim.report.html.markup import Html, join, paragraph, section, table, tag
from mirrorsim.report.html.sensitivity.effects import ROOM
from mirrorsim.report.sensitivity import percent

FRAME = (-0.5, 1.5)
"""Indices are shares; intervals that go further say only that there are too few blocks, and are cut."""
FIRST, TOTAL = "alone (first order)", "with interactions (total)"


def indices(found: Mapping[str, Any]) -> Html:
    """A figure a conclusion."""
    parts = [_figure(one, number) for number, one in enumerate(found["conclusions"])]
    return section("indices", "Sobol indices: shares of the variance", *parts)


def _figure(one: Mapping[str, Any], place: int) -> Html:
    found = one["sobol"]["indices"]
    heading = tag("h3", one["policy"])
    if not found:
        return join([heading, paragraph("There are none: the output does not vary, or too few blocks are whole.")])
    import altair as alt

    rows = [
        {
            "policy": kind,
            "measure": index["name"],
            "value": index[key],
            "low": index[key] - index[f"{key}_half"],
            "high": index[key] + index[f"{key}_half"],
            "text": f"{index[key]:.2f} ± {index[f'{key}_half']:.2f}",
        }
        for index in found
        for kind, key in ((FIRST, "first"), (TOTAL, "total"))
    ]
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    least, most = max(FRAME[0], min(low, 0.0)), min(FRAME[1], max(high, 1.0))
    chart = dots(
        rows, [FIRST, TOTAL], title="share of the variance", scale=alt.Scale(domain=[least, most], nice=False), zero=True,
        clip=True, room=ROOM,
    )  # fmt: skip
    cut = " What reaches the frame goes on beyond it; the table has it all." if low < least or high > most else ""
    alone = sum(index["first"] for index in found)
    noise = one["sobol"]["luck_share"]
    noisy = (
        ""
        if noise is None
        else f" At most {percent(min(noise, 1.0))} of the variance is chance, as replications are few."
    )
    drawn = figure(
        f"indices-{place}",
        chart,
        alt_text=f"Dot plot: first order and total Sobol indices of {len(found)} inputs and groups for {one['policy']}",
        caption=f"With 95 % intervals. First order indices add up to {alone:.2f}; what is missing to 1 is interaction, or the "
        f"roughness of {one['sobol']['whole_blocks']} blocks.{noisy}{cut}",
        numbers=table(
            f"{one['policy']}: Sobol indices",
            ["input", "first order", "± (95 %)", "total", "± (95 %)"],
            [[i["name"], *(f"{i[key]:.3f}" for key in ("first", "first_half", "total", "total_half"))] for i in found],
        ),
    )
    return join([heading, drawn])
