"""Random worlds and their checks. Run from anywhere: python tests/storm/storm.py --worlds 10000 --jobs 2

Every world is an ordinary scenario. It is run, run again, and checked by other means than the project's own; the first
that fails is made small and kept, with a run folder for `mirrorsim replay`. The exit code is 1 then, and 0 otherwise.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.storm.generator import as_yaml, world
from tests.storm.judge import Verdict, judge, judge_number
from tests.storm.random_source import Doc
from tests.storm.seeded_defects import DEFECTS
from tests.storm.shrink import shrink

CHUNK = 25


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    asked = _parser().parse_args(arguments)
    if asked.defect:
        DEFECTS[asked.defect]()
    if asked.file:
        verdict = judge(asked.file.read_text(encoding="utf-8"), asked.file.stem)
        print(f"{verdict.check}: {verdict.finding}" if verdict.check else f"{verdict.name}: nothing is wrong")
        return 1 if verdict.check else 0
    worlds = postings = 0
    met: set[str] = set()
    for verdict in storm(range(asked.first, asked.first + asked.worlds), asked.jobs, asked.defect):
        worlds, postings = worlds + 1, postings + verdict.postings
        met |= verdict.met
        if worlds % 1_000 == 0:
            print(f"{worlds:,} worlds, no violation so far", file=sys.stderr)
        if verdict.check:
            print(f"after {worlds:,} worlds, {verdict.name}: {verdict.check}: {verdict.finding}")
            keep(verdict, asked.out, asked.tries)
            return 1
    print(summary(worlds, postings, met))
    return 0


def storm(numbers: Sequence[int], jobs: int = 1, defect: str | None = None) -> Iterator[Verdict]:
    """The verdicts on these worlds, in order."""
    if jobs == 1:
        yield from map(judge_number, numbers)
        return
    with ProcessPoolExecutor(jobs, initializer=_seeded, initargs=(defect,)) as pool:
        try:
            yield from pool.map(judge_number, numbers, chunksize=CHUNK)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _seeded(defect: str | None) -> None:
    if defect:
        DEFECTS[defect]()


def keep(verdict: Verdict, out: Path, tries: int) -> None:
    """Make a failing world small, keep it as a scenario and as a run folder, and say how to see it again."""
    document = world(int(verdict.name.rpartition("-")[2]))
    small = smallest(document, verdict.check, tries)
    file = out / f"{verdict.name}.yaml"
    out.mkdir(parents=True, exist_ok=True)
    file.write_text(as_yaml(small), encoding="utf-8")
    lines = [len(as_yaml(one).splitlines()) for one in (document, small)]
    print(f"made small: {lines[0]} lines to {lines[1]}, in {file}")
    folder = _run_folder(file, out / verdict.name)
    print(f"reproduce: mirrorsim replay {folder}" if folder else f"reproduce: mirrorsim --debug run {file}")


def smallest(document: Doc, check: str, tries: int) -> Doc:
    """The least of a world for which a check still fails."""
    return shrink(document, lambda candidate: judge(as_yaml(candidate), "smaller").check == check, tries)


def _run_folder(file: Path, folder: Path) -> Path | None:
    """The run folder of a scenario's last policy; None for a program that fails before it has written one."""
    import mirrorsim
    from tests.storm.evidence import policy_of

    try:
        loaded = mirrorsim.load_scenario(file)
        return mirrorsim.run(loaded, [policy_of(loaded)]).save(folder)
    except Exception:
        return None


def summary(worlds: int, postings: int, met: set[str]) -> str:
    """What was met by worlds without a violation."""
    from mirrorsim.books.journal import TransactionType
    from mirrorsim.scheme import events, transactions

    known = {f"transaction {one.name}" for one in vars(transactions).values() if isinstance(one, TransactionType)}
    known |= {f"event {one.name}" for one in events.EVENTS}
    never = sorted(known - met)
    return (
        f"{worlds:,} worlds, {postings:,} postings, no violation; {len(known) - len(never)} of {len(known)} kinds of "
        f"transaction and event were met" + (f", all but: {', '.join(never)}" if 0 < len(never) < 13 else "")
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=300, metavar="N", help="how many worlds (300)")
    parser.add_argument("--first", type=int, default=0, metavar="K", help="the number of the first world (0)")
    parser.add_argument("--jobs", type=int, default=1, metavar="J", help="processes to use (1)")
    parser.add_argument("--defect", choices=sorted(DEFECTS), help="seed a defect and see whether the checks find it")
    parser.add_argument("--file", type=Path, metavar="YAML", help="look at this one scenario instead")
    parser.add_argument("--tries", type=int, default=400, metavar="N", help="tries to make a failing world small (400)")
    parser.add_argument("--out", type=Path, default=Path("runs/storm"), metavar="DIR", help="where failures go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
