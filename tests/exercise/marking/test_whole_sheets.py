"""A whole sheet against the key made by hand: which sections there are, in which order, with which weight."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from mirrorsim.exercise.key.consequences import Consequences
from mirrorsim.exercise.marking import decisions
from mirrorsim.exercise.marking.answer_sheet import sheet_from
from mirrorsim.exercise.marking.grading import grade_sheet
from mirrorsim.exercise.marking.marks import Grade
from mirrorsim.exercise.marking.origin import rests_on_origin
from mirrorsim.units.time import DAY
from tests.exercise.marking.hand_made import ALL, KEY, exercise

PHASES: Any = [(0, SimpleNamespace(ticks=60 * DAY, start=date(2018, 1, 1)))]
WEIGHTS = {"entities": 1, "reconstruction": 2, "narrative": 3, "proportionality": 4, "decisions": 5}
ORDER = ["entities", "reconstruction", "narrative", "proportionality", "decisions"]
ANSWERS: dict[str, Any] = {
    "team": "Nine",
    "entities": [{"id": "Ann Lee", "role": "courier"}, {"id": "Bo Katz", "role": "buyer"}],
    "mirror_match": [{"cash": "ST-1", "yuan": "CN-1"}],
    "narrative": {"what": "100,000 USD"},
    "decisions": [{"action": "watch", "target": "Dee Fox", "since": "2018-02-10"}],
}


@pytest.fixture(autouse=True)
def no_season(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "consequences", lambda *given: Consequences(0, 0, 0, 0, 0, tuple(given[-1])))


def graded(*kinds: str, need: dict[str, int] | None = None, **changes: Any) -> Grade:
    asked = exercise(*kinds, need=need, weights=WEIGHTS)
    return grade_sheet(sheet_from(ANSWERS | changes), KEY, asked, PHASES)


def test_every_section_has_its_weight_and_its_place() -> None:
    grade = graded()
    assert (grade.exercise, grade.team) == ("By hand", "Nine")
    assert [(one.name, one.weight) for one in grade.sections] == [(name, WEIGHTS[name]) for name in ORDER]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("entities", ["entities", "proportionality"]),
        ("steps", ["reconstruction"]),
        ("mirror_match", ["reconstruction"]),
        ("narrative", ["narrative"]),
        ("decision", ["decisions"]),
    ],
)
def test_what_is_not_asked_has_no_weight(kind: str, names: list[str]) -> None:
    assert kind in ALL
    assert [one.name for one in graded(kind).sections] == names


def test_whom_reports_and_decisions_hit_count_against_proportionality_once_each() -> None:
    share = {one.name: one.share for one in graded().sections}
    assert share["proportionality"] == pytest.approx((1 - 1 / 2) * 2 / 4)
    again = [*ANSWERS["entities"], {"id": "Dee Fox", "role": "buyer"}]
    share = {one.name: one.share for one in graded(entities=again).sections}
    assert share["proportionality"] == pytest.approx((1 - 1 / 2) * 2 / 4)
    again = [*ANSWERS["entities"], {"id": "Eve Gold", "role": "buyer"}]
    assert {one.name: one.share for one in graded(entities=again).sections}["proportionality"] == 0
    enough = {one.name: one for one in graded("entities", need={"entities": 2}).sections}
    assert enough["entities"].share == enough["proportionality"].share == 1


ORIGINS = [
    "nationality", "nationalities", "national", "nationals", "ethnic", "ethnicity", "race", "racial", "racially",
    "ancestry", "ancestral", "descent", "immigrant", "immigrants", "migrant", "migrants", "foreign", "foreigner",
    "alien", "citizen", "citizenship", "passport", "passports", "visa", "visas", "surname", "surnames", "origin",
    "origins", "accent", "accents", "skin", "birthplace", "born", "hometown", "chinese", "mexican", "mexicans",
    "asian", "asians", "latino", "latinas", "hispanic", "hispanics", "american", "americans", "arab", "arabs",
    "african", "africans", "european", "europeans", "Aldermark", "Brisland", "corvale", "dunmere", "Estery",
    "farrow", "galden", "hallen", "ostmere", "vendry",
]  # fmt: skip
PHRASES = [
    "mother tongue",
    "sounds like a name",
    "looks like he",
    "looking like they",
    "sound like she",
    "names sound",
    "name sounds",
]
THINGS = [
    "account", "accounts", "accounting", "list", "bank", "banks", "banking", "side", "yuan", "currency", "market",
    "port", "ports", "customs", "peso", "pesos", "transfer", "transfers", "leg", "legs", "app", "quota", "official",
    "officials", "authority", "authorities", "company", "companies", "firm", "firms", "supplier", "suppliers",
    "factory", "factories", "importer", "importers", "goods", "payment", "payments", "credit", "credits", "dollar",
    "dollars", "time", "exporter", "exporters", "law",
]  # fmt: skip


def test_a_word_of_origin_is_told_as_it_stands() -> None:
    for word in (*ORIGINS, *PHRASES):
        assert rests_on_origin(f"because of {word.upper()}, no more") == word.upper(), word


@pytest.mark.parametrize("whose", ["Chinese", "mexican", "AMERICAN", "US"])
def test_a_thing_may_have_a_country(whose: str) -> None:
    for thing in [*THINGS, "account list", "accounts list"]:
        assert rests_on_origin(f"the {whose} {thing} is") == "", thing
        assert rests_on_origin(f"the {whose}  state {thing} is") == "", thing


@pytest.mark.parametrize(
    "text",
    ["country of origin", "port of origin", "place of origin", "bank of origin", "Origin of the funds", "origin of these goods",
     "origin of this cargo", "origin of money", "origin of fund", "origin of cash", "origin of yuan", "origin of dollars",
     "origin of dollar", "origin of wealth", "foreign exchange", "foreign currency", "foreign wires",
     "FOREIGN account", "foreign accounts", "internationally", "embrace", "reborn", "terrace", "skinny"],
)  # fmt: skip
def test_what_is_no_origin_of_people(text: str) -> None:
    assert rests_on_origin(f"the {text}, as shown") == ""


def test_what_is_allowed_does_not_hide_what_is_not() -> None:
    assert rests_on_origin("the Chinese bank of a Chinese person") == "Chinese"
    assert rests_on_origin("no wire to a Mexican") == "Mexican"
