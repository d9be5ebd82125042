"""Lays one tree over another: a policy over a scenario, or a --set over both; and finds the names that only the upper one has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mirrorsim.fields.messages import did_you_mean, quoted, see
from mirrorsim.scenario.problems import Problem, ScenarioError, dotted
from mirrorsim.scenario.tree import MOST_DEPTH, Node, Step
from mirrorsim.scenario.yaml_text import read_value
from mirrorsim.units.distribution_text import FAMILIES

SET = "--set"
_MORE = see("Changing a value for one run")


def merge(base: Node, over: Node) -> Node:
    """Return `base` with `over` laid on it; neither is changed, and every value keeps the place it came from.

    Mappings are merged key by key; text and lists are replaced; an empty value (null) removes the key, and
    ScenarioError says so if there is no such key.
    """
    problems: list[Problem] = []
    merged = _merge(base, over, (), problems)
    if problems:
        raise ScenarioError(problems)
    return merged


def apply_settings(tree: Node, settings: Iterable[str]) -> Node:
    """Return `tree` with each 'path.to.key=value' set, in order; the value is YAML, and null removes the key.

    A list's item is named by its index from 0. Sections on the way that do not exist are made. ScenarioError
    lists all settings that cannot be applied.
    """
    problems: list[Problem] = []
    for setting in settings:
        try:
            tree = _apply(tree, setting)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return tree


def _merge(base: Node | None, over: Node, path: tuple[Step, ...], problems: list[Problem]) -> Node:
    if not isinstance(over.value, dict) or _other_family(base, over):
        return over
    kept = base if base is not None and isinstance(base.value, dict) else Node({}, *over.place)
    value, key_at = dict(kept.mapping), dict(kept.key_at)
    for key, node in over.value.items():
        here = (*path, key)
        if node.value is None:
            if value.pop(key, None) is None:
                message = f"removes a key that does not exist{did_you_mean(key, kept.mapping)}"
                problems.append(Problem(*over.at_key([key]), dotted(here), message))
            key_at.pop(key, None)
            continue
        before = value.get(key)
        value[key] = _merge(before, node, here, problems)
        if value[key].place == node.place:
            key_at[key] = over.key_at.get(key, node.place[1:])
    return Node(value, *kept.place, key_at)


def _other_family(base: Node | None, over: Node) -> bool:
    """Whether both are distributions, of different families: those replace each other as a whole."""
    families = [next(iter(node.mapping), "") for node in (base, over) if node is not None and len(node.mapping) == 1]
    return len(families) == 2 and families[0] != families[1] and set(families) <= set(FAMILIES)


def _apply(tree: Node, setting: str) -> Node:
    path, sign, text = setting.partition("=")
    steps = [step.strip() for step in path.split(".")]
    if not sign or not all(steps):
        raise _refused("", f"{quoted(setting)} is not a setting: write path.to.key=value{_MORE}")
    if len(steps) > MOST_DEPTH:
        raise _refused("", f"{quoted(path)} is nested more than {MOST_DEPTH} deep")
    if not text.strip():
        raise _refused(path, "has no value: write one, or null to remove the key")
    return _put(tree, steps, 0, _value(setting, path, text))


def _value(setting: str, path: str, text: str) -> Node:
    """Read a setting's value; positions count in the argument as it was typed."""
    try:
        node = read_value(text, f"{SET} {setting}")
    except ScenarioError as error:
        raise ScenarioError(
            Problem(
                SET,
                1,
                problem.column + len(path) + 1,
                dotted([path, *filter(None, [problem.path])]),
                problem.message,
            )
            for problem in error.problems
        ) from None
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part.line == 1:
            part.column += len(path) + 1
        part.key_at = {
            key: (line, column + len(path) + 1 if line == 1 else column) for key, (line, column) in part.key_at.items()
        }
        waiting += part.value if isinstance(part.value, list) else part.mapping.values()
    return node


def _put(tree: Node | None, steps: list[str], depth: int, value: Node) -> Node:
    """Return a copy of `tree` in which the value stands at steps[depth:]."""
    if depth == len(steps):
        return value
    step, path = steps[depth], dotted(steps[: depth + 1])
    if tree is not None and isinstance(tree.value, list):
        return _put_in_list(tree, tree.value, steps, depth, value)
    if tree is not None and isinstance(tree.value, str):
        message = f"{dotted(steps[:depth]) or 'the scenario'} is {quoted(tree.value)}, which has no keys"
        raise _refused(path, f"{message}: set it as a whole")
    old = tree if tree is not None and isinstance(tree.value, dict) else Node({}, *value.place)
    items, key_at = dict(old.mapping), dict(old.key_at)
    if depth == len(steps) - 1 and value.value is None:
        if step not in items:
            raise _refused(path, f"removes a key that does not exist{did_you_mean(step, items)}")
        del items[step], key_at[step]
    else:
        before = items.get(step)
        items[step] = _put(before, steps, depth + 1, value)
        if before is None or items[step].place != before.place:
            key_at[step] = (1, 1 + len(dotted(steps[:depth])) + (1 if depth else 0))
    return Node(items, *old.place, key_at)


def _put_in_list(tree: Node, items: list[Node], steps: list[str], depth: int, value: Node) -> Node:
    step, path = steps[depth], dotted(steps[: depth + 1])
    if not (step.isascii() and step.isdigit() and len(step) < 9 and int(step) < len(items)):
        indices = f"from 0 to {len(items) - 1}" if items else "none, it is empty"
        raise _refused(path, f"{dotted(steps[:depth]) or 'the scenario'} is a list: use an index, {indices}")
    index, copy = int(step), list(items)
    if depth == len(steps) - 1 and value.value is None:
        del copy[index]
    else:
        copy[index] = _put(items[index], steps, depth + 1, value)
    return Node(copy, *tree.place)


def _refused(path: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(SET, 1, 1, path, message)])


GROUPS: tuple[tuple[str, ...], ...] = (
    ("clients",),
    ("brokers",),
    ("providers",),
    ("ordinary",),
    ("buyers", "merchants"),
    ("buyers", "savers"),
    ("goods", "ports"),
)


def unknown_names(base: Node, over: Node, path: Sequence[Step]) -> Iterator[Problem]:
    """A problem for each name in ``over`` (which stands at ``path``) that its group in ``base`` does not have.

    A group that ``base`` does not have at all may come whole.
    """
    for group in GROUPS:
        known, spoken_of = _group(base, group), _group(over, group)
        if known is None or spoken_of is None:
            continue
        for name in spoken_of.mapping:
            if name not in known.mapping:
                place = spoken_of.at_key((name,))
                yield Problem(
                    *place,
                    dotted((*path, *group, name)),
                    f"there is no {name!r} in {dotted(group)}{did_you_mean(name, known.mapping)}: "
                    f"there {'are' if len(known.mapping) != 1 else 'is'} {', '.join(known.mapping)}",
                )


def _group(tree: Node, group: Sequence[str]) -> Node | None:
    steps, nodes = tree.follow(group)
    return nodes[-1] if len(steps) == len(group) and nodes[-1].mapping else None
