"""One world judged: run, every check asked, and what was wrong, if anything."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from tests.storm.event_checks import EVENT_CHECKS
from tests.storm.evidence import evidence, run_world
from tests.storm.generator import as_yaml, world
from tests.storm.journal_checks import JOURNAL_CHECKS

CHECKS = (*JOURNAL_CHECKS, *EVENT_CHECKS)
LONGEST = 120
"""Seconds of computing after which a world counts as one that never ends."""
RESOLVED = 8
"""Every so manieth world's second run is made from the resolved scenario, as a replay is."""


class TakesTooLong(Exception):
    """A world that has computed for too long."""


@dataclass(frozen=True)
class Verdict:
    """What came of one world: ``check`` is empty when nothing was wrong, and names what was otherwise."""

    name: str
    text: str
    check: str = ""
    finding: str = ""
    postings: int = 0
    met: frozenset[str] = field(default_factory=frozenset)
    """The kinds of transaction and of event that happened."""


def judge_number(number: int) -> Verdict:
    """Judge the world of a number."""
    return judge(as_yaml(world(number)), f"storm-{number}", resolved=number % RESOLVED == 0)


def judge(text: str, name: str, *, resolved: bool = True) -> Verdict:
    """Judge a scenario's text. A program that fails is a finding, like books that do not close."""
    try:
        with _bounded():
            result, again = run_world(text, f"{name}.yaml", resolved=resolved)
            found = evidence(result, again)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Verdict(name, text, f"{type(error).__name__} in {place.name}", " ".join(str(error).split())[:300])
    met = frozenset(f"transaction {row.kind}" for row in found.journal) | {
        f"event {event.name}" for event in found.events
    }
    for check in CHECKS:
        for finding in check(found):
            return Verdict(name, text, check.__name__, finding, len(found.journal), met)
    return Verdict(name, text, postings=len(found.journal), met=met)


@contextmanager
def _bounded() -> Iterator[None]:
    def stop(signum: int, frame: FrameType | None) -> None:
        raise TakesTooLong(f"still computing after {LONGEST} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
