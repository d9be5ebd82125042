"""How long starting takes, as multiples of starting Python with click."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import ROOT, Effort, Row, Spent, command, medians, mirrorsim


def factbox() -> Spent:
    """One deal, from the scenario to the finished run folder with its report."""
    with tempfile.TemporaryDirectory() as scratch:
        return mirrorsim("run", ROOT / "scenarios" / "factbox.yaml", "--out", Path(scratch) / "run")


def rows(effort: Effort) -> Iterator[Row]:
    """The part of the table about starting."""
    spent = medians(
        {
            "click": lambda: command(sys.executable, "-c", "import click")[0],
            "import mirrorsim": lambda: command(sys.executable, "-c", "import mirrorsim")[0],
            "mirrorsim --help": lambda: mirrorsim("--help"),
            "mirrorsim run scenarios/factbox.yaml": factbox,
        },
        2 * effort.tries - 1,
    )
    part = "start-up: whole processes"
    base = spent.pop("click")
    yield base.row(part, 'python -c "import click": milliseconds', lambda seconds: 1000 * seconds)
    for name, one in spent.items():
        yield one.ratio(part, f"{name} / import click", base)
