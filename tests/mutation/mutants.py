"""Mutants of a module: what mutmut's operators make of it, one change at a time, each a whole source text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation.mutators import mutation_operators

KEPT = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
"""Not code that decides anything: types, the shape of classes, where names come from."""


class Mutant(NamedTuple):
    """A module with one change. ``was`` and ``becomes`` are the lines that differ, without their indentation."""

    path: str
    line: int
    was: str
    becomes: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when other lines of the module come and go."""
        return self.path, self.was, self.becomes


class _Visitor(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, KEPT) or _for_type_checkers(node) or _is_text(node) or _is_slots(node):
            return False
        for sort, operator in mutation_operators:
            if isinstance(node, sort):
                self.changes += [(node, changed) for changed in operator(node)]
        return True


def _for_type_checkers(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.If) and isinstance(node.test, cst.Name) and node.test.value == "TYPE_CHECKING"


def _is_text(node: cst.CSTNode) -> bool:
    """A docstring, of a module, a class, a function or a name."""
    return isinstance(node, cst.Expr) and isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString))


def _is_slots(node: cst.CSTNode) -> bool:
    target = node.targets[0].target if isinstance(node, cst.Assign) else None
    return isinstance(target, cst.Name) and target.value == "__slots__"


def mutants(root: Path, path: str) -> Iterator[Mutant]:
    """Every mutant of a file that is a program, and another one than the file's own, in the order of the lines."""
    yield from distinct(root, candidates(root, path))


def candidates(root: Path, path: str) -> Iterator[Mutant]:
    """What the operators make of a file, before anybody asks whether it is a program: fast enough to draw a sample from."""
    text = (root / path).read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text))
    module, places = wrapper.module, wrapper.resolve(WhitespaceInclusivePositionProvider)
    starts = list(accumulate(map(len, text.splitlines(keepends=True)), initial=0))
    visitor = _Visitor()
    module.visit(visitor)
    for node, changed in visitor.changes:
        first, last = places[node].start, places[node].end
        begin, end = starts[first.line - 1] + first.column, starts[last.line - 1] + last.column
        if module.code_for_node(node) == text[begin:end]:
            source = text[:begin] + module.code_for_node(changed) + text[end:]
        else:  # a node over several lines, whose text depends on how deep it stands
            source = module.deep_replace(node, changed).code  # type: ignore[arg-type, union-attr]
        if source != text:
            yield Mutant(path, *_difference(text, source), source)


def distinct(root: Path, found: Iterable[Mutant]) -> Iterator[Mutant]:
    """Those of them that are programs, and mean something else than their file and than those before them."""
    seen: dict[str, set[str]] = {}
    for one in found:
        if one.path not in seen:
            seen[one.path] = {ast.dump(ast.parse((root / one.path).read_text(encoding="utf-8")))}
        try:
            meant = ast.dump(ast.parse(one.source))
            compile(one.source, one.path, "exec", dont_inherit=True)
        except SyntaxError:
            continue
        if meant not in seen[one.path]:
            seen[one.path].add(meant)
            yield one


def _difference(before: str, after: str) -> tuple[int, str, str]:
    """The number of the first line that differs, the lines there were, and the lines there are."""
    old, new = before.splitlines(), after.splitlines()
    first = next(number for number, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    while old[-1] == new[-1] and min(len(old), len(new)) > first + 1:
        old.pop()
        new.pop()
    return first + 1, _joined(old[first:]), _joined(new[first:])


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)
