"""Queues: the mean wait at each step. The longest is the bottleneck."""

from __future__ import annotations

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import figure
from mirrorsim.report.html.dots import dots
from mirrorsim.report.html.figures_of import by_policy, estimates, row
from mirrorsim.report.html.labels import STEPS, words
from mirrorsim.report.html.markup import Html, bullets, paragraph, section, table
from mirrorsim.report.wording import number

_PREFIX = "wait_days."


def waiting(run: FinishedRun) -> Html:
    """Bars by step and policy, and the bottleneck of each policy in words."""
    found = [*estimates(run, _PREFIX), *estimates(run, "bulk_cash_wait_days")]
    title = "Where it waits"
    if not found:
        return section("waiting", title, paragraph("Nobody waited."))
    if not any(one["mean"] for _, _, one in found):
        return section("waiting", title, paragraph("Nobody waited at any step."))
    names = list(dict.fromkeys(name for _, name, _ in found))
    drawn = figure(
        "waiting",
        dots([row(policy, _step(name), one) for policy, name, one in found], run.policies, title="days", mark="bar"),
        alt_text="Bars: mean days of waiting at each step, by policy",
        caption="Mean wait over all who came to a step, those still waiting at the end included.",
        numbers=table("Days of waiting, with 95 % intervals", ["waiting for", *run.policies],
                      by_policy(run, [(_step(name), name) for name in names])),
    )  # fmt: skip
    said = []
    for policy in run.policies:
        steps = {name: one["mean"] for whose, name, one in found if whose == policy and name.startswith(_PREFIX)}
        worst = max(steps, key=steps.__getitem__, default="")
        if worst and steps[worst] > 0:
            days = number(steps[worst], "days")
            said.append(f"{policy}: the bottleneck is {_step(worst)}, waited for {days} days on average.")
    return section("waiting", title, bullets(said) if said else "", drawn)


def _step(name: str) -> str:
    if not name.startswith(_PREFIX):
        return "a teller (bulk cash)"
    step = name.removeprefix(_PREFIX)
    return STEPS.get(step, words(step))
