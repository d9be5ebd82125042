"""Keyed randomness: a draw belongs to (seed, replication, purpose, entity), never to the order of events.

A purpose is a name such as ``"meeting.no_show"``; an entity is a number (a deal, a saver, an attempt). Each purpose has a
counter range of the Philox generator of its own, so that a new purpose disturbs no old one, and an entity's draw is the
same whoever else exists and whatever a policy changed before it.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

V = TypeVar("V", int, float)

CHUNK = 256
"""Draws made at once; a multiple of 4, the words that one Philox counter step yields."""
KEPT = 32
"""Chunks that a column remembers; an older one is drawn again, the same, when it is asked for.

Entities come by in order, more or less: with so few, one chunk in ten is drawn twice where 200 deals a day are under way.
"""
_WORD = 2**64 - 1


class Quantiles(Protocol):
    """What turns uniforms into integers: every distribution of the scenario."""

    @property
    def constant(self) -> int | None:
        """The one number that is ever drawn; None where there are several."""

    def sample(self, u: npt.NDArray[np.float64], /) -> npt.NDArray[np.int64]:
        """Integers of the same shape as ``u``, each in [0, 1)."""


def stable_hash(name: str, bits: int = 64) -> int:
    """A number for a name that is the same on every machine and in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=bits // 8).digest(), "little")


class WordStream:
    """The words of one replication, from any place on: numpy's Philox, set to where it shall go on."""

    __slots__ = ("_bits", "_generator", "_state")

    def __init__(self, seed: int, replication: int) -> None:
        self._bits = np.random.Philox(key=np.array([seed, replication], dtype=np.uint64), counter=0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state
        """That of a new generator, whose buffer is empty; to set it costs a fifth of making one."""

    def chunk(self, counter: int) -> npt.NDArray[np.float64]:
        """:data:`CHUNK` uniforms from a counter on."""
        # numpy steps the counter before it draws, hence the one less
        counter = (counter - 1) % 2**256
        words = [counter >> shift & _WORD for shift in (0, 64, 128, 192)]
        self._state["state"]["counter"] = np.array(words, dtype=np.uint64)
        self._bits.state = self._state
        return self._generator.random(CHUNK)


class Uniforms:
    """One purpose's uniforms in [0, 1), indexed by entity and, where an entity draws repeatedly, by turn."""

    __slots__ = ("_chunks", "_counters", "_purpose", "_source")

    def __init__(self, source: WordStream, purpose: str) -> None:
        self._source = source
        self._purpose = purpose
        self._counters: dict[int, int] = {}
        self._chunks: dict[tuple[int, int], array[float]] = {}

    def __call__(self, entity: int, turn: int = 0) -> float:
        """The uniform of an entity's turn."""
        key = (entity // CHUNK, turn)
        chunk = self._chunks.get(key)
        if chunk is None:
            chunk = array("d", self.block(*key).tobytes())
            keep_chunk(self._chunks, key, chunk)
        return chunk[entity % CHUNK]

    def block(self, number: int, turn: int = 0) -> npt.NDArray[np.float64]:
        """Uniforms of entities ``number * CHUNK`` up to the next chunk."""
        base = self._counters.get(turn)
        if base is None:
            name = f"{self._purpose}#{turn}" if turn else self._purpose
            base = self._counters[turn] = stable_hash(name) << 128
        return self._source.chunk(base + number * (CHUNK // 4))


class Sampler:
    """One purpose's integers (ticks, minor units, parts per million), indexed like its uniforms.

    The distribution is asked for anew by :meth:`refresh` when the scenario's parameters change; the uniforms beneath
    stay, so that a changed delay stretches the same draws.
    """

    __slots__ = ("_chunks", "_constant", "_distribution", "_uniforms", "_which", "version")

    def __init__(self, uniforms: Uniforms, which: Callable[[], Quantiles]) -> None:
        self.version = 0
        """Grows when the distribution changes."""
        self._uniforms = uniforms
        self._which = which
        self._distribution = which()
        self._constant = self._distribution.constant
        self._chunks: dict[tuple[int, int], array[int]] = {}

    def __call__(self, entity: int, turn: int = 0) -> int:
        """The integer of an entity's turn."""
        if self._constant is not None:
            return self._constant
        key = (entity // CHUNK, turn)
        chunk = self._chunks.get(key)
        if chunk is None:
            chunk = array("q", self._distribution.sample(self._uniforms.block(*key)).tobytes())
            keep_chunk(self._chunks, key, chunk)
        return chunk[entity % CHUNK]

    def first(self, count: int, turn: int = 0) -> array[int]:
        """The integers of entities 0 up to ``count``, for those who need them in an order of their own."""
        values = array("q")
        for number in range(-(-count // CHUNK)):
            values.frombytes(self._distribution.sample(self._uniforms.block(number, turn)).tobytes())
        return values

    def refresh(self) -> None:
        """Take the distribution that is in force now."""
        distribution = self._which()
        if distribution != self._distribution:
            self._distribution = distribution
            self._constant = distribution.constant
            self._chunks.clear()
            self.version += 1


class Chance:
    """One purpose's yes or no, indexed like its uniforms; how often it is yes is refreshed like a sampler's distribution.

    A smaller chance says yes to a subset of those to whom a greater one did.
    """

    __slots__ = ("_threshold", "_uniforms", "_which")

    def __init__(self, uniforms: Uniforms, which: Callable[[], int]) -> None:
        self._uniforms = uniforms
        self._which = which
        self.refresh()

    def __call__(self, entity: int, turn: int = 0) -> bool:
        """Whether it happens to an entity at its turn."""
        return self._threshold > 0.0 and self._uniforms(entity, turn) < self._threshold

    def refresh(self) -> None:
        """Take the parts per million that are in force now."""
        self._threshold = self._which() / 1_000_000


def keep_chunk(chunks: dict[tuple[int, int], array[V]], number: tuple[int, int], chunk: array[V]) -> None:
    """Keep a chunk and forget the oldest beyond :data:`KEPT`."""
    if len(chunks) >= KEPT:
        del chunks[next(iter(chunks))]
    chunks[number] = chunk


class Draws:
    """All chance of one replication; of one region of it, where the country has several."""

    def __init__(self, seed: int, replication: int, region: str = "") -> None:
        self.seed = seed
        self.replication = replication
        self.region = region
        self._source = WordStream(seed, replication)
        self._dependent: list[Sampler | Chance] = []

    def uniforms(self, purpose: str) -> Uniforms:
        """The uniforms of a purpose."""
        return Uniforms(self._source, f"{self.region}/{purpose}" if self.region else purpose)

    def sampler(self, purpose: str, which: Callable[[], Quantiles]) -> Sampler:
        """The integers of a purpose, distributed as ``which()`` says whenever parameters change."""
        sampler = Sampler(self.uniforms(purpose), which)
        self._dependent.append(sampler)
        return sampler

    def chance(self, purpose: str, which: Callable[[], int]) -> Chance:
        """The yes or no of a purpose, yes in ``which()`` parts per million."""
        chance = Chance(self.uniforms(purpose), which)
        self._dependent.append(chance)
        return chance

    def refresh(self) -> None:
        """Let every draw that depends on parameters take up those that have changed."""
        for dependent in self._dependent:
            dependent.refresh()
