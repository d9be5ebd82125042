"""Who was reported: precision and recall, and the role that each plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsim.exercise.marking.answer_sheet import Sheet
from mirrorsim.exercise.marking.marks import Part, Remark
from mirrorsim.exercise.marking.origin import rests_on_origin


def whom(names: str) -> str:
    """A public name as it is looked up: case and spaces do not matter."""
    return " ".join(names.split()).casefold()


class Directory:
    """Everybody by every public name."""

    def __init__(self, key: Mapping[str, Any]) -> None:
        self.in_scheme = {whom(name): one for one in key["entities"] for name in one["names"]}
        self.innocent = {whom(name): one for one in key["innocents"] for name in one["names"]}


def mark_entities(
    key: Mapping[str, Any], sheet: Sheet, need: int | None, weight: int
) -> tuple[Part, set[str], set[str]]:
    """Mark the reports. Also returns the guilty found and the innocents reported, by inner name."""
    people = Directory(key)
    found: dict[str, float] = {}
    wrong: set[str] = set()
    remarks: list[Remark] = []
    for one in sheet.entities:
        if not one.id.strip():
            continue  # a line that was not filled in
        word = rests_on_origin(one.reason)
        if (entity := people.in_scheme.get(whom(one.id))) is not None:
            remarks.append(_guilty(one.id, one.role, entity, found, word))
        else:
            innocent = people.innocent.get(whom(one.id))
            wrong.add(innocent["owner"] if innocent is not None else f"unknown {whom(one.id)}")
            remarks.append(_not_guilty(one.id, innocent, word))
    missed = [one for one in key["entities"] if one["owner"] not in found]
    recall = min(sum(found.values()) / (need or max(len(key["entities"]), 1)), 1.0)
    precision = len(found) / (len(found) + len(wrong)) if found else 0.0
    share = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    if need is None or len(found) < need:
        remarks += [_missed(one) for one in missed]
    figures = {"precision": precision, "recall": recall}
    return Part("entities", share, weight, tuple(remarks), figures), set(found), wrong


def _guilty(id_: str, role: str, entity: Mapping[str, Any], found: dict[str, float], word: str) -> Remark:
    evidence, fact = tuple(entity["records"]), entity["fact"]
    if word:
        text = (
            f"it is a {spell(entity['role'])}, but the reason rests on {word!r}: where people come from shows nothing"
        )
        return Remark("entities", id_, "wrong", text, evidence, "")
    if entity["owner"] in found:
        return Remark("entities", id_, "partly", f"the same {spell(entity['role'])} as named before; counted once")
    if role == entity["role"]:
        found[entity["owner"]] = 1.0
        return Remark("entities", id_, "right", f"{spell(role)}", evidence, fact)
    found[entity["owner"]] = 0.5
    said = f"not a {spell(role)} but" if role else "which you did not say:"
    return Remark("entities", id_, "partly", f"part of the scheme, {said} a {spell(entity['role'])}", evidence, fact)


def _not_guilty(id_: str, innocent: Mapping[str, Any] | None, word: str) -> Remark:
    if innocent is None:
        return Remark("entities", id_, "wrong", "no record has this name or number")
    rests = f"; and the reason rests on {word!r}" if word else ""
    who = "did" if whom(id_) == whom(innocent["label"]) else f"{innocent['label']} did"
    text = (
        f"{who} nothing: no cash here was paid for with yuan elsewhere, and what was paid has ordinary reasons{rests}"
    )
    return Remark("entities", id_, "wrong", text, (), "N13")


def _missed(entity: Mapping[str, Any]) -> Remark:
    text = f"{spell(entity['role'])}, not reported"
    return Remark("entities", entity["label"], "missed", text, tuple(entity["records"]), entity["fact"])


def spell(role: str) -> str:
    """A role in words."""
    return role.replace("_", " ")
