"""The driver bites: it makes the changes that it says it makes, kills what is wrong, and lets live what is the same."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.mutation import mutation
from tests.mutation.mutants import Mutant, mutants
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
        assert all(list(mutation.ROOT.glob(pattern)) for pattern in (*package.modules, *package.tests, *package.wider))


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
