"""Where every value of a scenario comes from: a fact, or an assumption that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from mirrorsim.fields.messages import see
from mirrorsim.scenario.facts import ASSUMPTION, is_source
from mirrorsim.scenario.problems import Problem, dotted
from mirrorsim.scenario.tree import Node

EVERYTHING = "*"
"""The path under ``sources`` that stands for all values without one of their own."""
COMMAND_LINE = "--set"

_NO_SOURCE_NEEDED = {
    "mirrorsim", "name", "title", "question", "start", "horizon", "seed", "expect", "sources", "kind", "since", "until",
}  # fmt: skip


class Provenance(NamedTuple):
    """A value's path, its source (None when it has none), and its node when the scenario gives it."""

    path: tuple[str | int, ...]
    source: str | None
    node: Node | None


def provenance(scenario: BaseModel, tree: Node, sources: Mapping[str, str]) -> Iterator[Provenance]:
    """Every value of a scenario with its source: its own, its section's, or its default's."""
    yield from _walk(scenario, tree, (), sources)


def _walk(
    section: BaseModel, node: Node | None, path: tuple[str | int, ...], sources: Mapping[str, str]
) -> Iterator[Provenance]:
    for name, field in type(section).model_fields.items():
        if name in _NO_SOURCE_NEEDED:
            continue
        content, below, here = getattr(section, name), node and node.child(name), (*path, name)
        inner = list(_sections(content, below))
        if inner:
            for steps, item, item_node in inner:
                yield from _walk(item, item_node, (*here, *steps), sources)
        elif content is None or content in ({}, (), ""):
            continue
        elif below is None:
            extra = field.json_schema_extra
            yield Provenance(here, str(extra["source"]) if isinstance(extra, dict) else None, None)
        else:
            yield Provenance(here, _declared(here, sources, below), below)


def _sections(content: Any, node: Node | None) -> Iterator[tuple[tuple[str | int, ...], BaseModel, Node | None]]:
    if isinstance(content, BaseModel):
        yield (), content, node
    elif isinstance(content, dict):
        for key, item in content.items():
            if isinstance(item, BaseModel):
                yield (key,), item, node and node.child(key)
    elif isinstance(content, tuple):
        for number, item in enumerate(content):
            if isinstance(item, BaseModel):
                yield (number,), item, node and node.child(number)


def _declared(path: tuple[str | int, ...], sources: Mapping[str, str], node: Node) -> str | None:
    for length in range(len(path), 0, -1):
        if (source := sources.get(dotted(path[:length]))) is not None:
            return source
    within = dotted(path) + "."
    for declared, source in sources.items():
        if declared.startswith(within):
            return source
    if node.file.startswith(COMMAND_LINE):
        return ASSUMPTION
    return sources.get(EVERYTHING)


def without_orphans(changed: Node, before: Node) -> Node:
    """The changed tree without the sources of what the change has removed."""
    sources = changed.mapping.get("sources")
    if sources is None:
        return changed
    kept = {path: node for path, node in sources.mapping.items() if _exists(changed, path) or not _exists(before, path)}
    mapping = {**changed.mapping, "sources": Node(kept, *sources.place, sources.key_at)}
    return Node(mapping, *changed.place, changed.key_at)


def _exists(tree: Node, path: str) -> bool:
    steps = [int(step) if step.isdigit() else step for step in path.split(".")]
    return path == EVERYTHING or len(tree.follow(steps)[0]) == len(steps)


def missing_sources(scenario: BaseModel, tree: Node, sources: Mapping[str, str]) -> list[Problem]:
    """A problem for every value that the scenario gives without a source, and for every source of nothing."""
    problems = []
    for one in provenance(scenario, tree, sources):
        if one.node is not None and one.source is None:
            said = (
                f"has no source: add `{dotted(one.path)}: ID` under sources, with the id of a fact (mirrorsim facts) "
            )
            said += f"or {ASSUMPTION}{see('Sources and facts')}"
        elif one.node is None and not is_source(one.source or ASSUMPTION):
            # a section of another package: ours are tested
            said = f"its default names {one.source!r} as its source, which is no fact: tell whoever wrote this section"
        else:
            continue
        problems.append(Problem(*tree.at(one.path), dotted(one.path), said))
    for path in sources:
        if not _exists(tree, path):
            place = tree.at_key(("sources", path))
            problems.append(Problem(*place, "sources", f"{path!r} names nothing that this scenario gives"))
    return problems
