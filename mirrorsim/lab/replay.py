"""Run a finished run again from its folder, and see whether every journal comes out the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mirrorsim.fields.messages import see
from mirrorsim.lab.manifest import NotARun, read_manifest
from mirrorsim.lab.run import run
from mirrorsim.plugins import installed
from mirrorsim.scenario.load import load_scenario


@dataclass(frozen=True)
class Replay:
    """What a replay showed: how many journals were compared, and which differ (policy, replication)."""

    compared: int
    differing: list[tuple[str, int]]


def replay(folder: str | Path, jobs: int = 1) -> Replay:
    """Run every replication of a run folder again and compare the hashes of the journals.

    Raises :class:`NotARun` for a folder that cannot be replayed.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    _plugins_are_there(folder, manifest.get("plugins", {}))
    scenario = folder / "scenario.resolved.yaml"
    if not scenario.is_file():
        raise NotARun(f"{folder} is damaged: it has no scenario.resolved.yaml")
    loaded = load_scenario(scenario)
    policies = manifest["policies"] if loaded.scenario.policies else None
    result = run(
        loaded,
        policies,
        manifest["replications"],
        manifest["seed"],
        jobs,
        journal="none",
        warm_up=manifest.get("warm_up", 0),
    )
    written = manifest["journals"]
    differing = [
        (outcome.policy, outcome.replication)
        for outcome in result.outcomes
        if outcome.journal_hash != _hash(written, outcome.policy, outcome.replication)
    ]
    return Replay(len(result.outcomes), differing)


def _plugins_are_there(folder: Path, needed: dict[str, str]) -> None:
    """Raise :class:`NotARun` when a package that the run took something from is missing, or is there in another version."""
    for package, version in needed.items():
        found = installed(package)
        if found is None:
            raise NotARun(f"{folder} needs the package {package} {version}, which is not installed{see('Plug-ins')}")
        if found != version:
            raise NotARun(f"{folder} was run with {package} {version}, here is {found}; replay it with that version")


def _hash(written: dict[str, list[str]], policy: str, replication: int) -> str | None:
    hashes = written.get(policy, [])
    return hashes[replication] if replication < len(hashes) else None
