"""Commands in processes of their own that can be hurt: limited, deprived of rights, or killed at a chosen point."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

READY = (
    "mirrorsim.cli.main", "mirrorsim.cli.run", "mirrorsim.lab.run", "mirrorsim.lab.run_folder", "mirrorsim.lab.checkpoint",
    "mirrorsim.report.html", "mirrorsim.report.terminal", "pandas", "pyarrow.parquet", "scipy.special",
)  # fmt: skip
"""Imported once, in a process from which each command is forked: starting one costs a tenth of a second then."""
OVERRIDES = 0b1110
"""The capabilities with which root reads and writes where nobody may: DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER."""


class Done(NamedTuple):
    """What a command came to: its exit code (negative: the signal that killed it) and what it wrote."""

    code: int
    out: str
    err: str


class Running:
    """A command under way."""

    def __init__(self, arguments: tuple[str, ...], place: Path, hurt: Callable[[], None] | None) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(READY))
        self._ends = [context.Pipe(duplex=False) for _ in range(2)]
        writers = [writer for _, writer in self._ends]
        self.process = context.Process(target=_run, args=(arguments, str(place), hurt, *writers))
        self.process.start()
        for writer in writers:
            writer.close()

    def wait(self) -> Done:
        """Wait for its end."""
        said = [_all_of(reader) for reader, _ in self._ends]
        self.process.join()
        code = self.process.exitcode
        assert code is not None
        return Done(code, *said)


def command(*arguments: str | Path, place: Path, hurt: Callable[[], None] | None = None) -> Done:
    """Run ``mirrorsim`` in a folder, hurt as ``hurt`` says, and wait for it."""
    return Running(tuple(map(str, arguments)), place, hurt).wait()


def _all_of(reader: Connection) -> str:
    parts = []
    while part := os.read(reader.fileno(), 65_536):
        parts.append(part)
    return b"".join(parts).decode()


def _run(
    arguments: tuple[str, ...], place: str, hurt: Callable[[], None] | None, out: Connection, err: Connection
) -> None:
    from mirrorsim.cli.main import main

    os.chdir(place)
    for number, end in ((1, out), (2, err)):
        os.dup2(end.fileno(), number)
        end.close()
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    if hurt is not None:
        hurt()
    try:
        main.main(list(arguments), prog_name="mirrorsim")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


# -- ways to hurt -------------------------------------------------------------------------------------------------------


class NoRoom:
    """A disk on which no file can grow beyond so many bytes."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # or the signal would kill before the error is seen
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.most, self.most))


def no_special_rights() -> None:
    """Take from root what lets it write where nobody may; others do not have it anyway."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(head, sets) == 0
    for place in range(3):
        sets[place] &= ~OVERRIDES
    assert libc.capset(head, sets) == 0


class KilledAt:
    """Kill the command right before its so manieth step of writing: a file opened, renamed, made, removed."""

    STEPS = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.chmod", "os.truncate", "tempfile.mkdtemp")

    def __init__(self, step: int) -> None:
        self.step = step

    def __call__(self) -> None:
        def seen(event: str, arguments: tuple[object, ...]) -> None:
            if event in self.STEPS or (event == "open" and _writes(arguments)):
                self.step -= 1
                if not self.step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(seen)


def _writes(arguments: tuple[object, ...]) -> bool:
    _, mode, flags = arguments
    return (isinstance(mode, str) and bool(set(mode) & set("wax+"))) or (
        isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    )
