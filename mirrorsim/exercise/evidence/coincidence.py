"""Accidents that would make honest people look like half of a mirror, taken out: value and minute give the scheme away alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from mirrorsim.exercise.evidence.activity import Act
from mirrorsim.units.time import MINUTE

_CASH = {"count", "deposit"}
_YUAN = {"yuan", "gathering", "premium", "second", "purchase"}


def apart(acts: Iterable[Act], rate: Fraction, since: int, until: int) -> list[Act]:
    """The same acts; an ordinary one that equals an act of the other side, to the yuan and the minute, moves by minutes."""
    taken: dict[bool, dict[int, set[int]]] = {side: defaultdict(set) for side in (True, False)}
    found = []
    for act in sorted(acts, key=lambda one: not one.guilty):
        if act.kind in _CASH or act.kind in _YUAN:
            cash = act.kind in _CASH
            worth = round((act.cents * rate if cash else act.fen) / 100)
            tick, onward = act.tick, MINUTE if act.tick < (since + until) // 2 else -MINUTE
            while not act.guilty and not taken[not cash][tick // MINUTE].isdisjoint((worth - 1, worth, worth + 1)):
                tick += onward
            act = replace(act, tick=tick)
            taken[cash][tick // MINUTE].add(worth)
        found.append(act)
    return found
