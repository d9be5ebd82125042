"""What the bank reports: cash above the threshold, and what seemed suspicious to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import Activity
from mirrorsim.exercise.evidence.case import Case, EvidenceRow
from mirrorsim.exercise.evidence.views.bank import income, occupation
from mirrorsim.exercise.evidence.wording import amount_text, grouped_amount_text
from mirrorsim.units.time import DAY


def currency_reports(case: Case) -> Iterator[EvidenceRow]:
    """A report for each customer and day whose cash passes the threshold, filed up to fifteen days later."""
    days: dict[tuple[str, str], list[Activity]] = defaultdict(list)
    for _, activity in case.activities_of("deposit"):
        days[activity.party, case.local_time(activity.tick).date().isoformat()].append(activity)
    for (party, day), activities in days.items():
        total = sum(activity.cents for activity in activities)
        if total <= case.ctr_above:
            continue
        key = f"{party}.{day}"
        filed = max(activity.tick for activity in activities) + int((1 + 13 * case.draws.uniform("ctr.lag", key)) * DAY)
        if filed >= case.until:
            continue
        cells = {
            "day": day,
            "account": case.identities.account(party),
            "name": case.identities.name(party),
            "cash_in_usd": amount_text(total),
            "deposits": str(len(activities)),
        }
        shown = next((activity for activity in activities if activity.in_scheme), activities[0])
        yield EvidenceRow("ctr", key, filed, party, dict(cells), shown)


def suspicion_reports(case: Case) -> Iterator[EvidenceRow]:
    """Reports on some customers with cash, of the scheme or not alike: what the bank saw, not what it means."""
    by_party: dict[str, list[Activity]] = defaultdict(list)
    for _, activity in case.activities_of("deposit"):
        by_party[activity.party].append(activity)
    draws = case.draws
    for party, activities in by_party.items():
        if not draws.bernoulli(0.3, "sar.files", party):
            continue
        last = draws.choice(activities[: len(activities) // 2 + 1], "sar.last", party)
        covered = [activity for activity in activities if activity.tick <= last.tick]
        filed = last.tick + int((10 + 20 * draws.uniform("sar.lag", party)) * DAY)
        if filed >= case.until:
            continue
        customer = case.parties[party]
        declared = grouped_amount_text(income(case, customer, sum(activity.cents for activity in activities)))
        narrative = (
            f"{_deposits(case, covered)} "
            f"The customer's file says {occupation(case, customer)}, {declared} USD a year. "
            "The source of the cash was not shown."
        )
        cells = {"account": case.identities.account(party), "name": case.identities.name(party), "narrative": narrative}
        yield EvidenceRow(
            "sar_narratives", party, filed, party, dict(cells), next((a for a in covered if a.in_scheme), last)
        )


def _deposits(case: Case, activities: list[Activity]) -> str:
    days = [case.local_time(activity.tick).date().isoformat() for activity in activities]
    total = grouped_amount_text(sum(activity.cents for activity in activities))
    if len(activities) == 1:
        return f"One cash deposit of {total} USD on {days[0]}."
    return f"{len(activities)} cash deposits of {total} USD in all, the first on {days[0]}, the last on {days[-1]}."
