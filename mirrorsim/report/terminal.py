"""The result of a run as text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from mirrorsim.lab.expectations import asked, spelled
from mirrorsim.report.headline import headlines
from mirrorsim.report.story import WIDTH, story
from mirrorsim.report.wording import bottleneck, number, ordered, waited_for

if TYPE_CHECKING:
    from mirrorsim.lab.result import Result

BRIEF = 1 / 24
"""A mean wait of less than this many days is no bottleneck."""
FEW_EVENTS = 200
"""A replication with no more events than this is told in full without being asked."""


def render(result: Result, *, trace: bool = False) -> Iterator[str]:
    """The lines of a run's result: sentences and waterfall of a small run, the table of measures, the books."""
    scenario = result.loaded.scenario
    yield f"{scenario.title}"
    many = "s" * (result.replications > 1)
    yield f"{result.replications} replication{many}, {scenario.horizon}, seed {result.seed}; times are UTC"
    for outcome in result.outcomes:
        if outcome.record is None or outcome.replication:
            continue
        if trace or (result.replications == 1 and len(outcome.record.events) // 6 <= FEW_EVENTS):
            yield ""
            title = result.loaded.policies[outcome.policy].title
            yield from story(outcome.record, title)
    yield ""
    yield from _table(result)
    yield ""
    if len(result.policies) > 1:
        for policy, sentence in headlines(result.as_json()):
            yield _wrapped(f"{policy}: {sentence}")
        yield ""
    yield from _bottlenecks(result)
    yield from _expectations(result)
    yield _books(result)


def _table(result: Result) -> Iterator[str]:
    """Measures by policy, as many policies beside each other as 80 columns hold."""
    names = ordered(result.units)
    columns = {policy: _column(result, policy, names) for policy in result.policies}
    widths = {policy: max(len(cell) for cell in column) + 2 for policy, column in columns.items()}
    labels = ["measure", *(f"{name}, {result.units[name]}" if result.units[name] != "1" else name for name in names)]
    left = max(len(label) for label in labels)
    waiting = list(result.policies)
    while waiting:
        shown = [waiting.pop(0)]
        while waiting and left + sum(widths[policy] for policy in [*shown, waiting[0]]) <= WIDTH:
            shown.append(waiting.pop(0))
        for row, label in enumerate(labels):
            cells = [columns[policy][row] for policy in shown]
            if any(cells):
                line = f"{label:<{left}}" + "".join(
                    f"{cell:>{widths[policy]}}" for policy, cell in zip(shown, cells, strict=True)
                )
                yield line.rstrip()
        if waiting:
            yield ""


def _column(result: Result, policy: str, names: list[str]) -> list[str]:
    return [policy, *(_cell(result, policy, name, result.units[name]) for name in names)]


def _cell(result: Result, policy: str, name: str, unit: str) -> str:
    one = result.estimates[policy].get(name)
    if one is None:
        return ""
    if one.ci95 is None:
        return number(one.mean, unit)
    return f"{number(one.mean, unit)} ±{number((one.ci95[1] - one.ci95[0]) / 2, unit)}"


def _bottlenecks(result: Result) -> Iterator[str]:
    """Name for each policy the step at which deals wait longest."""
    for policy in result.policies:
        waits = {name: one.mean for name, one in result.estimates[policy].items()}
        step = bottleneck(waits)
        whose = f"{policy}: " if len(result.policies) > 1 else ""
        if step and waits[step] >= BRIEF:
            long = number(waits[step], "days")
            yield _wrapped(f"{whose}the bottleneck is waiting for {waited_for(step)}, {long} days on average")
        elif step:
            yield _wrapped(f"{whose}no bottleneck: no step is waited for by more than an hour on average")


def _expectations(result: Result) -> Iterator[str]:
    for one in result.expectations():
        unit = result.units.get(one["measure"], "1")
        got = "absent" if one["got"] is None else number(one["got"], unit)
        if one["ci95"] is not None:
            got += f" (95 % interval {number(one['ci95'][0], unit)} to {number(one['ci95'][1], unit)})"
        text = (
            f"expected {one['name']}: {asked(one, partial(number, unit=unit))} ({one['source']}), "
            f"got {got}: {spelled(one)}"
        )
        yield _wrapped(text)
    if result.loaded.scenario.expect:
        yield ""


def _books(result: Result) -> str:
    entries = sum(outcome.postings for outcome in result.outcomes)
    if result.balanced:
        return f"books balance: {entries:,} postings, every asset sums to zero"
    return "BOOKS DO NOT BALANCE"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent="  ")
