"""A failing world made small: whatever can be left out while the same check still fails is left out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from tests.storm.random_source import Doc

Path = tuple[str | int, ...]
FEWER = ("batches", "people", "count", "attempts", "parts", "couriers")
"""Counts that are tried with one instead of many."""


def shrink(document: Doc, still_fails: Callable[[Doc], bool], tries: int = 400) -> Doc:
    """The smallest document found that still fails. ``still_fails`` must be false for one that is no valid scenario."""
    left = tries
    while True:
        smaller = document
        for change in list(_changes(document)):
            candidate = change(copy.deepcopy(smaller))
            if candidate == smaller:
                continue
            if not left:
                return smaller
            left -= 1
            if still_fails(candidate):
                smaller = candidate
        if smaller == document:
            return document
        document = smaller


def _changes(document: Doc) -> Iterator[Callable[[Doc], Doc]]:
    """Everything that may be tried: sections before what is in them, then plainer values."""
    paths = sorted(_paths(document), key=len)
    for path in paths:
        yield lambda doc, path=path: _without(doc, path)
    for path in paths:
        if path[-1] in FEWER:
            yield lambda doc, path=path: _with(doc, path, "1")


def _paths(part: Any, path: Path = ()) -> Iterator[Path]:
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, below in items:
        yield (*path, key)
        yield from _paths(below, (*path, key))


def _without(document: Doc, path: Path) -> Doc:
    holder = _follow(document, path[:-1])
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
    elif isinstance(holder, list) and isinstance(path[-1], int) and path[-1] < len(holder):
        del holder[path[-1]]
    return document


def _with(document: Doc, path: Path, value: str) -> Doc:
    holder = _follow(document, path[:-1])
    if isinstance(holder, dict) and path[-1] in holder:
        holder[path[-1]] = value
    return document


def _follow(part: Any, path: Path) -> Any:
    for step in path:
        if (isinstance(part, dict) and step in part) or (
            isinstance(part, list) and isinstance(step, int) and step < len(part)
        ):
            part = part[step]
        else:
            return None
    return part
