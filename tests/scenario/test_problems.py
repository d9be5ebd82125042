import pickle
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mirrorsim.scenario.problems import Problem, ScenarioError, from_pydantic
from mirrorsim.scenario.yaml_text import read_text
from mirrorsim.units.distributions import DurationDist
from mirrorsim.units.money import Usd


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Cap(Part):
    kind: Literal["cap"]
    limit: Usd


class Delay(Part):
    kind: Literal["delay"]
    wait: DurationDist


class World(Part):
    name: str
    deals: int = Field(1, ge=1, le=100)
    mode: Literal["fast", "slow"] = "fast"
    quiet: bool = False
    ratio: float = 0.5
    either: Usd | Literal["all"] = "all"
    rules: tuple[Annotated[Cap | Delay, Field(discriminator="kind")], ...] = ()
    by_name: dict[str, Cap] = {}
    few: list[int] = Field([1], min_length=1, max_length=2)
    wait: DurationDist = "1 h"  # type: ignore[assignment]

    @model_validator(mode="after")
    def _check(self) -> "World":
        if self.name == "bad":
            raise ValueError("bad is not a name: use another")
        return self


def fields_at(location: tuple[str | int, ...]) -> list[str]:
    return list(Cap.model_fields if "cap" in location else World.model_fields)


def problems(text: str) -> list[str]:
    tree = read_text(text, "f.yaml")
    with pytest.raises(ValidationError) as caught:
        World.model_validate(tree.plain())
    return [str(problem) for problem in from_pydantic(caught.value, tree, fields_at)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deals: 2", "f.yaml:1:1: name: is missing; add 'name: ...' here"),
        ("name: a\ndeels: 2", 'f.yaml:2:1: deels: unknown key "deels" (did you mean "deals"?)'),
        ("name: a\ndeals: x", 'f.yaml:2:8: deals: must be a whole number, such as 3, not "x"'),
        ("name: a\ndeals: 0", "f.yaml:2:8: deals: must be at least 1"),
        ("name: a\ndeals: 101", "f.yaml:2:8: deals: must be at most 100"),
        ("name:", "f.yaml:1:6: name: must be text, not empty"),
        ("name: [a]", "f.yaml:1:7: name: must be text, not a list"),
        (
            "name: a\nmode: fas",
            'f.yaml:2:7: mode: "fas" is unknown here (did you mean "fast"?): use fast or slow',
        ),
        ("name: a\nquiet: 7", 'f.yaml:2:8: quiet: must be true or false, not "7"'),
        ("name: a\nratio: x", 'f.yaml:2:8: ratio: must be a number, such as 0.5, not "x"'),
        ("name: a\nfew: []", "f.yaml:2:6: few: needs at least 1 item, has 0"),
        ("name: a\nfew: [1, 2, 3]", "f.yaml:2:6: few: has more than 2 items"),
        ("name: a\nfew: 3", "f.yaml:2:6: few: must be a list: write each item after '- ', not \"3\""),
        ("name: a\nby_name: 3", 'f.yaml:2:10: by_name: must be a section with keys of its own, not "3"'),
        (
            "name: a\nrules:\n- kind: cap\n  limit: 5",
            'f.yaml:4:10: rules.0.limit: "5" has no currency: write an amount with its currency, such as 150,000 USD',
        ),
        ("name: a\nrules:\n- kind: cap", "f.yaml:3:3: rules.0.limit: is missing; add 'limit: ...' here"),
        (
            "name: a\nrules:\n- {kind: cap, limit: 5 USD, cap: 1}",
            'f.yaml:3:29: rules.0.cap: unknown key "cap"',
        ),
        ("name: a\nrules:\n- kind: cat", 'f.yaml:3:3: rules.0: "cat" is unknown here (did you mean "cap"?)'),
        ("name: a\nrules:\n- x: 1", "f.yaml:3:3: rules.0: needs the key kind to say which kind it is"),
        ("name: bad", "f.yaml:1:1: bad is not a name: use another"),
        (
            "name: a\nwait: {uniform: {low: x, high: 2 h}}",
            'f.yaml:2:23: wait.uniform.low: "x" is not a duration',
        ),
        (
            "name: a\nwait: {uniform: {lo: 1 h, low: 1 h, high: 2 h}}",
            "f.yaml:2:18: wait.uniform.lo: unknown key",
        ),
        ("name: a\nwait: {uniform: {low: 1 h}}", "f.yaml:2:17: wait.uniform.high: is missing: uniform needs"),
    ],
)
def test_messages_are_plain_and_placed(text: str, expected: str) -> None:
    (line,) = problems(text)
    assert line.startswith(expected)


def test_all_members_of_a_union_are_one_problem() -> None:
    (line,) = problems("name: a\neither: some")
    assert line.startswith('f.yaml:2:9: either: "some" is not an amount')
    assert "; or " in line


def test_problems_come_in_the_order_of_the_file() -> None:
    lines = problems("zzz: 1\nmode: x\nby_name:\n  a: {kind: cap, limit: 1 USDD}\ndeals: 1.5\n")
    assert [line.split(": ")[1] for line in lines] == ["name", "zzz", "mode", "by_name.a.limit", "deals"]
    assert "the keys here are by_name, deals" in lines[1]


def test_an_error_is_its_problems_in_order_once_each() -> None:
    late, early = Problem("f", 9, 1, "a.b", "is wrong"), Problem("f", 2, 3, "", "is odd\nhere")
    error = ScenarioError([late, early, late])
    assert str(error) == "f:2:3: is odd\\nhere\nf:9:1: a.b: is wrong"
    assert pickle.loads(pickle.dumps(error)).problems == error.problems == [early, late]
