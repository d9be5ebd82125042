"""Flip a thousand bits of a run folder, one at a time: `python tests/faults/flips.py [FLIPS]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.faults.damage import flipped_bits
from tests.faults.faults import Place

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(flipped_bits(Place(Path(folder)), int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
