from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

import mirrorsim
from mirrorsim.cli.main import main
from mirrorsim.exercise.key.answer_key import NarrativeFacts
from mirrorsim.exercise.marking.answer_sheet import sheet_from
from mirrorsim.exercise.marking.grading import grade_sheet
from mirrorsim.exercise.marking.marks import GradeReport, public_source
from mirrorsim.exercise.marking.narrative import mark_narrative
from mirrorsim.exercise.marking.origin import rests_on_origin
from mirrorsim.scenario.facts import load_facts
from mirrorsim.scenario.problems import ScenarioError
from tests.exercise.shipped import Shipped, empty_key


def graded(one: Shipped, answers: dict[str, Any]) -> Any:
    return grade_sheet(sheet_from(answers), one.pack.key, one.pack.exercise, one.pack.phases)


def everyone(one: Shipped) -> dict[str, Any]:
    """Report everybody for everything, freeze and watch whom one can, hold every container."""
    key = one.pack.key
    people = [{"id": entity.label, "role": entity.role} for entity in key.entities]
    people += [{"id": party.label, "role": "buyer"} for party in key.bystanders]
    names = [other.label for other in (*key.bystanders, *key.entities)]
    since = key.decisions.earliest
    return {
        "entities": people,
        "mirror_match": [{"cash": "ST-1", "yuan": "CN-1"}],
        "narrative": {"who": ", ".join(names), "why": "they have much cash", "how": "somehow"},
        "decisions": [
            {"action": action, "target": name, "since": since} for action in key.decisions.allowed for name in names
        ],
    }


def half_right(one: Shipped) -> dict[str, Any]:
    """What a fair team brings: half of the people, one innocent, some deals, some matches, a thin report, few decisions."""
    answers = deepcopy(one.model)
    answers["team"] = "half right"
    answers["entities"] = [
        *answers["entities"][::2],
        {"id": one.pack.key.bystanders[0].label, "role": "buyer"},
    ]
    answers["steps"] = [step for step in answers["steps"] if step["deal"] == "1"]
    wrong = one.model["mirror_match"]
    answers["mirror_match"] = [
        *wrong[: len(wrong) // 2],
        {"cash": wrong[-1]["cash"], "yuan": wrong[-2]["yuan"]},
    ]
    answers["narrative"] = {**answers["narrative"], "how": "cash goes away", "where": "in shops", "who": "unknown"}
    answers["decisions"] = answers["decisions"][:2]
    return answers


def test_model_answers_earn_everything(each: Shipped) -> None:
    grade = mirrorsim.exercise.grade(each.folder, each.folder / "facilitator" / "model_answers.yaml")
    assert grade.score == 100, [section for section in grade.sections if section.share < 1]


def test_an_empty_sheet_earns_nothing(each: Shipped) -> None:
    assert mirrorsim.exercise.grade(each.folder, each.folder / "participant" / "answers.yaml").score == 0
    assert mirrorsim.exercise.grade(each.folder, {}).score == 0


def test_lines_that_were_not_filled_in_cost_nothing(each: Shipped) -> None:
    answers = deepcopy(each.model)
    answers["entities"].append({"id": " ", "role": ""})
    answers["mirror_match"].append({"cash": "", "yuan": ""})
    assert graded(each, answers).score == 100


def test_who_reports_everyone_scores_low(each: Shipped) -> None:
    assert graded(each, everyone(each)).score < 35


def test_a_half_right_sheet_lies_between(each: Shipped) -> None:
    grade = graded(each, half_right(each))
    assert 35 < grade.score < 75
    verdicts = {remark.verdict for remark in grade.feedback}
    assert {"right", "wrong", "missed", "human"} <= verdicts
    for remark in grade.feedback:
        assert remark.text
        if remark.verdict == "right" and remark.section in ("entities", "reconstruction"):
            assert remark.evidence
            assert remark.source


def test_yuan_that_are_passed_on_cost_nothing_and_earn_nothing(each: Shipped) -> None:
    mirrors, deals = each.pack.key.mirrors, each.pack.key.deals
    payments = {record for one in mirrors for record in one.yuan}
    one, passed = next(
        (one, record)
        for one in mirrors
        for record in deals[one.deal].steps[6]
        if record.startswith("CN-") and record not in payments
    )
    paid = {"cash": mirrors[-1].cash[-1], "yuan": mirrors[-1].yuan[0]}
    grade = graded(each, {"mirror_match": [paid, {"cash": one.cash[-1], "yuan": passed}]})
    remark = next(remark for remark in grade.feedback if passed in remark.item)
    assert remark.verdict == "partly"
    assert one.yuan[0] in remark.text
    alone = graded(each, {"mirror_match": [paid]})
    assert grade.score == alone.score > 0


def test_innocents_cost(each: Shipped) -> None:
    answers = deepcopy(each.model)
    scores = [graded(each, answers).score]
    for innocent in each.pack.key.bystanders[:3]:
        answers["entities"].append({"id": innocent.label, "role": "buyer"})
        scores.append(graded(each, answers).score)
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_reasoning_from_origin_earns_nothing(each: Shipped) -> None:
    answers = deepcopy(each.model)
    for one in answers["entities"]:
        one["reason"] = "the surname sounds foreign"
    answers["narrative"]["why"] = "no wire, and they are all Chinese"
    grade = graded(each, answers)
    entities, narrative = grade.sections[0], next(one for one in grade.sections if one.name == "narrative")
    assert entities.share == 0
    assert narrative.share == pytest.approx(5 / 6)


KEY = empty_key(
    window=(date(2018, 2, 1), date(2018, 3, 15)),
    rate_cny=6.6,
    narrative=NarrativeFacts(
        places=("coffee shop", "diner"),
        all_places=("car wash", "coffee shop", "diner"),
        days=(date(2018, 2, 3), date(2018, 2, 4)),
        handed_over_usd=1_300_000_00,
        swapped_usd=1_292_990_72,
        amounts=(61_834_21,),
    ),
)


@pytest.mark.parametrize(
    ("places", "text", "share", "said"),
    [
        (True, "in shops", 0.0, "neither side of the mirror is named: cash in the US, yuan in China; names no place that"),
        (True, "in the US", 0.0, "of the two sides of the mirror the US is named, and China is not; names no place"),
        (True, "China, at a diner", 0.5, "China is named, and the US is not; names one place, which is one of the scheme"),
        (True, "US, China, a car wash", 0.5, "both sides of the mirror are named; names one place, which is none of the"),
        (True, "US, China: car wash, diner", 0.75, "names 2 places, 1 of them of the scheme"),
        (True, "US, China: coffee shop, diner", 1.0, "names 2 places, all of them of the scheme"),
        (False, "US and China", 1.0, "both sides of the mirror are named; no record shows a place of the scheme, so none"),
    ],
)  # fmt: skip
def test_what_is_said_of_places_is_a_sentence(places: bool, text: str, share: float, said: str) -> None:
    facts = KEY.narrative if places else KEY.narrative.model_copy(update={"places": (), "all_places": ()})
    key = KEY.model_copy(update={"narrative": facts})
    part = mark_narrative(key, sheet_from({"narrative": {"where": text}}), 15)
    assert part.share == pytest.approx(share / 6)
    text = next(remark.text for remark in part.remarks if remark.item == "where")
    assert said in text
    assert "0 of 0" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("in spring, they may 12 times", "names no day (write days as 2018-03-09)"),
        ("from 3 February to Feb. 4, 2018", "names 2 days, all of them of the scheme (wanted: two)"),
        ("February 3rd, 31 Feb 2018, 4 of May 2019", "names 2 days, 1 of them of the scheme (wanted: two)"),
        ("on 2018-02-03", "names one day, which is one of the scheme (wanted: two)"),
        ("on 2018-02-09 and 2018-02-10", "names 2 days, none of them of the scheme (wanted: two)"),
    ],
)
def test_what_is_said_of_days_is_a_sentence(text: str, said: str) -> None:
    part = mark_narrative(KEY, sheet_from({"narrative": {"when": text}}), 15)
    assert next(remark.text for remark in part.remarks if remark.item == "when") == said


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("some 1.3 million dollars", 1),
        ("about 1,290 thousand USD, or 8,533,738.75 yuan", 1),
        ("8.5 million yuan", 1),
        ("a deal of 61,834.21 USD", 0.5),
        ("1.3 USD", 0),
        ("on 2018-02-03 and 3 February 2018", 0),
    ],
)
def test_sums_are_read_as_people_write_them(text: str, share: float) -> None:
    assert mark_narrative(KEY, sheet_from({"narrative": {"what": text}}), 15).share == pytest.approx(share / 6)


def test_a_role_may_be_written_as_the_manual_spells_it() -> None:
    assert sheet_from({"entities": [{"id": "x", "role": "Peso provider"}]}).entities[0].role == "peso_provider"
    with pytest.raises(ScenarioError, match=r"use cash_holder, courier"):
        sheet_from({"entities": [{"id": "x", "role": "spy"}]})


def test_what_a_source_says_has_its_unit_once() -> None:
    assert "over 30 months (US v. Su" in public_source("E28")
    assert public_source("E28").count("accounts") == 1
    assert "USD USD" not in " ".join(map(public_source, load_facts()))
    assert "all branches (" in public_source("R07"), "it names its money itself"


@pytest.mark.parametrize(
    "text",
    [
        "he is Mexican",
        "her nationality",
        "a foreigner",
        "born in Corvale",
        "immigrants do this",
        "Asian students",
        "ethnic ties",
    ],
)
def test_words_of_origin_are_found(text: str) -> None:
    assert rests_on_origin(text)


@pytest.mark.parametrize(
    "text",
    [
        "the Chinese account was credited in the same minute",
        "yuan in China, pesos in Mexico",
        "the origin of the funds was not shown",
        "a Mexican importer whose supplier a third party pays",
        "no wire to a Chinese bank",
        "courier: shown by SL-10234",
    ],
)
def test_accounts_and_goods_may_have_a_country(text: str) -> None:
    assert not rests_on_origin(text)


def test_the_command_prints_one_document(shipped: Callable[[str], Shipped]) -> None:
    one = shipped("first-look")
    sheet = str(one.folder / "facilitator" / "model_answers.yaml")
    result = CliRunner().invoke(main, ["exercise", "grade", str(one.folder), sheet, "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert {"score", "sections", "feedback"} <= document.keys()
    assert document["score"] == 100
    text = CliRunner().invoke(main, ["exercise", "grade", str(one.folder), sheet])
    assert text.exit_code == 0
    assert "100 of 100" in text.stdout
    assert "shown by" in text.stdout


def test_a_grade_is_read_as_it_was_written(shipped: Callable[[str], Shipped]) -> None:
    one = shipped("first-look")
    report = graded(one, half_right(one)).report()
    written = report.as_json()
    assert GradeReport.model_validate(written) == report
    assert GradeReport.model_validate(written).as_json() == written
    sections = {section["name"]: section for section in written["sections"]}
    assert list(sections["entities"]) == ["name", "score", "points", "of", "precision", "recall"]


def test_a_bad_sheet_is_told_where(tmp_path: Any, shipped: Callable[[str], Shipped]) -> None:
    sheet = tmp_path / "answers.yaml"
    sheet.write_text("entities:\n  - {id: x, role: spy}\nstepz: []\n")
    result = CliRunner().invoke(main, ["exercise", "grade", str(shipped("first-look").folder), str(sheet)])
    assert result.exit_code == 2
    assert f"{sheet}:2:" in result.stderr
    assert "stepz" in result.stderr


def test_a_folder_that_is_no_pack_is_named(tmp_path: Any) -> None:
    (tmp_path / "a.yaml").write_text("team: x\n")
    result = CliRunner().invoke(main, ["exercise", "grade", str(tmp_path), str(tmp_path / "a.yaml")])
    assert result.exit_code == 1
    assert "no built exercise" in result.stderr


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ScenarioError, match="entitys"):
        sheet_from({"entitys": []})
