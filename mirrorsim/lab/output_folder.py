"""Folders and files that are written whole or not at all, and never in the place of what is somebody else's.

A folder is filled under another name beside the place where it is to be (``.NAME.new``) and takes that place by renaming.
What it replaces goes to ``.NAME.old`` for that moment, and to ``.NAME.gone`` to be removed. Whoever is killed in between leaves
these; the next to write there puts things right first, see :func:`writing`.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mirrorsim.lab.files import beside
from mirrorsim.lab.folder_lock import locked
from mirrorsim.lab.manifest import contains, is_own, known_manifest


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the only one who writes to ``folder``, and clear up after one that was killed while it did.

    Raises :class:`mirrorsim.lab.folder_lock.FolderBusy` while another process does, and OSError when the path leads nowhere.
    """
    _leads_somewhere(folder)
    with locked(folder):
        _clear_up(folder)
        yield


def write_whole(
    folder: Path, fill: Callable[[Path], None], *, wanted: dict[str, object] | None = None, force: bool = False
) -> Path:
    """Let ``fill`` write into a fresh folder, then put that in the place of ``folder``.

    A run that is there already is replaced when what is ``wanted`` has all of it (see :func:`refuse_to_overwrite`), or by
    ``force``; files in it that are not the run's stay where they are. Raises FileExistsError when something would be lost,
    and OSError when the folder cannot be written.
    """
    with writing(folder):
        refuse_to_overwrite(folder, wanted, force=force)
        fresh = beside(folder, ".new")
        fresh.mkdir()
        try:
            fill(fresh)
            _put(fresh, folder)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return folder


def refuse_to_overwrite(folder: Path, wanted: dict[str, object] | None = None, *, force: bool = False) -> None:
    """Raise FileExistsError when a run must not be written there because something would be lost.

    ``wanted`` is of the new run what its manifest will say, as far as it is known; a run that is there may be replaced
    when it is the same one, with no more replications and journals. Without it, no run may be replaced.
    """
    if not os.path.lexists(folder) or (_is_folder(folder) and not any(folder.iterdir())):
        return
    there = known_manifest(folder) if _is_folder(folder) else None
    if there is None:
        raise FileExistsError(f"{folder} exists and is not a run folder; choose another --out")
    if not force and not contains(wanted, there):
        raise FileExistsError(f"{folder} holds another run: replace it with --force, or choose another --out")


def _leads_somewhere(folder: Path) -> None:
    """Raise OSError when a path is a loop of symbolic links: what is there could neither be read nor replaced."""
    try:
        folder.stat()
    except OSError as error:
        if error.errno == errno.ELOOP:
            said = "this path is a loop of symbolic links, which leads to no folder; choose another --out"
            raise OSError(errno.ELOOP, said, str(folder)) from None


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _put(fresh: Path, folder: Path) -> None:
    """Put a folder that is whole in its place; what is not the earlier run's goes over to it."""
    if not folder.exists() or not any(folder.iterdir()):
        os.replace(fresh, folder)
        return
    _carry_over(folder, fresh)
    old = beside(folder, ".old")
    os.replace(folder, old)
    os.replace(fresh, folder)
    _clear_up(folder)


def _clear_up(folder: Path) -> None:
    """Finish or undo what somebody was killed at who wrote to ``folder``. Call it with the lock."""
    old = beside(folder, ".old")
    shutil.rmtree(beside(folder, ".gone"), ignore_errors=True)
    if old.exists() and not folder.exists():
        os.replace(old, folder)
    elif old.exists():
        # once more: something may have come in while the two changed places
        _carry_over(old, folder)
        # from here on nothing in it is needed: half of it, without its manifest, must not be taken for somebody's
        os.replace(old, beside(folder, ".gone"))
    for ending in (".gone", ".new"):
        shutil.rmtree(beside(folder, ending), ignore_errors=True)


def _carry_over(source: Path, target: Path) -> None:
    """Link into ``target`` every file of ``source`` that is not the run's own, so that it stays when ``source`` goes.

    Raises FileExistsError when ``target`` has another file of that name.
    """
    manifest = known_manifest(source) or {}
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        there = target / name
        if is_own(manifest, name.as_posix()):
            continue
        if _is_folder(path):
            there.mkdir(parents=True, exist_ok=True)
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(there):
            if not os.path.samestat(path.lstat(), there.lstat()):
                raise FileExistsError(f"{path} is not the run's, and the new run has a file of that name: move it away")
            continue
        try:
            os.link(path, there, follow_symlinks=False)
        except OSError:  # a file system without links
            shutil.copy2(path, there, follow_symlinks=False)
