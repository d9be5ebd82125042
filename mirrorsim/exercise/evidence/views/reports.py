"""What the bank reports: cash above the threshold, and what seemed suspicious to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import Act
from mirrorsim.exercise.evidence.case import Row, Scene, money, spoken
from mirrorsim.exercise.evidence.views.bank import income, occupation
from mirrorsim.units.time import DAY


def currency_reports(scene: Scene) -> Iterator[Row]:
    """A report for each customer and day whose cash passes the threshold, filed up to fifteen days later."""
    days: dict[tuple[str, str], list[Act]] = defaultdict(list)
    for _, act in scene.of("deposit"):
        days[act.who, scene.local(act.tick).date().isoformat()].append(act)
    for (party, day), acts in days.items():
        total = sum(act.cents for act in acts)
        if total <= scene.ctr_above:
            continue
        key = f"{party}.{day}"
        filed = max(act.tick for act in acts) + int((1 + 13 * scene.luck.uniform("ctr.lag", key)) * DAY)
        if filed >= scene.until:
            continue
        cells = {
            "day": day,
            "account": scene.ids.account(party),
            "name": scene.ids.name(party),
            "cash_in_usd": money(total),
            "deposits": str(len(acts)),
        }
        shown = next((act for act in acts if act.guilty), acts[0])
        yield Row("ctr", key, filed, party, dict(cells), shown)


def suspicion_reports(scene: Scene) -> Iterator[Row]:
    """Reports on some customers with cash, guilty or not alike: what the bank saw, not what it means."""
    by_party: dict[str, list[Act]] = defaultdict(list)
    for _, act in scene.of("deposit"):
        by_party[act.who].append(act)
    luck = scene.luck
    for party, acts in by_party.items():
        if not luck.happens(0.3, "sar.files", party):
            continue
        last = luck.pick(acts[: len(acts) // 2 + 1], "sar.last", party)
        covered = [act for act in acts if act.tick <= last.tick]
        filed = last.tick + int((10 + 20 * luck.uniform("sar.lag", party)) * DAY)
        if filed >= scene.until:
            continue
        who = scene.parties[party]
        narrative = (
            f"{_deposits(scene, covered)} "
            f"The customer's file says {occupation(scene, who)}, "
            f"{spoken(income(scene, who, sum(act.cents for act in acts)))} USD a year. The source of the cash was not shown."
        )
        cells = {"account": scene.ids.account(party), "name": scene.ids.name(party), "narrative": narrative}
        yield Row("sar_narratives", party, filed, party, dict(cells), next((a for a in covered if a.guilty), last))


def _deposits(scene: Scene, acts: list[Act]) -> str:
    days = [scene.local(act.tick).date().isoformat() for act in acts]
    total = spoken(sum(act.cents for act in acts))
    if len(acts) == 1:
        return f"One cash deposit of {total} USD on {days[0]}."
    return f"{len(acts)} cash deposits of {total} USD in all, the first on {days[0]}, the last on {days[-1]}."
