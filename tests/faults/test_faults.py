"""Faults: no data lost, no code run, one clear line. `python tests/faults/faults.py` prints what each came to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.damage import DAMAGES
from tests.faults.faults import FAULTS, Place
from tests.faults.injections import INJECTIONS
from tests.faults.processes import PROCESSES


@pytest.mark.parametrize("fault", [*FAULTS, *PROCESSES, *DAMAGES, *INJECTIONS], ids=lambda fault: fault.__name__)
def test_nothing_is_lost(fault: Callable[[Place], str], tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert fault(place)
    assert place.lost() == "nothing"
