"""Where every default comes from: the entries of `seeds/facts.yaml`, read strictly."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, overload

from mirrorsim.plugins import PluginError, Registry

ASSUMPTION = "assumption"
STATUSES = ("reported", "alleged", "plea", "trial", "derived", ASSUMPTION)
CONFIDENCES = ("high", "medium", "low")

_TEXTS = ("quantity", "value", "unit", "source", "status", "confidence")
_NUMBERS = ("low", "base", "high")
_KEYS = (*_TEXTS, *_NUMBERS, "sets")
_ID = re.compile(r"([A-Z]+)0*([0-9]+)")


@dataclass(frozen=True, slots=True)
class Fact:
    """One sourced figure or statement; `low`, `base` and `high` are in `unit`."""

    id: str
    quantity: str
    value: str
    unit: str
    source: str
    status: str
    confidence: str
    low: float | None = None
    base: float | None = None
    high: float | None = None
    sets: str | None = None


@cache
def load_facts() -> Mapping[str, Fact]:
    """All facts by id, in the file's order, those of other packages last; read once a process."""
    return MappingProxyType({fact.id: fact for one in offered_facts() for fact in one.thing.values()})


@cache
def offered_facts() -> Registry[Mapping[str, Fact]]:
    """The files of facts: this package's, and those that others offer by the entry points ``mirrorsim.facts``."""
    known: dict[str, Fact] = {}

    def read(name: str, path: Any) -> Mapping[str, Fact]:
        facts = read_facts(Path(path))
        if twice := known.keys() & facts.keys():
            raise PluginError(f"there is a fact {min(twice)} already: give yours other letters")
        known.update(facts)
        return facts

    return Registry("mirrorsim.facts", {"mirrorsim": _shipped()}, read, lambda name, reason: {})


def is_source(fact_id: str) -> bool:
    """Whether a scenario may name this as the source of a value."""
    return fact_id == ASSUMPTION or fact_id in load_facts()


@overload
def facts() -> Mapping[str, Fact]: ...
@overload
def facts(fact_id: str) -> Fact: ...
def facts(fact_id: str | None = None) -> Mapping[str, Fact] | Fact:
    """All facts by id, or the one of an id, however it is written (``r7`` is R07).

    Raises ValueError for an id that no fact has.
    """
    known = load_facts()
    if fact_id is None:
        return known
    wanted = _number(fact_id.strip().upper())
    for one in known.values():
        if one.id == fact_id or (wanted is not None and _number(one.id) == wanted):
            return one
    near = closest(fact_id)
    raise ValueError(f"no fact has the id {fact_id!r}" + (f"; did you mean {near[0]}?" if near else ""))


def closest(fact_id: str) -> list[str]:
    """Suggest sources that someone who wrote `fact_id` may have meant, the likeliest first."""
    known = (*load_facts(), ASSUMPTION)
    wanted = fact_id.strip()
    number = _number(wanted.upper())
    same = [one for one in known if number is not None and _number(one) == number]
    alike = get_close_matches(wanted.upper(), known) + get_close_matches(wanted.lower(), (ASSUMPTION,))
    return list(dict.fromkeys(same + alike))


def known_source(source: str) -> str:
    """Return ``source`` when it is the id of a fact or ``assumption``. Raises ValueError otherwise."""
    if is_source(source):
        return source
    near = closest(source)
    raise ValueError(
        f"no fact has the id {source!r}; "
        + (f"did you mean {near[0]}?" if near else f"give an id that `mirrorsim facts` lists, or {ASSUMPTION}")
        + "".join(f"; {one.wrong}" for one in offered_facts() if one.wrong)
    )


def read_facts(path: Path) -> Mapping[str, Fact]:
    """Read the facts of one file; a ValueError lists everything that is wrong with it, entry by entry."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:  # pure=False: ruamel's C parser where it is installed, several times as fast
        document = YAML(typ="safe", pure=False).load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise ValueError(f"{path.name}: not readable as YAML: {error}") from error
    entries = document.get("facts") if isinstance(document, dict) and len(document) == 1 else None
    if not isinstance(entries, dict):
        raise ValueError(f"{path.name}: the file has to hold one mapping `facts:` from id to entry")
    wrong = []
    for fact_id, entry in entries.items():
        wrong += [f"{path.name}: {fact_id}: {problem}" for problem in _problems(fact_id, entry)]
    if wrong:
        raise ValueError("\n".join(wrong))
    return MappingProxyType({fact_id: _fact(fact_id, entry) for fact_id, entry in entries.items()})


def _shipped() -> Path:
    package = Path(__file__).resolve().parent.parent
    places = (package / "_data" / "facts.yaml", package.parent / "seeds" / "facts.yaml")
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(f"facts.yaml is missing: looked for {' and '.join(map(str, places))}")


def _fact(fact_id: str, entry: Mapping[str, Any]) -> Fact:
    numbers = {key: float(entry[key]) for key in _NUMBERS if key in entry}
    return Fact(id=fact_id, **{**entry, **numbers})


def _number(fact_id: str) -> tuple[str, int] | None:
    """`E1`, `E01` and `E001` are the same number."""
    match = _ID.fullmatch(fact_id)
    return (match[1], int(match[2])) if match else None


def _problems(fact_id: object, entry: object) -> list[str]:
    """List what is wrong with one entry, and what would be right."""
    problems = []
    if not isinstance(fact_id, str) or not _ID.fullmatch(fact_id):
        problems.append("an id is capital letters and a number, like E01")
    if not isinstance(entry, dict):
        return [*problems, f"an entry is a mapping with the keys {', '.join(_TEXTS)}"]
    for key in entry:
        if key not in _KEYS:
            problems.append(f"unknown key '{key}'; the keys are {', '.join(_KEYS)}")
    for key in _TEXTS:
        if key not in entry:
            problems.append(f"'{key}' is missing; it has to be a text")
    for key in (*_TEXTS, "sets"):
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip()):
            problems.append(f"'{key}' is {entry[key]!r}; it has to be a text, in quotes, and not empty")
    for key, allowed in (("status", STATUSES), ("confidence", CONFIDENCES)):
        if isinstance(entry.get(key), str) and entry[key] not in allowed:
            problems.append(f"{key} '{entry[key]}' is none of {', '.join(allowed)}")
    given = {key: entry[key] for key in _NUMBERS if key in entry}
    for key, number in given.items():
        if not _is_number(number):
            problems.append(f"'{key}' is {number!r}; it has to be a finite number without quotes")
    if all(map(_is_number, given.values())) and list(given.values()) != sorted(given.values()):
        problems.append(f"{given} is out of order; it has to be low <= base <= high")
    return problems


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
