"""Run folders that were damaged, or are of another version: what reads them says so, and changes nothing."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.faults.children import command
from tests.faults.faults import Place, files, one_line

READERS = (
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
        path = place.folder / "broken" / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(manifest | {"mirrorsim": "99.0"}), encoding="utf-8")
        said = one_line(command(*reader, place=place.folder))
        assert "99.0" in said
    return f"exit 1, {said}"


DAMAGES = (damaged_files, another_version)
