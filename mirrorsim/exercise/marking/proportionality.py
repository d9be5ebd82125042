"""Proportionality: a report or a decision against somebody who did nothing costs them, and costs marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsim.exercise.evidence.wording import count_of, group_thousands
from mirrorsim.exercise.marking.answer_sheet import Sheet
from mirrorsim.exercise.marking.marks import Part, Remark
from mirrorsim.scenario.exercise import Exercise

_OVER_BUDGET = 0.1
"""What each point beyond the budget costs of this part."""


def mark_proportion(
    key: Mapping[str, Any],
    sheet: Sheet,
    exercise: Exercise,
    found: set[str],
    wrong: set[str],
    burdened: set[str],
    weight: int,
) -> Part:
    """Full marks for reporting all of the scheme and nobody else; none when as many innocents as guilty were burdened."""
    innocents = wrong | burdened
    recall = len(found) / max(len(key["entities"]), 1)
    if (question := exercise.asks("entities")) is not None and question.need is not None:
        recall = min(len(found) / question.need, 1.0)
    share = max(0.0, 1 - len(innocents) / max(len(found), 1)) if found else 0.0
    remarks = []
    for owner in sorted(innocents):
        one = next((one for one in key["innocents"] if one["owner"] == owner), None)
        if one is not None:
            text = f"burdened for nothing: {count_of(one['payments'], 'ordinary payment')}, {group_thousands(one['usd'])} USD, in the window"
            remarks.append(Remark("proportionality", one["label"], "wrong", text, (), "N13"))
    if not found:
        remarks.append(
            Remark("proportionality", "reports", "missed", "nobody of the scheme is reported: nothing is weighed")
        )
    elif not innocents:
        remarks.append(Remark("proportionality", "reports", "right", "nobody was burdened for nothing"))
    spent = sum(exercise.requests[name].cost for name in sheet.requests if name in exercise.requests)
    if exercise.budget is not None and spent > exercise.budget:
        share = max(0.0, share - _OVER_BUDGET * (spent - exercise.budget))
        text = f"requests for {count_of(spent, 'point')}; the budget was {exercise.budget}"
        remarks.append(Remark("proportionality", "requests", "wrong", text))
    return Part("proportionality", share * recall, weight, tuple(remarks))
