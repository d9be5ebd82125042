"""Rules, channels, views of evidence and facts: those of this package and those of others, found by their entry points.

An installed package offers a thing by an entry point: a name under a group, and ``module:object``. What this package
brings itself goes through the same registry and the same checks. A thing that cannot be used harms nobody until somebody
asks for it, and is then refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, PackageNotFoundError, entry_points
from importlib.metadata import version as version_of
from typing import Any, Generic, NamedTuple, TypeVar

from mirrorsim.fields.messages import see

T = TypeVar("T")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class PluginError(Exception):
    """Something that a package offers and that cannot be used, and why."""


class Origin(NamedTuple):
    """The package that a thing comes from."""

    package: str
    version: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}"


@dataclass(frozen=True)
class Offered(Generic[T]):
    """A thing under a name; ``origin`` is None for this package's own, ``wrong`` why it cannot be used, if so."""

    name: str
    thing: T
    origin: Origin | None = None
    wrong: str = ""


class Registry(Generic[T]):
    """All things of one group, by name: this package's own in their order, then others' by name.

    ``check`` takes a name and what is offered under it and returns the thing; whatever it raises is why it cannot be used.
    ``instead`` makes what stands in the place of such a thing, from its name and the reason.
    """

    def __init__(
        self, group: str, own: Mapping[str, Any], check: Callable[[str, Any], T], instead: Callable[[str, str], T]
    ) -> None:
        self.group = group
        self._offered = {name: Offered(name, check(name, thing)) for name, thing in own.items()}
        for point in _others(group):
            self._offered[point.name] = self._taken(point, check, instead)

    def _taken(self, point: EntryPoint, check: Callable[[str, Any], T], instead: Callable[[str, str], T]) -> Offered[T]:
        origin = _origin(point)
        before = self._offered.get(point.name)
        try:
            if not _NAME.fullmatch(point.name):
                raise PluginError("a name is up to 40 small letters, digits and _, a letter first")
            if before is not None:
                raise PluginError(f"{before.origin or 'mirrorsim'} has one of that name already")
            return Offered(point.name, check(point.name, point.load()), origin)
        except Exception as error:  # whatever another package's code raises
            kind = self.group.rpartition(".")[2].removesuffix("s")
            said = " ".join(str(error).split()) or type(error).__name__
            wrong = f"the {kind} {point.name} of the package {origin} cannot be used: {said}{see('Plug-ins')}"
            return Offered(point.name, instead(point.name, wrong), origin, wrong)

    def __iter__(self) -> Iterator[Offered[T]]:
        return iter(self._offered.values())

    def __getitem__(self, name: str) -> Offered[T]:
        return self._offered[name]

    @property
    def things(self) -> dict[str, T]:
        """Every thing by name, those that stand in for what cannot be used among them."""
        return {one.name: one.thing for one in self}

    def origin(self, name: str) -> Origin | None:
        """The other package that a name comes from; None for this package's own names, and for no name at all."""
        return self._offered[name].origin if name in self._offered else None


def loaded(path: str) -> Any:
    """The object at ``module:object``. Raises :class:`PluginError` when it is not there."""
    module, _, name = path.partition(":")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise PluginError(f"{path} cannot be imported: {error}") from None


def installed(package: str) -> str | None:
    """The version of an installed package; None where there is no such package."""
    try:
        return version_of(package)
    except PackageNotFoundError:
        return None


def modules_of(package: str) -> list[str]:
    """The top-level modules, by name, from which a package offers things."""
    return sorted({point.module.partition(".")[0] for point in _points() if _origin(point).package == package})


def _origin(point: EntryPoint) -> Origin:
    return Origin(point.dist.name, point.dist.version) if point.dist is not None else Origin("(unnamed)", "0")


@cache
def _points() -> tuple[EntryPoint, ...]:
    found = entry_points()
    ours = [point for group in found.groups if group.startswith("mirrorsim.") for point in found.select(group=group)]
    return tuple(sorted(ours, key=lambda point: (point.name, _origin(point))))


def _others(group: str) -> list[EntryPoint]:
    return [point for point in _points() if point.group == group]
