"""The facilitator's key as one document: everything that grading and the after-action review need."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from mirrorsim.exercise.evidence.activity import ROLES
from mirrorsim.exercise.evidence.assembly import Evidence
from mirrorsim.exercise.evidence.wording import amount_text, utc_text
from mirrorsim.exercise.key.ground_truth import PUBLIC, STEP_FACTS, Truth
from mirrorsim.exercise.key.reference_decisions import reference
from mirrorsim.units.time import format_duration

FORMAT = 1


def make_key(truth: Truth) -> dict[str, Any]:
    """The key of an exercise, as it stands in ``facilitator/key.json``."""
    from mirrorsim import __version__

    evidence = truth.evidence
    exercise = evidence.exercise
    key: dict[str, Any] = {
        "format": FORMAT,
        "mirrorsim": __version__,
        "exercise": exercise.title,
        "scenario": evidence.scenario.name,
        "policy": evidence.record.policy,
        "journal": evidence.record.journal_hash,
        "window": [exercise.window.since.isoformat(), exercise.window.until.isoformat()],
        "rate_cny": f"{float(evidence.scenario.rates.CNY):g}",
        "entities": [
            {
                "owner": one.owner,
                "role": one.role,
                "label": one.label,
                "names": one.names,
                "records": one.records,
                "fact": PUBLIC[one.role],
            }
            for one in truth.entities
        ],
        "innocents": _innocents(truth),
        "deals": {
            deal: {"whole": deal in truth.whole_deals, "steps": {str(step): ids for step, ids in steps.items()}}
            for deal, steps in truth.deals.items()
        },
        "mirrors": [
            {
                "deal": one.deal,
                "at": one.at,
                "usd": amount_text(one.cents),
                "cny": amount_text(one.fen),
                "cash": one.cash,
                "yuan": one.yuan,
            }
            for one in truth.mirrors
        ],
        "facts": {str(step): fact for step, fact in STEP_FACTS.items()},
        "narrative": _narrative(truth),
        "shipments": _shipments(truth),
        "flow": flow(truth),
        "noise": noise(evidence, truth),
    }
    key["decisions"] = reference(evidence, key)
    return key


def _innocents(truth: Truth) -> list[dict[str, Any]]:
    """Everybody who did nothing, with what passes through their accounts in the window."""
    cents: Counter[str] = Counter()
    payments: Counter[str] = Counter()
    for activity in truth.evidence.case.activities:
        if not activity.in_scheme and activity.kind in ("deposit", "yuan", "gathering", "wire"):
            for party in {activity.party, activity.counterparty} - {""}:
                payments[party] += 1
                cents[party] += (
                    activity.cents or activity.fen * truth.evidence.case.rate[1] // truth.evidence.case.rate[0]
                )
    return [
        {
            "owner": owner,
            "label": names[0],
            "names": names,
            "payments": payments[owner],
            "usd": amount_text(cents[owner]),
        }
        for owner, names in sorted(truth.innocents.items(), key=lambda one: one[1][0])
    ]


def _narrative(truth: Truth) -> dict[str, Any]:
    """What a narrative is held against: sums, days and places of the visible records."""
    case, start = truth.evidence.case, truth.evidence.scenario.start
    handed = sum(activity.cents for activity in case.activities if activity.kind == "hand_over" and activity.in_scheme)
    swapped = sum(activity.cents for activity in case.activities if activity.kind == "count" and activity.in_scheme)
    rows = [row for row in truth.visible if row.in_scheme and row.activity is not None]
    return {
        "handed_over_usd": amount_text(handed),
        "swapped_usd": amount_text(swapped),
        "amounts": sorted({amount_text(row.activity.cents) for row in rows if row.activity and row.activity.cents}),
        "days": sorted({utc_text(start, row.tick)[:10] for row in rows}),
        "places": sorted({str(row.cells[one]) for row in rows for one in ("place", "port") if row.cells.get(one)}),
        "all_places": sorted(
            {str(row.cells[one]) for row in truth.visible for one in ("place", "port") if row.cells.get(one)}
        ),
    }


def _shipments(truth: Truth) -> dict[str, dict[str, Any]]:
    """By the number of each paper: the shipment that it belongs to, and when that came into port."""
    case, start = truth.evidence.case, truth.evidence.scenario.start
    entered: dict[str, str] = {}
    for activity in case.activities:
        if activity.kind == "entry":
            entered[activity.bundle] = utc_text(start, activity.tick)
    found: dict[str, dict[str, Any]] = {}
    for row in truth.visible:
        paper = row.activity
        if paper is None or not paper.bundle:
            continue
        importer = paper.party if paper.kind != "purchase" else paper.counterparty
        found[row.id] = {
            "deal": str(paper.deal) if paper.in_scheme else "",
            "importer": case.identities.name(importer),
            "entered": entered.get(paper.bundle, ""),
        }
    return dict(sorted(found.items()))


def flow(truth: Truth) -> list[dict[str, Any]]:
    """What truly happened, in order: for the after-action review. Parties by their public labels."""
    evidence = truth.evidence
    start, ids = evidence.scenario.start, evidence.case.identities
    in_china = {"yuan", "gathering", "premium", "second", "purchase"}
    shown = in_china | {"hand_over", "meeting", "bill", "entry", "stop", "token", "call"}
    records: dict[int, list[str]] = defaultdict(list)
    for row in truth.visible:
        if row.activity is not None and row.activity.in_scheme:
            records[id(row.activity)].append(row.id)
    found = []
    for activity in evidence.case.activities:
        if not activity.in_scheme or activity.kind not in shown:
            continue
        parties = [
            "" if not party else ids.phone(party) if party.startswith("burner.") else
            ids.account(party, "cn") if activity.kind in in_china and not party.startswith("importer.") else ids.name(party)
            for party in (activity.party, activity.counterparty)
        ]  # fmt: skip
        found.append(
            {
                "at": utc_text(start, activity.tick),
                "step": activity.step,
                "deal": truth.deal_of(activity),
                "kind": activity.kind,
                "from": parties[0],
                "to": parties[1],
                "usd": amount_text(activity.cents) if activity.cents else "",
                "cny": amount_text(activity.fen) if activity.fen else "",
                "records": sorted(records[id(activity)]),
            }
        )
    return found


def noise(evidence: Evidence, truth: Truth) -> dict[str, dict[str, int]]:
    """By view: all records, and how many of them show the scheme."""
    return {
        view: {"records": len(rows), "of_the_scheme": sum(row.in_scheme for row in rows)}
        for view, rows in evidence.rows.items()
        if view in truth.views
    }


def hold_for(evidence: Evidence) -> str:
    """How long a hold lasts, as people write it."""
    return format_duration(evidence.exercise.decisions.hold_for)


assert set(PUBLIC) == set(ROLES)
