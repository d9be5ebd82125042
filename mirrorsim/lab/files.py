"""Single files, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a text file, the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def replace_file(path: Path, text: str) -> None:
    """Write a text file whole or not at all in the place of an earlier one."""
    fresh = beside(path, ".new")
    try:
        write_text(fresh, text)
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def beside(path: Path, ending: str) -> Path:
    """The hidden path beside a file or folder that has its name and this ending."""
    # a path may end in `.` or `..`
    full = Path(os.path.abspath(path))
    return full.with_name(f".{full.name}{ending}")


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
