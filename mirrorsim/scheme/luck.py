"""Chance in the shape of the scenario.

Where a section of the scenario has a distribution or a chance, the same place here has a function of a deal (and of its
turn, where a deal comes by repeatedly) that gives that deal's draw. Its key is the path, so that no draw depends on
another, or on the order of events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from pydantic import BaseModel

from mirrorsim.engine.draws import Draws
from mirrorsim.units.distributions import Distribution
from mirrorsim.units.shares import is_chance


def luck(draws: Draws, current: Callable[[], BaseModel], phases: Sequence[BaseModel]) -> Any:
    """Build the luck of one replication for a scenario and all that it may become on later dates."""
    root = SimpleNamespace()
    for phase in phases:
        _grow(root, phase, (), draws, current)
    return root


def _grow(
    place: SimpleNamespace, section: BaseModel, path: tuple[str, ...], draws: Draws, current: Callable[[], BaseModel]
) -> None:
    for name, field in type(section).model_fields.items():
        here = (*path, name)
        content = getattr(section, name)
        if isinstance(content, Distribution):
            if not hasattr(place, name):
                setattr(place, name, draws.sampler(".".join(here), _distribution(current, here, content)))
        elif is_chance(field.metadata):
            if not hasattr(place, name):
                setattr(place, name, draws.chance(".".join(here), _share(current, here, content)))
        elif isinstance(content, BaseModel):
            _grow(_sub(place, name), content, here, draws, current)
        elif isinstance(content, dict):
            inner = _sub(place, name)
            for key, item in content.items():
                if isinstance(item, BaseModel):
                    _grow(_sub(inner, key), item, (*here, key), draws, current)
        elif isinstance(content, tuple):
            inner = _sub(place, name)
            for number, item in enumerate(content):
                if isinstance(item, BaseModel):
                    _grow(_sub(inner, str(number)), item, (*here, str(number)), draws, current)


def _sub(place: SimpleNamespace, name: str) -> SimpleNamespace:
    if not hasattr(place, name):
        setattr(place, name, SimpleNamespace())
    sub = getattr(place, name)
    assert isinstance(sub, SimpleNamespace)
    return sub


def _look(section: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if section is None:
            return None
        if isinstance(section, dict):
            section = section.get(step)
        elif isinstance(section, tuple):
            section = section[int(step)] if int(step) < len(section) else None
        else:
            section = getattr(section, step)
    return section


def _distribution(
    current: Callable[[], BaseModel], path: tuple[str, ...], first: Distribution
) -> Callable[[], Distribution]:
    def which() -> Distribution:
        found = _look(current(), path)
        return found if isinstance(found, Distribution) else first

    return which


def _share(current: Callable[[], BaseModel], path: tuple[str, ...], first: int) -> Callable[[], int]:
    def which() -> int:
        found = _look(current(), path)
        return found if isinstance(found, int) else first

    return which
