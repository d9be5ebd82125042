"""Write an export whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from mirrorsim.exports.formats import Format, find
from mirrorsim.exports.run_reader import open_run
from mirrorsim.lab.files import beside
from mirrorsim.lab.folder_lock import locked


def export(
    run_dir: str | Path,
    format: str,  # noqa: A002 - the word that the command line uses
    out: str | Path | None = None,
    *,
    policy: str | None = None,
    replication: int | None = None,
    region: str = "",
) -> Path:
    """Write a finished run folder in the named format and return where it is: a file or a folder.

    ``out`` is beside the run folder unless given. ``policy`` and ``replication`` narrow what is written; a format that
    holds one replication of one policy takes the first that is left. Of a run with regions one has to be named.

    Raises :class:`mirrorsim.exports.layout.Unavailable` for a format, policy, replication or region that there is not,
    :class:`mirrorsim.lab.manifest.NotARun` for a folder that cannot be read, FileExistsError when something is at ``out``, and
    :class:`mirrorsim.lab.folder_lock.FolderBusy` while another process writes there.
    """
    wanted = find(format)
    folder = Path(run_dir)
    target = Path(out) if out is not None else default_target(folder, wanted, region)
    run = open_run(folder, policy, replication, region)
    refuse_to_overwrite(target)
    with locked(target):
        # made beside the target, so that moving it into place is one step of the file system; whoever was killed there left it
        place = beside(target, ".new")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        try:
            fresh = place / target.name
            wanted.write(run.first() if wanted.one_run else run, fresh)
            os.replace(fresh, target)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return target


def default_target(folder: Path, wanted: Format, region: str = "") -> Path:
    """Beside the run folder, with its name and the region's: a run folder is replaced whole when the run is made again."""
    named = folder if folder.name not in ("", "..") else folder.resolve()
    return named.with_name(named.name + (f"-{region}" if region else "") + wanted.suffix)


def refuse_to_overwrite(target: Path) -> None:
    """Raise FileExistsError when something would be lost there."""
    if target.is_symlink() or (target.exists() and not (target.is_dir() and not any(target.iterdir()))):
        raise FileExistsError(f"{target} exists; remove it or choose another --out")
