"""The sheet as participants get it, and as it is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mirrorsim.exercise.marking.answer_sheet import ELEMENTS, empty_sheet, read_sheet, sheet_from
from mirrorsim.scenario.problems import ScenarioError
from tests.exercise.marking.hand_made import exercise

EMPTY = """\
# Answer sheet: By hand
# Ids are those of the records. Leave out what you do not know.
team: ''

# What of entities?
# 3 are enough for full marks.
# role: one of cash_holder, courier, buyer, receiving_account, peso_provider, importer
# - {id: 'name or account', role: courier, reason: 'what the records show'}
entities: []

# What of steps?
# deal: a number of your own, the same in all lines of one deal
# - {deal: 1, step: 5, records: [SL-00000, DE-00000]}
steps: []

# What of mirror_match?
# cash: a record of the cash, where it is counted, met or paid in; yuan: the record of the transfer in China
# - {cash: ST-00000, yuan: CN-00000}
mirror_match: []

# What of narrative?
# Name people, sums, days (2018-03-09) and places as the records do.
narrative:
  who: ''
  what: ''
  when: ''
  where: ''
  why: ''
  how: ''

# What of decision?
# Allowed: freeze, watch, hold; at the earliest from 2018-02-10; 4 at the most.
# freeze: an account by its number, or its holder by name
# watch: a person by name
# hold: a container by the number of one of its papers
# - {action: freeze, target: 'account, person or paper', since: 2018-02-10}
decisions: []

# Requests that you made, by name, of: all, one
requests: []
"""
REQUEST = {"view": "sar_narratives", "title": "x", "basis": "law"}


def test_the_empty_sheet_asks_what_the_exercise_asks() -> None:
    text = empty_sheet(exercise(need={"entities": 3}, requests={"all": REQUEST, "one": REQUEST}))
    assert text == EMPTY
    assert sheet_from(text) == sheet_from({})


def test_what_is_not_asked_is_not_there() -> None:
    decisions = {"allowed": ["watch"], "most": 12}
    assert empty_sheet(exercise("decision", decisions=decisions)).splitlines()[4:] == [
        "# What of decision?",
        "# Allowed: watch; at the earliest from 2018-03-01; 12 at the most.",
        "# watch: a person by name",
        "# - {action: watch, target: 'account, person or paper', since: 2018-03-01}",
        "decisions: []",
    ]
    assert empty_sheet(exercise("steps")).splitlines()[4:] == [
        "# What of steps?",
        "# deal: a number of your own, the same in all lines of one deal",
        "# - {deal: 1, step: 5, records: [SL-00000, DE-00000]}",
        "steps: []",
    ]


FILLED = {
    "team": "A",
    "entities": [{"id": "x", "role": "Cash  Holder", "reason": "r"}, {"id": "y"}],
    "steps": [{"deal": "1", "step": 9, "records": ["a", "b"]}, {"deal": "1", "step": 1, "records": []}],
    "mirror_match": [{"cash": "c", "yuan": "d"}],
    "narrative": {"who": " me ", "how": "so"},
    "decisions": [{"action": "hold", "target": "t", "since": date(2018, 2, 3), "reason": "q"}],
    "requests": ["all"],
}


def test_a_sheet_is_read_as_it_was_written(tmp_path: Path) -> None:
    sheet = sheet_from(FILLED)
    assert sheet.team == "A"
    assert [(one.id, one.role, one.reason) for one in sheet.entities] == [("x", "cash_holder", "r"), ("y", "", "")]
    assert [(one.deal, one.step, one.records) for one in sheet.steps] == [("1", 9, ("a", "b")), ("1", 1, ())]
    assert [(one.cash, one.yuan) for one in sheet.mirror_match] == [("c", "d")]
    assert sheet.narrative.by_element() == dict.fromkeys(ELEMENTS, "") | {"who": "me", "how": "so"}
    decision = sheet.decisions[0]
    assert (decision.action, decision.target, decision.since, decision.reason) == ("hold", "t", date(2018, 2, 3), "q")
    assert sheet.requests == ("all",)
    assert sheet_from("decisions: [{action: watch, target: z, since: 2018-02-03}]").decisions[0].reason == ""
    (tmp_path / "sheet.yaml").write_text("team: Zoë\nentities:\nnarrative:\n", encoding="utf-8")
    assert read_sheet(tmp_path / "sheet.yaml") == sheet_from({"team": "Zoë"})


@pytest.mark.parametrize("text", ["", "# nothing\n", "team:\nsteps:\n", {}])
def test_nothing_said_is_an_empty_sheet(text: Any) -> None:
    sheet = sheet_from(text)
    assert (sheet.team, sheet.entities, sheet.steps, sheet.mirror_match, sheet.decisions, sheet.requests) == (
        "", (), (), (), (), (),
    )  # fmt: skip
    assert sheet.narrative.by_element() == dict.fromkeys(("who", "what", "when", "where", "why", "how"), "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entities: [{role: courier}]", "<answers>:1:12: entities.0.id: is missing; add 'id: ...' here"),
        ("steps: [{deal: 1, step: 10, records: [x]}]", "<answers>:1:25: steps.0.step: must be at most 9"),
        ("steps: [{deal: 1, step: 0, records: [x]}]", "<answers>:1:25: steps.0.step: must be at least 1"),
        ("mirror_match: [{cash: x}]", "<answers>:1:16: mirror_match.0.yuan: is missing; add 'yuan: ...' here"),
        ("mirror_match: [{yuan: x}]", "<answers>:1:16: mirror_match.0.cash: is missing; add 'cash: ...' here"),
        (
            "decisions: [{action: watch, target: x}]",
            "<answers>:1:13: decisions.0.since: is missing; add 'since: ...' here",
        ),
        (
            "decisions: [{action: watch, since: 2018-02-03}]",
            "<answers>:1:13: decisions.0.target: is missing; add 'target: ...' here",
        ),
        (
            "decisions: [{action: burn, target: x, since: 2018-02-03}]",
            '<answers>:1:22: decisions.0.action: "burn" is unknown here: use freeze, watch or hold',
        ),
        ("- a", "<answers>:1:1: must be a section with keys of its own, not a list"),
        ("narrative: {whom: x}", '<answers>:1:13: narrative.whom: unknown key "whom"'),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        sheet_from(text)
    assert str(caught.value) == said
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_sheet(str(tmp_path / "mine.yaml"))
    assert str(caught.value) == said.replace("<answers>", str(tmp_path / "mine.yaml"))


def test_all_that_a_step_lacks_is_told() -> None:
    with pytest.raises(ScenarioError) as caught:
        sheet_from("steps: [{}]")
    assert str(caught.value).splitlines() == [
        f"<answers>:1:9: steps.0.{name}: is missing; add '{name}: ...' here" for name in ("deal", "records", "step")
    ]


@pytest.mark.parametrize("role", [1, ["courier"]])
def test_a_role_that_is_no_text_is_refused(role: object) -> None:
    with pytest.raises(ScenarioError, match=r"entities\.0\.role"):
        sheet_from({"entities": [{"id": "x", "role": role}]})
