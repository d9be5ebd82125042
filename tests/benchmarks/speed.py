"""Speed and scale as ratios within one run: ``python tests/benchmarks/speed.py [--quick] [--others] [--json]``.

Where a figure is a time or follows from one, the first column is processor time and the second the wall clock: on a busy
machine only the first means much. Short measurements are medians of interleaved tries.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.benchmarks import growth, kernel, others, replications, startup, writing
from tests.benchmarks.measuring import FULL, LEAST, QUICK, Effort, Row

PARTS: dict[str, Callable[[Effort], Iterator[Row]]] = {
    "engine": kernel.rows,
    "growth": growth.rows,
    "replications": replications.rows,
    "start-up": startup.rows,
    "writing": writing.rows,
    "rows": others.rows,
}


def machine(effort: Effort) -> dict[str, str | int | float | None]:
    """Where and how this was measured."""
    return {
        "effort": effort.name,
        "python": platform.python_version(),
        **{name: version(name) for name in ("mirrorsim", "simpy", "numpy", "pyarrow")},
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }


def figure(value: float | None) -> str:
    """A number with three digits or more; nothing for none."""
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 10 else f"{value:.3f}"


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="smaller worlds, and fewer of them")
    asked.add_argument("--least", action="store_true", help="seconds only: shows that it works")
    asked.add_argument("--part", action="append", choices=PARTS, help="this part only; repeatable")
    asked.add_argument("--others", action="store_true", help="install two other generators and run them too")
    asked.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    given = asked.parse_args()
    effort = LEAST if given.least else QUICK if given.quick else FULL
    about = machine(effort)
    parts = {name: PARTS[name] for name in given.part or PARTS}
    if given.others:
        parts["others"] = others.compared
        parts.pop("rows", None)
    if given.json:
        found = [asdict(row) for part in parts.values() for row in part(effort)]
        print(json.dumps({"machine": about, "rows": found}, indent=1))
        return
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    shown = ""
    for part in parts.values():
        for row in part(effort):
            if row.part != shown:
                shown = row.part
                print(f"\n{shown}\n{'':<60}{'processor':>10}{'wall':>10}")
            print(f"  {row.what:<58}{figure(row.value):>10}{figure(row.wall):>10}".rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
