"""The driver bites: it makes the changes that it says it makes, kills what is wrong, and lets live what is the same."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from libcst import parse_module
from libcst.metadata import MetadataWrapper

from tests.mutation import mutation
from tests.mutation.mutants import Mutant, _Visitor, candidates, distinct, mutants
from tests.mutation.mutated import PACKAGES, Package

SMALL = '''"""A module."""

from os import path

TYPE_CHECKING = False
if TYPE_CHECKING:
    HIDDEN = 1


@path.dirname(1)
class Purse:
    """A purse."""

    __slots__ = ("cents",)

    def enough(self, wanted: int = 1) -> bool:
        """Whether there is enough."""
        return self.cents >= wanted
'''


def test_the_changes_are_of_what_decides_something(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(SMALL)
    found = list(mutants(tmp_path, "small.py"))
    assert {(one.line, one.was, one.becomes) for one in found} == {
        (5, "TYPE_CHECKING = False", "TYPE_CHECKING = True"),
        (5, "TYPE_CHECKING = False", "TYPE_CHECKING = None"),
        (16, "def enough(self, wanted: int = 1) -> bool:", "def enough(self, wanted: int = 2) -> bool:"),
        (18, "return self.cents >= wanted", "return self.cents > wanted"),
    }
    for one in found:
        changed = [pair for pair in zip(SMALL.splitlines(), one.source.splitlines(), strict=True) if pair[0] != pair[1]]
        assert [tuple(line.strip() for line in pair) for pair in changed] == [(one.was, one.becomes)]


SEEDED = [
    ("left < floor[source]", "left < floor[destination]", "killed"),  # an overdraft that nobody refuses
    ("balance[destination] += amount", "balance[destination] += amount - (amount > 1)", "killed"),  # a lost cent
    ("left < floor[source]", "left + 1 <= floor[source]", "survived"),  # the same in whole numbers
    ("def __init__(self) -> None:", "def __init__(self) -> None:\n        while True: pass", "hangs"),
    ("from array import array", "from array import arrays", "killed"),
]
SCRIPT = """
import json, sys, tempfile
from pathlib import Path
from tests.mutation.mutated import PACKAGES
from tests.mutation.trial import prepare, trial
root, path, tests = Path(sys.argv[1]), "mirrorsim/books/ledger.py", ["tests/books/test_ledger.py"]
source = (root / path).read_text()
with tempfile.TemporaryDirectory() as cache:
    prepare(root, PACKAGES["books"].imported, cache)
    for before, after in json.loads(sys.argv[2]):
        assert source.count(before) == 1, before
        print(trial(root, path, source.replace(before, after), tests, seconds=1 if "while" in after else 60))
"""


def test_what_is_wrong_is_killed_and_what_is_the_same_survives() -> None:
    changes = json.dumps([change[:2] for change in SEEDED])
    command = [sys.executable, "-c", SCRIPT, str(mutation.ROOT), changes]
    ran = subprocess.run(command, cwd=mutation.ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [change[2] for change in SEEDED]


def fake(number: int) -> Mutant:
    return Mutant("mirrorsim/books/meter.py", number, f"was {number}", f"becomes {number}", "")


def test_a_sample_is_the_same_each_time_and_another_mutant_changes_one_at_most() -> None:
    many = [fake(number) for number in range(100)]
    some = mutation.drawn(many, 10)
    assert some == mutation.drawn(many[::-1], 10)
    assert len(some) == 10
    assert len(set(some) - set(mutation.drawn([*many, fake(100)], 10))) <= 1
    assert mutation.drawn(many, None) == many
    assert set(mutation.drawn(many[:3], 10)) == set(many[:3])
    assert mutation.drawn(many, 5) == some[:5]


@pytest.mark.parametrize(
    ("ends", "listed", "minutes", "good", "says"),
    [
        (
            ["killed"] * 9 + ["survived"],
            [9],
            1,
            True,
            "10 mutants, 9 killed, 0 hang, 1 survive (0 not listed): score 90.0 %",
        ),
        (["killed"] * 9 + ["survived"], [], 1, False, "(1 not listed): score 90.0 %"),
        (["killed"] * 10, [9], 1, False, "killed, though listed as a survivor"),
        (["killed"] * 8 + ["survived"] * 2, [8, 9], 1, False, "(0 not listed): score 80.0 %"),
        (["killed"] * 5 + ["hangs"] * 5, [], 1, True, "5 killed, 5 hang, 0 survive (0 not listed): score 100.0 %"),
        (["killed"] * 10, [], -1, False, "10 not tried for want of time"),
    ],
)
def test_a_package_is_good_when_every_survivor_has_a_reason_and_few_survive(
    ends: list[str], listed: list[int], minutes: int, good: bool, says: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    many = [fake(number) for number in range(len(ends))]
    sources = iter(ends)
    monkeypatch.setattr(mutation, "unchanged", lambda *arguments: 1.0)
    monkeypatch.setattr(mutation, "trial", lambda *arguments, **more: next(sources))
    reasons = {many[number].key: "because" for number in listed}
    until = time.monotonic() + 60 * minutes
    assert (
        mutation.examine("books", PACKAGES["books"], many, mutation.How(mutation.ROOT, reasons, until, quick=True))
        is good
    )
    assert says in capsys.readouterr().out


def test_every_package_has_files_and_tests() -> None:
    for package in PACKAGES.values():
        assert isinstance(package, Package)
        wider = [test.partition("::")[0] for test in package.wider]
        assert all(list(mutation.ROOT.glob(pattern)) for pattern in (*package.modules, *package.tests, *wider))
        assert {test for _, test in package.near} <= set(package.tests)
        for test in package.slow:
            file, _, name = test.partition("::")
            assert file in package.tests
            assert f"\ndef {name}(" in (mutation.ROOT / file).read_text(encoding="utf-8"), test


def test_the_tests_that_are_near_a_module_come_first_and_slow_ones_are_left_out() -> None:
    scheme = PACKAGES["scheme"]
    tests = scheme.tests_of(mutation.ROOT, "mirrorsim/scheme/channels/bulk_cash.py")
    assert tests[0] == "tests/scheme/test_channels.py"
    assert set(tests) == {*scheme.tests, *(f"--deselect={one}" for one in scheme.slow)}
    tests = PACKAGES["marking"].tests_of(mutation.ROOT, "mirrorsim/exercise/marking/narrative.py")
    assert tests[0] == "tests/exercise/marking/test_narrative.py"


def test_the_interval_of_a_sample_is_wilsons() -> None:
    # of 0 in 10, by hand: z^2 / (10 + z^2)
    assert mutation.wilson(0, 10) == pytest.approx((0.0, 3.841459 / 13.841459))
    assert mutation.wilson(90, 100) == pytest.approx((0.8256, 0.9448), abs=1e-4)
    assert mutation.wilson(0, 0) == (0.0, 1.0)


LONG = """WORDS = (1,
    2)


def many(one: int) -> int:
    if one:
        return many(
            one - 1,
        ) + (
            # why
            3 * one
        )
    return len(WORDS)
"""


def test_a_change_in_the_text_is_the_change_of_the_tree(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text(LONG)
    made = [one.source for one in candidates(tmp_path, "long.py")]
    # the same by way of the tree, which takes ten times as long
    module, visitor = MetadataWrapper(parse_module(LONG)).module, _Visitor()
    module.visit(visitor)
    assert made == [module.deep_replace(node, changed).code for node, changed in visitor.changes]
    assert {LONG.replace("3 * one", "4 * one"), LONG.replace("2)", "3)"), LONG.replace(") + (", ") - (")} <= set(made)


def test_of_a_sample_only_programs_that_differ_count(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(SMALL)
    made = [Mutant("small.py", 1, "a", f"b{number}", source) for number, source in enumerate(
        [SMALL, SMALL + "\n# said twice\n", SMALL + "x = 1\n", SMALL + "x = (1)\n", SMALL + "return\n", SMALL + "(\n"]
    )]  # fmt: skip
    assert [one.becomes for one in distinct(tmp_path, made)] == ["b2"]


def test_what_only_wider_tests_notice_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = iter(["killed", "survived", "killed", "survived", "hangs", "survived", "survived"])
    monkeypatch.setattr(mutation, "unchanged", lambda *arguments: 1.0)
    monkeypatch.setattr(mutation, "trial", lambda *arguments, **more: next(ends))
    how = mutation.How(mutation.ROOT, {}, time.monotonic() + 60, sampled=True)
    assert not mutation.examine("books", PACKAGES["books"], [fake(number) for number in range(4)], how)
    said = capsys.readouterr().out
    assert (
        "4 mutants, 2 killed, 1 hang, 1 survive (1 not listed): score 75.0 % (95 % interval of a sample: 30.1 to 95.4 %)"
        in said
    )
    assert "; 2 noticed by the wider tests alone: 25.0 % without these" in said


def test_every_listed_survivor_is_a_line_that_exists_with_a_reason() -> None:
    reasons = mutation.listed()
    texts = {
        path: " ".join(line.strip() for line in (mutation.ROOT / path).read_text(encoding="utf-8").splitlines())
        for path, _, _ in reasons
    }
    assert [f"{path}: {was}" for path, was, _ in reasons if was not in texts[path]] == []
    assert [key for key, reason in reasons.items() if not reason.strip() or key[1] == key[2]] == []
    mine = {path for package in PACKAGES.values() for path in package.paths(mutation.ROOT)}
    assert set(texts) <= mine
