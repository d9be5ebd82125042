"""The fact base: complete, well formed, and strict about what it accepts."""

import dataclasses
import re
from pathlib import Path

import pytest

from mirrorsim.scenario.facts import (
    ASSUMPTION,
    CONFIDENCES,
    STATUSES,
    Fact,
    closest,
    is_source,
    load_facts,
    read_facts,
)

RANGES = {"E": 39, "T": 21, "R": 28, "N": 17, "S": 9, "A": 11, "B": 10}
EXPECTED = [f"{letter}{n:02d}" for letter, last in RANGES.items() for n in range(1, last + 1)]
EXPECTED += ["VC1", "VC2", "VC4", "VC6", "VC8", "VC9", "VC12"]

HOST = re.compile(r"\.(com|gov|org|net|mx|news|info|us)\b|https?:|www\.", re.IGNORECASE)
PEOPLE = re.compile(
    r"\b(chinese|mexican|american|asian|latino|hispanic|colombian|lebanese|singaporean|han)[ -]+"
    r"(\w+[ -]+)?(nationals?|citizens?|students?|brokers?|couriers?|launderers?|merchants?|buyers?|sellers?"
    r"|mules?|men|man|women|woman|people|persons?|gangs?|criminals?|immigrants?|families)\b",
    re.IGNORECASE,
)
SURNAMES = re.compile(r"\b(Su|Li|Yan|Sun|Sze|Gan|Lim|Fang|(?<!Hong )Kong|Han|Wu|Tan|Zhang)\b")

FACTS = list(load_facts().values())
every_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)


def test_every_expected_id_is_there():
    assert set(EXPECTED) <= set(load_facts())


@every_fact
def test_status_and_confidence_are_known_words(fact: Fact):
    assert fact.status in STATUSES
    assert fact.confidence in CONFIDENCES


@every_fact
def test_numbers_are_ordered(fact: Fact):
    given = [n for n in (fact.low, fact.base, fact.high) if n is not None]
    assert given == sorted(given)
    assert not given or fact.unit != "none", "a number needs a unit"


@every_fact
def test_source_is_a_publication_and_not_a_web_page(fact: Fact):
    assert not HOST.search(fact.source)
    assert not HOST.search(fact.value)


@every_fact
def test_people_are_named_by_role(fact: Fact):
    text = f"{fact.quantity} {fact.value}"
    assert not PEOPLE.search(text)
    assert not SURNAMES.search(text)


@every_fact
def test_what_is_from_memory_says_assumption(fact: Fact):
    if fact.source.startswith("from memory"):
        assert fact.status == ASSUMPTION


@pytest.mark.parametrize(
    ("fact_id", "low", "base", "high", "unit"),
    [
        ("E01", 1, 1.5, 2, "%"),
        ("E15", None, 150_000, None, "USD"),
        ("R01", None, 50_000, None, "USD/year"),
        ("R07", None, 4_000, None, "USD/month"),
        ("E28", None, 251, None, "accounts"),
        ("T09", 16, 22, 30, "d"),
        ("VC2", None, 534_206, None, "USD"),
    ],
)
def test_anchor_figures(fact_id: str, low: float | None, base: float | None, high: float | None, unit: str):
    fact = load_facts()[fact_id]
    assert (fact.low, fact.base, fact.high, fact.unit) == (low, base, high, unit)


def test_derived_figures_follow_from_the_facts_they_name():
    facts = load_facts()

    def base(fact_id: str) -> float:
        number = facts[fact_id].base
        assert number is not None
        return number

    assert base("VC1") / 300 == pytest.approx(base("E17"), rel=0.01)
    assert base("VC2") / 3 == pytest.approx(base("E20"), abs=1)
    assert 19e6 / base("R01") == base("R28")
    assert base("E15") / base("R01") == 3
    assert base("E15") / base("R07") == 37.5


def test_loading_is_cached_and_read_only():
    facts = load_facts()
    assert facts is load_facts()
    with pytest.raises(TypeError):
        facts["E01"] = FACTS[0]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        facts["E01"].value = "other"  # type: ignore[misc]


def test_sources():
    assert is_source("E01")
    assert is_source(ASSUMPTION)
    assert not is_source("E99")
    assert not is_source("")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("E1", "E01"), ("e01", "E01"), ("VC01", "VC1"), ("assumtion", ASSUMPTION), ("ASSUMPTION", ASSUMPTION)],
)
def test_closest_puts_what_was_meant_first(wrong: str, right: str):
    assert closest(wrong)[0] == right


def test_closest_has_nothing_to_say_about_nonsense():
    assert closest("no such thing at all") == []


GOOD = """\
facts:
  E01:
    quantity: "fee"
    value: "1 to 2 %"
    low: 1
    base: 1.5
    high: 2
    unit: "%"
    sets: "fee.seller_pct"
    source: "some court, 2020"
    status: "plea"
    confidence: "high"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path):
    facts = read_facts(write(tmp_path, GOOD))
    assert facts["E01"] == Fact(
        "E01", "fee", "1 to 2 %", "%", "some court, 2020", "plea", "high", 1.0, 1.5, 2.0, "fee.seller_pct"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('    sets: "', '    stes: "', "E01: unknown key 'stes'; the keys are quantity, value"),
        ('    unit: "%"\n', "", "E01: 'unit' is missing; it has to be a text"),
        ('    source: "some court, 2020"\n', "", "E01: 'source' is missing"),
        (
            '"plea"',
            '"proven"',
            "E01: status 'proven' is none of reported, alleged, plea, trial, derived, assu",
        ),
        ('"high"', '"certain"', "E01: confidence 'certain' is none of high, medium, low"),
        ('"1 to 2 %"', "2", "E01: 'value' is 2; it has to be a text, in quotes"),
        ('"1 to 2 %"', '" "', "E01: 'value' is ' '; it has to be a text, in quotes, and not empty"),
        ("low: 1", 'low: "1"', "E01: 'low' is '1'; it has to be a finite number"),
        ("low: 1", "low: true", "E01: 'low' is True; it has to be a finite number"),
        ("low: 1", "low: .inf", "E01: 'low' is inf; it has to be a finite number"),
        ("low: 1", "low: 3", "E01: {'low': 3, 'base': 1.5, 'high': 2} is out of order"),
        ("base: 1.5", "base: 9", "has to be low <= base <= high"),
        ("  E01:", "  1:", "1: an id is capital letters and a number, like E01"),
        ("  E01:", "  E02: []\n  E01:", "E02: an entry is a mapping with the keys quantity"),
        ("facts:", "fact:", "one mapping `facts:`"),
        ("facts:", "more: 1\nfacts:", "one mapping `facts:`"),
        ("    value:", '    value: "twice"\n    value:', "not readable as YAML"),
        ('"fee"', '"fee', "not readable as YAML"),
    ],
)
def test_a_bad_file_says_where_and_what_would_be_right(tmp_path: Path, old: str, new: str, says: str):
    assert GOOD.count(old) == 1, "the change has to hit one place"
    with pytest.raises(ValueError, match=re.escape(says)):
        read_facts(write(tmp_path, GOOD.replace(old, new)))


def test_all_errors_come_at_once(tmp_path: Path):
    text = GOOD.replace('"plea"', '"proven"').replace('"high"', '"certain"')
    with pytest.raises(ValueError, match="E01: status 'proven'") as caught:
        read_facts(write(tmp_path, text))
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("text", ["", "- 1\n", "facts:\n", "facts: none\n"])
def test_a_file_without_facts_is_refused(tmp_path: Path, text: str):
    with pytest.raises(ValueError, match="one mapping `facts:`"):
        read_facts(write(tmp_path, text))
