"""The scenarios that come with the program, found by name from anywhere."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_TITLE = re.compile(r"^title: +(.+?)(?: +#.*)?$", re.MULTILINE)


@cache
def shipped() -> Mapping[str, Path]:
    """Every shipped scenario's file by name, those at the top first, then folder by folder; empty where none came along."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_data" / "scenarios", package.parent / "scenarios"):
        files = sorted(folder.glob("**/*.yaml"), key=lambda file: (len(file.parts), file))
        if files:
            return MappingProxyType({file.stem: file for file in files})
    return MappingProxyType({})


def located(path: str | os.PathLike[str]) -> str:
    """The file that is meant: ``path``, or the shipped scenario of that name where no such file is.

    Raises FileNotFoundError, with the nearest name, for a bare word that is neither.
    """
    from mirrorsim.fields.messages import did_you_mean

    word = os.fspath(path)
    if Path(word).suffix or os.path.dirname(word) or os.path.isfile(word):
        return word
    known = shipped()
    if word in known:
        return str(known[word])
    if os.path.lexists(word):
        return word  # a folder, a pipe or a link that leads to no file: whoever reads it says so
    hint = did_you_mean(word, known)
    raise FileNotFoundError(
        f"there is no such file, and no shipped scenario of that name{hint}: mirrorsim run lists them"
    )


def meant(file: str) -> str:
    """What somebody may have meant who named a file that does not exist; empty where it exists, or nothing is near."""
    from mirrorsim.fields.messages import did_you_mean

    path = Path(file)
    if os.path.lexists(file):
        return ""
    if path.parent.is_dir():
        beside = [one.name for one in path.parent.iterdir() if one.suffix in (".yaml", ".yml")]
        if hint := did_you_mean(path.name, beside):
            return hint
    return f"; the shipped scenario is run by its name: {path.stem}" if path.stem in shipped() else ""


def title_of(file: Path) -> str:
    """The title of a shipped scenario, without checking the scenario; empty where it has none."""
    found = _TITLE.search(file.read_text(encoding="utf-8"))
    return found[1].strip("\"'") if found else ""
