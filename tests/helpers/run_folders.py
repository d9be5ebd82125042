"""A finished run folder that has everything a report can show."""

from __future__ import annotations

import json
from pathlib import Path

import mirrorsim
from mirrorsim.lab.manifest import MANIFEST, write_manifest
from tests.helpers.worlds import ROOT

NASTY = "</script><script>alert(1)</script> & <b>Co</b>"
"""A title that would run a program where it is not escaped."""
SETTINGS = [
    "horizon=70 days",
    f"title={NASTY!r}",
    "timeline=[{name: 'a <i>strike</i>', since: 2018-02-01, until: 2018-02-15, change: {goods: {mislabelled: 40 %}}}]",
    "expect=[{name: slow, measure: delay_days_mean, target: 1000, tolerance: 5 %, source: E24}]",
    'sources={"*": assumption, clients.cartel.every: E24}',
]
POLICIES = {
    "as-it-is": "title: As it is\n",
    "tight": 'title: "<script>alert(2)</script>"\nchange: {rules: {capital_flight_cap: {per_person: "25,000 USD"}}}\n',
    "later": 'since: 2018-02-05\nchange: {rules: {capital_flight_cap: {per_person: "25,000 USD"}}}\n',
}


def finished(place: Path, reps: int = 3) -> Path:
    """Run the small network for ten weeks under three policies and return the folder."""
    files = []
    for name, text in POLICIES.items():
        files.append(place / f"{name}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    loaded = mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SETTINGS, files)
    result = mirrorsim.run(loaded, list(POLICIES), reps)
    return result.save(place / "run")


def reseal(folder: Path, **changed: object) -> None:
    """Write the manifest anew over the files as they are now, as a program would that had made them so.

    With it, tests reach the checks behind the hashes. ``changed`` are other values of the manifest.
    """
    document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del document["manifest_sha256"]
    write_manifest(folder, document | changed)
