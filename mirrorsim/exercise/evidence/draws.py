"""The random source of an exercise: a draw depends on its purpose, key and turn, never on the order of the calls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import TypeVar

from mirrorsim.engine.draws import Draws, Uniforms

T = TypeVar("T")

_NORMAL = NormalDist()


class KeyedDraws:
    """Random draws of one exercise, keyed by purpose, by whom they are for, and by turn."""

    def __init__(self, seed: int) -> None:
        self._draws = Draws(seed, 0)
        self._streams: dict[tuple[str, str], Uniforms] = {}

    def uniform(self, purpose: str, key: str = "", turn: int = 0) -> float:
        """A number in [0, 1)."""
        stream = self._streams.get((purpose, key))
        if stream is None:
            stream = self._streams[purpose, key] = self._draws.uniforms(f"exercise.{purpose}.{key}")
        return stream(turn)

    def integer_below(self, count: int, purpose: str, key: str = "", turn: int = 0) -> int:
        """A whole number from 0 up to, and without, ``count``."""
        return min(int(self.uniform(purpose, key, turn) * count), count - 1)

    def choice(self, options: Sequence[T], purpose: str, key: str = "", turn: int = 0) -> T:
        """One of the options."""
        return options[self.integer_below(len(options), purpose, key, turn)]

    def bernoulli(self, share: float, purpose: str, key: str = "", turn: int = 0) -> bool:
        """Yes in this share of the cases."""
        return self.uniform(purpose, key, turn) < share

    def lognormal(self, spread: float, purpose: str, key: str = "", turn: int = 0) -> float:
        """A factor around 1: lognormal with this spread."""
        u = min(max(self.uniform(purpose, key, turn), 1e-9), 1 - 1e-9)
        return math.exp(spread * _NORMAL.inv_cdf(u))

    def permutation(self, pool: Sequence[T], purpose: str, key: str = "") -> list[T]:
        """A fixed pool in another order."""
        places = sorted(range(len(pool)), key=lambda place: (self.uniform(purpose, key, place), place))
        return [pool[place] for place in places]

    def shuffled(self, items: Iterable[T], purpose: str) -> list[T]:
        """The items in an order that depends on nothing but the purpose and their own names."""
        return sorted(items, key=lambda item: (self.uniform(purpose, str(item)), str(item)))
