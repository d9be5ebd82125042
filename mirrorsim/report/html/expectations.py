"""What the scenario's sources report beside what came out; what is missed stays in, shown as missed."""

from __future__ import annotations

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.labels import label
from mirrorsim.report.html.markup import Html, paragraph, section, table, tag


def expectations(run: FinishedRun) -> Html:
    """A table of expectations, met and not met."""
    title = "Expectations"
    found = run.summary["expectations"]
    if not found:
        return section("expectations", title, paragraph("The scenario states no expectation."))
    rows = [
        [
            one["name"],
            one["source"],
            one.get("policy", run.baseline),
            label(one["measure"]),
            f"{one['target']:,.4g} ± {one['tolerance']:.0%}",
            "absent" if one["got"] is None else f"{one['got']:,.4g}",
            tag("strong", "met" if one["met"] else "NOT met", class_="met" if one["met"] else "unmet"),
        ]
        for one in found
    ]
    met = sum(one["met"] for one in found)
    head = ["expectation", "source", "policy", "measure", "target", "got", ""]
    said = paragraph(f"{met} of {len(found)} met.")
    return section("expectations", title, said, table("Expected and found", head, rows, text=(0, 1, 2, 3, 6)))
