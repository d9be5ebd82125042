"""Every problem is told at the place of the value that is wrong, or of the section in which one is missing, and by its path."""

from __future__ import annotations

import pytest

from mirrorsim.scenario.load import load_text
from mirrorsim.scenario.problems import Problem, ScenarioError

TEXT = """\
mirrorsim: 1
name: places
title: t
start: 2021-01-01
horizon: 9 days
rates: {CNY: 6.45, MXN: 20.30}
clients: {cell: {every: 4 days}}
brokers: {alfa: {commission: 1.5 %}}
buyers: {merchants: {shops: {}}}
goods: {ports: {manta: {}}}
repatriation: {choose: goods}
sources: {"*": assumption}
"""


def problems(text: str, *settings: str) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "f.yaml", settings)
    return caught.value.problems


def told(old: str, new: str) -> tuple[int, int, str, str]:
    """Line, column, path and message of the one problem that there is when a part of the text is another."""
    assert old in TEXT
    (one,) = problems(TEXT.replace(old, new, 1))
    return one.line, one.column, one.path, one.message


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "path", "says"),
    [
        ("9 days", "0 s", 5, 10, "horizon", "give it a second or more"),
        ("9 days", "1 us", 5, 10, "horizon", "give it a second or more"),
        ("9 days", "999 ms", 5, 10, "horizon", "give it a second or more"),
        ("9 days", "51 years", 5, 10, "horizon", "longer than 50 years"),
        ("goods: {ports: {manta: {}}}\n", "", 1, 1, "second_mirror", "is missing, and so is goods"),
        ("repatriation: {choose: goods}\n", "", 1, 1, "repatriation", "add 'repatriation: {choose: goods}'"),
        ("{choose: goods}", "{patience: 3 days}", 11, 15, "repatriation.choose", "add 'choose: goods'"),
        ("{choose: goods}", "{choose: second_mirror}", 11, 24, "repatriation.choose", "add it, or choose goods"),
        ("goods: {ports", "second_mirror: {}\ngoods: {ports", 1, 1, "providers", "needs somebody with pesos"),
        ("{manta: {}}", "{manta: {weight: 0}}", 10, 16, "goods.ports", "at least one port a weight above 0"),
        (
            "sources", "rules: {targeted_order: {ports: [manta, mantis]}}\nsources",
            12, 41, "rules.targeted_order.ports.1", "there is no port 'mantis' (did you mean \"manta\"?)",
        ),
        ("alfa: {", "alfa-2: {}, alfa: {count: 3, ", 8, 11, "brokers.alfa-2", "one of the alfa brokers has this name"),
        (
            "sources", "ordinary: {x: {does: import, people: 3, amount: 1 USD}}\nsources",
            12, 38, "ordinary.x.people", "makes no difference to import",
        ),
        (
            "sources", "ordinary: {x: {does: import, holder: firm, amount: 1 USD}}\nsources",
            12, 38, "ordinary.x.holder", "makes no difference to import",
        ),
        (
            "sources", "timeline: [{name: n, since: 2021-01-05, until: 2021-01-03, change: {}}]\nsources",
            12, 48, "timeline.0.until", "is not after since",
        ),
        ('{"*": assumption}', '{"*": assumption, rates: X1}', 12, 35, "sources.rates", "no fact has the id 'X1'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(
    old: str, new: str, line: int, column: int, path: str, says: str
) -> None:
    found = told(old, new)
    assert found[:3] == (line, column, path), found
    assert says in found[3]


@pytest.mark.parametrize(
    ("more", "line", "column", "path"),
    [
        ("policies: {p: {change: {goods: null}}}", 12, 24, "policies.p.change.second_mirror"),
        ("policies: {p: {change: {repatriation: {choose: null}}}}", 12, 48, "policies.p.change.repatriation.choose"),
        ("policies: {p: {change: {clients: {cell: {every: 0 s}}}}}", 12, 49, "policies.p.change.clients.cell.every"),
        ("policies: {p: {change: {rules: {cash_reporting: {x: 1}}}}}", 12, 50, "policies.p.change.rules.cash_reporting.x"),
        (
            "policies: {p: {since: 2031-01-05, change: {brokers: {alfa: {commission: x}}}}}",
            12, 73, "policies.p.change.brokers.alfa.commission",
        ),
        (
            "timeline: [{name: n, since: 2021-01-05, change: {repatriation: {choose: second_mirror}}}]",
            12, 73, "timeline.0.change.repatriation.choose",
        ),
        ("regions: {r: {change: {mirror: {robbed: 2}}}}", 12, 41, "regions.r.change.mirror.robbed"),
    ],
)  # fmt: skip
def test_what_a_change_makes_wrong_is_told_where_the_change_stands(
    more: str, line: int, column: int, path: str
) -> None:
    (one,) = problems(TEXT.replace("sources", f"{more}\nsources"))
    assert (one.file, one.line, one.column, one.path) == ("f.yaml", line, column, path), one


def test_the_change_that_speaks_of_it_is_blamed_and_not_the_last_one() -> None:
    first = "{name: a, since: 2021-01-02, change: {repatriation: {choose: second_mirror}}}"
    text = TEXT.replace("sources", f"timeline:\n- {first}\n- {{name: b, since: 2021-01-03, change: {{}}}}\nsources")
    found = problems(text)
    assert {(one.line, one.path) for one in found} == {(13, "timeline.0.change.repatriation.choose")}


def test_what_is_set_is_told_where_it_is_set() -> None:
    (one,) = problems(TEXT, "horizon=0 s")
    assert (one.file, one.line, one.column, one.path) == ("--set horizon=0 s", 1, 9, "horizon")


def test_several_things_that_do_not_hang_together_are_told_at_once() -> None:
    text = TEXT.replace("9 days", "0 s").replace("{choose: goods}", "{choose: second_mirror}")
    assert [one.path for one in problems(text)] == ["horizon", "repatriation.choose"]
