"""The page of a sensitivity analysis: what holds, what turns it over, what matters, what was varied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mirrorsim.report.html.frame import framed_page
from mirrorsim.report.html.markup import Html, bullets, details, join, paragraph, section, table, tag
from mirrorsim.report.html.sensitivity.effects import effects
from mirrorsim.report.html.sensitivity.indices import indices
from mirrorsim.report.html.sensitivity.regional_effects import regional_effects
from mirrorsim.report.html.sensitivity.spread import spread
from mirrorsim.report.sensitivity import lost_lines, robust, sentence, turning
from mirrorsim.report.wording import label

_CONTENTS = (
    ("conclusions", "In a sentence"), ("spread", "Over the space"), ("turns", "What turns it over"),
    ("effects", "Screening"), ("indices", "Sobol indices"), ("inputs", "Ranges"), ("method", "Method"),
)  # fmt: skip


def sensitivity_page(found: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> str:
    """The whole file, from an analysis's document and the points that fill the space."""
    sections = (
        _conclusions(found), spread(found, points), regional_effects(found), effects(found), indices(found), _inputs(found),
        _method(found),
    )  # fmt: skip
    return framed_page(
        f"{found['title']}: sensitivity",
        _opening(found),
        _CONTENTS,
        sections,
        f"Made by mirrorsim {found['mirrorsim']} from scenario {found['scenario']}.",
    )


def _opening(found: Mapping[str, Any]) -> Html:
    plan, policies = found["plan"], found["policies"]
    said = (
        f"{len(found['inputs'])} assumptions and facts with a range were varied: {plan['screen']} Morris trajectories, then "
        f"{plan['samples']} blocks of a Sobol sample, {plan['reps']} replications a point and policy "
        f"({', '.join(policies)}) over {found['horizon_days']:g} days, all with the same luck, seed {found['seed']}."
    )
    return tag(
        "header",
        tag("h1", f"{found['title']}: how far it rests on the assumptions"),
        paragraph(f"Measure: {label(found['measure'])}, {found['unit']}.", class_="question"),
        paragraph(said, class_="method"),
    )


def _conclusions(found: Mapping[str, Any]) -> Html:
    items, name = [], label(found["measure"]).lower()
    for one in found["conclusions"]:
        if one["own"] is None:
            items.append(join([tag("strong", one["policy"]), f": there is no {name} at the scenario's own values."]))
        elif "holds" in one:
            items.append(join([tag("strong", sentence(found, one, name)), f" {robust(one)} {turning(one)}"]))
        else:
            items.append(join([sentence(found, one, name)]))
    books = "" if found["books"]["balanced"] else paragraph("THE BOOKS DO NOT BALANCE: nothing here can be trusted.")
    lost = bullets(lost_lines(found)) if found["lost"]["points"] else ""
    return section("conclusions", "In a sentence per conclusion", bullets(items, class_="headline"), lost, books)


def _inputs(found: Mapping[str, Any]) -> Html:
    rows = [
        [
            one["name"],
            one["own"],
            " or ".join(one["choices"]) or f"{one['low']} to {one['high']}",
            one["scale"],
            one["rule"],
            one["source"],
        ]
        for one in found["inputs"]
    ]
    held = [[one["path"], one["value"], one["why"], one["source"]] for one in found["held"]]
    return section(
        "inputs",
        "What was varied, and what was held",
        paragraph(
            "A fact's range is the one that its source states, widened where the scenario's own value lies just beyond it. "
            "An assumption for which nobody states a range goes from half to double (a share by its odds, a chance of 0 % "
            "from 0 to 1 %, an exchange rate a tenth to either side). That is a convention, not knowledge: who knows better "
            "changes ranges.yaml in this folder and gives it to --ranges. A distribution is varied by its median, sigma or "
            "mean, or by a scale that multiplies all its numbers."
        ),
        details(
            f"The {len(rows)} inputs that were varied",
            table("Inputs", ["input", "own value", "range", "spread", "rule", "source"], rows, text=range(6)),
        ),
        details(
            f"The {len(held)} values that were held",
            table("Held", ["value", "is", "why", "source"], held, text=range(4)),
        )
        if held
        else "",
    )


def _method(found: Mapping[str, Any]) -> Html:
    plan = found["plan"]
    return section(
        "method",
        "Method",
        bullets(
            [
                f"Conclusions are signs at the scenario's own values, over {plan['own_reps']} replications. Differences are "
                "paired by replication; the same replications run at every point (common random numbers), so that points "
                "differ by their values alone.",
                "Screening: elementary effects on a grid of four levels (Morris, 1991; mean size: Campolongo and others, "
                "2007), on trajectories that, when they are few, are chosen to lie far apart (Ruano and others, 2012). An "
                "effect is for a move over the whole range.",
                "Indices: first order and total by Saltelli and others (2010) on a scrambled Sobol sample; what screening "
                "did not single out moves as one group, so that its share is seen, not assumed. Intervals are bootstrap.",
                "The share in which a conclusion holds is over the first and last points of the blocks, which are "
                "independent and vary everything; Wilson's interval.",
                "What turns it over: regional sensitivity analysis (Hornberger and Spear, 1981; Saltelli and others, "
                "2008): the Kolmogorov-Smirnov distance between an input's values where the conclusion holds and where it "
                "does not, exact p, corrected for the number of inputs (Holm).",
                "Inputs are varied independently and evenly over their ranges: a share of the space is no probability.",
            ]
        ),
        paragraph("The estimators are those of SALib (Iwanaga, Usher and Herman, 2022)."),
    )
