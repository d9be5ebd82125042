"""What stands behind the scenario: facts, assumptions, and what its sources report beside what came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsim.lab.expectations import MET, NOT_MET, UNDECIDED, asked, spelled, summed_up
from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.markup import Html, bullets, details, paragraph, section, table, tag
from mirrorsim.report.wording import label
from mirrorsim.scenario.facts import ASSUMPTION, load_facts

_CLASSES = {MET: "met", NOT_MET: "unmet", UNDECIDED: "undecided"}
"""How each verdict is coloured."""


def sources(run: FinishedRun) -> Html:
    """Facts in a table with what rests on each; assumptions in another."""
    cited: dict[str, list[str]] = {}
    for path, source in run.scenario.get("sources", {}).items():
        cited.setdefault(source, []).append(path)
    assumed = cited.pop(ASSUMPTION, [])
    total = len(assumed) + sum(map(len, cited.values()))
    said = (
        f"The scenario, its defaults included, has {total} sourced values: {total - len(assumed)} rest on "
        f"{len(cited)} facts, {len(assumed)} are assumptions."
    )
    facts = table(
        "Facts used",
        ["fact", "status", "quantity", "value", "source", "used for"],
        [_fact(source, paths, run.scenario) for source, paths in sorted(cited.items())],
        text=range(6),
    )
    chosen = table(
        "Assumptions", ["parameter", "value"], [[path, value_at(run.scenario, path)] for path in assumed], text=range(2)
    )
    return section(
        "sources",
        "Facts and assumptions",
        paragraph(said),
        facts if cited else "",
        details(f"The {len(assumed)} assumptions", chosen) if assumed else "",
    )


def _fact(source: str, paths: list[str], scenario: Mapping[str, Any]) -> list[object]:
    used = bullets(f"{path} = {value_at(scenario, path)}" for path in paths)
    fact = load_facts().get(source)
    if fact is None:
        return [source, "unknown", "not among the facts of this version", "", "", used]
    return [fact.id, fact.status, fact.quantity, fact.value, fact.source, used]


def value_at(scenario: Mapping[str, Any], path: str) -> str:
    """A value of the resolved scenario as text; a section as ``key: value`` pairs."""
    found: Any = scenario
    for step in path.split("."):
        if isinstance(found, Mapping) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return "–"
    return _text(found)


def _text(found: Any) -> str:
    if isinstance(found, Mapping):
        return "; ".join(f"{key}: {_text(item)}" for key, item in found.items())
    if isinstance(found, list):
        return ", ".join(map(_text, found))
    return str(found)


def expectations(run: FinishedRun) -> Html:
    """A table of expectations: met, not met and undecided."""
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
            asked(one, lambda end: f"{end:,.4g}"),
            "absent" if one["got"] is None else f"{one['got']:,.4g}",
            "–" if one["ci95"] is None else f"{one['ci95'][0]:,.4g} to {one['ci95'][1]:,.4g}",
            tag("strong", spelled(one), class_=_CLASSES[one["verdict"]]),
        ]
        for one in found
    ]
    head = ["expectation", "source", "policy", "measure", "target", "got", "95 % interval", ""]
    said = paragraph(summed_up(found))
    return section("expectations", title, said, table("Expected and found", head, rows, text=(0, 1, 2, 3, 7)))
