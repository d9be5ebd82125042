"""Run folders that were damaged, or are of another version: what reads them says so, and changes nothing."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.faults.children import command
from tests.faults.faults import Place, files, one_line
from tests.helpers.run_folders import reseal

READERS = (
    ("verify", "broken"),
    ("replay", "broken"),
    ("report", "broken"),
    ("export", "broken", "--format", "csv", "--out", "exported"),
    ("export", "broken", "--format", "ocel", "--out", "exported.json"),
)


def half(data: bytes, draws: random.Random) -> bytes:
    """Cut off somewhere."""
    return data[: draws.randrange(1, len(data))]


def nothing(data: bytes, draws: random.Random) -> bytes:
    """Emptied."""
    return b""


def scratched(data: bytes, draws: random.Random) -> bytes:
    """Sixteen bytes overwritten somewhere."""
    at = draws.randrange(max(len(data) - 16, 1))
    return data[:at] + bytes(draws.randrange(256) for _ in range(16)) + data[at + 16 :]


def damaged_files(place: Place) -> str:
    """each file of a run folder cut off, emptied, scratched or gone; then replayed, reported, exported"""
    draws, tried, noticed = random.Random(1), 0, 0
    for name in sorted(path.name for path in (place.folder / "earlier").iterdir()):
        for spoil in (half, nothing, scratched, None):
            for reader in draws.sample(READERS, 2):
                _damage(place.folder, name, spoil, draws)
                before = files(place.folder / "broken")
                done = command(*reader, place=place.folder)
                tried, noticed = tried + 1, noticed + bool(done.code)
                assert done.code in (0, 1, 2, 3), (name, spoil, reader, done)
                assert "Traceback" not in done.err, (name, spoil, reader, done.err)
                if done.code:
                    assert len(done.err.splitlines()) == 1 or done.code == 2, (name, spoil, reader, done.err)
                after = files(place.folder / "broken")
                after.pop("report.html", None)
                assert after == before, (name, spoil, reader)
    return f"{tried} tries: {noticed} refused in one line that names the file, the others did not need it"


def _damage(
    folder: Path, name: str, spoil: Callable[[bytes, random.Random], bytes] | None, draws: random.Random
) -> None:
    for left in ("broken", "exported"):
        shutil.rmtree(folder / left, ignore_errors=True)
    (folder / "exported.json").unlink(missing_ok=True)
    shutil.copytree(folder / "earlier", folder / "broken")
    path = folder / "broken" / name
    if spoil is None:
        path.unlink()
    else:
        path.write_bytes(spoil(path.read_bytes(), draws))


def another_version(place: Place) -> str:
    """a manifest of another version, replayed, reported, exported"""
    said = ""
    for reader in READERS:
        _damage(place.folder, "manifest.json", lambda data, draws: data, random.Random(1))
        reseal(place.folder / "broken", mirrorsim="99.0")
        done = command(*reader, place=place.folder)
        if reader[0] == "verify":
            assert done.code == 0, done
        else:
            said = one_line(done)
            assert "99.0" in said
    return f"exit 1, {said}; verify compares its files nevertheless"


def edited_files(place: Place) -> str:
    """a figure, the seed in the manifest, a line of the scenario edited; then verified, replayed, reported, exported"""
    for name, before, after in (
        ("summary.json", '"mean": 1.5', '"mean": 1.6'),
        ("manifest.json", '"seed": 1', '"seed": 2'),
        ("scenario.resolved.yaml", "name: factbox", "name: factbux"),
    ):
        for reader in READERS:
            _damage(place.folder, name, lambda data, draws: data, random.Random(1))
            path = place.folder / "broken" / name
            text = path.read_text(encoding="utf-8")
            assert before in text
            path.write_text(text.replace(before, after, 1), encoding="utf-8")
            done = command(*reader, place=place.folder)
            if reader[0] == "export" and name == "summary.json":
                assert done.code == 0, done  # it does not read it
            else:
                assert name in one_line(done)
    return "exit 1, each in one line that names the file"


FLIPS = 40
"""Bits that the test flips; `python tests/faults/flips.py` flips a thousand."""


def flipped_bits(place: Place, flips: int = FLIPS) -> str:
    """one bit flipped, anywhere in a run folder; then verified, and replayed, reported or exported"""
    draws, named, harmless = random.Random(13), 0, 0
    whole = place.folder / "earlier"
    paths = sorted(whole.iterdir())
    for number in range(flips):
        path = draws.choice(paths)
        data = path.read_bytes()
        at, bit = draws.randrange(len(data)), draws.randrange(8)
        _damage(place.folder, path.name, lambda data, draws, at=at, bit=bit: _flipped(data, at, bit), draws)
        reader = READERS[1:][number % len(READERS[1:])]
        seen = command("verify", "broken", place=place.folder)
        done = command(*reader, place=place.folder)
        assert path.name in one_line(seen), (path.name, at, bit, seen)
        if done.code:
            assert path.name in one_line(done), (path.name, at, bit, done)
            assert not done.out, "something was printed as a result"
            named += 1
        else:
            # what it did not read cannot have harmed it: the same comes out as of the whole folder
            harmless += 1
            assert (path.name, reader[0]) in UNREAD or path.name == "report.html", (path.name, at, bit, reader)
    said = f"{flips} flips: verify named the file each time"
    return f"{said}; {named} were named by the reader, {harmless} are in files that it does not read"


UNREAD = {("summary.json", "export")}
"""Files that a reader does not read."""


def _flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


DAMAGES = (damaged_files, edited_files, flipped_bits, another_version)
