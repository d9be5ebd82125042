"""A scenario to start from: a commented template, or a copy of another scenario under a new name."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mirrorsim.scenario.load import load_scenario, load_text
from mirrorsim.scenario.shipped import located
from mirrorsim.scenario.validation import schema_text

SCHEMA_FILE = "scenario.schema.json"
"""The schema beside a scenario, which its first line names for editors."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TEMPLATE = Path(__file__).with_name("template.yaml")


def new(name: str | os.PathLike[str], source: str | os.PathLike[str] | None = None) -> Path:
    """Write ``NAME.yaml``, after the scenario ``source`` or a template, with the schema for editors; return its path.

    The schema is written as :data:`SCHEMA_FILE` beside it where there is none. Raises FileExistsError when the scenario is
    there already, ValueError for a name that no scenario can have, and :class:`mirrorsim.ScenarioError` for a bad source.
    """
    path = Path(name)
    path = path if path.suffix in (".yaml", ".yml") else path.with_name(f"{path.name}.yaml")
    if not _NAME.fullmatch(path.stem):
        raise ValueError(f"{path.stem!r} is no name: use up to 40 small letters, digits, - and _, a letter first")
    if path.exists():
        raise FileExistsError(f"{path} exists already, and is left as it is; choose another name")
    if source is None:
        text = _TEMPLATE.read_text(encoding="utf-8").replace("NAME", path.stem)
    else:
        load_scenario(source)
        text = _renamed(Path(located(source)), path.stem)
    text = f"# yaml-language-server: $schema={SCHEMA_FILE}\n{text}"
    load_text(text, str(path))
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    schema = path.with_name(SCHEMA_FILE)
    if not schema.exists():
        schema.write_text(schema_text(), encoding="utf-8", newline="\n")
    return path


def _renamed(source: Path, name: str) -> str:
    """The text of a scenario under another name, its comments kept and its own file no longer named."""
    text = source.read_text(encoding="utf-8").removeprefix("\ufeff")
    text = re.sub(r"^# yaml-language-server:.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^name:[^\n#]*?(?=\s*(?:#|$))", f"name: {name}", text, count=1, flags=re.MULTILINE)
    return re.sub(rf"[\w./-]*\b{re.escape(source.name)}\b", f"{name}.yaml", text)
