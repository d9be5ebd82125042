"""The benchmarks run. What they measure here is too little to mean anything, and no figure is held to anything."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def ran(*words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_table_has_all_its_parts_and_every_figure_is_a_number():
    answer = json.loads(ran("speed.py", "--least", "--json"))
    assert answer["machine"]["effort"] == "least"
    rows = answer["rows"]
    parts = list(dict.fromkeys(row["part"].partition(":")[0] for row in rows))
    assert parts == ["engine", "growth", "replications", "start-up", "writing", "rows on disk"]
    for row in rows:
        figures = [row[which] for which in ("value", "wall") if row[which] is not None]
        assert figures, row
        assert all(map(math.isfinite, figures)), row
        # a slope may be anything where there is next to nothing to measure
        assert row["what"].startswith("slope") or min(figures) > 0, row
    told = [row["what"] for row in rows]
    for what in (
        "summary only: deals/s", "journal kept: postings/s", "journal kept: kernel event / bare SimPy event",
        "journal kept: logical event / bare SimPy event", "speed-up on 2 processes", "mirrorsim --help / import click",
        "bytes a posting", "mirrorsim: rows/s",
    ):  # fmt: skip
        assert what in told
    slopes = [what for what in told if what.startswith("slope")]
    assert [what.rpartition(": ")[2] for what in slopes] == [
        "time", "kernel events", "time against kernel events", "peak memory",
    ]  # fmt: skip


def test_the_profile_knows_the_packages():
    text = ran("packages.py", "network", "--deals", "137")
    packages = {line.split()[0] for line in text.partition("function")[0].splitlines()[2:]}
    assert {"scheme", "engine", "books", "simpy", "all"} <= packages
    assert max(map(len, text.splitlines())) <= 80
