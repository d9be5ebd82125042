"""The screening: effects of the inputs that do most, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsim.report.headline import number
from mirrorsim.report.html.charts import figure
from mirrorsim.report.html.dots import dots
from mirrorsim.report.html.markup import Html, details, join, paragraph, section, table
from mirrorsim.report.wording import label

SHOWN = 15
ROOM = 340
"""Pixels for the path of an input."""


def effects(found: Mapping[str, Any]) -> Html:
    """Mean sizes of elementary effects, largest first."""
    unit, outputs = found["unit"], [one["policy"] for one in found["conclusions"]]
    rows = [
        {
            "policy": one["policy"],
            "measure": effect["name"],
            "value": effect["mu_star"],
            "low": max(effect["mu_star"] - effect["half"], 0.0),
            "high": effect["mu_star"] + effect["half"],
            "text": f"{number(effect['mu_star'], unit)} ± {number(effect['half'], unit)} {unit}",
        }
        for one in found["conclusions"]
        for effect in one["screening"]["effects"]
        if effect["mu_star"] > 0
    ]
    most: dict[str, float] = {}
    for row in rows:
        most[row["measure"]] = max(most.get(row["measure"], 0.0), row["value"])
    first = sorted(most, key=lambda name: -most[name])[:SHOWN]
    if not first:
        return section("effects", "Screening", paragraph("Nothing that was varied changes anything."), _table(found))
    shown = [row for name in first for row in rows if row["measure"] == name]
    chart = dots(
        shown, outputs, title=f"mean size of the effect on {label(found['measure']).lower()}, {unit}", room=ROOM
    )
    drawn = figure(
        "effects",
        chart,
        alt_text=f"Dot plot: mean sizes of the effects of the {len(first)} inputs that do most, with intervals",
        caption="What moving an input over its range changes, on average over the space (dot), with the 95 % interval (line).",
        numbers=_table(found),
    )
    return section("effects", "Screening: which inputs matter", drawn)


def _table(found: Mapping[str, Any]) -> Html:
    unit = found["unit"]
    parts = []
    for one in found["conclusions"]:
        rows = [
            [e["name"], *(number(e[key], unit) for key in ("mu_star", "half", "mu", "sigma"))]
            for e in one["screening"]["effects"]
        ]
        head = ["input", "mean size", "± (95 %)", "mean", "standard deviation"]
        parts.append(table(f"{one['policy']}: elementary effects, {unit}", head, rows))
    return join(parts) if len(parts) == 1 else join(details(f"Effects, part {n}", p) for n, p in enumerate(parts, 1))
