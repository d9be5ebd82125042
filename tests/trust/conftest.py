"""Runs of the shipped scenarios that more than one outsider reads: each is made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.once import Once
from tests.trust import shipped

Parts = list[tuple[str, Path]]
POSTINGS, LEAST = 8_000, 3
"""How much is checked of a busy scenario, and at least how many days of it: less than the scripts, the long form of these tests.

What there is to find is not how long a busy world is. These runs have each kind of transaction, each leg and each event that
the long ones have, of which `test_short_runs_have_everything_that_happens` sees to it.
"""


@pytest.fixture(scope="session")
def short_run(once: Once) -> Callable[[Path], Parts]:
    """The parts of a shipped scenario's short run, each with its run folder."""

    def make(scenario: Path, place: Path) -> Parts:
        return list(shipped.parts(shipped.run(scenario, place / "run", shipped.short(scenario, POSTINGS, LEAST))))

    def made(scenario: Path) -> Parts:
        return once(f"shipped-{shipped.name(scenario).replace('/', '-')}", lambda place: make(scenario, place))

    return made
