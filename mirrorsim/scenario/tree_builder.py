"""Builds the tree of nodes from YAML parser events, without recursion, and stops early where it must."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from mirrorsim.fields.messages import quoted, see
from mirrorsim.scenario.problems import Problem, ScenarioError, dotted
from mirrorsim.scenario.tree import MOST_DEPTH, MOST_NODES, MOST_PROBLEMS, Node

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_UNREADABLE = (
    (
        re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]"),
        "control character",
    ),  # tabs and new lines may stand in a text
    (re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"), "direction-changing character"),
    (re.compile(r"[\ud800-\udfff]"), "lone surrogate"),
    (re.compile(r"[\ufffe\uffff]"), "non-character"),
)
"""What would command a terminal, show a text otherwise than it is written, or cannot be written in UTF-8 or XML."""
_SPLIT_AMOUNT = re.compile(r"[0-9]{3}(?:\.[0-9]+)?\s*[A-Za-z%]+")


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being filled."""

    node: Node
    step: str | int
    key: str = ""
    has_key: bool = False
    dropped: bool = False


@dataclass(slots=True)
class Builder:
    """Takes one event after the other; `finish` returns the tree or raises all that was found wrong."""

    text: str
    file: str
    problems: list[Problem] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _root: Node | None = None
    _count: int = 0
    _documents: int = 0

    def take(self, event: Any) -> None:
        """Take an event of ruamel.yaml's parser; ScenarioError when reading on makes no sense."""
        match type(event).__name__:
            case "ScalarEvent":
                self._refuse_marks(event)
                self._scalar(event)
            case "MappingStartEvent" | "SequenceStartEvent" as name:
                self._refuse_marks(event)
                self._start({} if name == "MappingStartEvent" else [], event)
            case "MappingEndEvent" | "SequenceEndEvent":
                self._open.pop()
            case "AliasEvent":
                self._note(event, "aliases (*name) are not used in scenarios: write the value out")
                self._add(Node(None, self.file, *self._at(event)), event)
            case "DocumentStartEvent":
                self._documents += 1
                if self._documents > 1:
                    self._stop(event, "a scenario is one document: remove what follows '---'")

    def finish(self) -> Node:
        """Return the tree; ScenarioError with every problem, if there are any."""
        if self.problems:
            raise ScenarioError(self.problems)
        return self._root or Node(None, self.file, 1, 1)

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        for pattern, what in _UNREADABLE:
            if found := pattern.search(text):
                self._note(event, f"the {what} {quoted(found[0])} cannot stand in a scenario: leave it out")
        plain = event.style is None and event.implicit[0]
        if plain and _SPLIT_AMOUNT.fullmatch(text) and self._follows_digit_and_comma(event):
            self._note(
                event,
                'a comma inside { } or [ ] separates entries: put the amount in quotes, such as "1,000 USD"'
                + see("Quantities"),
            )
        if self._wants_key():
            self._take_key(event, text, plain)
            return
        self._add(Node(None if plain and text in _NULL else text, self.file, *self._at(event)), event)

    def _take_key(self, event: Any, text: str, plain: bool) -> None:
        top = self._open[-1]
        absent = plain and text in _NULL
        top.has_key, top.key, top.dropped = True, "" if absent else text, False
        if absent:
            self._note(event, "a key is missing before ':': write a name")
        elif text == "<<" and plain:
            self._note(event, "merge keys (<<) are not used in scenarios: write the values out")
        elif text in top.node.key_at:
            line, column = top.node.key_at[text]
            self._note(event, f"key {quoted(text)} is there twice: the first is at line {line}, column {column}")
        else:
            top.node.key_at[text] = self._at(event)
            return
        top.dropped = True  # the value is still read

    def _start(self, value: dict[str, Node] | list[Node], event: Any) -> None:
        if self._wants_key():
            self._stop(event, "a key must be text: put text that begins with { or [ in quotes")
        if len(self._open) >= MOST_DEPTH:
            self._stop(event, f"values are nested more than {MOST_DEPTH} deep: write them flatter", ())
        node = Node(value, self.file, *self._at(event))
        step = self._add(node, event)
        self._open.append(_Open(node, step))

    def _add(self, node: Node, event: Any) -> str | int:
        self._count += 1
        if self._count > MOST_NODES:
            self._stop(event, f"there are more than {MOST_NODES:,} values: a scenario is a few pages", ())
        if not self._open:
            self._root = node
            return ""
        top = self._open[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node)
            return len(top.node.value) - 1
        if not top.has_key:  # an alias in the place of a key
            top.has_key, top.key, top.dropped = True, "", True
            return ""
        top.has_key = False
        if not top.dropped:
            top.node.mapping[top.key] = node
        return top.key

    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node.value, dict) and not self._open[-1].has_key

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self._note(event, f"anchors (&{str(event.anchor)[:20]}) are not used in scenarios: write the value out")
        if event.tag is not None:
            self._note(event, f"tags ({str(event.tag)[:40]}) are not used in scenarios: remove it")

    def _follows_digit_and_comma(self, event: Any) -> bool:
        index = event.start_mark.index
        return re.fullmatch(r"[0-9],", self.text[max(index - 2, 0) : index]) is not None

    def _at(self, event: Any) -> tuple[int, int]:
        return event.start_mark.line + 1, event.start_mark.column + 1

    def _note(self, event: Any, message: str) -> None:
        self.problems.append(self._problem(event, message))
        if len(self.problems) >= MOST_PROBLEMS:
            raise ScenarioError(self.problems)

    def _stop(self, event: Any, message: str, path: tuple[str, ...] | None = None) -> NoReturn:
        raise ScenarioError([*self.problems, self._problem(event, message, path)])

    def _problem(self, event: Any, message: str, path: tuple[str, ...] | None = None) -> Problem:
        steps = [opened.step for opened in self._open[1:]] if path is None else list(path)
        if path is None and self._open and self._open[-1].has_key and self._open[-1].key:
            steps.append(self._open[-1].key)
        return Problem(self.file, *self._at(event), dotted(steps), message)
