"""What each rule costs people who did nothing wrong."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import figure
from mirrorsim.report.html.dots import decades, dots
from mirrorsim.report.html.figures_of import by_policy, estimates, row
from mirrorsim.report.html.labels import words
from mirrorsim.report.html.markup import Html, paragraph, section, table

_PREFIX = "burden."


def burden(run: FinishedRun) -> Html:
    """Dollars refused, taken or held up, and how many were touched, by rule and policy."""
    title = "Burden on honest people"
    found = list(estimates(run, _PREFIX))
    if not found:
        return section("burden", title, paragraph("No rule touched anybody outside the scheme in this run."))
    names = list(dict.fromkeys(name for _, name, _ in found))
    dollars = [(policy, name, one) for policy, name, one in found if one["unit"] == "USD"]
    largest = max((one["ci95"][1] if one["ci95"] else one["mean"] for _, _, one in dollars), default=1.0)
    scale, axis = decades(largest)
    drawn = figure(
        "burden",
        dots(
            [row(policy, words(name.removeprefix(_PREFIX)), one) for policy, name, one in dollars],
            run.policies,
            title="USD refused, taken or held up (each gridline is ten times the one before)",
            scale=scale,
            axis=axis,
        ),
        alt_text="Dot plot: US dollars that each rule costs people outside the scheme, by policy, on a scale of powers "
        "of ten",
        caption="Of the people outside the scheme that the scenario samples. The table also has how many were touched.",
        numbers=table(
            "Burden by rule, with 95 % intervals",
            ["rule", *run.policies],
            by_policy(run, [(_what(name, found), name) for name in names]),
        ),
    )
    return section("burden", title, drawn)


def _what(name: str, found: Sequence[tuple[str, str, object]]) -> str:
    plain = name.removeprefix(_PREFIX)
    rule, dot, what = plain.rpartition(".")
    if dot and f"{_PREFIX}{rule}" in {one for _, one, _ in found}:
        return f"{words(rule)}: {words(what)}"
    return f"{words(plain)}: USD"
