"""Folders and files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_atomically(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Let ``fill`` write into a fresh folder, then put that in the place of ``folder``.

    Raises FileExistsError when ``folder`` exists and is no earlier run's, and OSError when it cannot be written.
    """
    refuse_to_overwrite(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fill(fresh)
        fresh.chmod(0o755)
        _replace(fresh, folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return folder


def refuse_to_overwrite(folder: Path) -> None:
    """Raise FileExistsError when a run must not be written there: something else would be lost."""
    if folder.is_symlink() or not _may_be_replaced(folder):
        raise FileExistsError(f"{folder} exists and is not a run folder; choose another --out")


def _may_be_replaced(folder: Path) -> bool:
    """Whether there is nothing at a path, an empty folder, or an earlier run."""
    if not folder.exists():
        return True
    return folder.is_dir() and ((folder / "manifest.json").is_file() or not any(folder.iterdir()))


def _replace(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        os.replace(fresh, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    os.replace(folder, old / "old")
    os.replace(fresh, folder)
    shutil.rmtree(old)


def write_text(path: Path, text: str) -> None:
    """Write a text file, the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
