import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.scenario.overlay import apply_settings, merge
from mirrorsim.scenario.problems import ScenarioError
from mirrorsim.scenario.tree import Node
from mirrorsim.scenario.yaml_text import read_text

BASE = "a: 1\nb:\n  c: 2\n  d: [1, 2]\n  e: {f: 3}\ng: ~\nlist:\n- {x: 1}\n- {x: 2}\n"


def tree(text: str = BASE, file: str = "base.yaml") -> Node:
    return read_text(text, file)


def settings_refused(*settings: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        apply_settings(tree(), settings)
    return str(caught.value).split("\n")


def test_mappings_merge_and_the_rest_is_replaced() -> None:
    base = tree()
    merged = merge(base, tree("b:\n  c: 9\n  d: [3]\n  new: {z: 1}\nh: 4\n", "over.yaml"))
    assert merged.plain() == {
        "a": "1",
        "b": {"c": "9", "d": ["3"], "e": {"f": "3"}, "new": {"z": "1"}},
        "g": None,
        "list": [{"x": "1"}, {"x": "2"}],
        "h": "4",
    }
    assert base.plain() == tree().plain()


def test_values_keep_the_place_they_came_from() -> None:
    merged = merge(tree(), tree("# more\nb:\n    c: 9\nh: 4\n", "over.yaml"))
    assert merged.at(("b", "c")) == ("over.yaml", 3, 8)
    assert merged.at_key(("b", "c")) == ("over.yaml", 3, 5)
    assert merged.at_key(("h",)) == ("over.yaml", 4, 1)
    assert merged.at_key(("b",)) == ("base.yaml", 2, 1)
    assert merged.at(("b", "e", "f")) == ("base.yaml", 5, 10)


def test_null_removes_a_key_that_exists() -> None:
    merged = merge(tree(), tree("b: {c: ~, e: }\na: null\n"))
    assert merged.plain()["b"] == {"d": ["1", "2"]}
    assert "a" not in merged.plain()
    assert "a" not in merged.key_at
    with pytest.raises(ScenarioError) as caught:
        merge(tree(), tree("b:\n  cc: ~\nz: {y: ~}\n", "over.yaml"))
    assert str(caught.value).split("\n") == [
        'over.yaml:2:3: b.cc: removes a key that does not exist (did you mean "c"?)',
        "over.yaml:3:5: z.y: removes a key that does not exist",
    ]


def test_text_and_mappings_replace_each_other() -> None:
    assert merge(tree(), tree("a: {x: 1}\nb: 2\ng: {y: 1}")).plain() == {
        "a": {"x": "1"},
        "b": "2",
        "g": {"y": "1"},
        "list": [{"x": "1"}, {"x": "2"}],
    }


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("a=2", ("a",), "2"),
        ("b.c=150,000 USD", ("b", "c"), "150,000 USD"),
        ("b.c={uniform: {low: 1 h, high: 2 h}}", ("b", "c"), {"uniform": {"low": "1 h", "high": "2 h"}}),
        ("b.e.f=x=y", ("b", "e", "f"), "x=y"),
        ("b.d=[7]", ("b", "d"), ["7"]),
        ("b.new.deep=5", ("b", "new"), {"deep": "5"}),
        ("g.h=5", ("g",), {"h": "5"}),
        ("list.1.x=5", ("list",), [{"x": "1"}, {"x": "5"}]),
        ("list.0=null", ("list",), [{"x": "2"}]),
        ("b.e=null", ("b",), {"c": "2", "d": ["1", "2"]}),
        ("a='null'", ("a",), "null"),
    ],
)
def test_settings_set_one_place(setting: str, path: tuple[str, ...], value: object) -> None:
    base = tree()
    found = apply_settings(base, [setting]).plain()
    for step in path:
        found = found[step]
    assert found == value
    assert base.plain() == tree().plain()


def test_settings_are_applied_in_order_and_know_their_place() -> None:
    after = apply_settings(tree(), ["b.c=4", "b.c={x: 5}", "b.c.x=6", "b.n={y: 7}"])
    assert after.plain()["b"]["c"] == {"x": "6"}
    assert after.at(("b", "c", "x")) == ("--set b.c.x=6", 1, 7)
    assert after.at(("b", "n", "y")) == ("--set b.n={y: 7}", 1, 9)
    assert after.at_key(("b", "n", "y")) == ("--set b.n={y: 7}", 1, 6)
    assert after.at_key(("b", "n")) == ("--set b.n={y: 7}", 1, 3)
    assert after.at_key(("b",)) == ("base.yaml", 2, 1)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("a", '--set:1:1: "a" is not a setting: write path.to.key=value'),
        ("=1", '--set:1:1: "=1" is not a setting: write path.to.key=value'),
        ("a..b=1", '--set:1:1: "a..b=1" is not a setting'),
        ("a=", "--set:1:1: a: has no value: write one, or null to remove the key"),
        ("a.b=1", '--set:1:1: a.b: a is "1", which has no keys: set it as a whole'),
        ("list.2.x=1", "--set:1:1: list.2: list is a list: use an index, from 0 to 1"),
        ("list.x=1", "--set:1:1: list.x: list is a list: use an index, from 0 to 1"),
        ("b.cc=null", '--set:1:1: b.cc: removes a key that does not exist (did you mean "c"?)'),
        ("a=[1", "--set:1:5: a: a list in [ ] needs"),
        ("a={b: 1, b: 2}", '--set:1:10: a.b: key "b" is there twice'),
        ("a=&x 1", "--set:1:3: a: anchors"),
        (".".join("a" * 30) + "=1", "--set:1:1: "),
        ("a=" + "[" * 10_000, "--set:1:27: a: values are nested"),
    ],
)
def test_settings_that_cannot_be_are_refused(setting: str, expected: str) -> None:
    (line,) = settings_refused(setting)
    assert line.startswith(expected)


def test_all_wrong_settings_are_reported_at_once() -> None:
    assert len(settings_refused("a=2", "a.b=1", "x", "list.9=1")) == 3


names = st.sampled_from(["a", "b", "c", "d"])
values = st.recursive(
    st.sampled_from(["1", "2", "x y"]),
    lambda inner: st.dictionaries(names, inner, max_size=3) | st.lists(inner, max_size=2),
)
mappings = st.dictionaries(names, values, max_size=4)


def node(value: object, file: str) -> Node:
    if isinstance(value, dict):
        return Node({k: node(v, file) for k, v in value.items()}, file, 1, 1, dict.fromkeys(value, (1, 1)))
    return Node([node(v, file) for v in value] if isinstance(value, list) else str(value), file, 1, 1)


def merged(base: object, over: object) -> object:
    if not isinstance(over, dict):
        return over
    start = base if isinstance(base, dict) else {}
    return start | {key: merged(start.get(key), value) for key, value in over.items()}


@given(mappings, mappings)
def test_merging_is_what_it_says_and_is_idempotent(base: dict[str, object], over: dict[str, object]) -> None:
    once = merge(node(base, "b"), node(over, "o"))
    assert once.plain() == merged(base, over)
    assert merge(once, node(over, "o")).plain() == once.plain()
    assert all(set(part.key_at) == set(part.mapping) for part in [once, *once.mapping.values()])


@given(st.lists(st.text(max_size=20) | st.from_regex(r"[abg](\.[cdef0-2]){0,3}=.{0,10}", fullmatch=True), max_size=3))
@settings(deadline=None)
def test_any_setting_is_applied_or_refused(written: list[str]) -> None:
    try:
        after = apply_settings(tree(), written)
    except ScenarioError:
        return
    assert isinstance(after.plain(), (dict, list, str)) or after.value is None
