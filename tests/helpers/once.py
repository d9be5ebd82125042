"""What takes long to make and is only read is made once a session, whichever process of it asks first."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


class Once:
    """A folder that all processes of one test session share."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        mine = factory.getbasetemp()  # with xdist, each worker's own folder in that of the session
        self.root = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "once"

    def __call__(self, name: str, make: Callable[[Path], Made]) -> Made:
        """What ``make`` returned for this name, called with an empty folder of its own if nobody has been here before.

        What it returns is pickled, so a path of that folder is what one usually wants. Nobody may change what lies there.
        Who comes while another process makes it waits; what raised is tried again by who comes next.
        """
        place, made = self.root / name, self.root / f"{name}.made"
        place.parent.mkdir(parents=True, exist_ok=True)
        with (self.root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir()
                half = self.root / f"{name}.half"
                half.write_bytes(pickle.dumps(make(place)))
                half.rename(made)
            found: Made = pickle.loads(made.read_bytes())
            return found
