"""Marks: what each answer earned, and why; and the grade as a document, which is written and read here alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict

from mirrorsim.exercise.evidence.wording import cited
from mirrorsim.scenario.facts import load_facts

Verdict = Literal["right", "partly", "wrong", "missed", "human"]
"""What is said of an answer; ``human``: only a person can mark it."""


def public_source(fact_id: str) -> str:
    """A fact in one line with its source; empty when there is none of this name."""
    fact = load_facts().get(fact_id)
    if fact is None:
        return ""
    return f"{fact.quantity}: {_value_with_unit(fact.value, fact.unit)} ({fact.source}; {fact.status})"


def _value_with_unit(value: str, unit: str) -> str:
    """A value with its unit, unless it says that itself; one that ends in words does, but for its money."""
    money = unit[:3] if unit[:3].isupper() else ""
    if unit in ("none", "1") or unit in value or (money and money in value):
        return value
    if value[-1:].isdigit():
        return f"{value} {unit}"
    return f"{value} (in {unit})" if money else value


class RemarkReport(BaseModel):
    """A remark as it is printed: with what the public source says."""

    model_config = ConfigDict(frozen=True)

    section: str = ""
    item: str = ""
    verdict: Verdict
    text: str
    evidence: tuple[str, ...] = ()
    fact: str = ""
    source: str = ""


class SectionReport(BaseModel):
    """A section of the sheet as it is printed: points earned ``of`` those to be had; figures of its own beside."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str
    score: float
    points: float
    of: float


class GradeReport(BaseModel):
    """A grade as it is printed, kept in a class's session, and shown."""

    model_config = ConfigDict(frozen=True)

    exercise: str = ""
    team: str = ""
    score: float
    sections: tuple[SectionReport, ...] = ()
    feedback: tuple[RemarkReport, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The document, as plain data."""
        return self.model_dump(mode="json", exclude_unset=True)


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
        return public_source(self.fact)

    def report(self) -> RemarkReport:
        """The remark as it is printed."""
        return RemarkReport(
            section=self.section, item=self.item, verdict=self.verdict, text=self.text, evidence=self.evidence,
            fact=self.fact, source=self.source,
        )  # fmt: skip


@dataclass(frozen=True)
class SectionMark:
    """One section of the sheet: the share of its marks that was earned, from 0 to 1, and its weight.

    ``figures`` are shares (0 to 1) from which the section's own was made, by name.
    """

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
    sections: tuple[SectionMark, ...]

    @property
    def score(self) -> float:
        """0 to 100, to one decimal."""
        weight = sum(section.weight for section in self.sections)
        return (
            round(100 * sum(section.share * section.weight for section in self.sections) / weight, 1) if weight else 0.0
        )

    @property
    def feedback(self) -> tuple[Remark, ...]:
        """All remarks in the order of the sheet."""
        return tuple(remark for section in self.sections for remark in section.remarks)

    def report(self) -> GradeReport:
        """The grade as it is printed, kept and shown: points to one decimal, shares to three."""
        weight = sum(section.weight for section in self.sections) or 1
        return GradeReport(
            exercise=self.exercise,
            team=self.team,
            score=self.score,
            sections=tuple(
                SectionReport(
                    name=section.name,
                    score=round(100 * section.share, 1),
                    points=round(100 * section.share * section.weight / weight, 1),
                    of=round(100 * section.weight / weight, 1),
                    **{name: round(figure, 3) for name, figure in section.figures.items()},
                )
                for section in self.sections
            ),
            feedback=tuple(remark.report() for remark in self.feedback),
        )

    def as_json(self) -> dict[str, object]:
        """The document that ``mirrorsim exercise grade --json`` prints."""
        return self.report().as_json()

    def lines(self) -> list[str]:
        """The marked sheet as people read it."""
        weight = sum(section.weight for section in self.sections) or 1
        lines = [f"{self.exercise}{f', team {self.team}' if self.team else ''}: {self.score:g} of 100", ""]
        named: set[str] = set()
        for section in self.sections:
            points, of = (100 * section.share * section.weight / weight, 100 * section.weight / weight)
            figures = ", ".join(f"{name} {figure:.0%}" for name, figure in section.figures.items())
            lines.append(f"{section.name}: {points:.1f} of {of:.1f}{f'  ({figures})' if figures else ''}")
            for remark in section.remarks:
                lines.append(f"  {_SIGNS[remark.verdict]} {remark.item}: {remark.text}")
                if remark.evidence:
                    lines.append(f"      shown by {cited(remark.evidence)}")
                if remark.source:
                    # a source is told in full when it is first named
                    lines.append(f"      {remark.fact}: {'as above' if remark.fact in named else remark.source}")
                    named.add(remark.fact)
            lines.append("")
        return lines


_SIGNS: dict[Verdict, str] = {"right": "+", "partly": "~", "wrong": "-", "missed": ".", "human": "?"}
