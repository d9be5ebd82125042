"""Faults: no data lost, no code run, one clear line. `python tests/faults/faults.py` prints what each came to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.damage import DAMAGES
from tests.faults.faults import FAULTS, Place
from tests.faults.injections import INJECTIONS
from tests.faults.processes import PROCESSES

EVERY = [*FAULTS, *PROCESSES, *DAMAGES, *INJECTIONS]
README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("fault", EVERY, ids=lambda fault: fault.__name__)
def test_nothing_is_lost(fault: Callable[[Place], str], tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert fault(place)
    assert place.lost() == "nothing"


def test_the_readme_tells_of_each_fault_and_of_no_other() -> None:
    table = (
        README.read_text(encoding="utf-8")
        .partition("| what was done | what happened |\n| --- | --- |\n")[2]
        .partition("\n\n")[0]
    )
    assert [row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()] == [fault.__doc__ for fault in EVERY]
