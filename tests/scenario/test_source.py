import contextlib
import gc
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.scenario.problems import ScenarioError
from mirrorsim.scenario.tree import MOST_BYTES, MOST_NODES, Node
from mirrorsim.scenario.yaml_text import read_file, read_text, read_value
from tests.helpers.profiles import examples

GOOD = """\
# a scenario
name: factbox
start: 2015-10-01
rate: 6.60
client:
  every: {uniform: {low: 1 h, high: 2 h}}
  amount: "150,000 USD"
  note: 'null'
  nothing: ~
rules:
- kind: cap
  limit: 50,000 USD
- [a, yes, 0x10]
empty:
"""


def refused(text: str | bytes) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "f.yaml")
    return str(caught.value).split("\n")


def test_every_scalar_stays_text_and_null_is_none() -> None:
    assert read_text(GOOD, "f.yaml").plain() == {
        "name": "factbox",
        "start": "2015-10-01",
        "rate": "6.60",
        "client": {
            "every": {"uniform": {"low": "1 h", "high": "2 h"}},
            "amount": "150,000 USD",
            "note": "null",
            "nothing": None,
        },
        "rules": [{"kind": "cap", "limit": "50,000 USD"}, ["a", "yes", "0x10"]],
        "empty": None,
    }


def test_positions_count_from_one() -> None:
    tree = read_text(GOOD, "f.yaml")
    assert tree.at(("client", "every", "uniform", "high")) == ("f.yaml", 6, 37)
    assert tree.at_key(("client", "every", "uniform", "high")) == ("f.yaml", 6, 31)
    assert tree.at(("rules", 0, "limit")) == ("f.yaml", 12, 10)
    assert tree.at(("rules", 1, 2)) == ("f.yaml", 13, 12)
    assert tree.at_key(("rules", 1)) == ("f.yaml", 13, 3)
    assert tree.at(()) == ("f.yaml", 2, 1)


def test_steps_that_do_not_exist_are_skipped() -> None:
    tree = read_text(GOOD, "f.yaml")
    assert tree.at(("rules", 0, "function-after[f(), Cap]", "limit")) == ("f.yaml", 12, 10)
    assert tree.at(("client", "missing")) == ("f.yaml", 6, 3)
    assert tree.at(("rules", 7)) == ("f.yaml", 11, 1)
    both = read_text("rule: {cap: 1, limit: 2}", "f.yaml")
    assert both.follow(("rule", "cap", "limit"))[0] == ["rule", "limit"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", ['f.yaml:3:1: a: key "a" is there twice: the first is at line 1, column 1']),
        ("a: !!str 1", ["f.yaml:1:4: a: tags (tag:yaml.org,2002:str) are not used in scenarios: remove it"]),
        ("a: &x 1", ["f.yaml:1:4: a: anchors (&x) are not used in scenarios: write the value out"]),
        ("a: *x", ["f.yaml:1:4: a: aliases (*name) are not used in scenarios: write the value out"]),
        ("<<: {a: 1}", ["f.yaml:1:1: <<: merge keys (<<) are not used in scenarios: write the values out"]),
        ("a:\n  : 1", ["f.yaml:2:3: a: a key is missing before ':': write a name"]),
        ("{a: 1}: 2", ["f.yaml:1:1: a key must be text: put text that begins with { or [ in quotes"]),
        ("a: 1\n---\nb: 1", ["f.yaml:2:1: a scenario is one document: remove what follows '---'"]),
        ("a:\n\tb: 1", ["f.yaml:2:1: a tab cannot stand here: indent with spaces"]),
        ("a: b: c", ["f.yaml:1:5: a second ': ' in one line: put text that contains ': ' in quotes"]),
        ("a: 'x", ["f.yaml:1:6: a quote is opened but never closed"]),
        ("a: %x", ["f.yaml:1:4: text that begins with % must be in quotes"]),
        ("a: [1, 2\nb: 1", ["f.yaml:2:2: a list in [ ] needs ', ' between its items and ] at its end"]),
        (
            "a: 1\nb: \0",
            ["f.yaml:2:4: a NUL character cannot stand in a scenario: save the file as UTF-8 text"],
        ),
        ("", ["f.yaml:1:1: the scenario is empty: write keys, such as 'name: factbox'"]),
        (
            "- 1",
            ["f.yaml:1:1: the scenario must be a mapping at its top level: write keys, such as 'name: factbox'"],
        ),
        (
            'a:\n  title: "x\\u202Egnp"',
            [
                'f.yaml:2:10: a.title: the direction-changing character "\\u202e" cannot stand in a scenario: '
                "leave it out"
            ],
        ),
        (
            "a: pay\u2066 me",
            ['f.yaml:1:4: a: the direction-changing character "\\u2066" cannot stand in a scenario: leave it out'],
        ),
        (
            'a: ["x\\uD800y"]',
            ['f.yaml:1:5: a: the lone surrogate "\\ud800" cannot stand in a scenario: leave it out'],
        ),
        ('a: "x\\e[2J"', ['f.yaml:1:4: a: the control character "\\x1b" cannot stand in a scenario: leave it out']),
        (
            '"x\\u200F": 1',
            ['f.yaml:1:1: the direction-changing character "\\u200f" cannot stand in a scenario: leave it out'],
        ),
        ("a: 1".encode("utf-16"), ["f.yaml:1:1: is not UTF-8 (it looks like UTF-16): save as UTF-8"]),
        (b"a: 1\nb: caf\xe9", ["f.yaml:2:7: byte 0xe9 is not UTF-8: save as UTF-8"]),
    ],
)
def test_what_is_refused_is_refused_with_place_and_advice(text: str | bytes, expected: list[str]) -> None:
    assert refused(text) == expected


@pytest.mark.parametrize(
    "character",
    [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0x2028, 0x2029, 0xD800, 0xDFFF)),
     "\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\ufffe", "\uffff"],
    ids=lambda character: f"U+{ord(character):04X}",
)  # fmt: skip
def test_no_text_has_a_character_that_people_cannot_read(character: str) -> None:
    escaped = f'title: "a\\u{ord(character):04X}b"'
    (line,) = refused(escaped)
    assert line.startswith("f.yaml:1:8: title: the ")
    assert line.isprintable()
    if character == "\x85":  # unescaped, it begins a new line, which a plain text goes on after a space
        assert read_text(f"title: a{character}b", "f.yaml").plain() == {"title": "a b"}
        return
    (line,) = refused(f"title: a{character}b")
    assert line.startswith("f.yaml:1:")
    assert line.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "caf\u00e9",
        "\U0001f600",
        "\u4eba\u6c11\u5e01",
    ],
)
def test_every_script_may_be_written(text: str) -> None:
    assert read_text(f"title: {text}", "f.yaml").plain() == {"title": text}


def test_a_comma_in_an_unquoted_amount_in_braces_is_explained() -> None:
    (line,) = refused("a: {uniform: {low: 1,000 USD, high: 9 USD}}")
    assert line.startswith("f.yaml:1:22: a.uniform: a comma inside { }")
    assert refused("a: [1,000 USD]")
    assert read_text("a: [100,200,300]", "f").plain() == {"a": ["100", "200", "300"]}


def test_everything_that_is_wrong_is_reported_at_once() -> None:
    lines = refused("a: 1\na: {x: 1, x: 2}\nb: &y 3\nc: *y\nd: !t 4\n")
    assert [line.split(":")[1:3] for line in lines] == [
        ["2", "1"],
        ["2", "11"],
        ["3", "4"],
        ["4", "4"],
        ["5", "4"],
    ]
    assert lines[1].split(": ")[1] == "a.x"
    assert len(refused("a: [" + "*x, " * 1000 + "]")) == 50


HOSTILE = {
    "deep lists": "[" * 10_000,
    "deep lists in a mapping": "a: " + "[" * 200_000,
    "deep mappings": "{" * 200_000,
    "deep pairs": "{a: " * 60_000,
    "deep lines": "".join(" " * i + "a:\n" for i in range(600)),
    "deep dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "many values": "a: [" + "1," * (MOST_NODES + 1) + "]",
    "many nested values": "a: " + "[" * 22 + "{a: b}, " * (MOST_NODES // 2 + 1),
    "large": "a: " + "x" * 1_000_000,
    "anchors": "&a " * 80_000,
    "aliases": "a: [" + "*a," * 60_000 + "]",
    "directive": "%YAML " + "1" * 100_000,
    "colons": "a" * 1000 + ":" * 200_000,
    "plain lines": "- " + "b c\n " * 50_000,
    "escapes": 'a: "' + "\\q" * 100_000,
}


def cost(text: str | bytes) -> float:
    """Seconds of this process that reading takes, without what earlier tests left for the garbage collector."""
    gc.collect()
    gc.freeze()  # for good: to thaw it would make this collection, and each later one, look at all of it again
    started = time.process_time()
    with contextlib.suppress(ScenarioError):
        read_text(text, "f")
    return time.process_time() - started


@pytest.fixture(scope="module")
def honest() -> float:
    """What the largest file that is allowed costs to read: one of as many short values as there may be."""
    return min(cost("".join(f"k{i}: 1\n" for i in range(MOST_NODES // 2 - 1))) for _ in range(3))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_costs_no_more_than_an_honest_one(name: str, honest: float) -> None:
    refused(HOSTILE[name])
    assert min(cost(HOSTILE[name]) for _ in range(3)) < 5 * honest


def test_files_are_read_and_missing_ones_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    tree = read_file(path)
    assert tree.plain() == {"a": "1", "b": "2"}
    assert tree.at(("b",)) == (str(path), 2, 4)
    path.write_bytes(b"a: " + b"x" * MOST_BYTES)
    for wrong, says in ((tmp_path / "none.yaml", "No such file"), (tmp_path, "directory"), (path, "256 KiB")):
        with pytest.raises(ScenarioError, match=says):
            read_file(wrong)
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_file("a\0b")


def read_or_refuse(text: str | bytes) -> None:
    try:
        assert isinstance(read_text(text, "f"), Node)
    except ScenarioError as error:
        assert error.problems == sorted(set(error.problems))  # noqa: PT017
        assert str(error).count("\n") == len(error.problems) - 1  # noqa: PT017


@given(st.text())
@settings(deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@given(st.binary())
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


PIECES = [
    ":",
    "-",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a",
    "*a",
    "!",
    "!!int",
    "|",
    ">",
    "'",
    '"',
    "#",
    "%",
    "@",
    "<<",
    "?",
    "---",
    "...",
    "\\",
    "~",
    "%YAML",
    "!<",
    "`",
    "1.1",
    ",",
    "a",
    "b",
]
ODD = "\n \t\0\ufeff\u2028\x85\ud800\r"
pieces = st.sampled_from([*PIECES, *ODD, ": ", "- ", "? ", "<<: ", "---\n", "...\n", "&a "])


@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 4), pieces), max_size=6))
@settings(deadline=None, max_examples=examples(300))
def test_any_change_of_a_good_file_is_read_or_refused(changes: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for position, removed, piece in changes:
        text = text[:position] + piece + text[position + removed :]
    read_or_refuse(text)


@given(st.lists(pieces, max_size=40).map("".join))
@settings(deadline=None, max_examples=examples(300))
def test_any_heap_of_yaml_signs_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@given(st.recursive(st.text("abc '\":{}[]#&*!|>%@,\n", max_size=8), lambda inner: st.lists(inner, max_size=3)))
@settings(deadline=None)
def test_what_a_yaml_writer_quotes_is_read_back(value: object) -> None:
    import json

    assert read_value(json.dumps(value, ensure_ascii=True), "f").plain() == value
