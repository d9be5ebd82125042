"""The forest plot: paired differences of the key measures, as a share of the baseline's mean."""

from __future__ import annotations

from typing import Any

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.headline import p_value, signed
from mirrorsim.report.html.charts import figure
from mirrorsim.report.html.dots import dots
from mirrorsim.report.html.markup import Html, paragraph, section, table
from mirrorsim.report.wording import label, number, ordered

KEY = (
    "throughput_usd_per_day", "delay_days_mean", "delay_days_median", "delay_days_p90", "cost_pct", "commission_pct",
    "premium_pct", "pickups_per_week", "cash_dollars_wanted_usd", "banked_usd", "in_flight_usd", "unmoved_usd",
    "seized_usd",
)  # fmt: skip
FRAME = 150.0
"""Percent: differences beyond it are cut at the frame, so that one of them does not hide the others."""


def forest(run: FinishedRun) -> Html:
    """Differences of every policy to the baseline."""
    title = "What each policy changes"
    if len(run.policies) == 1:
        return section("forest", title, paragraph("One policy was run: there is nothing to compare it with."))
    rows = [row for name in KEY for row in _rows(run, name)]
    if not any(row["low"] is not None for row in rows):
        note = "One replication was run: differences have no interval, and the table holds what was found."
        return section("forest", title, paragraph(note), _table(run))
    import altair as alt

    ends = [abs(end) for row in rows for end in (row["value"], row["low"], row["high"]) if end is not None]
    frame = min(FRAME, max(5.0, 1.05 * max(ends, default=5.0)))
    chart = dots(
        [_marked(row, frame) for row in rows],
        run.policies,
        title=f"difference from {run.baseline}, % of its mean (dot) with the 95 % interval (line)",
        scale=alt.Scale(domain=[-frame, frame], nice=False),
        axis=alt.Axis(tickCount=8, format="+.0f"),
        zero=True,
        clip=True,
    )
    cut = " What reaches the frame goes on beyond it; the table has it all." if max(ends) > FRAME else ""
    cut += _from_nothing(run)
    drawn = figure(
        "forest",
        chart,
        alt_text=f"Forest plot: differences of {', '.join(run.policies[1:])} to {run.baseline} in "
        f"{len({row['measure'] for row in rows})} measures, in percent, with intervals",
        caption="Paired differences over replications. Where a line crosses zero there is no clear difference." + cut,
        numbers=_table(run),
    )
    return section("forest", title, drawn)


def _from_nothing(run: FinishedRun) -> str:
    """What the figure cannot show: differences to a baseline that has none of it."""
    first, *others = run.summary["policies"]
    found = [
        f"{label(name)} {signed(one['mean'], base['unit'])} {base['unit']} ({policy['name']})"
        for name in KEY
        if (base := first["measures"].get(name)) is not None and not base["mean"]
        for policy in others
        if (one := policy["difference"].get(name)) is not None and one["mean"]
    ]
    return f" Not drawn, for {run.baseline} has none of it: {'; '.join(found)}." if found else ""


def _marked(row: dict[str, Any], frame: float) -> dict[str, Any]:
    """A row with an arrow where its dot is beyond the frame."""
    if abs(row["value"]) <= frame:
        return row
    far = f"{row['value']:+,.0f} % ▸" if row["value"] > 0 else f"◂ {row['value']:+,.0f} %"
    return {**row, "edge": frame if row["value"] > 0 else -frame, "far": far}


def _rows(run: FinishedRun, name: str) -> list[dict[str, Any]]:
    first, *others = run.summary["policies"]
    base = first["measures"].get(name)
    if base is None or not base["mean"]:
        return []
    found = []
    for policy in others:
        if (one := policy["difference"].get(name)) is not None:
            low, high = (100 * end / abs(base["mean"]) for end in one["ci95"]) if one["ci95"] else (None, None)
            value = 100 * one["mean"] / abs(base["mean"])
            text = f"{signed(one['mean'], base['unit'])} {base['unit']} ({value:+.1f} %)"
            found.append(
                {
                    "policy": policy["name"],
                    "measure": label(name),
                    "value": value,
                    "low": low,
                    "high": high,
                    "text": text,
                }
            )
    return found


def _table(run: FinishedRun) -> Html:
    """Every measure and every policy: the difference, its interval, p."""
    first, *others = run.summary["policies"]
    rows = []
    for name in ordered({name for policy in others for name in policy["difference"]}):
        for policy in others:
            one, base = policy["difference"].get(name), first["measures"].get(name)
            if one is None or base is None:
                continue
            unit = base["unit"]
            reach = "–" if one["ci95"] is None else " to ".join(signed(end, unit) for end in one["ci95"])
            share = f"{100 * one['mean'] / abs(base['mean']):+.1f} %" if base["mean"] else "–"
            p = p_value(one["p_adjusted"]).removeprefix("Holm p ").removeprefix("= ")
            unit_shown = "" if unit == "1" else f", {unit}"
            rows.append(
                [
                    label(name) + unit_shown,
                    policy["name"],
                    number(base["mean"], unit),
                    signed(one["mean"], unit),
                    reach,
                    share,
                    p,
                ]
            )
    head = ["measure", "policy", run.baseline, "difference", "95 % interval", "of baseline", "p (Holm)"]
    return table("All measures: paired differences to the baseline", head, rows, text=(0, 1))
