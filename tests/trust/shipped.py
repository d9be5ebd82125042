"""The shipped scenarios, run short: what outsiders check is not how long a run is."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import mirrorsim
from mirrorsim.units.time import DAY
from tests.helpers.run_folders import reseal

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("**/*.yaml"))
DAYS = 150
"""Several ends of months, and long enough for goods to come home, which takes four months."""
POSTINGS = 25_000
"""A busy scenario is run for as many days as make about so many: a whole country's ledger takes hours to check."""
PROBE = 4
"""Days from which it is seen how busy a scenario is."""


def name(scenario: Path) -> str:
    """The scenario as a user names it from the root of a clone."""
    return str(scenario.relative_to(ROOT)) if scenario.is_relative_to(ROOT) else str(scenario)


def short(scenario: Path, postings: int = POSTINGS, least: int = PROBE) -> int:
    """For how many days a scenario is run to have about so many postings, as far as can be seen from its first days.

    Never fewer than ``least``, and never more than :data:`DAYS`.
    """
    loaded = mirrorsim.load_scenario(scenario)
    if loaded.scenario.exercise is not None or loaded.scenario.ticks <= DAYS * DAY // 10:
        return DAYS
    first = mirrorsim.run(mirrorsim.load_scenario(scenario, [f"horizon={PROBE} days"]), reps=1, jobs=1)
    seen = first.as_json()["books"]["postings"] // len(first.policies)
    return max(least, min(DAYS, PROBE * postings // max(seen, 1)))


def run(scenario: Path, folder: Path, days: int | None) -> Path:
    """Run each policy of a scenario once, for at most so many days (None: to its end), and return the run folder.

    An exercise is run to its end: its dates are part of it.
    """
    loaded = mirrorsim.load_scenario(scenario)
    if days is not None and loaded.scenario.ticks > days * DAY and loaded.scenario.exercise is None:
        loaded = mirrorsim.load_scenario(scenario, [f"horizon={days} days"])
    with tempfile.TemporaryDirectory() as spool:
        # as the command line does: the journals of a country's regions are written while they come about
        return mirrorsim.run(loaded, reps=1, jobs=1, spool=Path(spool)).save(folder)


def parts(folder: Path) -> Iterator[tuple[str, Path]]:
    """A run folder; of a country that is run region by region, a folder for each region, whose books are its own."""
    regions = sorted(folder.glob("region=*"))
    if not regions:
        yield "", folder
    for region in regions:
        part = shutil.copytree(region, folder.with_name(region.name))
        for name in ("manifest.json", "scenario.resolved.yaml"):
            shutil.copy(folder / name, part)
        reseal(part)
        yield f", {region.name.removeprefix('region=')}", part


def journals(folder: Path) -> dict[str, str]:
    """The hash of the first replication's journal, by policy."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {policy: hashes[0] for policy, hashes in manifest["journals"].items()}


def asked(about: str) -> argparse.Namespace:
    """What the command line asks for: scenarios, and how long they are run."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("scenarios", nargs="*", type=Path, default=SCENARIOS, metavar="SCENARIO", help="all, if none")
    parser.add_argument("--days", type=int, help=f"at most so many; otherwise {DAYS}, or fewer if busy")
    parser.add_argument("--whole", action="store_true", help="run each scenario to its own end")
    return parser.parse_args()


def runs(asked: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """The name of each scenario that is asked for, and its run folder, alone in a folder of its own for a while."""
    for scenario in asked.scenarios:
        days = None if asked.whole else asked.days or short(scenario)
        with tempfile.TemporaryDirectory() as place:
            for which, part in parts(run(scenario, Path(place) / "run", days)):
                yield f"{name(scenario)}{which}", part
