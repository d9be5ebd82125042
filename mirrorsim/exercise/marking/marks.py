"""Marks: what each answer earned, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mirrorsim.scenario.facts import load_facts

Verdict = Literal["right", "partly", "wrong", "missed", "human"]


def public(fact_id: str) -> str:
    """A fact in one line with its source; empty when there is none of this name."""
    fact = load_facts().get(fact_id)
    if fact is None:
        return ""
    return f"{fact.quantity}: {_measured(fact.value, fact.unit)} ({fact.source}; {fact.status})"


def _measured(value: str, unit: str) -> str:
    """A value with its unit, unless it says that itself; one that ends in words does, but for its money."""
    money = unit[:3] if unit[:3].isupper() else ""
    if unit in ("none", "1") or unit in value or (money and money in value):
        return value
    if value[-1:].isdigit():
        return f"{value} {unit}"
    return f"{value} (in {unit})" if money else value


FEW = 6
"""Records that are named; of more, these and how many there are besides."""


def mixed(records: Sequence[str]) -> list[str]:
    """Many records in another order: one of each source first, so that the few that are named show several sides."""
    if len(records) <= FEW:
        return [*records]
    turns: Counter[str] = Counter()
    ranked = []
    for record in records:
        source = record.partition("-")[0]
        ranked.append((turns[source], source, record))
        turns[source] += 1
    # what lies in China is asked for late: it comes last among its equals
    return [record for _, _, record in sorted(ranked, key=lambda one: (one[0], one[1] == "CN", one[1], one[2]))]


@dataclass(frozen=True)
class Remark:
    """What one answer earned: what was right, which records show it, what the public source says."""

    section: str
    item: str
    verdict: Verdict
    text: str
    evidence: tuple[str, ...] = ()
    fact: str = ""

    @property
    def source(self) -> str:
        """What the public source says."""
        return public(self.fact)

    def as_json(self) -> dict[str, Any]:
        """The remark as plain data."""
        return {
            "section": self.section, "item": self.item, "verdict": self.verdict, "text": self.text,
            "evidence": list(self.evidence), "fact": self.fact, "source": self.source,
        }  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One part of the sheet: the share of its marks that was earned, from 0 to 1, and its weight."""

    name: str
    share: float
    weight: int
    remarks: tuple[Remark, ...] = field(default=(), repr=False)
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Grade:
    """A marked sheet."""

    exercise: str
    team: str
    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """0 to 100, to one decimal."""
        weight = sum(part.weight for part in self.parts)
        return round(100 * sum(part.share * part.weight for part in self.parts) / weight, 1) if weight else 0.0

    @property
    def feedback(self) -> tuple[Remark, ...]:
        """All remarks in the order of the sheet."""
        return tuple(remark for part in self.parts for remark in part.remarks)

    def as_json(self) -> dict[str, Any]:
        """The document that ``mirrorsim exercise grade --json`` prints."""
        weight = sum(part.weight for part in self.parts) or 1
        return {
            "exercise": self.exercise,
            "team": self.team,
            "score": self.score,
            "sections": [
                {
                    "name": part.name,
                    "score": round(100 * part.share, 1),
                    "points": round(100 * part.share * part.weight / weight, 1),
                    "of": round(100 * part.weight / weight, 1),
                    **{name: round(figure, 3) for name, figure in part.figures.items()},
                }
                for part in self.parts
            ],
            "feedback": [remark.as_json() for remark in self.feedback],
        }

    def lines(self) -> list[str]:
        """The marked sheet as people read it."""
        weight = sum(part.weight for part in self.parts) or 1
        lines = [f"{self.exercise}{f', team {self.team}' if self.team else ''}: {self.score:g} of 100", ""]
        told: set[str] = set()
        for part in self.parts:
            points, of = (100 * part.share * part.weight / weight, 100 * part.weight / weight)
            figures = ", ".join(f"{name} {figure:.0%}" for name, figure in part.figures.items())
            lines.append(f"{part.name}: {points:.1f} of {of:.1f}{f'  ({figures})' if figures else ''}")
            for remark in part.remarks:
                lines.append(f"  {_SIGNS[remark.verdict]} {remark.item}: {remark.text}")
                if remark.evidence:
                    shown = ", ".join(mixed(remark.evidence)[:FEW])
                    more = f" and {len(remark.evidence) - FEW} more" if len(remark.evidence) > FEW else ""
                    lines.append(f"      shown by {shown}{more}")
                if remark.source:
                    # a source is told in full when it is first named
                    lines.append(f"      {remark.fact}: {'as above' if remark.fact in told else remark.source}")
                    told.add(remark.fact)
            lines.append("")
        return lines


_SIGNS: dict[Verdict, str] = {"right": "+", "partly": "~", "wrong": "-", "missed": ".", "human": "?"}
