"""Do the tests notice when the code is wrong? Changes one thing at a time and runs the tests that are meant for it.

    python tests/mutation/mutation.py                  every package: books, rules, scheme, comparison, marking
    python tests/mutation/mutation.py books            one package
    python tests/mutation/mutation.py --sample 50      a quick look: 50 mutants a package, the same ones each time
    python tests/mutation/mutation.py --only usage.py  the mutants of one file

The changes are mutmut's, of whole modules but for types, decorators, imports, docstrings and slots. A mutant is killed when
a test fails or hangs. What survives a package's own tests meets more; what survives those too is printed with its line. Either
a test is missing, or it makes no difference that anybody could see: then it stands with its reason in survivors.yaml, and
counts against the score all the same. Of a sample the score comes with its interval (Wilson's, 95 %); where wider tests were
needed it is told without them too: among the scheme's are three published journals, which notice nearly any change and
cannot say whether it is wrong. Exit 1 when a survivor is not listed, a listed one is killed, or a package's score is
below 90 %. It works on a copy, in which no file is changed; tests that start programs of their own do not see the mutants.
"""

from __future__ import annotations

import hashlib
import math
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

import click
from ruamel.yaml import YAML

from tests.mutation.mutants import Mutant, candidates, distinct
from tests.mutation.mutated import PACKAGES, Package
from tests.mutation.trial import prepare, trial, unchanged

ROOT = Path(__file__).resolve().parents[2]
LISTED = Path(__file__).with_name("survivors.yaml")
TREE = ("mirrorsim", "tests", "scenarios", "seeds", "notebooks", "README.md", "pyproject.toml")
ENOUGH = 0.90


def listed(path: Path = LISTED) -> dict[tuple[str, str, str], str]:
    """The survivors that are accepted, by path, line as it was and line as it becomes; with their reasons."""
    found = YAML(typ="safe").load(path) or {}
    return {
        (file, str(change["was"]), str(change["becomes"])): str(group["because"])
        for file, groups in found.items()
        for group in groups
        for change in group["changes"]
    }


def drawn(found: Sequence[Mutant], sample: int | None) -> list[Mutant]:
    """All, by line, or as many as are wanted: those whose hashes are lowest, and those first, so that what is tried before
    time runs out is a fair sample too. No other mutant's coming or going changes which they are.
    """
    if sample is None:
        return list(found)
    return sorted(found, key=lambda one: hashlib.sha256(repr(one.key).encode()).digest())[:sample]


class How(NamedTuple):
    """``root`` is where the tree is; no mutant is begun after ``until``; ``quick`` leaves the wider tests out; ``sampled``:
    the mutants are a fair sample of more.
    """

    root: Path
    reasons: dict[tuple[str, str, str], str]
    until: float
    quick: bool = False
    sampled: bool = False


def wilson(good: int, tried: int) -> tuple[float, float]:
    """The interval that holds the share of good ones with 95 %, from a sample."""
    if not tried:
        return 0.0, 1.0
    z, share = 1.959964, good / tried
    centre, reach = share + z * z / (2 * tried), z * math.sqrt(share * (1 - share) / tried + (z / (2 * tried)) ** 2)
    return (centre - reach) / (1 + z * z / tried), (centre + reach) / (1 + z * z / tried)


def copied(place: str) -> Path:
    """A copy of the tree, which nobody works on while its tests run."""
    for name in TREE:
        one = ROOT / name
        (shutil.copytree if one.is_dir() else shutil.copy)(one, Path(place) / name)
    return Path(place)


def examine(name: str, package: Package, chosen: Sequence[Mutant], how: How) -> bool:
    """Try the mutants of a package, print what came of it, and return whether all is as it should be."""
    fate: Counter[str] = Counter()
    open_ends, stale, late = 0, 0, 0
    limits: dict[str, float] = {}
    for one in chosen:
        if time.monotonic() > how.until:
            break
        tests = package.tests_of(how.root, one.path)
        if (same := " ".join(sorted(tests))) not in limits:
            limits[same] = unchanged(how.root, one.path, tests)
        end = trial(how.root, one.path, one.source, tests, seconds=limits[same])
        if end == "survived" and one.key not in how.reasons and not how.quick:
            if "wider" not in limits:
                limits["wider"] = unchanged(how.root, one.path, package.wider)
            end = trial(how.root, one.path, one.source, package.wider, seconds=limits["wider"])
            late += end != "survived"
        fate[end] += 1
        if end == "survived":
            open_ends += one.key not in how.reasons
            print(
                f"{one.path}:{one.line}: survived\n  - {one.was}\n  + {one.becomes}\n  {how.reasons.get(one.key, 'NOT LISTED')}"
            )
        elif one.key in how.reasons:
            stale += 1
            print(f"{one.path}:{one.line}: {end}, though listed as a survivor\n  - {one.was}\n  + {one.becomes}")
        sys.stdout.flush()
    tried = fate.total()
    score = 1 - fate["survived"] / tried if tried else 1.0
    low, high = wilson(tried - fate["survived"], tried)
    own = (
        f"; {late} noticed by the wider tests alone: {100 * (score - late / tried):.1f} % without these" if late else ""
    )
    drawn_from = f" (95 % interval of a sample: {100 * low:.1f} to {100 * high:.1f} %)" if how.sampled else ""
    left = f", {len(chosen) - tried} not tried for want of time" if tried < len(chosen) else ""
    print(
        f"{name}: {tried} mutants, {fate['killed']} killed, {fate['hangs']} hang, {fate['survived']} survive"
        f" ({open_ends} not listed): score {100 * score:.1f} %{drawn_from}{own}{left}",
        flush=True,
    )
    return not open_ends and not stale and score >= ENOUGH and tried == len(chosen)


@click.command(help=__doc__ and __doc__.splitlines()[0])
@click.argument("packages", nargs=-1, type=click.Choice(list(PACKAGES)))
@click.option("--sample", type=click.IntRange(1), help="So many mutants a package; all unless given.")
@click.option("--only", default="", help="Only files whose path has this in it.")
@click.option("--quick", is_flag=True, help="A package's own tests only.")
@click.option("--minutes", type=float, default=120.0, show_default=True, help="Begin no mutant after so long.")
def main(packages: tuple[str, ...], sample: int | None, only: str, minutes: float, quick: bool) -> None:
    until, good = time.monotonic() + 60 * minutes, True
    with tempfile.TemporaryDirectory() as place:
        how = How(copied(place), listed(), until, quick, sample is not None)
        for (
            name,
            package,
        ) in PACKAGES.items():  # in this order: what one imports is not to be imported before its own mutants
            if not packages or name in packages:
                found = [one for path in package.paths(how.root) if only in path for one in candidates(how.root, path)]
                prepare(how.root, package.imported, f"{place}/.cache")
                # asked whether it is a program when its turn comes: of a sample only
                chosen = distinct(how.root, drawn(found, sample and len(found)))
                good &= examine(name, package, list(islice(chosen, sample)), how)
    sys.exit(not good)


if __name__ == "__main__":
    main()
