"""What a run depends on, in a hash: its inputs, and, for runs that are taken up again, the code itself."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorsim.plugins import installed, modules_of

if TYPE_CHECKING:
    from mirrorsim.scenario.load import Loaded


def run_key(loaded: Loaded, policies: Sequence[str], seed: int, warm_up: int | str = 0) -> str:
    """SHA-256 over all inputs that a replication's outcome depends on, but for its number."""
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


def code_digest(packages: Iterable[str] = ()) -> str:
    """SHA-256 over the code that runs here.

    That is this package's and that of the plug-in ``packages``, with the versions of Python and of the libraries that an
    outcome depends on.
    """
    digest = hashlib.sha256(sys.version.encode())
    for library in ("numpy", "simpy"):
        digest.update(f"{library} {installed(library)}".encode())
    for package in ("mirrorsim", *(module for name in packages for module in modules_of(name))):
        for path, name in sorted(_code_of(package), key=lambda one: one[1]):
            digest.update(f"{package} {name} {path.stat().st_size} ".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _code_of(module: str) -> Iterator[tuple[Path, str]]:
    """Every file of code of a module or package, with its name relative to where the package lies."""
    spec = find_spec(module)
    if spec is None:
        return
    if spec.submodule_search_locations is None:
        if spec.origin is not None:
            yield Path(spec.origin), module
        return
    for place in spec.submodule_search_locations:
        for path in Path(place).rglob("*"):
            if path.name.endswith((*SOURCE_SUFFIXES, *EXTENSION_SUFFIXES)):
                yield path, path.relative_to(place).as_posix()
