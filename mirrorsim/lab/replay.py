"""Run a finished run again from its folder, and see whether everything comes out as it is stored there."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.fields.messages import see
from mirrorsim.lab.files import file_hash
from mirrorsim.lab.manifest import MANIFEST, REPORT, NotARun, read_document, read_manifest, verify
from mirrorsim.lab.parquet_files import same_rows
from mirrorsim.lab.run import run
from mirrorsim.plugins import installed
from mirrorsim.scenario.load import load_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mirrorsim.lab.result import Result


@dataclass(frozen=True)
class Replay:
    """What a replay showed.

    ``compared`` is the number of replications whose journals' hashes were compared, ``differing`` those that differ (policy,
    replication); ``files`` the stored files that were compared with new ones, ``differing_files`` those that differ.
    """

    compared: int
    differing: list[tuple[str, int]]
    files: list[str]
    differing_files: list[str]

    @property
    def same(self) -> bool:
        """Whether everything came out the same."""
        return not self.differing and not self.differing_files


def replay(folder: str | Path, jobs: int = 1) -> Replay:
    """Run every replication of a run folder again, and compare journals, events, measures and summary with those stored.

    The hash of every replication's journal is compared for every policy; of those that were kept, the stored files too. Raises
    :class:`NotARun` for a folder that cannot be replayed, or that is not as it was written.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    verify(folder)
    _plugins_are_there(folder, manifest.get("plugins", {}))
    scenario = folder / "scenario.resolved.yaml"
    if not scenario.is_file():
        raise NotARun(f"{folder} is damaged: it has no scenario.resolved.yaml")
    loaded = load_scenario(scenario)
    kept = manifest["kept"]
    with tempfile.TemporaryDirectory(prefix="mirrorsim-replay-") as place:
        result = run(
            loaded,
            manifest["policies"] if loaded.scenario.policies else None,
            manifest["replications"],
            manifest["seed"],
            jobs,
            journal="none" if not kept else "first" if kept == [0] else "all",
            warm_up=manifest["warm_up"],
            spool=Path(place) / "parts",
        )
        differing = list(_differing(result, manifest["journals"]))
        again = result.save(Path(place) / "again")
        new = read_document(again)["files"]
        compared = sorted({*manifest["files"], *new} - {REPORT, "scenario.resolved.yaml"})
        files = [name for name in compared if not _same(folder / name, again / name)]
        if _inputs(manifest) != _inputs(read_document(again)):
            files.append(MANIFEST)
    return Replay(len(result.outcomes), differing, compared, files)


def _differing(result: Result, written: dict[str, list[str]]) -> Iterator[tuple[str, int]]:
    """Replications whose journal's hash is not the one in the manifest, those included that only one of them has."""
    new: dict[str, list[str]] = {}
    for outcome in result.outcomes:
        new.setdefault(outcome.policy, []).append(outcome.journal_hash)
    for policy in dict.fromkeys([*written, *new]):
        old, now = written.get(policy, []), new.get(policy, [])
        for replication in range(max(len(old), len(now))):
            if old[replication : replication + 1] != now[replication : replication + 1]:
                yield policy, replication


def _inputs(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a manifest says besides what is compared by itself."""
    return {name: value for name, value in manifest.items() if name not in ("files", "journals", "key")}


def _same(stored: Path, new: Path) -> bool:
    """Whether two files hold the same: the same bytes, or, where another version of pyarrow wrote them, the same rows."""
    if not stored.is_file() or not new.is_file():
        return False
    return file_hash(stored) == file_hash(new) or (stored.suffix == ".parquet" and same_rows(stored, new))


def _plugins_are_there(folder: Path, needed: dict[str, str]) -> None:
    """Raise :class:`NotARun` when a package that the run took something from is missing, or is there in another version."""
    for package, version in needed.items():
        found = installed(package)
        if found is None:
            raise NotARun(f"{folder} needs the package {package} {version}, which is not installed{see('Plug-ins')}")
        if found != version:
            raise NotARun(f"{folder} was run with {package} {version}, here is {found}; replay it with that version")
