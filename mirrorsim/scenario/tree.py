"""What a YAML file says, as a tree in which every value knows where it was written, and how large one may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MOST_BYTES = 256 * 1024
MOST_DEPTH = 24
MOST_NODES = 20_000
MOST_PROBLEMS = 50
"""Problems of one file that are collected before reading stops."""


Step = str | int
Place = tuple[str, int, int]
"""File, line and column, both counted from 1."""


class Node:
    """A value at a place: text, None, a list of nodes or a mapping of names to nodes.

    `key_at` has the line and column of each key of a mapping; the key is in the same file as its value.
    """

    __slots__ = ("column", "file", "key_at", "line", "value")

    def __init__(
        self,
        value: str | list[Node] | dict[str, Node] | None,
        file: str,
        line: int,
        column: int,
        key_at: dict[str, tuple[int, int]] | None = None,
    ) -> None:
        self.value = value
        self.file = file
        self.line = line
        self.column = column
        self.key_at = key_at or {}

    @property
    def place(self) -> Place:
        """Where the value begins."""
        return self.file, self.line, self.column

    @property
    def mapping(self) -> dict[str, Node]:
        """The names and nodes of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def plain(self) -> Any:
        """Return the tree as nested dict, list, str and None."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def child(self, step: Step) -> Node | None:
        """Return the node under a name or a list index, or None where there is none."""
        if isinstance(self.value, dict):
            return self.value.get(step) if isinstance(step, str) else None
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]
        return None

    def follow(self, path: Sequence[Step]) -> tuple[list[Step], list[Node]]:
        """Return the steps of `path` that the tree has, and the nodes passed, this one first.

        Steps that it does not have are left out: a pydantic location also names union members. A step that
        could be either is taken for a union member when only then the next step leads on.
        """
        steps: list[Step] = []
        nodes = [self]
        for index, step in enumerate(path):
            here, below = nodes[-1], nodes[-1].child(step)
            if below is None:
                continue
            if index + 1 < len(path):
                after = path[index + 1]
                if below.child(after) is None and here.child(after) is not None:
                    continue
            steps.append(step)
            nodes.append(below)
        return steps, nodes

    def places(self) -> set[Place]:
        """Where each value in it begins, and each key."""
        found, waiting = set[Place](), [self]
        while waiting:
            node = waiting.pop()
            found.add(node.place)
            found |= {(node.file, line, column) for line, column in node.key_at.values()}
            waiting += node.value if isinstance(node.value, list) else node.mapping.values()
        return found

    def at(self, path: Sequence[Step]) -> Place:
        """Return where the value at `path` begins, or the nearest value above it that exists."""
        return self.follow(path)[1][-1].place

    def at_key(self, path: Sequence[Step]) -> Place:
        """Return where the key that `path` ends in is written; for a list's item, where it begins."""
        steps, nodes = self.follow(path)
        if len(nodes) > 1 and steps[-1] in nodes[-2].key_at:
            line, column = nodes[-2].key_at[str(steps[-1])]
            return nodes[-1].file, line, column
        return nodes[-1].place
