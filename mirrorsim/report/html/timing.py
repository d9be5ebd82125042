"""How long deals take, those still open at the end included, and at which steps they wait."""

from __future__ import annotations

from mirrorsim.lab.deals import deal_times
from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.lab.survival import Survival, kaplan_meier
from mirrorsim.report.html.charts import figure, policy_colour, policy_dash, values, without_journal
from mirrorsim.report.html.dots import dots
from mirrorsim.report.html.markup import Html, bullets, paragraph, section, table
from mirrorsim.report.html.summary_rows import by_policy, estimates, row
from mirrorsim.report.wording import bottleneck, number, waited_for

_DELAYS = "How long it takes"
_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def delays(run: FinishedRun) -> Html:
    """A curve a policy, and the days by which given shares are done."""
    if not run.kept:
        return section("delays", _DELAYS, without_journal())
    curves: dict[str, tuple[Survival, int, int]] = {}
    for policy, tables in run.kept.items():
        durations, over = deal_times(tables)
        if (curve := kaplan_meier(durations, over)) is not None:
            curves[policy] = (curve, len(over), int((~over).sum()))
    if not curves:
        return section("delays", _DELAYS, paragraph("No deal was agreed in the replications whose journal was kept."))
    import altair as alt

    rows = [
        {"policy": policy, "days": round(days, 4), "value": round(share, 6)}
        for policy, (curve, _, _) in curves.items()
        for days, share in _points(curve)
    ]
    chart = (
        alt.Chart(values(rows), width="container", height=260)
        .mark_line(interpolate="step-after", strokeWidth=1.8)
        .encode(
            x=alt.X("days:Q", title="days since the pick-up was agreed", axis=alt.Axis(tickCount=10)),
            y=alt.Y("value:Q", title="share not yet paid out in full", axis=alt.Axis(format=".0%", tickCount=5)),
            color=policy_colour(run.policies),
            strokeDash=policy_dash(run.policies),
        )
    )
    drawn = figure(
        "delays",
        chart,
        alt_text="Step curves: the share of deals not yet paid out in full, by days since agreement, for "
        + ", ".join(curves),
        caption="Kaplan-Meier curves of each policy's first replication. Deals still open at the end count up to then "
        "and are not dropped.",
        numbers=_table(curves),
    )
    return section("delays", _DELAYS, drawn)


def _points(curve: Survival) -> list[tuple[float, float]]:
    return [(0.0, 1.0), *zip(curve.times.tolist(), curve.open_share.tolist(), strict=True)]


def _table(curves: dict[str, tuple[Survival, int, int]]) -> Html:
    rows = []
    for policy, (curve, deals, still_open) in curves.items():
        reached = [curve.quantile(share) for share in _SHARES]
        days = ["not reached" if one is None else number(one, "days") for one in reached]
        rows.append([policy, str(deals), str(still_open), number(curve.restricted_mean(), "days"), *days])
    head = [
        "policy",
        "deals",
        "open at the end",
        "mean days (restricted)",
        *(f"{share:.0%} paid by day" for share in _SHARES),
    ]
    return table("Days from agreement to the last peso", head, rows)


_WAIT = "wait_days."


def waiting(run: FinishedRun) -> Html:
    """Bars by step and policy, and the bottleneck of each policy in words."""
    found = [*estimates(run, _WAIT), *estimates(run, "bulk_cash_wait_days")]
    title = "Where it waits"
    if not found:
        return section("waiting", title, paragraph("Nobody waited."))
    if not any(one["mean"] for _, _, one in found):
        return section("waiting", title, paragraph("Nobody waited at any step."))
    names = list(dict.fromkeys(name for _, name, _ in found))
    drawn = figure(
        "waiting",
        dots([row(policy, waited_for(name) or name, one) for policy, name, one in found], run.policies, title="days", mark="bar"),
        alt_text="Bars: mean days of waiting at each step, by policy",
        caption="Mean wait over all who came to a step, those still waiting at the end included.",
        numbers=table("Days of waiting, with 95 % intervals", ["waiting for", *run.policies],
                      by_policy(run, [(waited_for(name) or name, name) for name in names])),
    )  # fmt: skip
    said = []
    for policy in run.policies:
        steps = {name: one["mean"] for whose, name, one in found if whose == policy}
        worst = bottleneck(steps)
        if worst and steps[worst] > 0:
            days = number(steps[worst], "days")
            said.append(f"{policy}: the bottleneck is {waited_for(worst)}, waited for {days} days on average.")
    return section("waiting", title, bullets(said) if said else "", drawn)
