"""What the state sees and takes: reports filed, value seized."""

from __future__ import annotations

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import figure
from mirrorsim.report.html.dots import decades, dots
from mirrorsim.report.html.figures_of import by_policy, estimates, row
from mirrorsim.report.html.labels import label, words
from mirrorsim.report.html.markup import Html, paragraph, section, table

_FILED = "reports_filed."


def detection(run: FinishedRun) -> Html:
    """Reports by kind and seizures, by policy."""
    filed = list(estimates(run, _FILED))
    on = list(dict.fromkeys(name for _, name, _ in estimates(run, "reports_on.")))
    taken = list(dict.fromkeys(name for _, name, _ in estimates(run, "seized_")))
    seized = table(
        "Seized, with 95 % intervals", ["", *run.policies], by_policy(run, [(_unit(name), name) for name in taken])
    )
    title = "Detection and seizures"
    if not filed:
        return section("detection", title, paragraph("No report was filed."), seized)
    names = list(dict.fromkeys(name for _, name, _ in filed))
    largest = max(one["ci95"][1] if one["ci95"] else one["mean"] for _, _, one in filed)
    scale, axis = decades(largest)
    drawn = figure(
        "detection",
        dots(
            [row(policy, words(name.removeprefix(_FILED)), one) for policy, name, one in filed],
            run.policies,
            title="reports filed in a replication (each gridline is ten times the one before)",
            scale=scale,
            axis=axis,
        ),
        alt_text="Dot plot: reports filed by kind and policy, on a scale of powers of ten",
        caption="Reports on everybody, in the scheme or not. A report need not be read, and leads to no arrest by itself.",
        numbers=table(
            "Reports filed in a replication, with 95 % intervals",
            ["kind", *run.policies],
            by_policy(run, [(words(name.removeprefix(_FILED)), name) for name in names] + [(label(n), n) for n in on]),
        ),
    )
    return section("detection", title, drawn, seized)


def _unit(name: str) -> str:
    return label(name) + (", USD" if name == "seized_usd" else "")
