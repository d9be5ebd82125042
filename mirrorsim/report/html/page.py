"""The report of a run: its opening, and its sections in order."""

from __future__ import annotations

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.headline import headlines
from mirrorsim.report.html.channels import channels
from mirrorsim.report.html.dollar import dollar
from mirrorsim.report.html.enforcement import burden, detection
from mirrorsim.report.html.flow_diagram import borders
from mirrorsim.report.html.forest import forest
from mirrorsim.report.html.frame import framed_page
from mirrorsim.report.html.markup import Html, bullets, join, paragraph, section, tag
from mirrorsim.report.html.methods import reproduce, stress
from mirrorsim.report.html.over_time import over_time
from mirrorsim.report.html.sources import expectations, sources
from mirrorsim.report.html.timing import delays, waiting


def title_block(run: FinishedRun) -> Html:
    """Title, question and method."""
    question = run.scenario.get("question", "")
    return tag(
        "header",
        tag("h1", run.scenario["title"]),
        paragraph(question, class_="question") if question else "",
        paragraph(method(run), class_="method"),
    )


def method(run: FinishedRun) -> str:
    """How the numbers came about, in a line."""
    many, policies = run.summary["replications"], len(run.policies)
    world = f"{run.scenario['horizon']} from {run.scenario['start']}, seed {run.summary['seed']}"
    times = f"{many} replication{'s' * (many != 1)}"
    warm = run.summary.get("warm_up_days") or 0
    warmed = f", of which the first {warm:g} days are not measured" if warm else ""
    if policies == 1:
        return f"Simulated: {times} of {world}{warmed}. Intervals are 95 % t intervals over replications."
    return (
        f"Simulated: {times} of {world}{warmed}, each under {policies} policies that meet the same chance (common random "
        "numbers). Differences are paired with the baseline; intervals are 95 % t intervals; p values are corrected "
        "for the number of policies (Holm)."
    )


def headline(run: FinishedRun) -> Html:
    """A sentence per policy."""
    titles = {name: policy.get("title", "") for name, policy in run.scenario.get("policies", {}).items()}
    items = []
    for name, sentence in headlines(run.summary):
        title = titles.get(name, "")
        role = " (baseline)" if name == run.baseline and len(run.policies) > 1 else ""
        called = f", {title}" if title else ""
        items.append(join([tag("strong", name), called, role, ": ", sentence]))
    balanced = run.summary["books"]["balanced"]
    books = (
        f"The books balance: {run.summary['books']['postings']:,} postings, every asset sums to zero."
        if balanced
        else "THE BOOKS DO NOT BALANCE: nothing in this report can be trusted."
    )
    return section("headline", "In a sentence per policy", bullets(items, class_="headline"), paragraph(books))


_SECTIONS = (
    headline, forest, over_time, delays, dollar, channels, borders, waiting, detection, burden, expectations, sources,
    stress, reproduce,
)  # fmt: skip
_CONTENTS = (
    ("headline", "In a sentence"), ("forest", "Changes"), ("over-time", "Over time"), ("delays", "Delays"),
    ("dollar", "A pledged dollar"), ("channels", "Channels"), ("borders", "Borders"), ("waiting", "Waiting"),
    ("detection", "Detection"), ("burden", "Burden"), ("expectations", "Expectations"), ("sources", "Sources"),
    ("stress", "STRESS-DES"), ("reproduce", "Reproduce"),
)  # fmt: skip


def page(run: FinishedRun) -> str:
    """The whole file."""
    return framed_page(
        f"{run.scenario['title']}: report",
        title_block(run),
        _CONTENTS,
        (one(run) for one in _SECTIONS),
        f"Made by mirrorsim {run.manifest['mirrorsim']} from scenario {run.summary['scenario']}.",
    )
