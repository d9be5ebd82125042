"""A key and an exercise made by hand, small enough to work marks out on paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from mirrorsim.exercise.key.answer_key import (
    AnswerKey,
    Bystander,
    DealEvidence,
    MirrorSwap,
    NarrativeFacts,
    ReferenceDecisions,
    SchemeEntity,
    Shipment,
)
from mirrorsim.exercise.marking.marks import Remark
from mirrorsim.scenario.exercise import Exercise
from tests.exercise.shipped import empty_key

WINDOW = (date(2018, 2, 1), date(2018, 3, 1))


def entity(owner: str, role: str, label: str, *more: str, fact: str = "B05") -> SchemeEntity:
    return SchemeEntity(owner=owner, role=role, label=label, names=(label, *more), records=(f"R-{owner}",), fact=fact)


def swap(deal: str, minute: int, cash: tuple[str, ...], yuan: tuple[str, ...], cny: int) -> MirrorSwap:
    at = datetime(2018, 2, 9, 10, minute)
    return MirrorSwap(deal=deal, at=at, usd=1_000_050, cny=cny, cash=cash, yuan=yuan)


STEPS = {
    "d-1": DealEvidence(
        whole=True, steps={3: ("DE-1",), 5: ("SL-1", "DE-2"), 6: ("ST-1", "CN-1", "CN-9"), 8: ("CN-2",)}
    ),
    "d-2": DealEvidence(whole=True, steps={5: ("SL-2",), 6: ("ST-2", "CN-3", "CN-8")}),
    "d-3": DealEvidence(whole=False, steps={6: ("CN-4",), 9: ("BL-4",)}),
}
KEY: AnswerKey = empty_key(
    window=WINDOW,
    rate_cny=6.5,
    entities=(
        entity("o1", "courier", "Ann Lee", "(503) 555-0101"),
        entity("o2", "buyer", "Bo Katz", "4000-1"),
        entity("o3", "receiving_account", "6222 0001", fact="B06"),
        entity("o4", "peso_provider", "Cy Rios", fact="B07"),
    ),
    bystanders=(
        Bystander(owner="b1", label="Dee Fox", names=("Dee Fox", "4000-2"), payments=28, usd=2_800_070),
        Bystander(owner="b2", label="Eve Gold", names=("Eve Gold",), payments=1, usd=10_000),
        Bystander(owner="b3", label="Fair Imports", names=("Fair Imports",), payments=3, usd=999),
    ),
    deals=STEPS,
    mirrors=(
        swap("d-1", 5, ("SL-1", "ST-1"), ("CN-1",), 6_500_325),
        swap("d-2", 7, ("SL-2", "ST-2"), ("CN-3", "CN-5"), 7_000_000),
        swap("d-4", 7, ("ST-6",), ("CN-6",), 7_000_000),
    ),
    step_facts={3: "B03", 5: "B05", 6: "B06", 8: "B08", 9: "B09"},
    narrative=NarrativeFacts(
        handed_over_usd=100_000_00, swapped_usd=50_000_00, amounts=(61_834_21,),
        days=(date(2018, 2, 3), date(2018, 2, 4)), places=("Diner",), all_places=("Diner", "Car  Wash"),
    ),
    shipments={
        "BL-1": Shipment(deal="7", importer="Gil Mora", entered=datetime(2018, 2, 20, 9)),
        "BL-2": Shipment(deal="", importer="Fair Imports", entered=datetime(2018, 2, 20, 9)),
        "BL-3": Shipment(deal="", importer="Nobody Known", entered=None),
    },
    decisions=ReferenceDecisions(
        earliest=date(2018, 2, 10), allowed=("freeze", "watch", "hold"), model=(),
        stopped={"freeze": 1_000_00, "watch": 400_00, "hold": 0}, stopped_usd=1_400_00,
        sentence="your decisions stopped 1,400 USD; your decisions would do",
    ),
)  # fmt: skip

ALL = ("entities", "steps", "mirror_match", "narrative", "decision")


def exercise(*kinds: str, need: dict[str, int] | None = None, **more: Any) -> Exercise:
    """An exercise that asks for these kinds of answers; for all of them when none is named."""
    questions = [{"kind": kind, "text": f"What of\n  {kind}?", "need": (need or {}).get(kind)} for kind in kinds or ALL]
    return Exercise.model_validate(
        {
            "title": "By hand", "minutes": 60, "objectives": ["see"],
            "roles": {"bank": {"briefing": "look", "sees": ["bank_statements"]}},
            "window": {"since": "2018-02-01", "until": "2018-03-01"},
            "questions": [{k: v for k, v in question.items() if v is not None} for question in questions],
            "decisions": {"allowed": ["freeze", "watch", "hold"], "earliest": "2018-02-10", "most": 4, "hold_for": "9 days"},
        }
        | more
    )  # fmt: skip


def told(remarks: Any) -> list[tuple[str, str, str, tuple[str, ...], str]]:
    """Remarks without their section: item, verdict, text, records, fact."""
    assert all(isinstance(one, Remark) for one in remarks)
    return [(one.item, one.verdict, one.text, one.evidence, one.fact) for one in remarks]


def sections(remarks: Any) -> set[str]:
    return {one.section for one in remarks}
