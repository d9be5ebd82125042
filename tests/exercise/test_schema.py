from __future__ import annotations

import re
from pathlib import Path

import pytest

from mirrorsim.scenario.evidence import SOURCES
from mirrorsim.scenario.load import load_scenario, load_text
from mirrorsim.scenario.problems import ScenarioError
from tests.exercise.shipped import EXERCISES, SHIPPED, loaded

TEXT = (EXERCISES / "first-look.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_exercises_load_and_come_back(name: str) -> None:
    one = loaded(name)
    again = load_text(one.resolved())
    assert again.scenario.exercise == one.scenario.exercise


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 30\n", "minuts: 30\n", r"exercise\.minuts: unknown key .*minutes"),
        ("    bank:\n      title", "    banker:\n      title", r"exercise\.roles\.banker"),
        ("company_register]", "company_registry]", r"exercise\.roles\.bank\.sees"),
        ("company_register]", "company_register, cn_account_list]", "lies on no desk"),
        ("{bank_customers: [phone]}", "{bank_customers: [fone]}", "has no column .*fone.*phone"),
        ("{bank_customers: [phone]}", "{customs_declarations: [port]}", "not among what this role sees"),
        ("until: 2018-03-15", "until: 2018-01-15", "is not after window.since"),
        ("until: 2018-03-15", "until: 2019-03-15", "is after the scenario ends"),
        ("noise: 80 %", "noise: 20 %", "from 50 % to 95 %"),
        ("number: 2\n", "number: 1\n", "numbers must rise"),
        ("at: 2018-02-12 09:00", "at: 2018-05-12 09:00", "outside the window"),
        ("kind: entities", "kind: persons", r"exercise\.questions\.0\.kind"),
        ("module: 3", "module: 7", "there are 3 modules"),
        ("{allowed: [freeze, watch], most: 8}", "{most: 8}", "none is allowed"),
        ("  exercise: assumption\n", "  exercise: X99\n", "no fact has the id"),
    ],
)
def test_errors_are_reported_with_their_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in TEXT
    file = tmp_path / "slip.yaml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    text = str(caught.value)
    assert re.search(said, text), text
    assert re.match(rf"{re.escape(str(file))}:\d+:\d+: ", text)


def test_one_source_is_enough_for_the_block() -> None:
    bare = TEXT.replace("  exercise: assumption\n", "").replace('  "*": assumption\n', "  exercise: assumption\n")
    with pytest.raises(ScenarioError) as caught:
        load_text(bare)
    assert "exercise" not in {problem.path.split(".")[0] for problem in caught.value.problems}


def test_a_policy_may_not_change_the_exercise() -> None:
    text = TEXT.replace("sources:\n", "policies: {a: {change: {exercise: {minutes: 31}}}}\n\nsources:\n")
    with pytest.raises(ScenarioError, match="same under every policy"):
        load_text(text)


def test_an_inject_that_names_a_stranger_is_told_so() -> None:
    from mirrorsim.exercise.evidence.assembly import assemble_evidence
    from mirrorsim.exercise.packs.handouts import fill_placeholders

    evidence = assemble_evidence(loaded("first-look"))
    assert re.fullmatch(r"account \d{10}", fill_placeholders(evidence, "account {yuan account of broker.alfa}"))
    with pytest.raises(ValueError, match=r"courier\.zulu, who is not seen"):
        fill_placeholders(evidence, "{name of courier.zulu}")


def test_every_source_has_its_own_prefix() -> None:
    prefixes = [source.prefix for source in SOURCES.values()]
    assert len(set(prefixes)) == len(prefixes)
    for source in SOURCES.values():
        assert set(source.names) <= set(source.columns)
