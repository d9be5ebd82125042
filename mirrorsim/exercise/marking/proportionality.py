"""Proportionality: a report or a decision against somebody who did nothing costs them, and costs marks."""

from __future__ import annotations

from collections.abc import Set

from mirrorsim.exercise.evidence.wording import count_of, grouped_amount_text
from mirrorsim.exercise.key.answer_key import AnswerKey
from mirrorsim.exercise.marking.answer_sheet import AnswerSheet
from mirrorsim.exercise.marking.marks import Remark, SectionMark
from mirrorsim.scenario.exercise import Exercise

_OVER_BUDGET = 0.1
"""What each point beyond the budget costs of this section."""


def mark_proportionality(
    key: AnswerKey, sheet: AnswerSheet, exercise: Exercise, found: Set[str], burdened: Set[str], weight: int
) -> SectionMark:
    """Full marks for reporting all of the scheme and nobody else; none when as many others as of the scheme were burdened.

    ``found`` are those of the scheme that were reported, ``burdened`` the bystanders that a report or a decision hit,
    both by inner name.
    """
    recall = len(found) / max(len(key.entities), 1)
    if (question := exercise.asks("entities")) is not None and question.need is not None:
        recall = min(len(found) / question.need, 1.0)
    share = max(0.0, 1 - len(burdened) / max(len(found), 1)) if found else 0.0
    remarks = []
    by_owner = {party.owner: party for party in key.bystanders}
    for owner in sorted(burdened):
        if (party := by_owner.get(owner)) is not None:
            payments = count_of(party.payments, "ordinary payment")
            text = f"burdened for nothing: {payments}, {grouped_amount_text(party.usd)} USD, in the window"
            remarks.append(Remark("proportionality", party.label, "wrong", text, (), "N13"))
    if not found:
        text = "nobody of the scheme is reported: nothing is weighed"
        remarks.append(Remark("proportionality", "reports", "missed", text))
    elif not burdened:
        remarks.append(Remark("proportionality", "reports", "right", "nobody was burdened for nothing"))
    spent = sum(exercise.requests[name].cost for name in sheet.requests if name in exercise.requests)
    if exercise.budget is not None and spent > exercise.budget:
        share = max(0.0, share - _OVER_BUDGET * (spent - exercise.budget))
        text = f"requests for {count_of(spent, 'point')}; the budget was {exercise.budget}"
        remarks.append(Remark("proportionality", "requests", "wrong", text))
    return SectionMark("proportionality", share * recall, weight, tuple(remarks))
