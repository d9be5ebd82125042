"""Decisions: the season is run again with them, and what they stopped is held against the best that the evidence supports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mirrorsim.exercise.evidence.wording import count_of
from mirrorsim.exercise.key.consequences import Bystander, Consequences, Order, Phases, consequences, days_left
from mirrorsim.exercise.key.reference_decisions import by_action
from mirrorsim.exercise.marking.answer_sheet import Decision
from mirrorsim.exercise.marking.entities import Directory, whom
from mirrorsim.exercise.marking.marks import Part, Remark, Verdict
from mirrorsim.exercise.marking.origin import rests_on_origin
from mirrorsim.scenario.exercise import Exercise
from mirrorsim.units.time import DAY


def weigh(
    key: Mapping[str, Any],
    exercise: Exercise,
    phases: Phases,
    decisions: Sequence[Decision],
    earliest: date | None = None,
) -> tuple[Consequences, list[Remark], list[Order], set[str]]:
    """What decisions do: consequences, a remark on each, the orders that they are, and the innocents that they hit.

    ``earliest`` is the first day that counts; the exercise's unless given (a class that plays against a clock gives its own).
    """
    people, first = Directory(key), phases[0][1]
    begin = earliest or exercise.decisions.earliest or exercise.window.until
    orders: list[Order] = []
    bystanders: list[Bystander] = []
    burdened: set[str] = set()
    remarks: list[Remark] = []
    for number, one in enumerate(decisions):
        item = f"{one.action} {one.target} from {one.since}"
        if problem := _refused(exercise, one, number, begin, first.ticks, first.start):
            remarks.append(Remark("decisions", item, "wrong", problem))
            continue
        shipment = key["shipments"].get(one.target.strip())
        guilty, innocent = people.in_scheme.get(whom(one.target)), people.innocent.get(whom(one.target))
        if one.action == "hold":
            if shipment is None:
                remarks.append(Remark("decisions", item, "wrong", "no shipment's paper has this number"))
            elif shipment["deal"]:
                orders.append(Order("hold", shipment["deal"], one.since))
            else:
                waits = not shipment["entered"] or shipment["entered"][:10] >= one.since.isoformat()
                days = exercise.decisions.hold_for // DAY if waits else 0
                bystanders.append(Bystander(shipment["importer"], "hold", days=days))
                burdened.add(_owner(people, shipment["importer"]))
                text = f"{shipment['importer']} is an honest importer, who waited {count_of(days, 'day')}"
                remarks.append(Remark("decisions", item, "wrong", text, (), "N07"))
        elif guilty is not None:
            orders.append(Order(one.action, guilty["owner"], one.since))
        elif innocent is not None:
            burdened.add(innocent["owner"])
            bystanders.append(_hit(one, innocent, key, days_left(first, one.since)))
            remarks.append(Remark("decisions", item, "wrong", f"{innocent['label']} did nothing", (), "N13"))
        else:
            remarks.append(Remark("decisions", item, "wrong", "no record has this name or number"))
    result = consequences(phases, key["policy"], orders, exercise.decisions.hold_for, bystanders)
    return result, remarks, orders, burdened


def mark_decisions(
    key: Mapping[str, Any], exercise: Exercise, phases: Phases, decisions: Sequence[Decision], weight: int
) -> tuple[Part, set[str]]:
    """Mark the decisions; each kind that can stop anything counts alike. Also returns the innocents that they hit."""
    if not decisions:
        text = f"nothing was decided; the best decisions would have said: {key['decisions']['sentence']}"
        return Part("decisions", 0.0, weight, (Remark("decisions", "decisions", "missed", text, (), "N01"),)), set()
    result, remarks, orders, burdened = weigh(key, exercise, phases, decisions)
    best = {action: _cents(part) for action, part in key["decisions"]["stopped"].items() if _cents(part) > 0}
    got = by_action(result)
    taken = {order.action for order in orders}
    shares: dict[str, float] = {
        action: min(max(part, 0) / best[action], 1.0) if action in taken else 0.0
        for action, part in got.items()
        if action in best
    }
    share = sum(shares.values()) / len(shares) if shares else float(bool(orders))
    honest = len(result.bystanders)
    share *= max(0.0, 1 - honest / max(len(orders), 1))
    verdict: Verdict = "right" if share > 0.9 else "partly" if share > 0 else "wrong"
    text = result.sentence()
    if result.undelivered > 0:
        text += f"; {result.undelivered // 100:,} USD less had reached the client by the end of the season"
    if verdict != "right":
        text += f". {str(key['decisions']['sentence']).replace('your decisions', 'The best decisions would have', 1)}"
    remarks.insert(0, Remark("decisions", "what they did", verdict, text, (), "N17"))
    return Part("decisions", share, weight, tuple(remarks), shares), burdened


def _refused(exercise: Exercise, one: Decision, number: int, begin: date, ticks: int, start: date) -> str:
    if one.action not in exercise.decisions.allowed:
        return f"a {one.action} is not allowed here"
    if number >= exercise.decisions.most:
        return f"only the first {exercise.decisions.most} decisions count"
    if one.since < begin:
        return f"it can take effect on {begin} at the earliest: before that the evidence was not there"
    if (one.since - start).days * DAY >= ticks:
        return "the season is over by then"
    if word := rests_on_origin(one.reason):
        return f"the reason rests on {word!r}: where people come from shows nothing"
    return ""


def _hit(one: Decision, innocent: Mapping[str, Any], key: Mapping[str, Any], days: int) -> Bystander:
    """What a decision costs somebody honest who would have gone on as in the window."""
    since, until = (date.fromisoformat(day) for day in key["window"])
    length = max((until - since).days, 1)
    if one.action == "watch":
        return Bystander(innocent["label"], "watch", days=days)
    payments = innocent["payments"] * days // length
    return Bystander(innocent["label"], "freeze", payments, _cents(innocent["usd"]) * days // length, days)


def _owner(people: Directory, label: str) -> str:
    found = people.innocent.get(whom(label))
    return str(found["owner"]) if found is not None else label


def _cents(amount: str) -> int:
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part or 0)
