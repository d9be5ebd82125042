"""Reports, worked out on paper: precision, recall, half a point for a wrong role, and what is said of each."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsim.exercise.marking.answer_sheet import sheet_from
from mirrorsim.exercise.marking.entities import Directory, MarkedEntities, mark_entities, normalized
from tests.exercise.marking.hand_made import KEY, sections, told

NOTHING = "nothing: no cash here was paid for with yuan elsewhere, and what was paid has ordinary reasons"
RIGHT = [
    {"id": "Ann Lee", "role": "courier"},
    {"id": "4000-1", "role": "buyer"},
    {"id": "6222 0001", "role": "receiving account"},
    {"id": "cy  RIOS", "role": "peso_provider"},
]


def marked(*entities: dict[str, Any], need: int | None = None) -> MarkedEntities:
    return mark_entities(KEY, sheet_from({"entities": list(entities)}), need, 30)


def test_everybody_with_the_right_role_earns_everything() -> None:
    part = marked(*RIGHT)
    assert (part.section.name, part.section.share, part.section.weight) == ("entities", 1.0, 30)
    assert part.section.figures == {"precision": 1.0, "recall": 1.0}
    assert (part.found, part.bystanders) == ({"o1", "o2", "o3", "o4"}, set())
    assert sections(part.section.remarks) == {"entities"}
    assert told(part.section.remarks) == [
        ("Ann Lee", "right", "courier", ("R-o1",), "B05"),
        ("4000-1", "right", "buyer", ("R-o2",), "B05"),
        ("6222 0001", "right", "receiving account", ("R-o3",), "B06"),
        ("cy  RIOS", "right", "peso provider", ("R-o4",), "B07"),
    ]


def test_what_is_wrong_is_told_and_costs() -> None:
    part = marked(
        {"id": "  "},
        {"id": "Ann Lee", "role": "buyer"},
        {"id": "(503) 555-0101", "role": "courier"},
        {"id": "Bo Katz"},
        {"id": "Dee Fox", "role": "buyer"},
        {"id": "4000-2", "role": "buyer", "reason": "the surname"},
        {"id": "Who  Knows"},
        {"id": "who knows"},
        {"id": "Cy Rios", "role": "peso_provider", "reason": "a foreigner"},
    )
    assert sections(part.section.remarks) == {"entities"}
    assert told(part.section.remarks) == [
        ("Ann Lee", "partly", "part of the scheme, not a buyer but a courier", ("R-o1",), "B05"),
        ("(503) 555-0101", "partly", "the same courier as named before; counted once", (), ""),
        ("Bo Katz", "partly", "part of the scheme, which you did not say: a buyer", ("R-o2",), "B05"),
        ("Dee Fox", "wrong", f"did {NOTHING}", (), "N13"),
        ("4000-2", "wrong", f"Dee Fox did {NOTHING}; and the reason rests on 'surname'", (), "N13"),
        ("Who  Knows", "wrong", "no record has this name or number", (), ""),
        ("who knows", "wrong", "no record has this name or number", (), ""),
        (
            "Cy Rios", "wrong",
            "it is a peso provider, but the reason rests on 'foreigner': where people come from shows nothing", ("R-o4",), "",
        ),
        ("6222 0001", "missed", "receiving account, not reported", ("R-o3",), "B06"),
        ("Cy Rios", "missed", "peso provider, not reported", ("R-o4",), "B07"),
    ]  # fmt: skip
    assert part.found == {"o1", "o2"}
    assert part.bystanders == {"b1", "unknown who knows"}
    # two with half a point of four; two of the scheme among four that were reported
    assert part.section.figures == {"precision": 0.5, "recall": 0.25}
    assert part.section.share == pytest.approx(2 * 0.5 * 0.25 / 0.75)


def test_a_wrong_role_keeps_its_words_apart() -> None:
    part = marked({"id": "Bo Katz", "role": "peso_provider"})
    assert part.section.remarks[0].text == "part of the scheme, not a peso provider but a buyer"


@pytest.mark.parametrize(("need", "recall", "missed"), [(1, 1.0, 0), (2, 1.0, 0), (3, 2 / 3, 2), (None, 0.5, 2)])
def test_enough_is_what_the_question_says(need: int | None, recall: float, missed: int) -> None:
    part = marked(*RIGHT[:2], need=need)
    assert part.section.figures["recall"] == pytest.approx(recall)
    assert part.section.share == pytest.approx(2 * recall / (1 + recall))
    assert [one.verdict for one in part.section.remarks].count("missed") == missed


def test_nobody_reported_and_nobody_to_report() -> None:
    part = marked()
    assert (part.section.share, part.section.figures) == (0.0, {"precision": 0.0, "recall": 0.0})
    assert len(part.section.remarks) == 4
    alone = marked({"id": "Dee Fox"})
    assert (alone.section.share, alone.section.figures) == (0.0, {"precision": 0.0, "recall": 0.0})
    empty = mark_entities(KEY.model_copy(update={"entities": ()}), sheet_from({}), None, 30)
    assert (empty.section.share, empty.section.remarks) == (0.0, ())


def test_a_name_is_found_whatever_its_case_and_spaces() -> None:
    directory = Directory(KEY)
    assert normalized("  Ann\tLEE ") == "ann lee"
    assert directory.entity("ANN  lee") is directory.entity("(503) 555-0101") is KEY.entities[0]
    assert directory.bystander(" dee fox") is directory.bystander("4000-2") is KEY.bystanders[0]
    assert directory.entity("Dee Fox") is None
    assert directory.bystander("Ann Lee") is None
