"""What a folder says of itself: which version wrote it, of what, and from which inputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mirrorsim.scenario.load import Loaded

SENSITIVITY = "sensitivity"
"""What the manifest of such an analysis says that its folder is; a run's says nothing of the kind."""
FORMAT = 2
"""Version of the folder's layout, and of the journals' hashes.

2: a journal's hash is taken from running hashes by kind of transaction, so that a journal can be hashed while it is written
and forgotten; files are written in row groups of a bounded size.
"""


class NotARun(ValueError):
    """A folder that cannot be read as a run, and why."""


def run_key(loaded: Loaded, policies: Sequence[str], seed: int, warm_up: int | str = 0) -> str:
    """SHA-256 over all that a replication's outcome depends on, but for its number."""
    from mirrorsim import __version__

    inputs = [__version__, loaded.resolved(), list(policies), seed, warm_up]
    if loaded.plugins:
        inputs.append(loaded.plugins)
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def default_folder(name: str, key: str, request: str) -> Path:
    """``runs/<scenario>-<hash8>``: the hash is over everything that the result depends on.

    ``key`` is :func:`run_key`'s, ``request`` says how many replications are wanted.
    """
    return Path("runs") / f"{name}-{hashlib.sha256(f'{key} {request}'.encode()).hexdigest()[:8]}"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder. Raises :class:`NotARun` when it is missing, damaged or of another version."""
    from mirrorsim import __version__

    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotARun(f"{folder} is no run folder: it has no manifest.json") from None
    except (ValueError, UnicodeDecodeError):
        raise NotARun(f"{path} is damaged: it is not JSON") from None
    if isinstance(manifest, dict) and manifest.get("kind") == SENSITIVITY:
        raise NotARun(
            f"{folder} is a sensitivity analysis, not a run, and has no journal: give the folder of a run "
            f"(of this one, mirrorsim report makes the report again)"
        )
    needed = {"format", "mirrorsim", "seed", "replications", "policies", "journals"}
    if not isinstance(manifest, dict) or not needed <= manifest.keys():
        raise NotARun(f"{path} is damaged: it lacks some of {', '.join(sorted(needed))}")
    if manifest["format"] != FORMAT or manifest["mirrorsim"] != __version__:
        raise NotARun(
            f"{folder} was written by mirrorsim {manifest['mirrorsim']} (format {manifest['format']}), "
            f"this is {__version__} (format {FORMAT}); replay it with that version"
        )
    return manifest
