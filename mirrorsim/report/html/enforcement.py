"""What the state sees and takes, and what each rule costs people who did nothing wrong."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import figure
from mirrorsim.report.html.dots import decades, dots
from mirrorsim.report.html.markup import Html, paragraph, section, table
from mirrorsim.report.html.summary_rows import by_policy, estimates, row
from mirrorsim.report.wording import label, words

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


_BURDEN = "burden."


def burden(run: FinishedRun) -> Html:
    """Dollars refused, taken or held up, and how many were touched, by rule and policy."""
    title = "Burden on honest people"
    found = list(estimates(run, _BURDEN))
    if not found:
        return section("burden", title, paragraph("No rule touched anybody outside the scheme in this run."))
    names = list(dict.fromkeys(name for _, name, _ in found))
    dollars = [(policy, name, one) for policy, name, one in found if one["unit"] == "USD"]
    largest = max((one["ci95"][1] if one["ci95"] else one["mean"] for _, _, one in dollars), default=1.0)
    scale, axis = decades(largest)
    drawn = figure(
        "burden",
        dots(
            [row(policy, words(name.removeprefix(_BURDEN)), one) for policy, name, one in dollars],
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
    plain = name.removeprefix(_BURDEN)
    rule, dot, what = plain.rpartition(".")
    if dot and f"{_BURDEN}{rule}" in {one for _, one, _ in found}:
        return f"{words(rule)}: {words(what)}"
    return f"{words(plain)}: USD"
