"""One value of a shipped scenario replaced by something hostile: it runs in bounded time, or is refused with its place.

What is taken is held to the estimate of its cost as well: whatever is expected to be short is run, on a short horizon.
"""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.cli.cost import cost
from mirrorsim.scenario.load import Loaded, load_text
from mirrorsim.scenario.problems import ScenarioError
from mirrorsim.scenario.shipped import shipped
from mirrorsim.scenario.yaml_text import read_file
from mirrorsim.world.build import simulate
from tests.helpers.profiles import PROFILE, examples

HOSTILE: tuple[Any, ...] = (
    None, "", " ", "0", "-0", "-1", "1", "nan", "inf", "-inf", "1e999", "1e-10", "0.0000000001", "9" * 30, "9" * 400, "0x10",
    "true", "null", "~", "[]", "{}", [], {}, [[]], {"": ""}, {"uniform": {}}, {"fixed": None}, {"empirical": {"values": []}},
    "0 s", "1 us", "1 ms", "1 s", "0.0000001 s", "36525 days", "99999999999 days", "1 month", "50 years", "1000 years",
    {"exponential": {"mean": "1 us"}}, {"exponential": {"mean": "1 s"}}, {"exponential": {"mean": "0 s"}},
    {"uniform": {"low": "0 s", "high": "1 us"}}, {"lognormal": {"median": "1 us", "sigma": "3"}},
    {"empirical": {"values": ["0 s", "36525 days"], "weights": ["1000000000000", "1"]}},
    "0 USD", "0.01 USD", "10,000,000,000,000 USD", "10,000,000,000,001 USD", "150.000 USD", "-5 USD", "0.01 MXN", "0.01 CNY",
    {"lognormal": {"median": "0.01 USD", "sigma": "3"}}, {"uniform": {"low": "0 USD", "high": "10,000,000,000,000 USD"}},
    "0 %", "100 %", "0.0001 %", "100.0001 %", "1000 %", "50", {"triangular": {"low": "0 %", "mode": "0 %", "high": "100 %"}},
    "0001-01-01", "1970-01-01", "2021-02-29", "2100-12-31", "2199-12-31", "9999-12-31", "00:00-24:00", "24:00-00:00",
    "10000", "100000", "1000000", "100000000", "18446744073709551616",
    "\u202egnp", "\u2066", "\ud800", "\x00", "\x1b[2J", "\ufffe", "=cmd|' /C calc'!A1", "../../etc/passwd", "x" * 10_000,
    "a\nb", "{account of nobody}", "*", "E01", "X99", "assumption", "goods", "second_mirror", "cheapest", "market",
)  # fmt: skip
SHORT = 2.0
"""Processor seconds, as estimated, of what is run here."""
BOUND = 30
"""Seconds after which a run that was expected to be so short is no longer said to end."""
NAMES = ("factbox", "network", "national", "lockdown", "ports", "gan", "first-look", "jackson", "trade-war")


@cache
def document(name: str) -> str:
    """A shipped scenario as JSON, which is YAML."""
    return json.dumps(read_file(shipped()[name]).plain())


def places(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all values, sections included."""
    if path:
        yield path
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, below in items:
        yield from places(below, (*path, key))


ALIKE = tuple(
    (re.compile(known), [one for one in HOSTILE if isinstance(one, (str, dict)) and re.search(wanted, str(one))])
    for known, wanted in (
        (r"[0-9] (s|min|h|days?|weeks?|months?|years?)", r"[0-9] (s|us|ms|days|months?|years)\b"),
        (r"USD|MXN|CNY", r"USD|MXN|CNY"),
        (r"%", r"%"),
        (r"^[0-9.]+$", r"^-?[0-9.]+$"),
    )
)
"""For values of each kind, the hostile ones that are written alike: most of the others are refused for their form alone."""


def alike(old: Any) -> list[Any]:
    """The hostile values that may well be taken in place of this one."""
    return next((found for known, found in ALIKE if known.search(str(old)) and not isinstance(old, list)), [*HOSTILE])


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, tuple[str | int, ...], Any, str]:
    """The scenario's name, the path, what stands there, and the text."""
    name = draw(st.sampled_from(NAMES))
    found = json.loads(document(name))
    path = draw(st.sampled_from([*places(found)]))
    at = found
    for step in path[:-1]:
        at = at[step]
    new = draw(st.sampled_from(alike(at[path[-1]])) | st.sampled_from(HOSTILE))
    at[path[-1]] = new
    return name, path, new, json.dumps(found)


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in what takes longer."""

    def late(number: int, frame: object) -> None:
        raise TimeoutError(f"not finished after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def checked(text: str) -> Loaded | None:
    """The scenario; None when it is refused, as it should be: each problem on a line, with a place in the file."""
    lines = text.count("\n") + 1
    try:
        with within(BOUND):
            return load_text(text, "f.yaml")
    except ScenarioError as error:
        assert error.problems  # noqa: PT017
        for one in error.problems:
            assert one.file == "f.yaml"
            assert 1 <= one.line <= lines
            assert 1 <= one.column <= len(text) + 1
            assert one.message
            assert str(one).isprintable()
            str(one).encode("utf-8")
        return None


@given(spoiled())
# the same examples in every run of the suite; at night others each time, and more
@settings(deadline=None, max_examples=examples(150), derandomize=PROFILE == "default")
def test_a_hostile_value_is_refused_with_its_place_or_runs_in_bounded_time(
    case: tuple[str, tuple[str | int, ...], Any, str],
) -> None:
    loaded = checked(case[3])
    if loaded is None:
        return
    for variant in loaded.variants()[:2]:
        _, phases = variant.worlds[0]
        if cost([variant], 1, 1).seconds / len(variant.worlds) < SHORT:
            with within(BOUND):
                simulate(phases, variant.name, 1, 0)


def test_what_is_not_spoiled_is_taken() -> None:
    for name in NAMES:
        assert checked(document(name)) is not None, name
