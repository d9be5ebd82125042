"""Where time goes, package by package: ``python tests/benchmarks/packages.py [network|national] [--deals N]``.

The share of each package is sampled by processor time, as often as the system's clock ticks (some 250 times a second), from
a run that nothing slows. A sample belongs to the innermost Python function, so that what C does belongs to its caller.
What of it is numpy's is measured in a second run by cProfile, and given beside: at least that much, for cProfile sees
numpy's functions and methods, but not arithmetic with arrays.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from mirrorsim.lab.replication import Phases
from tests.benchmarks.kernel import counted
from tests.benchmarks.measuring import timed
from tests.benchmarks.scaled import REGION, city, network

INTERVAL = 0.001
"""Seconds between samples that are asked for; the system gives fewer."""
TOP = 15

Place = tuple[str, str]
"""A file and a function in it."""


def package_of(file: str) -> str:
    """The package of mirrorsim, or the library, that a file belongs to."""
    parts = Path(file).parts
    for library in ("simpy", "numpy"):
        if library in parts:
            return library
    if "mirrorsim" in parts:
        below = parts[len(parts) - parts[::-1].index("mirrorsim") :]
        return below[0] if len(below) > 1 else "mirrorsim"
    return "other"


def sampled(call: Callable[[], object]) -> tuple[Counter[Place], float]:
    """Samples by innermost function, and the processor seconds that the call took."""
    samples: Counter[Place] = Counter()

    def sample(number: int, frame: FrameType | None) -> None:
        if frame is not None:
            samples[frame.f_code.co_filename, frame.f_code.co_qualname] += 1

    before = signal.signal(signal.SIGPROF, sample)
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    try:
        call()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return samples, time.process_time() - begin


def numpy_in(call: Callable[[], object]) -> Counter[str]:
    """Processor seconds that numpy's C functions took, by the package of whoever called them."""
    profiler = cProfile.Profile()
    spent = timed(lambda: profiler.runcall(call))
    found: Counter[str] = Counter()
    for (_, _, name), (_, _, _, _, callers) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        if name.startswith("<") and "numpy" in name:
            for (file, _, _), (_, _, own, _) in callers.items():
                # cProfile goes by the wall clock: asking for processor time would cost more than what it measures
                found[package_of(file)] += own * spent.cpu / spent.wall
    return found


def phases_of(mix: str, deals: int) -> Phases:
    """A world with so many deals, roughly."""
    return network(max(1, deals // 137)).variants()[0].phases if mix == "network" else city(deals)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("mix", nargs="?", choices=("network", "national"), help="both unless given")
    asked.add_argument("--deals", type=int, default=10_000)
    given = asked.parse_args()
    for mix in (given.mix,) if given.mix else ("network", "national"):
        show(mix, phases_of(mix, given.deals))


def show(mix: str, phases: Phases) -> None:
    """Profile a world and print the tables."""
    counts = []
    samples, seconds = sampled(lambda: counts.append(counted(phases)))
    inside = numpy_in(lambda: counted(phases))
    total = samples.total()
    packages: Counter[str] = Counter()
    for (file, _), many in samples.items():
        packages[package_of(file)] += many
    place = "" if mix == "network" else f", {REGION}"
    print(f"{mix}.yaml{place}: {counts[0].deals:,} deals, summary only, {seconds:.1f} s of the processor")
    print(f"{'package':<14}{'share':>8}{'numpy, at least':>16}{'us a deal':>12}{'us a kernel event':>20}")
    for name, many in packages.most_common():
        part, took = many / total, many / total * seconds * 1e6
        print(
            f"{name:<14}{part:>8.1%}{min(inside[name] / seconds, part):>16.1%}"
            f"{took / counts[0].deals:>12.1f}{took / counts[0].kernel:>20.2f}"
        )
    print(f"{'all':<14}{1:>8.1%}{sum(inside.values()) / seconds:>16.1%}")
    print(f"{'function':<64}{'share':>8}")
    for (file, function), many in samples.most_common(TOP):
        told = f"{package_of(file)}/{Path(file).stem}: {function}"
        print(f"{told[:63]:<64}{many / total:>8.1%}")
    print()


if __name__ == "__main__":
    main()
