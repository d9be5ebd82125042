"""Degenerate scenarios against queueing theory and against Ciw: prints one table, and exits with 1 when anything disagrees.

    python tests/trust/queues.py                 # 11 or 12 replications of each system, about a minute
    python tests/trust/queues.py --reps 400      # narrower by a factor of six, 35 times as long

Each scenario is run by `mirrorsim run` into a run folder, and all else is read from there. A figure agrees when theory lies
in mirrorsim's interval and in Ciw's, and nothing in that of their difference. The intervals are to hold jointly (Bonferroni): in
nineteen of twenty such tables, whatever the seeds, everything agrees if everybody is right. That is nominal: a t interval
takes the means of stretches for normal and independent, and those of long waits are skewed. With a first choice of loads
(0.67 to 0.75) Ciw itself was refused in the Jackson network; the loads were lowered for that, so that a run forgets faster.

Each replication's measured time is cut into four stretches, each many times as long as the queue's memory, and what
utilisation and throughput happened to be in a stretch corrects its other figures (`intervals.py`). At the same level, 11
replications of four stretches are expected to give even uncorrected figures as narrow an interval as 16 whole ones do, for a
t quantile of 43 degrees of freedom is so much less than one of 15; the corrected ones are narrower by a fifth in the median.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

import numpy as np

import mirrorsim
from tests.trust.intervals import Sample, difference, interval
from tests.trust.rival import retold
from tests.trust.stations import DAY, HOUR, WHOLE, Run, measured, runs_of_folder
from tests.trust.systems import Figure, System, systems

JOINTLY = 0.05
"""In how many tables at most something is refused although everybody is right."""
STRETCHES = 4
"""Parts of a replication's measured time, each 9 or more times as long as an empty start takes to fall to 1/e."""


@dataclass(frozen=True)
class Row:
    """One figure of one system: a sample from either simulator."""

    system: str
    figure: Figure
    mine: Sample
    theirs: Sample

    def against(self, theory: float, level: float) -> bool:
        """Whether this value of theory agrees with both, and they with each other."""
        both = interval(self.mine, level).holds(theory) and interval(self.theirs, level).holds(theory)
        return both and difference(self.mine, self.theirs, level).holds(0.0)


@dataclass(frozen=True)
class Tried:
    """A system after both simulators have run it. Times are in ticks."""

    system: System
    runs: tuple[Run, ...]
    rows: tuple[Row, ...]
    measured: dict[str, tuple[float, ...]]
    """By figure that `mirrorsim run` measures: what it measured in each replication, in the figure's unit."""
    since: int
    until: int

    @property
    def visits(self) -> int:
        """Visits to all stations in all replications."""
        return sum(
            len(visits.came)
            for run in self.runs
            for visits in run.stations.values()
            if visits is not run.stations[WHOLE]
        )

    def out_of_turn(self) -> int:
        """Visits whose service did not begin at the very tick at which first come, first served has it begin."""
        return sum(
            visits.first_come_first_served(self.until)
            for run in self.runs
            for name, visits in run.stations.items()
            if name != WHOLE
        )

    def off_little(self) -> int:
        """Lines and replications in which heads over time are not waits added up, to the tick."""
        sides = [run.littles_law(line, self.until) for run in self.runs for line in run.queues]
        return sum(area != waits for area, waits in sides)

    def cut_short(self) -> float:
        """By what share the end of the run lowers a mean wait, at most: who still waits then is counted up to it.

        Seen from any instant, the waits that those who wait then still have before them come to rate × E[wait²] / 2.
        """
        shares = [0.0]
        for name in self.system.network.servers:
            waits = np.concatenate([run.stations[name].waits(self.since, self.until) for run in self.runs])
            if waits.any():
                shares.append(float((waits**2).mean() / (2 * waits.mean() * (self.until - self.since))))
        return max(shares)

    def told_to_ciw(self) -> tuple[int, int]:
        """How many beginnings of the first replication Ciw repeats when it is fed with the same comings and services."""
        told = [retold(visits) for name, visits in self.runs[0].stations.items() if name != WHOLE]
        return sum(same for same, _ in told), sum(other for _, other in told)


def run_mirrorsim(path: Path, folder: Path, reps: int, warm_up: int, jobs: int, *more: str) -> None:
    """`mirrorsim run` as a user would call it, with every replication's record kept. Raises when it fails."""
    command = ["run", str(path), "--reps", str(reps), "--warm-up", f"{warm_up} days", "--jobs", str(jobs)]
    command += ["--journal", "all", "--no-report", "--quiet", "--out", str(folder), *more]
    subprocess.run([sys.executable, "-m", "mirrorsim", *command], check=True)


def try_all(folder: Path, reps: int | None, jobs: int, only: str = "", seed: int = 0) -> Iterator[Tried]:
    """Run every system in both simulators; run folders go into ``folder``. ``seed`` is added to all seeds.

    ``reps`` are the replications of each system; those that it is said to need, if None.
    """
    finished = set()
    for number, system in enumerate(systems(), start=1):
        if only not in system.scenario:
            continue
        mine = folder / system.scenario
        if system.scenario not in finished:
            finished.add(system.scenario)
            seeds = mirrorsim.load_scenario(system.path).scenario.seed + seed
            run_mirrorsim(system.path, mine, reps or system.reps, system.warm_up, jobs, "--seed", str(seeds))
        yield try_one(system, mine, 1_000_000 * number + 1_000 * seed)


def try_one(system: System, folder: Path, seed: int) -> Tried:
    """Read a finished run folder and run the same system in Ciw, as often and as long."""
    since, until = system.warm_up * DAY, mirrorsim.load_scenario(system.path).scenario.ticks
    runs = runs_of_folder(folder, system.policy, dict(system.network.servers), until)
    theirs = [system.network.run(seed + number, until / HOUR) for number in range(len(runs))]
    both = zip(samples(system, runs, since, until), samples(system, theirs, since, until), strict=True)
    rows = [Row(system.title, figure, mine, other) for figure, (mine, other) in zip(system.figures, both, strict=True)]
    found = {
        figure.label: tuple(value * figure.per for value in measured(folder, system.policy, figure.measure))
        for figure in system.figures
        if figure.measure
    }
    return Tried(system, tuple(runs), tuple(rows), found, since, until)


def samples(system: System, runs: Iterable[Run], since: int, until: int) -> Iterator[Sample]:
    """Each figure by stretch of the measured time of all replications, with what corrects it."""
    edges = np.linspace(since, until, STRETCHES + 1).tolist()
    spans = [(run, begin, end) for run in runs for begin, end in itertools.pairwise(edges)]
    values = [[figure.take(*span) for span in spans] for figure in system.figures]
    controls = [
        [value - figure.theory for value in row]
        for figure, row in zip(system.figures, values, strict=True)
        if figure.steers
    ]
    for figure, row in zip(system.figures, values, strict=True):
        yield Sample(row, () if figure.steers else controls)


def level_of(tried: Sequence[Tried]) -> float:
    """The level of each interval so that all hold jointly: three intervals a row."""
    return JOINTLY / (3 * sum(len(one.rows) for one in tried))


def main() -> int:
    """Run everything and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reps", type=int, help="replications of each system (11 or 12, by system)")
    options.add_argument("--jobs", type=int, default=2, help="processes")
    options.add_argument("--only", default="", metavar="NAME", help="only scenarios with this in their name")
    options.add_argument("--seed", type=int, default=0, help="add this to every seed")
    options.add_argument("--keep", type=Path, metavar="DIR", help="keep the run folders there")
    asked = options.parse_args()
    if asked.reps is not None and asked.reps < 2:
        options.error("--reps: intervals need 2 replications or more")
    with tempfile.TemporaryDirectory() as temporary:
        try:
            tried = list(try_all(asked.keep or Path(temporary), asked.reps, asked.jobs, asked.only, asked.seed))
        except subprocess.CalledProcessError as error:
            return error.returncode  # mirrorsim has said why
    if not tried:
        options.error(f"--only: no scenario has {asked.only!r} in its name")
    level = level_of(tried)
    refused = sum(_print(one, level) for one in tried)
    print(
        f"\n{sum(len(one.rows) for one in tried)} figures, {sum(len(one.runs) for one in tried)} replications, joint level "
        f"{1 - JOINTLY:.0%}: ",
        end="",
    )
    print(f"{refused} disagree" if refused else "all agree")
    return 1 if refused else 0


def _print(tried: Tried, level: float) -> int:
    """Print one system's part of the table. Returns how much of it disagrees."""
    system = tried.system
    print(f"\n{system.title} (scenarios/queues/{system.scenario}.yaml, {system.policy})")
    print(f"  {'':44} {'theory':>8}  {'mirrorsim':>17}  {'Ciw':>17}")
    refused = 0
    for row in tried.rows:
        agrees = row.against(row.figure.theory, level)
        refused += not agrees
        mine, theirs = (
            f"{one.mean:8.4f} ± {one.half:6.4f}" for one in (interval(s, level) for s in (row.mine, row.theirs))
        )
        print(
            f"  {row.figure.label:44} {row.figure.theory:8.4f}  {mine:>17}  {theirs:>17}  {'agrees' if agrees else 'REFUSED'}"
        )
    wrong, off, (same, other) = tried.out_of_turn(), tried.off_little(), tried.told_to_ciw()
    print(f"  of {tried.visits:,} visits {wrong} begin at another tick than first come, first served has it")
    print(f"  Ciw, fed with the same comings and services, begins {same:,} of {same + other:,} at the same tick")
    print(f"  heads over time and waits added up differ in {off} of {sum(len(run.queues) for run in tried.runs)} lines")
    start, end = (max(one, 0.0001) for one in (system.left_of_the_start(tried.until / HOUR), tried.cut_short()))
    print(
        f"  beginning empty moves no mean by more than {start:.2%}, ending at some instant no mean wait by more than {end:.2%}"
    )
    return refused + bool(wrong) + bool(off) + bool(other)


if __name__ == "__main__":
    sys.exit(main())
