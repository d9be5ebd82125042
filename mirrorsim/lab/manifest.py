"""What a folder says of itself: which version wrote it, of what, from which inputs, and the hash of each of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mirrorsim.lab.files import file_hash, replace_file

MANIFEST = "manifest.json"
REPORT = "report.html"
SENSITIVITY = "sensitivity"
"""What the manifest of such an analysis says that its folder is; a run's says nothing of the kind."""
FORMAT = 4
"""Version of the folder's layout, and of the journals' hashes.

2: a journal's hash is taken from running hashes by kind of transaction, so that a journal can be hashed while it is written
and forgotten; files are written in row groups of a bounded size.
3: the manifest has the hash of every file, and its own; pages of Parquet files have checksums. Journals' hashes are as in 2.
4: measures have other definitions (the README's table "Measures that changed"); journals' hashes are as in 2.
"""
_SEAL = "manifest_sha256"
_BEFORE_3 = {
    "scenario.resolved.yaml", "summary.json", "measures.parquet", "names.json", "journal.parquet", "events.parquet", REPORT,
    "sensitivity.json", "ranges.yaml", "points.parquet",
}  # fmt: skip
"""What folders of earlier formats may hold besides their regions; they do not list it themselves."""
_NEEDED = {
    "a run": {"format", "mirrorsim", "seed", "replications", "policies", "journals", "files"},
    "a sensitivity analysis": {"format", "mirrorsim", "files"},
}


class NotARun(ValueError):
    """A folder that cannot be read as a run, and why."""


def write_manifest(folder: Path, document: Mapping[str, Any]) -> None:
    """Write the manifest of a folder that has all its other files, with the hash of each and its own."""
    files = {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    _write(folder, {**document, "files": files})


def record_file(folder: Path, name: str, write: Callable[[], object]) -> None:
    """Let ``write()`` put one more file into a finished folder, or make it anew, and note its hash in the manifest.

    Whoever is killed in between leaves a file that the manifest does not know, and not one that it takes for damaged.
    """
    document = read_document(folder)
    if name in document["files"]:
        del document["files"][name]
        _write(folder, document)
    write()
    document["files"][name] = file_hash(folder / name)
    _write(folder, document)


def _write(folder: Path, document: Mapping[str, Any]) -> None:
    plain = {name: value for name, value in document.items() if name != _SEAL}
    replace_file(folder / MANIFEST, _text({**plain, _SEAL: _seal(plain)}))


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1) + "\n"


def _seal(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(_text(document).encode()).hexdigest()


def read_document(folder: Path) -> dict[str, Any]:
    """The manifest of a run's folder or an analysis's, of this format, whichever version of the program wrote it.

    Raises :class:`NotARun` when it is missing, was changed since it was written, or is of another format.
    """
    path = folder / MANIFEST
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotARun(f"{folder} is no run folder: it has no {MANIFEST}") from None
    except (ValueError, RecursionError):
        raise NotARun(f"{path} is damaged: it is not JSON") from None
    kind = "a sensitivity analysis" if isinstance(document, dict) and document.get("kind") == SENSITIVITY else "a run"
    if not isinstance(document, dict) or not _NEEDED[kind] - {"files"} <= document.keys():
        raise NotARun(f"{path} is damaged: it lacks some of {', '.join(sorted(_NEEDED[kind]))}")
    if document["format"] != FORMAT:
        raise NotARun(_of_another_version(folder, document))
    seal = document.pop(_SEAL, None)
    if "files" not in document or seal != _seal(document):
        raise NotARun(f"{path} is damaged: it is not as it was written (its hash differs)")
    return document


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder. Raises :class:`NotARun` when it is missing, damaged or of another version."""
    from mirrorsim import __version__

    document = read_document(folder)
    if document.get("kind") == SENSITIVITY:
        raise NotARun(
            f"{folder} is a sensitivity analysis, not a run, and has no journal: give the folder of a run "
            f"(of this one, mirrorsim report makes the report again)"
        )
    if document["mirrorsim"] != __version__:
        raise NotARun(_of_another_version(folder, document))
    return document


def _of_another_version(folder: Path, document: Mapping[str, Any]) -> str:
    from mirrorsim import __version__

    return (
        f"{folder} was written by mirrorsim {document['mirrorsim']} (format {document['format']}), "
        f"this is {__version__} (format {FORMAT}); read it with that version"
    )


def require_sound(folder: Path, manifest: Mapping[str, Any], names: Iterable[str]) -> None:
    """Raise :class:`NotARun` for the first of these files that is missing or not as it was written.

    A file that the manifest does not have is no part of the run, and must not be there.
    """
    for name in names:
        if wrong := _wrong(folder, manifest["files"], name):
            raise NotARun(wrong)


def _wrong(folder: Path, hashes: Mapping[str, str], name: str) -> str:
    path = folder / name
    if not path.is_file():
        return f"{folder} is damaged: it has no {name}" if name in hashes else ""
    if name not in hashes:
        return f"{path} does not belong to the run: the manifest has no such file"
    return (
        "" if file_hash(path) == hashes[name] else f"{path} is damaged: it is not as it was written (its hash differs)"
    )


def verify(folder: str | Path) -> tuple[list[str], list[str]]:
    """Compare every file of a finished folder with its hash, without running anything.

    Returns the names of the files that are as they were written, and of those that are not the run's own (a note that somebody
    put there, say). Raises :class:`Damaged`, which names every file that is missing or differs, and :class:`NotARun` when the
    manifest itself cannot be trusted.
    """
    folder = Path(folder)
    hashes = read_document(folder)["files"]
    if wrong := list(filter(None, (_wrong(folder, hashes, name) for name in hashes))):
        raise Damaged(wrong)
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return [MANIFEST, *hashes], [name for name in found if name not in hashes and name != MANIFEST]


class Damaged(NotARun):
    """A folder of which files are missing or differ: one line each."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__("\n".join(wrong))
        self.wrong = wrong


def known_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder that a run or an analysis has written, of whichever format, perhaps damaged; None of any other."""
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not {"format", "mirrorsim"} <= document.keys():
        return None
    return document if "journals" in document or document.get("kind") == SENSITIVITY else None


def is_own(manifest: Mapping[str, Any], name: str) -> bool:
    """Whether a file or folder of this name, relative to the folder, is one that the run with this manifest wrote."""
    if name in (MANIFEST, REPORT, f".{MANIFEST}.new", f".{REPORT}.new"):
        return bool(manifest)
    listed = manifest.get("files")
    if isinstance(listed, dict):
        return name in listed or any(one.startswith(f"{name}/") for one in listed)
    region, _, within = name.rpartition("/")
    return bool(manifest) and (within or name) in _BEFORE_3 and (not region or region.startswith("region="))


def contains(wanted: Mapping[str, object] | None, there: Mapping[str, Any]) -> bool:
    """Whether a run that is ``wanted`` has all that one that is ``there`` has, as far as both say.

    It does when both depend on the same inputs, and the new one has as many replications and keeps as many journals.
    """
    if wanted is None or "key" not in there or wanted.get("key") != there["key"]:
        return False
    return all(_at_least(wanted.get(name), there.get(name)) for name in ("replications", "kept", "request"))


def _at_least(new: object, old: object) -> bool:
    if old is None or new is None:
        return True
    if isinstance(new, int) and isinstance(old, int):
        return new >= old
    if isinstance(new, list) and isinstance(old, list):
        return set(old) <= set(new)
    return new == old
