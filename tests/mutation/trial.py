"""Tests of one mutant: in a forked child that finds the mutant where others find the module. No file is changed."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import pytest

OPTIONS = [
    "-x", "-q", "--tb=no", "--assert=plain", "-o", "addopts=--strict-markers", "-p", "no:cacheprovider", "-p", "no:warnings",
    "-p", "no:unraisableexception", "-p", "no:threadexception", "-p", "no:faulthandler",
]  # fmt: skip
"""As little of pytest as will do: it is started for each mutant."""
FORK = multiprocessing.get_context("fork")
ENDED = 100
"""Added to pytest's exit code, so that a child in which pytest did not run is not taken for one in which a test failed."""
KILLED = {ENDED + int(code) for code in pytest.ExitCode} - {ENDED, ENDED + int(pytest.ExitCode.NO_TESTS_COLLECTED)}
"""Whatever ends pytest is the mutant's doing: without it the same tests pass, see :func:`unchanged`."""
MEMORY = 4 * 2**30
"""Bytes of a child: a mutant that never stops collecting ends with an error and not with the machine."""
LONGER = 10
"""Times as long as the tests take without a mutant, after which it is stuck; and seconds more, for a busy machine."""


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec", dont_inherit=True)


class _Finder:
    """Finds the mutant under its module's name, and nothing else."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self._name, self._path, self._source = name, str(path), source

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        return spec_from_file_location(name, self._path, loader=_Loader(name, self._path, self._source))


def prepare(root: Path, modules: Sequence[str], cache: str) -> None:
    """Import what no mutant changes, so that children need not; let them share byte code in a folder."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode, sys.pycache_prefix = False, cache
    for name in modules:
        importlib.import_module(name)


def _child(root: Path, module: str, path: str, source: str, tests: Sequence[str], profile: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]  # this program's own: those of the copy are tried
    assert module not in sys.modules, f"{module} must not be imported before its mutants"
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.environ["HYPOTHESIS_PROFILE"] = profile
    os.chdir(root)
    sys.meta_path.insert(0, _Finder(module, root / path, source))
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    # the first file by itself: it is the most likely to kill, and the others need not even be collected then
    code, without = 0, [one for one in tests if one.startswith("--deselect=")]
    files = [one for one in tests if one not in without]
    for part in filter(None, (files[:1], files[1:])):
        code = code or int(pytest.main([*OPTIONS, *without, *part]))
    os._exit(ENDED + code)


def trial(root: Path, path: str, source: str, tests: Sequence[str], *, seconds: float, profile: str = "mutants") -> str:
    """Run tests with this source instead of the module's: ``killed``, ``hangs`` or ``survived``."""
    module = path.removesuffix(".py").replace("/", ".")
    child = FORK.Process(target=_child, args=(root, module, path, source, tests, profile))
    child.start()
    child.join(seconds)
    if child.exitcode is None:
        child.kill()
        child.join()
        return "hangs"
    if child.exitcode == ENDED:
        return "survived"
    if child.exitcode in KILLED or child.exitcode < 0:  # below 0: a signal
        return "killed"
    raise RuntimeError(f"pytest {' '.join(tests)} does not begin (exit {child.exitcode})")


def unchanged(root: Path, path: str, tests: Sequence[str], profile: str = "mutants") -> float:
    """Seconds after which tests of a mutant are stuck, from how long they take without; they must pass."""
    began = time.monotonic()
    source = (root / path).read_text(encoding="utf-8")
    if (found := trial(root, path, source, tests, seconds=3600, profile=profile)) != "survived":
        raise SystemExit(
            f"mutation: without any mutant, {' '.join(tests)} {found}: see python -m pytest -n 0 {' '.join(tests)}"
        )
    return LONGER * (1 + time.monotonic() - began)
