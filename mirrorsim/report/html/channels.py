"""Which way the value goes: channel shares by policy, and before and after a policy's date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.deals import channels_of_deals
from mirrorsim.lab.estimate import Estimate, estimate
from mirrorsim.lab.record_arrays import RecordArrays
from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import figure, stacked, without_journal
from mirrorsim.report.html.markup import Html, paragraph, section, table, tag
from mirrorsim.report.html.over_time import policy_start
from mirrorsim.report.html.summary_rows import cell
from mirrorsim.report.wording import words
from mirrorsim.scheme import events
from mirrorsim.units.time import DAY

_PREFIX = "channel_share."


def channels(run: FinishedRun) -> Html:
    """Shares of delivered value by channel: where a rule moves it."""
    title = "Which channels it takes"
    found = list(_shares(run))
    if not found:
        return section("channels", title, paragraph("Nothing was delivered, so no channel has a share."))
    names = list(dict.fromkeys(name for _, name, _ in found))
    rows = [
        {"bar": policy, "part": _name(name), "value": one.mean, "text": f"{one.mean:.1%}"}
        for policy, name, one in found
        if one.mean
    ]
    drawn = figure(
        "channels",
        stacked(rows, list(map(_name, names)), run.policies, title="share of delivered value", form=".0%", whole=1),
        alt_text="Stacked bars: shares of delivered value by channel for each policy",
        caption="Means over replications; a channel that carries nothing in one counts as zero there. What a rule takes "
        "from one channel shows in another.",
        numbers=table(
            "Shares of delivered value, with 95 % intervals",
            ["channel", *run.policies],
            [[_name(name), *(cell(_spelled(one)) for _, whose, one in found if whose == name)] for name in names],
        ),
    )
    dated = [policy for policy in run.policies if policy_start(run, policy)]
    return section("channels", title, drawn, *(_before_after(run, policy) for policy in dated))


def _shares(run: FinishedRun) -> Iterator[tuple[str, str, Estimate]]:
    """Policy, measure and estimate of every channel's share, over the replications in which anything was delivered."""
    met = run.measures[run.measures.measure.str.startswith(_PREFIX)]
    grid = met.pivot_table(index=["policy", "replication"], columns="measure", values="value").fillna(0.0)
    for name in sorted(grid.columns):
        for policy in run.policies:
            if policy in grid.index.get_level_values("policy"):
                yield policy, name, estimate(grid.loc[policy][name].tolist(), share=True)


def _spelled(one: Estimate) -> str:
    if one.ci95 is None:
        return f"{one.mean:.1%}"
    return f"{one.mean:.1%} ({one.ci95[0]:.1%} to {one.ci95[1]:.1%})"


def _before_after(run: FinishedRun, policy: str) -> Html:
    day = policy_start(run, policy)
    assert day is not None
    head = tag("h3", f"Before and after {day}: {policy}")
    if policy not in run.kept:
        return tag("div", head, without_journal())
    ticks = (date.fromisoformat(day) - date.fromisoformat(run.scenario["start"])).days * DAY
    shown = list(dict.fromkeys([run.baseline, policy]))
    parts = {
        f"{one}, {when}": by_channel(run.kept[one], low, high)
        for one in shown
        for when, low, high in (("before", 0, ticks), ("after", ticks, run.kept[one].horizon))
    }
    names = sorted({name for found in parts.values() for name in found})
    rows = [
        {"bar": bar, "part": words(name), "value": share, "text": f"{share:.1%}"}
        for bar, found in parts.items()
        for name in names
        if (share := found.get(name, 0) / sum(found.values())) > 0
    ]
    cells = [[words(name), *(f"{found.get(name, 0) / 100:,.0f}" for found in parts.values())] for name in names]
    drawn = figure(
        f"channels-{policy}",
        stacked(rows, list(map(words, names)), list(parts), title="share of delivered value", form=".0%", whole=1),
        alt_text=f"Stacked bars: channel shares before and after {day}, under {' and '.join(shown)}",
        caption="First replications, by the day of delivery.",
        numbers=table("US dollars delivered by channel", ["channel", *parts], cells),
    )
    return tag("div", head, drawn)


def by_channel(run: RecordArrays, low: int, high: int) -> dict[str, int]:
    """Cents delivered by channel in a stretch of time."""
    taken = channels_of_deals(run)
    found: dict[str, int] = {}
    time, deal, detail = (COLUMNS.index(name) for name in ("time", "deal", "detail"))
    for row in run.rows(events.DELIVERED).tolist():
        if low <= row[time] < high:
            name = taken.get(row[deal], "mirror")
            found[name] = found.get(name, 0) + row[detail]
    return found


def _name(measure: str) -> str:
    return words(measure.removeprefix(_PREFIX))
