"""Who was reported: precision and recall, and the role that each plays."""

from __future__ import annotations

from typing import NamedTuple

from mirrorsim.exercise.evidence.wording import role_text
from mirrorsim.exercise.key.answer_key import AnswerKey, Bystander, SchemeEntity
from mirrorsim.exercise.marking.answer_sheet import AnswerSheet
from mirrorsim.exercise.marking.marks import Remark, SectionMark
from mirrorsim.exercise.marking.origin import rests_on_origin


def normalized(name: str) -> str:
    """A public name as it is looked up: case and spaces do not matter."""
    return " ".join(name.split()).casefold()


class Directory:
    """Everybody of the key by every public name."""

    def __init__(self, key: AnswerKey) -> None:
        self.entities = {normalized(name): entity for entity in key.entities for name in entity.names}
        self.bystanders = {normalized(name): bystander for bystander in key.bystanders for name in bystander.names}

    def entity(self, name: str) -> SchemeEntity | None:
        """The person or account of the scheme that has this name."""
        return self.entities.get(normalized(name))

    def bystander(self, name: str) -> Bystander | None:
        """The bystander that has this name."""
        return self.bystanders.get(normalized(name))


class MarkedEntities(NamedTuple):
    """The marks for the reports; those of the scheme and the others that were reported, by inner name."""

    section: SectionMark
    found: set[str]
    bystanders: set[str]


def mark_entities(key: AnswerKey, sheet: AnswerSheet, need: int | None, weight: int) -> MarkedEntities:
    """Mark the reports. ``need``: how many are enough for full marks; all when None."""
    directory = Directory(key)
    found: dict[str, float] = {}
    bystanders: set[str] = set()
    remarks: list[Remark] = []
    for answer in sheet.entities:
        if not answer.id.strip():
            continue  # a line that was not filled in
        origin = rests_on_origin(answer.reason)
        if (entity := directory.entity(answer.id)) is not None:
            remarks.append(_of_the_scheme(answer.id, answer.role, entity, found, origin))
        else:
            bystander = directory.bystander(answer.id)
            bystanders.add(bystander.owner if bystander is not None else f"unknown {normalized(answer.id)}")
            remarks.append(_on_bystander(answer.id, bystander, origin))
    recall = min(sum(found.values()) / (need or max(len(key.entities), 1)), 1.0)
    precision = len(found) / (len(found) + len(bystanders)) if found else 0.0
    share = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    if need is None or len(found) < need:
        remarks += [_missed(entity) for entity in key.entities if entity.owner not in found]
    figures = {"precision": precision, "recall": recall}
    return MarkedEntities(SectionMark("entities", share, weight, tuple(remarks), figures), set(found), bystanders)


def _of_the_scheme(id_: str, role: str, entity: SchemeEntity, found: dict[str, float], origin: str) -> Remark:
    """The remark on a right report; what it earns goes into ``found``: half where the role is wrong."""
    true_role = role_text(entity.role)
    if origin:
        text = f"it is a {true_role}, but the reason rests on {origin!r}: where people come from shows nothing"
        return Remark("entities", id_, "wrong", text, entity.records, "")
    if entity.owner in found:
        return Remark("entities", id_, "partly", f"the same {true_role} as named before; counted once")
    if role == entity.role:
        found[entity.owner] = 1.0
        return Remark("entities", id_, "right", true_role, entity.records, entity.fact)
    found[entity.owner] = 0.5
    said = f"not a {role_text(role)} but" if role else "which you did not say:"
    text = f"part of the scheme, {said} a {true_role}"
    return Remark("entities", id_, "partly", text, entity.records, entity.fact)


def _on_bystander(id_: str, bystander: Bystander | None, origin: str) -> Remark:
    if bystander is None:
        return Remark("entities", id_, "wrong", "no record has this name or number")
    rests = f"; and the reason rests on {origin!r}" if origin else ""
    who = "did" if normalized(id_) == normalized(bystander.label) else f"{bystander.label} did"
    text = (
        f"{who} nothing: no cash here was paid for with yuan elsewhere, and what was paid has ordinary reasons{rests}"
    )
    return Remark("entities", id_, "wrong", text, (), "N13")


def _missed(entity: SchemeEntity) -> Remark:
    text = f"{role_text(entity.role)}, not reported"
    return Remark("entities", entity.label, "missed", text, entity.records, entity.fact)
