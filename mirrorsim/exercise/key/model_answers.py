"""The model answers: what the key itself would write on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsim.exercise.marking.entities import spell
from mirrorsim.exercise.marking.marks import mixed
from mirrorsim.scenario.exercise import Exercise


def model_answers(key: Mapping[str, Any], exercise: Exercise) -> dict[str, Any]:
    """A sheet that earns full marks, as plain data."""
    answers: dict[str, Any] = {"team": "model answers"}
    if exercise.asks("entities"):
        answers["entities"] = [
            {
                "id": one["label"],
                "role": one["role"],
                "reason": f"{spell(one['role'])}: shown by {', '.join(mixed(one['records'])[:4])}",
            }
            for one in key["entities"]
        ]
    if (question := exercise.asks("steps")) is not None:
        whole = [deal for deal in key["deals"].values() if deal["whole"]][: question.need]
        answers["steps"] = [
            {"deal": str(number), "step": int(step), "records": ids}
            for number, deal in enumerate(whole, 1)
            for step, ids in deal["steps"].items()
        ]
    if (question := exercise.asks("mirror_match")) is not None:
        answers["mirror_match"] = [
            {"cash": one["cash"][-1], "yuan": one["yuan"][0]} for one in key["mirrors"][: question.need]
        ]
    if exercise.asks("narrative"):
        answers["narrative"] = narrative(key)
    if exercise.asks("decision"):
        answers["decisions"] = key["decisions"]["model"]
    if exercise.requests:
        answers["requests"] = list(exercise.requests)
    return answers


def narrative(key: Mapping[str, Any]) -> dict[str, str]:
    """Six elements in plain words."""
    facts = key["narrative"]
    by_role: dict[str, list[str]] = {}
    for one in key["entities"]:
        by_role.setdefault(spell(one["role"]), []).append(one["label"])
    who = "; ".join(f"{role}: {', '.join(labels)}" for role, labels in by_role.items())
    days = facts["days"]
    at = f" (among others at {facts['places'][0]})" if facts["places"] else ""
    return {
        "who": who,
        "what": f"{facts['handed_over_usd']} USD of cash were handed over and {facts['swapped_usd']} USD swapped for yuan.",
        "when": f"From {days[0]} to {days[-1]}.",
        "where": f"The cash stayed in the US{at}, the yuan in China.",
        "why": "Cash and yuan of the same value move in the same minutes and no wire joins them; declared income does not "
        "explain the cash.",
        "how": "A token with a note's serial and a call set a meeting; a courier picks the bag up; a buyer keeps the cash "
        "and pays yuan inside China (the mirror); from there it goes on as pesos or as goods.",
    }
