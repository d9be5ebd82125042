"""Reads YAML text into a tree with positions, and says in a plain line what is no YAML.

Every scalar stays text, so that what a quantity means is decided in one place and '1.10' is not 1.1. Only
what a scenario needs of YAML is taken: mappings, lists, text and null. The reading is a loop over parser
events, so that neither depth nor size can exhaust anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from mirrorsim.fields.messages import quoted
from mirrorsim.scenario.input_file import read_input
from mirrorsim.scenario.problems import Problem, ScenarioError
from mirrorsim.scenario.tree import MOST_BYTES, Node
from mirrorsim.scenario.tree_builder import Builder

__all__ = ["Node", "read_file", "read_text", "read_value"]

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF32 = re.compile(rb"\A(?:.\0|\0.)", re.DOTALL)


def read_file(path: str | os.PathLike[str]) -> Node:
    """Return the tree of a scenario file; ScenarioError says what is wrong with the file or its text."""
    file = os.fspath(path)
    try:
        data = read_input(file, MOST_BYTES + 1)
    except OSError as error:
        raise ScenarioError([Problem(file, 1, 1, "", f"cannot be read: {error.strerror or error}")]) from None
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


_PLAIN = (
    ("'\\t'", "a tab cannot stand here: indent with spaces"),
    ("'%'", "text that begins with % must be in quotes"),
    ("'@'", "text that begins with @ must be in quotes"),
    ("'`'", "text that begins with ` must be in quotes"),
    ("mapping values are not allowed", "a second ': ' in one line: put text that contains ': ' in quotes"),
    ("<block end>", "the indentation does not match the lines above, or a key or '- ' is missing"),
    ("could not find expected ':'", "a key needs ': ' after it"),
    ("found unexpected end of stream", "a quote is opened but never closed"),
    ("found unexpected document separator", "a quote is opened but never closed"),
    ("expected ',' or ']'", "a list in [ ] needs ', ' between its items and ] at its end"),
    ("expected ',' or '}'", "a mapping in { } needs ', ' between its entries and } at its end"),
    ("unknown escape character", "unknown escape in double quotes: use single quotes to keep a backslash"),
    ("expected alphabetic or numeric character", "text that begins with & or * must be in quotes"),
    ("sequence entries are not allowed", "a list item '- ' must be on a line of its own"),
    ("block sequence entries", "a list item '- ' must be on a line of its own"),
    ("expected the node content", "a value is missing or a bracket is not closed"),
    ("<document start>", "something stands outside the top-level mapping: check the indentation"),
)


def syntax_problem(error: Exception, text: str, file: str) -> Problem:
    """Return what ruamel.yaml could not read as a problem with its place."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or "")
    index = getattr(error, "position", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    elif isinstance(index, int):
        line, column = place_of(text, index)
        return Problem(file, line, column, "", _character(text, index))
    else:
        line, column = 1, 1
    for sign, plain in _PLAIN:
        if sign in said:
            return Problem(file, line, column, "", plain)
    return Problem(file, line, column, "", f"this is not YAML{f': {said}' if said else ''}"[:200])


def place_of(text: str, index: int) -> tuple[int, int]:
    """Return line and column, from 1, of a position in a text."""
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


def _character(text: str, index: int) -> str:
    found = text[index : index + 1]
    name = "a NUL character" if found == "\0" else f"the character {quoted(found)}"
    return f"{name} cannot stand in a scenario: save the file as UTF-8 text"
