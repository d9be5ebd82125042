"""Faults: no data lost, no code run, one clear line. `python tests/faults/faults.py` prints what each came to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from damage import DAMAGES
from faults import FAULTS, Place
from injections import INJECTIONS


@pytest.mark.parametrize("fault", [*FAULTS, *DAMAGES, *INJECTIONS], ids=lambda fault: fault.__name__)
def test_nothing_is_lost(fault: Callable[[Place], str], tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert fault(place)
    assert place.lost() == "nothing"
