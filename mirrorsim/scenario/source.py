"""Reads YAML text into a tree of nodes with positions.

Every scalar stays text, so that what a quantity means is decided in one place and '1.10' is not 1.1. Only
what a scenario needs of YAML is taken: mappings, lists, text and null. The reading is a loop over parser
events, so that neither depth nor size can exhaust anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mirrorsim.scenario.limits import MOST_BYTES
from mirrorsim.scenario.node import Node
from mirrorsim.scenario.problems import Problem, ScenarioError
from mirrorsim.scenario.syntax import place_of, syntax_problem
from mirrorsim.scenario.tree import Builder

__all__ = ["Node", "read_file", "read_text", "read_value"]

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF32 = re.compile(rb"\A(?:.\0|\0.)", re.DOTALL)


def read_file(path: str | os.PathLike[str]) -> Node:
    """Return the tree of a scenario file; ScenarioError says what is wrong with the file or its text."""
    file = os.fspath(path)
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ScenarioError([Problem(file, 1, 1, "", f"cannot be read: {said}")]) from None
    return read_text(data, file)


def read_text(text: str | bytes, file: str) -> Node:
    """Return the tree of a scenario's text, whose top level is a mapping; positions name `file`."""
    node = read_value(text, file)
    if not isinstance(node.value, dict):
        what = "is empty" if node.value is None else "must be a mapping at its top level"
        raise ScenarioError([Problem(*node.place, "", f"the scenario {what}: write keys, such as 'name: factbox'")])
    return node


def read_value(text: str | bytes, file: str) -> Node:
    """Return the tree of any YAML value; an empty text is None."""
    decoded = _decoded(text, file)
    builder = Builder(decoded, file)
    try:
        for event in _events(decoded):
            builder.take(event)
    except ScenarioError:
        raise
    except Exception as error:
        # ruamel.yaml raises more than YAMLError on hostile text (ValueError, IndexError, RecursionError)
        raise ScenarioError([*builder.problems, syntax_problem(error, decoded, file)]) from None
    return builder.finish()


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    return iter(YAML(typ="safe", pure=True).parse(text))


def _decoded(text: str | bytes, file: str) -> str:
    if len(text) > MOST_BYTES:
        raise _refused(file, f"is larger than {MOST_BYTES // 1024} KiB: a scenario is a few pages")
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    if text.startswith(_UTF16) or _UTF32.match(text):
        raise _refused(file, "is not UTF-8 (it looks like UTF-16): save as UTF-8")
    try:
        return text.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8", errors="replace")
        line, column = place_of(before, len(before))
        raise _refused(file, f"byte 0x{text[error.start]:02x} is not UTF-8: save as UTF-8", line, column) from None


def _refused(file: str, message: str, line: int = 1, column: int = 1) -> ScenarioError:
    return ScenarioError([Problem(file, line, column, "", message)])
