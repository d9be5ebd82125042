"""One writer at a time: a lock on a folder that is being written, which ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mirrorsim.lab.files import beside

_held: dict[str, tuple[int, int]] = {}
"""Locks that this process holds: by path, the thread that has it and how many times over. The system's lock is the whole
process's, so that two threads have to be told apart here."""
_guard = threading.Lock()


class FolderBusy(RuntimeError):
    """Another process, or another thread, is writing to the folder."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock on what is written to ``folder``, which need not be there yet.

    The lock is on a file beside it, ``.NAME.lock``. The system gives it up when the process ends, whatever ended it, and a
    process that is forked does not inherit it. The thread that holds it may take it again. Raises :class:`FolderBusy` at
    once when another one has it, and OSError when the file cannot be written.
    """
    path = beside(folder, ".lock")
    here = threading.get_ident()
    with _guard:
        owner, times = _held.get(str(path), (here, 0))
        if owner != here:
            raise FolderBusy(f"another run of this process is writing to {folder}")
        file = _acquired(path, folder) if not times else None
        _held[str(path)] = here, times + 1
    try:
        yield
    finally:
        with _guard:
            _held[str(path)] = here, times
            if file is not None:
                del _held[str(path)]
                path.unlink(missing_ok=True)
                file.close()


def _acquired(path: Path, folder: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        file = path.open("a+", encoding="ascii")
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip()
            file.close()
            who = f"another run (process {owner})" if owner else "another run"
            raise FolderBusy(f"{who} is writing to {folder}: wait for its end, or choose another --out") from None
        # whoever had it before has removed the file, perhaps between our opening it and our turn
        if _is_at(file, path):
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            return file
        file.close()


def _is_at(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
