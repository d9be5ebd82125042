"""The top of the report: what was asked, how it was answered, and the answer in a sentence per policy."""

from __future__ import annotations

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.headline import headlines
from mirrorsim.report.html.markup import Html, bullets, join, paragraph, section, tag


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
