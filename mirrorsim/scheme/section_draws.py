"""How the draws of a section of the scenario are made: by the section in force, under its path."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from mirrorsim.engine.draws import Chance, Draws, Sampler
from mirrorsim.fields.sections import Section
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme.terms import TermsInForce
from mirrorsim.units.distributions import Distribution

S = TypeVar("S", bound=Section)
T = TypeVar("T")
U = TypeVar("U", bound=Section)
K = TypeVar("K", bound=Hashable)


class SectionDraws(Generic[S]):
    """Makes the draws of one section of the scenario, by the section as it is in force.

    While the section does not exist, they are distributed as it first was.
    """

    def __init__(self, draws: Draws, terms: TermsInForce, path: str, section: Callable[[Scenario], S | None]) -> None:
        self._draws = draws
        self._terms = terms
        self._path = path
        self._section = section

    def sampler(self, key: str, of: Callable[[S], Distribution | None]) -> Sampler:
        """The integers that a key's distribution gives."""
        return self._draws.sampler(f"{self._path}.{key}", self._current(of))

    def chance(self, key: str, of: Callable[[S], int]) -> Chance:
        """The yes or no of a key that is a chance."""
        return self._draws.chance(f"{self._path}.{key}", self._current(of))

    def within(self, key: str, of: Callable[[S], U | None]) -> SectionDraws[U]:
        """The draws of a section within this one."""
        section = self._section

        def inner(scenario: Scenario) -> U | None:
            outer = section(scenario)
            return None if outer is None else of(outer)

        return SectionDraws(self._draws, self._terms, f"{self._path}.{key}", inner)

    def _current(self, of: Callable[[S], T | None]) -> Callable[[], T]:
        section, terms = self._section, self._terms

        def find(scenario: Scenario) -> T | None:
            found = section(scenario)
            return None if found is None else of(found)

        first = next(value for phase in terms.phases if (value := find(phase)) is not None)

        def current() -> T:
            value = find(terms.now)
            return first if value is None else value

        return current


class ByName(dict[K, T]):
    """Draws of sections by name or number, made when they are first asked for."""

    def __init__(self, make: Callable[[K], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> T:
        made = self[key] = self._make(key)
        return made
