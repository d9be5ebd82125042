"""The model answers: what the key itself would write on an answer sheet."""

from __future__ import annotations

from mirrorsim.exercise.evidence.wording import amount_text, most_telling_first, role_text
from mirrorsim.exercise.key.answer_key import AnswerKey
from mirrorsim.scenario.exercise import Exercise

Answers = dict[str, object]
"""A sheet as plain data, in the form of ``answers.yaml``."""


def model_answers(key: AnswerKey, exercise: Exercise) -> Answers:
    """A sheet that earns full marks."""
    answers: Answers = {"team": "model answers"}
    if exercise.asks("entities"):
        answers["entities"] = [
            {
                "id": entity.label,
                "role": entity.role,
                "reason": f"{role_text(entity.role)}: shown by {', '.join(most_telling_first(entity.records)[:4])}",
            }
            for entity in key.entities
        ]
    if (question := exercise.asks("steps")) is not None:
        deals = [*key.reconstructible_deals.values()][: question.need]
        answers["steps"] = [
            {"deal": str(number), "step": step, "records": list(ids)}
            for number, deal in enumerate(deals, 1)
            for step, ids in deal.steps.items()
        ]
    if (question := exercise.asks("mirror_match")) is not None:
        answers["mirror_match"] = [
            {"cash": mirror.cash[-1], "yuan": mirror.yuan[0]} for mirror in key.mirrors[: question.need]
        ]
    if exercise.asks("narrative"):
        answers["narrative"] = model_narrative(key)
    if exercise.asks("decision"):
        answers["decisions"] = [
            {"action": decision.action, "target": decision.target, "since": decision.since.isoformat()}
            for decision in key.decisions.model
        ]
    if exercise.requests:
        answers["requests"] = list(exercise.requests)
    return answers


def model_narrative(key: AnswerKey) -> dict[str, str]:
    """The six elements of a report in plain words."""
    facts = key.narrative
    by_role: dict[str, list[str]] = {}
    for entity in key.entities:
        by_role.setdefault(role_text(entity.role), []).append(entity.label)
    at = f" (among others at {facts.places[0]})" if facts.places else ""
    return {
        "who": "; ".join(f"{role}: {', '.join(labels)}" for role, labels in by_role.items()),
        "what": f"{amount_text(facts.handed_over_usd)} USD of cash were handed over and "
        f"{amount_text(facts.swapped_usd)} USD swapped for yuan.",
        "when": f"From {facts.days[0]} to {facts.days[-1]}.",
        "where": f"The cash stayed in the US{at}, the yuan in China.",
        "why": "Cash and yuan of the same value move in the same minutes and no wire joins them; declared income does not "
        "explain the cash.",
        "how": "A token with a note's serial and a call set a meeting; a courier picks the bag up; a buyer keeps the cash "
        "and pays yuan inside China (the mirror); from there it goes on as pesos or as goods.",
    }
