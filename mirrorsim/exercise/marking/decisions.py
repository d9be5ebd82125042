"""Decisions: the season is run again with them, and what they stopped is held against the best that the evidence supports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from mirrorsim.exercise.evidence.wording import count_of
from mirrorsim.exercise.key.answer_key import AnswerKey, Bystander
from mirrorsim.exercise.key.consequences import (
    Consequences,
    FalsePositive,
    InterventionOrder,
    consequences,
    days_left,
)
from mirrorsim.exercise.key.reference_decisions import stopped_by_action
from mirrorsim.exercise.marking.answer_sheet import DecisionAnswer
from mirrorsim.exercise.marking.entities import Directory
from mirrorsim.exercise.marking.marks import Remark, SectionMark, Verdict
from mirrorsim.exercise.marking.origin import rests_on_origin
from mirrorsim.scenario.exercise import Exercise
from mirrorsim.scenario.variants import Phases
from mirrorsim.units.time import DAY


class WeighedDecisions(NamedTuple):
    """What decisions do: consequences, a remark on each that failed, the orders, the bystanders hit, by inner name."""

    consequences: Consequences
    remarks: list[Remark]
    orders: list[InterventionOrder]
    burdened: set[str]


def weigh_decisions(
    key: AnswerKey,
    exercise: Exercise,
    phases: Phases,
    decisions: Sequence[DecisionAnswer],
    earliest: date | None = None,
) -> WeighedDecisions:
    """Turn decisions into orders, and run the season again with them.

    ``earliest`` is the first day that counts; the exercise's unless given (a class that plays against a clock gives its own).
    """
    directory, first = Directory(key), phases[0][1]
    begin = earliest or exercise.decisions.earliest or exercise.window.until
    orders: list[InterventionOrder] = []
    false_positives: list[FalsePositive] = []
    burdened: set[str] = set()
    remarks: list[Remark] = []
    for number, decision in enumerate(decisions):
        item = f"{decision.action} {decision.target} from {decision.since}"
        if problem := _refused(exercise, decision, number, begin, first.ticks, first.start):
            remarks.append(Remark("decisions", item, "wrong", problem))
            continue
        entity, party = directory.entity(decision.target), directory.bystander(decision.target)
        if decision.action == "hold":
            shipment = key.shipments.get(decision.target.strip())
            if shipment is None:
                remarks.append(Remark("decisions", item, "wrong", "no shipment's paper has this number"))
            elif shipment.deal:
                orders.append(InterventionOrder("hold", shipment.deal, decision.since))
            else:
                waits = shipment.entered is None or shipment.entered.date() >= decision.since
                days = exercise.decisions.hold_for // DAY if waits else 0
                false_positives.append(FalsePositive(shipment.importer, "hold", days=days))
                importer = directory.bystander(shipment.importer)
                burdened.add(importer.owner if importer is not None else shipment.importer)
                text = f"{shipment.importer} is an honest importer, who waited {count_of(days, 'day')}"
                remarks.append(Remark("decisions", item, "wrong", text, (), "N07"))
        elif entity is not None:
            orders.append(InterventionOrder(decision.action, entity.owner, decision.since))
        elif party is not None:
            burdened.add(party.owner)
            false_positives.append(_false_positive(decision, party, key, days_left(first, decision.since)))
            remarks.append(Remark("decisions", item, "wrong", f"{party.label} did nothing", (), "N13"))
        else:
            remarks.append(Remark("decisions", item, "wrong", "no record has this name or number"))
    result = consequences(phases, key.policy, orders, exercise.decisions.hold_for, false_positives)
    return WeighedDecisions(result, remarks, orders, burdened)


def mark_decisions(
    key: AnswerKey, exercise: Exercise, phases: Phases, decisions: Sequence[DecisionAnswer], weight: int
) -> tuple[SectionMark, set[str]]:
    """Mark the decisions; each kind that can stop anything counts alike. Also returns the bystanders that they hit."""
    best_said = key.decisions.sentence
    if not decisions:
        text = f"nothing was decided; the best decisions would have said: {best_said}"
        remark = Remark("decisions", "decisions", "missed", text, (), "N01")
        return SectionMark("decisions", 0.0, weight, (remark,)), set()
    result, remarks, orders, burdened = weigh_decisions(key, exercise, phases, decisions)
    best = {action: cents for action, cents in key.decisions.stopped.items() if cents > 0}
    taken = {order.action for order in orders}
    shares: dict[str, float] = {
        action: min(max(cents, 0) / best[action], 1.0) if action in taken else 0.0
        for action, cents in stopped_by_action(result).items()
        if action in best
    }
    share = sum(shares.values()) / len(shares) if shares else float(bool(orders))
    share *= max(0.0, 1 - len(result.false_positives) / max(len(orders), 1))
    verdict: Verdict = "right" if share > 0.9 else "partly" if share > 0 else "wrong"
    text = result.sentence()
    if result.undelivered > 0:
        text += f"; {result.undelivered // 100:,} USD less had reached the client by the end of the season"
    if verdict != "right":
        text += f". {best_said.replace('your decisions', 'The best decisions would have', 1)}"
    remarks.insert(0, Remark("decisions", "what they did", verdict, text, (), "N17"))
    return SectionMark("decisions", share, weight, tuple(remarks), shares), burdened


def _refused(exercise: Exercise, decision: DecisionAnswer, number: int, begin: date, ticks: int, start: date) -> str:
    """Why a decision does not count; empty when it does. ``number`` counts from 0 in the order of the sheet."""
    if decision.action not in exercise.decisions.allowed:
        return f"a {decision.action} is not allowed here"
    if number >= exercise.decisions.most:
        return f"only the first {exercise.decisions.most} decisions count"
    if decision.since < begin:
        return f"it can take effect on {begin} at the earliest: before that the evidence was not there"
    if (decision.since - start).days * DAY >= ticks:
        return "the season is over by then"
    if origin := rests_on_origin(decision.reason):
        return f"the reason rests on {origin!r}: where people come from shows nothing"
    return ""


def _false_positive(decision: DecisionAnswer, party: Bystander, key: AnswerKey, days: int) -> FalsePositive:
    """What a decision costs somebody honest who would have gone on as in the window."""
    if decision.action == "watch":
        return FalsePositive(party.label, "watch", days=days)
    since, until = key.window
    length = max((until - since).days, 1)
    return FalsePositive(party.label, "freeze", party.payments * days // length, party.usd * days // length, days)
