"""Names that users give: an overlay that speaks of a party or port which does not exist is a slip, not a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mirrorsim.scenario.node import Node, Step
from mirrorsim.scenario.problems import Problem, dotted
from mirrorsim.units.wording import did_you_mean

GROUPS: tuple[tuple[str, ...], ...] = (
    ("clients",),
    ("brokers",),
    ("providers",),
    ("ordinary",),
    ("buyers", "merchants"),
    ("buyers", "savers"),
    ("goods", "ports"),
)


def strangers(base: Node, over: Node, path: Sequence[Step]) -> Iterator[Problem]:
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
