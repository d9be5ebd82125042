"""Finished replications, kept while a run goes on, so that an interrupted run can be taken up again.

They lie beside the run folder, a line a replication, under a name that says of which run they are and which code made them.
A line that was not written to its end, or was changed since, is not there.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from mirrorsim.lab.files import beside
from mirrorsim.lab.journal_parts import is_as_hashed, part_hashes
from mirrorsim.lab.measures.declaration import Measurement
from mirrorsim.lab.replication import Outcome


class Checkpoint:
    """The kept replications of one run.

    ``key`` identifies the inputs that they depend on (not how many are asked for), ``code`` the code that makes them: what other
    code has made is not taken over, and goes when the run is whole.
    """

    def __init__(self, folder: Path, key: str, code: str = "") -> None:
        self._same_inputs = beside(folder, f"-{key[:16]}")
        self.path = beside(folder, f"-{key[:16]}-{code[:8]}.partial")
        self.journal_parts = self.path.with_suffix(".parts")
        """Where journals are written while the run goes on."""
        self._file: IO[str] | None = None

    def load(self) -> dict[tuple[str, int], Outcome]:
        """The replications that an earlier, interrupted run has finished, by policy and number."""
        found: dict[tuple[str, int], Outcome] = {}
        try:
            lines = self.path.read_text(encoding="utf-8").split("\n")[:-1]
        except FileNotFoundError:
            return found
        for line in lines:
            try:
                kept = _unsealed(line)
                parts = kept.pop("parts")
                measures = {
                    name: Measurement(name, unit, value) for name, (unit, value) in kept.pop("measures").items()
                }
                outcome = Outcome(measures=measures, **kept)
                if outcome.journal_part is not None and not is_as_hashed(Path(outcome.journal_part), parts):
                    outcome = replace(outcome, journal_part=None)
                if not all(is_as_hashed(Path(part), parts) for part in outcome.region_parts.values()):
                    outcome = replace(outcome, region_parts={})
            except (ValueError, TypeError, KeyError):
                continue
            found[outcome.policy, outcome.replication] = outcome
        return found

    def add(self, outcome: Outcome) -> None:
        """Keep one more replication. A record in memory is not kept: a second run makes it again."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            whole = not self.path.exists() or self.path.read_bytes()[-1:] in (b"\n", b"")
            self._file = self.path.open("a", encoding="utf-8", newline="\n")
            if not whole:
                self._file.write("\n")
        line = {
            "policy": outcome.policy,
            "replication": outcome.replication,
            "measures": {name: (one.unit, one.value) for name, one in outcome.measures.items()},
            "journal_hash": outcome.journal_hash,
            "balanced": outcome.balanced,
            "off": outcome.off,
            "findings": outcome.findings,
            "postings": outcome.postings,
            "region_parts": outcome.region_parts,
            "parts": {stem: part_hashes(Path(stem)) for stem in _stems(outcome)},
        } | (
            {"journal_part": outcome.journal_part}
            if outcome.record is None and outcome.journal_part is not None
            else {}
        )
        self._file.write(_sealed(line) + "\n")
        self._file.flush()

    def drop(self) -> None:
        """Forget them: the run is whole."""
        if self._file is not None:
            self._file.close()
        for path in self.path.parent.glob(f"{glob.escape(self._same_inputs.name)}-*.partial"):
            path.unlink(missing_ok=True)
            shutil.rmtree(path.with_suffix(".parts"), ignore_errors=True)
        shutil.rmtree(self.journal_parts, ignore_errors=True)

    def close(self) -> None:
        """Leave them for the next run, safely on disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()


def _stems(outcome: Outcome) -> list[str]:
    """The journal parts on disk that an outcome refers to."""
    own = [outcome.journal_part] if outcome.record is None and outcome.journal_part is not None else []
    return [*own, *outcome.region_parts.values()]


def _sealed(line: dict[str, Any]) -> str:
    text = json.dumps(line)
    return f"{hashlib.sha256(text.encode()).hexdigest()} {text}"


def _unsealed(line: str) -> dict[str, Any]:
    """What was kept in a line. Raises ValueError when it is not as it was written."""
    seal, _, text = line.partition(" ")
    if seal != hashlib.sha256(text.encode()).hexdigest():
        raise ValueError("changed since it was written")
    kept: dict[str, Any] = json.loads(text)
    return kept
