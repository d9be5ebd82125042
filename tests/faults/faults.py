"""What is done to the program, what happens, and what is lost. `python tests/faults/faults.py` prints the table.

Each fault works in an empty folder of its own, with files that must survive: an earlier run and a note. It raises
AssertionError when the program behaves otherwise than it should, and returns what happened.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.faults.children import Done, KilledAt, NoRoom, Running, command, no_special_rights

ROOT = Path(__file__).parent.parent.parent
FACTBOX = ROOT / "scenarios" / "factbox.yaml"
RUN = ("run", str(FACTBOX), "--reps", "2", "--policy", "second-mirror", "--no-report", "--quiet")
OUT = (*RUN, "--out", "out")

Files = dict[str, bytes]


def files(folder: Path) -> Files:
    """Every file below a folder by its path, with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Place:
    """A folder with files that must survive, and what a run looks like that nobody disturbs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        earlier = command(*RUN, "--out", "earlier", "--seed", "1", place=folder)
        assert earlier.code == 0, earlier
        (folder / "note.txt").write_text("keep", encoding="utf-8")
        self.kept = files(folder)
        self.whole = self._undisturbed()

    def _undisturbed(self) -> Files:
        with tempfile.TemporaryDirectory() as elsewhere:
            assert command(*OUT, place=Path(elsewhere)).code == 0
            return files(Path(elsewhere) / "out")

    def lost(self) -> str:
        """Which of the files that must survive are not as they were."""
        now = files(self.folder)
        return ", ".join(name for name, data in self.kept.items() if now.get(name) != data) or "nothing"

    def state(self) -> str:
        """Whether the new run is there: as a whole, or not at all. A half-written one raises AssertionError."""
        out = self.folder / "out"
        if not out.exists():
            return "no run folder"
        assert files(out) == self.whole, "half a run under a final name"
        return "the whole run folder"

    def rubbish(self) -> list[str]:
        """What a run has left beside the folders."""
        return sorted(path.name for path in self.folder.iterdir() if path.name.startswith("."))

    def goes_on(self) -> None:
        """The same command, undisturbed, brings the same bytes as if nothing had happened."""
        again = command(*OUT, place=self.folder)
        assert again.code == 0, again
        assert self.state() == "the whole run folder"
        assert self.rubbish() == []


def one_line(done: Done, code: int = 1) -> str:
    """What a command says that fails as it should: one line, and no traceback."""
    assert done.code == code, done
    lines = done.err.splitlines()
    assert len(lines) == 1, done.err
    assert "Traceback" not in done.err
    return lines[0]


# -- the disk -----------------------------------------------------------------------------------------------------------


def disk_full(place: Place) -> str:
    """the disk is full, at 4 points of writing"""
    said = {one_line(command(*OUT, place=place.folder, hurt=NoRoom(most))) for most in (0, 100, 1_000, 2_500)}
    assert place.state() == "no run folder"
    # what finished replications are kept in may stay: the next run goes on from there
    assert all(path.name.endswith((".partial", ".parts")) for path in place.folder.glob(".out-*")), "rubbish is left"
    place.goes_on()
    return f"exit 1, {next(iter(sorted(said)))}; with room again, the run"


def disk_full_over_an_earlier_run(place: Place) -> str:
    """the disk is full while an earlier run is to be replaced"""
    over = (*RUN, "--out", "earlier", "--seed", "2", "--force")
    return f"exit 1, {one_line(command(*over, place=place.folder, hurt=NoRoom(1_000)))}"


def read_only_folder(place: Place) -> str:
    """the folder is read-only"""
    place.folder.chmod(0o555)
    try:
        said = one_line(command(*OUT, place=place.folder, hurt=no_special_rights))
    finally:
        place.folder.chmod(0o755)
    assert place.state() == "no run folder"
    return f"exit 1, {said}"


def output_to_a_full_disk(place: Place) -> str:
    """standard output goes to a full disk"""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mirrorsim", *RUN[:-1], "--out", "out"],
            cwd=place.folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment(),
        )  # fmt: skip
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert place.state() == "the whole run folder"
    return f"exit 1, {done.stderr.strip()}; the run folder is whole"


# -- killed -------------------------------------------------------------------------------------------------------------


def killed_at_every_step_of_writing(place: Place) -> str:
    """killed before each step of writing a run, one after the other"""
    step = 1
    while (done := command(*OUT, place=place.folder, hurt=KilledAt(step))).code == -9:
        place.state()
        assert place.lost() == "nothing"
        step += 1
    assert done.code == 0, done
    assert place.state() == "the whole run folder"
    assert step > 8, "the steps of writing were not seen"
    return f"{step - 1} kills, never half a run; the same command went on to the same bytes"


def killed_while_replacing(place: Place) -> str:
    """killed before each step of replacing an earlier run"""
    over, before = (
        (*RUN, "--out", "earlier", "--force"),
        {k: v for k, v in place.kept.items() if k.startswith("earlier/")},
    )
    step = 1
    while command(*over, place=place.folder, hurt=KilledAt(step)).code == -9:
        there = files(place.folder)
        somewhere = set(there.values())
        whole = {name.removeprefix("earlier/"): data for name, data in there.items() if name.startswith("earlier/")}
        assert whole in ({}, place.whole) or before.items() <= there.items(), "half a run under a final name"
        assert whole == place.whole or set(before.values()) <= somewhere, "the earlier run is gone"
        step += 1
    place.kept = {"note.txt": place.kept["note.txt"]}
    assert step > 8
    return f"{step - 1} kills: the earlier run or the new one, each whole"


def killed_at_random_moments(place: Place) -> str:
    """killed at 6 random moments, then taken up again"""
    moments = random.Random(7)
    started = time.monotonic()
    place.goes_on()
    lasts = time.monotonic() - started
    for path in sorted((place.folder / "out").iterdir()):
        path.unlink()
    (place.folder / "out").rmdir()
    for _ in range(6):
        running = Running(OUT, place.folder, None)
        time.sleep(moments.random() * lasts)
        running.process.kill()
        running.wait()
        place.state()
    place.goes_on()
    return "never half a run; the same command went on to the same bytes"


# -- two at once, and unusual places ------------------------------------------------------------------------------------------


def two_runs_into_one_folder(place: Place) -> str:
    """two runs into one folder at once, 3 times"""
    for _ in range(3):
        both = [Running(OUT, place.folder, None) for _ in range(2)]
        ends = [running.wait() for running in both]
        assert min(done.code for done in ends) == 0, ends
        for done in ends:
            if done.code:
                said = one_line(done)
                assert "is writing to out: wait for its end, or choose another --out" in said
        assert place.state() == "the whole run folder"
        assert place.rubbish() == []
    return "one whole run folder; the second waits for nothing and says in one line who is at it"


def another_run_is_there(place: Place) -> str:
    """--out at another run, without --force and with it; a note and a folder of the user's are in it"""
    earlier = place.folder / "earlier"
    for name in ("my note.txt", "mine/data", "journal.txt"):
        (earlier / name).parent.mkdir(exist_ok=True)
        (earlier / name).write_text("keep", encoding="utf-8")
    before = files(earlier)
    said = one_line(command(*RUN, "--out", "earlier", place=place.folder))
    assert files(earlier) == before
    assert command(*RUN, "--out", "earlier", "--force", place=place.folder).code == 0
    now = files(earlier)
    assert now == place.whole | dict.fromkeys(("my note.txt", "mine/data", "journal.txt"), b"keep")
    assert place.rubbish() == []
    place.kept = {"note.txt": place.kept["note.txt"]}
    return f"exit 1, {said}; with --force the new run, and what the user put there"


def no_run_is_there(place: Place) -> str:
    """--out at a folder that has a manifest.json of something else, with --force too"""
    web = place.folder / "web"
    (web / "src").mkdir(parents=True)
    (web / "manifest.json").write_text("{}", encoding="utf-8")
    (web / "src" / "a").write_text("x", encoding="utf-8")
    before = files(web)
    said = {one_line(command(*RUN, "--out", "web", *force, place=place.folder)) for force in ((), ("--force",))}
    assert files(web) == before
    return f"exit 1, {said.pop()}"


def a_link_as_out(place: Place) -> str:
    """a symbolic link as --out, to a run, to nothing, to itself"""
    said = ""
    for name, target in (("a", "earlier"), ("b", "nowhere"), ("c", "c")):
        (place.folder / name).symlink_to(target)
        said = one_line(command(*RUN, "--out", name, place=place.folder))
        assert (place.folder / name).readlink() == Path(target)
    assert not (place.folder / "nowhere").exists()
    return f"exit 1, {said}"


# -- no terminal ----------------------------------------------------------------------------------------------------------


def no_terminal(place: Place) -> str:
    """no terminal, and standard input, output and error closed"""
    words = [sys.executable, "-m", "mirrorsim", *RUN[:-1], "--out", "out"]
    shut = f"exec {' '.join(words)} <&- >&- 2>&-"
    done = subprocess.run(["setsid", "-w", "sh", "-c", shut], cwd=place.folder, check=False, env=environment())
    assert done.returncode == 0, done
    assert place.state() == "the whole run folder"
    return "exit 0, the whole run folder"


def environment() -> dict[str, str]:
    """The environment of a command that is started afresh: of this source tree."""
    return os.environ | {"PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT))}


# -- scenarios that are none ----------------------------------------------------------------------------------------------

HOSTILE = {
    "1 MB": b"a: " + b"x" * 1_000_000,
    "deeply nested": b"a: " + b"[" * 100_000,
    "a bomb of aliases": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "UTF-16": "name: x\n".encode("utf-16"),
    "Latin-1": "title: caf\u00e9\n".encode("latin-1"),
    "a NUL": b"title: a\0b\n",
    "an object of Python": b"title: !!python/object/apply:os.system ['touch ran']\n",
    "a command to the terminal": b'title: "\\e]0;ran\\a"\n',
}


def hostile_scenarios(place: Place) -> str:
    """1 MB of YAML, deep nesting, aliases, UTF-16, Latin-1, NUL, Python objects, terminal commands"""
    for name, data in HOSTILE.items():
        (place.folder / "bad.yaml").write_bytes(data)
        done = command("run", "bad.yaml", place=place.folder)
        assert done.code == 2, (name, done)
        assert done.err.startswith("bad.yaml:"), (name, done.err)
        assert "Traceback" not in done.err, (name, done.err)
        assert "\x1b" not in done.err, (name, done.err)
        assert not (place.folder / "ran").exists()
        assert not (place.folder / "runs").exists()
    return "exit 2, each with its place in the file; nothing is run"


FAULTS: tuple[Callable[[Place], str], ...] = (
    disk_full, disk_full_over_an_earlier_run, read_only_folder, output_to_a_full_disk, killed_at_every_step_of_writing,
    killed_while_replacing, killed_at_random_moments, two_runs_into_one_folder, another_run_is_there, no_run_is_there,
    a_link_as_out, no_terminal,
    hostile_scenarios,
)  # fmt: skip


def table() -> None:
    """Print the table."""
    from tests.faults.damage import DAMAGES
    from tests.faults.injections import INJECTIONS
    from tests.faults.processes import PROCESSES

    print("| what was done | what happened | what was lost |\n| --- | --- | --- |")
    for fault in (*FAULTS, *PROCESSES, *DAMAGES, *INJECTIONS):
        with tempfile.TemporaryDirectory() as folder:
            place = Place(Path(folder))
            happened = fault(place).replace(str(ROOT), "").replace("|", "\\|")
            print(f"| {fault.__doc__} | {happened} | {place.lost()} |")


if __name__ == "__main__":
    table()
