"""A grade in points, as a document and as lines, from sections made by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from pydantic import ValidationError

from mirrorsim.exercise.marking.marks import Grade, GradeReport, Remark, SectionMark, public_source
from mirrorsim.scenario import facts
from mirrorsim.scenario.facts import Fact, load_facts

B06 = (
    "step 6: mirror: a merchant in the US keeps the dollars and pays the same value in yuan from an account in China to "
    "the broker's account there (Reuters, factbox, December 2020; reported)"
)
ONE = Remark("first", "item", "right", "as it is", ("A-1", "B-2"), "B06")
TWO = Remark("first", "other", "partly", "nearly", (), "B06")
THREE = Remark("second", "third", "wrong", "not so")
GRADE = Grade(
    "Title", "Team",
    (
        SectionMark("first", 0.66666, 30, (ONE, TWO), {"precision": 0.12345, "recall": 1.0}),
        SectionMark("second", 0.25, 15, (THREE, Remark("second", "f", "missed", "gone"), Remark("second", "h", "human", "you"))),
    ),
)  # fmt: skip


def test_the_score_is_the_weighted_share_to_one_decimal() -> None:
    assert GRADE.score == 52.8  # (0.66666 * 30 + 0.25 * 15) / 45
    assert Grade("", "", ()).score == 0.0
    assert Grade("", "", (SectionMark("x", 1.0, 0),)).score == 0.0
    assert Grade("", "", (SectionMark("x", 1.0, 1),)).score == 100.0
    assert [one.item for one in GRADE.feedback] == ["item", "other", "third", "f", "h"]


def test_the_document_has_points_to_one_decimal_and_shares_to_three() -> None:
    document = GRADE.as_json()
    assert list(document) == ["exercise", "team", "score", "sections", "feedback"]
    assert (document["exercise"], document["team"], document["score"]) == ("Title", "Team", 52.8)
    assert document["sections"] == [
        {"name": "first", "score": 66.7, "points": 44.4, "of": 66.7, "precision": 0.123, "recall": 1.0},
        {"name": "second", "score": 25.0, "points": 8.3, "of": 33.3},
    ]
    feedback = document["feedback"]
    assert isinstance(feedback, list)
    assert feedback[0] == {
        "section": "first", "item": "item", "verdict": "right", "text": "as it is", "evidence": ["A-1", "B-2"],
        "fact": "B06", "source": B06,
    }  # fmt: skip
    assert feedback[2] == {
        "section": "second", "item": "third", "verdict": "wrong", "text": "not so", "evidence": [], "fact": "", "source": "",
    }  # fmt: skip
    assert len(feedback) == 5
    nothing = Grade("", "", (SectionMark("x", 1.0, 0),)).report().sections[0]
    assert (nothing.score, nothing.points, nothing.of) == (100.0, 0.0, 0.0)


def test_an_old_document_without_everything_is_read_and_stays_as_it_is() -> None:
    old = {"score": 1.0, "feedback": [{"verdict": "right", "text": "so"}]}
    report = GradeReport.model_validate(old)
    assert report.as_json() == old
    assert (report.exercise, report.team, report.sections) == ("", "", ())
    remark = report.feedback[0]
    assert (remark.section, remark.item, remark.evidence, remark.fact, remark.source) == ("", "", (), "", "")
    for one in (report, remark, GRADE.report().sections[0]):
        with pytest.raises(ValidationError):
            one.score = 2.0
    assert GRADE.report().sections[0].model_extra == {"precision": 0.123, "recall": 1.0}
    with pytest.raises(FrozenInstanceError):
        THREE.text = ""
    with pytest.raises(FrozenInstanceError):
        GRADE.team = ""
    with pytest.raises(FrozenInstanceError):
        GRADE.sections[0].share = 1.0


def test_the_lines_are_what_people_read() -> None:
    assert GRADE.lines() == [
        "Title, team Team: 52.8 of 100",
        "",
        "first: 44.4 of 66.7  (precision 12%, recall 100%)",
        "  + item: as it is",
        "      shown by A-1, B-2",
        f"      B06: {B06}",
        "  ~ other: nearly",
        "      B06: as above",
        "",
        "second: 8.3 of 33.3",
        "  - third: not so",
        "  . f: gone",
        "  ? h: you",
        "",
    ]
    assert Grade("T", "", ()).lines() == ["T: 0 of 100", ""]
    assert Grade("T", "", (SectionMark("x", 1.0, 0),)).lines()[2] == "x: 0.0 of 0.0"
    assert Grade("T", "", (SectionMark("x", 1.0, 3),)).lines()[0] == "T: 100 of 100"


def test_a_section_in_full_is_not_in_its_short_form() -> None:
    assert repr(GRADE.sections[1]) == "SectionMark(name='second', share=0.25, weight=15, figures={})"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("12", "none", "12"),
        ("12", "1", "12"),
        ("12", "days", "12 days"),
        ("12 days", "days", "12 days"),
        ("about a tenth", "days", "about a tenth"),
        ("12", "USD", "12 USD"),
        ("USD 12", "USD/month", "USD 12"),
        ("USD 12 each", "USD/month", "USD 12 each"),
        ("12 or more", "USD/week", "12 or more (in USD/week)"),
        ("12 or more", "CNY", "12 or more (in CNY)"),
        ("", "days", ""),
        ("12 or 1", "1/week", "12 or 1 1/week"),
        ("some", "USd", "some"),
    ],
)
def test_a_value_has_its_unit_once(value: str, unit: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fact = Fact("X1", "how many", value, unit, "a source", "reported", "high")
    monkeypatch.setattr("mirrorsim.exercise.marking.marks.load_facts", lambda: {"X1": fact})
    assert public_source("X1") == f"how many: {said} (a source; reported)"
    assert public_source("X2") == ""


def test_the_source_of_a_remark_is_its_facts() -> None:
    assert ONE.source == public_source("B06") == B06
    assert THREE.source == ""
    assert "B06" in load_facts()
    assert facts.load_facts is load_facts
