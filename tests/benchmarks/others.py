"""Rows on disk a second, whole processes from input to finished files, beside generators from the package index.

Those two draw rows; nothing in them happens because of anything else, and nothing has to balance. Each gets a throw-away
environment and is run as its documentation says, once before it counts, so that what it compiles is there already.
``synthfin-aml`` 9.2 cannot be imported without torch, which its generator does not use: the generator is imported alone,
which spares it torch's start.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import truediv
from pathlib import Path

from tests.benchmarks.measuring import ROOT, Effort, Row, Spent, command, medians, mirrorsim
from tests.benchmarks.scaled import settings

ROWS_A_TIME = 35_000
"""What a year of ``network.yaml`` leaves, postings and steps; the others are asked for about as much."""
SYNTHFIN = """
import sys
from importlib.metadata import distribution
sys.path.insert(0, str(distribution("synthfin-aml").locate_file("synthfin_aml_pkg")))
from generator import FraudGraphGenerator
made = FraudGraphGenerator(seed=42).generate_transactions(agents=int(sys.argv[1]), days=30)
made.to_csv(sys.argv[2] + "/nodes.csv", sys.argv[2] + "/transactions.csv")
"""


@dataclass(frozen=True)
class Maker:
    """Somebody who writes files into a folder that is there; ``movements`` are the files with a row a movement of money.

    ``entries`` is how many rows one movement takes in them.
    """

    name: str
    run: Callable[[Path], Spent]
    movements: tuple[str, ...]
    entries: int = 1


def ours(effort: Effort) -> Maker:
    """``mirrorsim run`` of a year, without the report, which is no rows."""
    words = [word for setting in settings(effort.times) for word in ("--set", setting)]

    def run(folder: Path) -> Spent:
        file = ROOT / "scenarios" / "network.yaml"
        return mirrorsim("run", file, *words, "--no-report", "--quiet", "--out", folder / "run")

    return Maker("mirrorsim", run, ("journal.parquet",), entries=2)


def graphfaker(effort: Effort, scratch: Path) -> Maker:
    """Its bank, at a scale that gives about as many rows as ours: 134 million at 1."""
    python = environment(scratch / "graphfaker", "graphfaker>=1,<2")
    scale = f"{effort.times * ROWS_A_TIME / 134e6:.6f}"

    def run(folder: Path) -> Spent:
        program = python.with_name("graphfaker")
        asked = ("--scale", scale, "--hardness", "medium", "--seed", "42", "--quiet")
        return command(program, "generate", "fraud", *asked, "--out", folder)[0]

    return Maker(named(python, "graphfaker"), run, ("TRANSFERS.parquet", "PAYS.parquet", "WIRES.parquet"))


def synthfin(effort: Effort, scratch: Path) -> Maker:
    """Its month, with as many agents as give about as many rows as ours: 13.7 an agent."""
    python = environment(scratch / "synthfin-aml", "synthfin-aml>=9.2,<10")
    agents = round(effort.times * ROWS_A_TIME / 13.7)
    return Maker(
        named(python, "synthfin-aml"),
        lambda folder: command(python, "-c", SYNTHFIN, str(agents), folder)[0],
        ("transactions.csv",),
    )


def environment(folder: Path, requirement: str) -> Path:
    """The Python of a new environment in which a package is installed."""
    command(sys.executable, "-m", "venv", folder)
    python = folder / "bin" / "python"
    command(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement)
    return python


def named(python: Path, package: str) -> str:
    """A package with its version there."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return f"{package} {command(python, '-c', code, output=True)[1].strip()}"


def count(file: Path) -> int:
    """The rows of a Parquet file or of a CSV file with a heading."""
    import pyarrow.parquet as pq

    if file.suffix == ".parquet":
        return int(pq.read_metadata(file).num_rows)
    with file.open("rb") as lines:
        return sum(1 for _ in lines) - 1


def attempt(maker: Maker) -> tuple[Spent, tuple[int, int]]:
    """What a run takes, and how many rows and movements of money it leaves."""
    with tempfile.TemporaryDirectory() as scratch:
        spent = maker.run(Path(scratch))
        files = [file for file in Path(scratch).rglob("*") if file.suffix in (".parquet", ".csv")]
        moved = [file for file in files if file.name in maker.movements]
        return spent, (sum(map(count, files)), sum(map(count, moved)) // maker.entries)


def measured(makers: Sequence[Maker], effort: Effort) -> Iterator[Row]:
    """Rows and movements of money a second; those of all but the first as multiples of the first's as well."""
    part = f"rows on disk: whole processes, input to files, of about {effort.times * ROWS_A_TIME:,} rows"
    written: dict[str, tuple[int, int]] = {}

    def seconds(maker: Maker) -> Spent:
        spent, written[maker.name] = attempt(maker)
        return spent

    for maker in makers[1:]:
        seconds(maker)  # once for what it compiles
    spent = medians({maker.name: partial(seconds, maker) for maker in makers}, effort.tries)
    first = makers[0].name
    for name, one in spent.items():
        for which, what in enumerate(("rows", "movements of money")):
            many = written[name][which]
            yield one.row(part, f"{name}: {what}/s", partial(truediv, many))
            if name != first:
                yield spent[first].ratio(part, f"{name}: {what}/s, of {first}'s", one, many / written[first][which])


def rows(effort: Effort) -> Iterator[Row]:
    """The part of the table about rows, without the others."""
    return measured([ours(effort)], effort)


def compared(effort: Effort) -> Iterator[Row]:
    """The part of the table about rows, the others beside ours."""
    with tempfile.TemporaryDirectory() as scratch:
        makers = [ours(effort), graphfaker(effort, Path(scratch)), synthfin(effort, Path(scratch))]
        yield from measured(makers, effort)
