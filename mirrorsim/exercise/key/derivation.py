"""Deriving the answer key from the ground truth: entities, deals, mirror swaps, the true flow, the best decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from mirrorsim.exercise.evidence.wording import amount_text, utc_minute
from mirrorsim.exercise.key.answer_key import (
    FORMAT,
    AnswerKey,
    Bystander,
    DealEvidence,
    FlowEvent,
    NarrativeFacts,
    NoiseCount,
    Shipment,
)
from mirrorsim.exercise.key.ground_truth import STEP_FACTS, GroundTruth
from mirrorsim.exercise.key.reference_decisions import reference_decisions

_IN_CHINA = {"yuan", "gathering", "premium", "second", "purchase"}
_IN_FLOW = _IN_CHINA | {"hand_over", "meeting", "bill", "entry", "stop", "token", "call"}
"""Kinds of activity that the true flow shows."""
_PAYMENTS = ("deposit", "yuan", "gathering", "wire")


def derive_key(truth: GroundTruth) -> AnswerKey:
    """The key of an exercise."""
    from mirrorsim import __version__

    evidence = truth.evidence
    exercise = evidence.exercise
    entities = tuple(truth.entities)
    shipments = _shipments(truth)
    return AnswerKey(
        format=FORMAT,
        version=__version__,
        exercise=exercise.title,
        scenario=evidence.scenario.name,
        policy=evidence.record.policy,
        journal=evidence.record.journal_hash,
        window=(exercise.window.since, exercise.window.until),
        rate_cny=float(f"{float(evidence.scenario.rates.CNY):g}"),
        entities=entities,
        bystanders=_bystanders(truth),
        deals={
            name: DealEvidence(
                reconstructible=name in truth.reconstructible_deals,
                steps={step: tuple(ids) for step, ids in steps.items()},
            )
            for name, steps in truth.deals.items()
        },
        mirrors=tuple(truth.mirrors),
        step_facts=STEP_FACTS,
        narrative=_narrative_facts(truth),
        shipments=shipments,
        flow=_true_flow(truth),
        noise={
            view: NoiseCount(records=len(rows), of_the_scheme=sum(row.in_scheme for row in rows))
            for view, rows in evidence.rows.items()
            if view in truth.views
        },
        decisions=reference_decisions(evidence, entities, shipments),
    )


def _bystanders(truth: GroundTruth) -> tuple[Bystander, ...]:
    """Everybody who did nothing, with what passes through their accounts in the window."""
    case = truth.evidence.case
    cny, usd = case.rate
    cents: Counter[str] = Counter()
    payments: Counter[str] = Counter()
    for activity in case.activities:
        if not activity.in_scheme and activity.kind in _PAYMENTS:
            for party in {activity.party, activity.counterparty} - {""}:
                payments[party] += 1
                cents[party] += activity.cents or activity.fen * usd // cny
    return tuple(
        Bystander(owner=owner, label=names[0], names=tuple(names), payments=payments[owner], usd=cents[owner])
        for owner, names in sorted(truth.bystander_names.items(), key=lambda party: party[1][0])
    )


def _narrative_facts(truth: GroundTruth) -> NarrativeFacts:
    case, start = truth.evidence.case, truth.evidence.scenario.start

    def total(kind: str) -> int:
        return sum(activity.cents for activity in case.activities if activity.kind == kind and activity.in_scheme)

    rows = [row for row in truth.visible if row.in_scheme and row.activity is not None]
    amounts = {row.activity.cents for row in rows if row.activity and row.activity.cents}
    columns = ("place", "port")
    return NarrativeFacts(
        handed_over_usd=total("hand_over"),
        swapped_usd=total("count"),
        amounts=tuple(sorted(amounts, key=amount_text)),
        days=tuple(sorted({utc_minute(start, row.tick).date() for row in rows})),
        places=tuple(sorted({str(row.cells[name]) for row in rows for name in columns if row.cells.get(name)})),
        all_places=tuple(
            sorted({str(row.cells[name]) for row in truth.visible for name in columns if row.cells.get(name)})
        ),
    )


def _shipments(truth: GroundTruth) -> dict[str, Shipment]:
    """By the number of each paper: the shipment that it belongs to, and when that came into port."""
    case, start = truth.evidence.case, truth.evidence.scenario.start
    entered: dict[str, datetime] = {
        activity.bundle: utc_minute(start, activity.tick) for activity in case.activities if activity.kind == "entry"
    }
    found: dict[str, Shipment] = {}
    for row in truth.visible:
        paper = row.activity
        if paper is None or not paper.bundle:
            continue
        importer = paper.party if paper.kind != "purchase" else paper.counterparty
        found[row.id] = Shipment(
            deal=str(paper.deal) if paper.in_scheme else "",
            importer=case.identities.name(importer),
            entered=entered.get(paper.bundle),
        )
    return dict(sorted(found.items()))


def _true_flow(truth: GroundTruth) -> tuple[FlowEvent, ...]:
    """What truly happened, in order; parties by their public labels."""
    evidence = truth.evidence
    ids = evidence.case.identities

    def label(party: str, kind: str) -> str:
        if not party:
            return ""
        if party.startswith("burner."):
            return ids.phone(party)
        if kind in _IN_CHINA and not party.startswith("importer."):
            return ids.account(party, "cn")
        return ids.name(party)

    records: dict[int, list[str]] = defaultdict(list)
    for row in truth.visible:
        if row.activity is not None and row.activity.in_scheme:
            records[id(row.activity)].append(row.id)
    return tuple(
        FlowEvent(
            at=utc_minute(evidence.scenario.start, activity.tick),
            step=activity.step,
            deal=truth.deal_of(activity),
            kind=activity.kind,
            party=label(activity.party, activity.kind),
            counterparty=label(activity.counterparty, activity.kind),
            usd=activity.cents,
            cny=activity.fen,
            records=tuple(sorted(records[id(activity)])),
        )
        for activity in evidence.case.activities
        if activity.in_scheme and activity.kind in _IN_FLOW
    )
