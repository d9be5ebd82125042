"""Processes that are told to stop, killed, too many, or without memory; a cluster that is none."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.faults.children import Done, Running, command
from tests.faults.faults import FACTBOX, OUT, Place, environment, files, one_line

NETWORK = FACTBOX.parent / "network.yaml"
LONG = (
    "run", str(NETWORK), "--set", "horizon=20 days", "--reps", "16", "--jobs", "2", "--no-report", "--quiet", "--out", "long",
)  # fmt: skip
SOON = 2.0
"""Seconds after which nothing of a stopped command is left."""


def told_to_stop(place: Place) -> str:
    """SIGTERM at ten moments of a run with two processes, then the same command again"""
    return _stopped_at_ten_moments(place, signal.SIGTERM)


def hung_up(place: Place) -> str:
    """SIGHUP at ten moments of a run with two processes, then the same command again"""
    return _stopped_at_ten_moments(place, signal.SIGHUP)


def parent_killed(place: Place) -> str:
    """SIGKILL of the parent at ten moments of a run with two processes, then the same command again"""
    return _stopped_at_ten_moments(place, signal.SIGKILL)


def _stopped_at_ten_moments(place: Place, number: signal.Signals) -> str:
    whole, lasts = _undisturbed(place)
    draws, kept, slowest, codes = random.Random(int(number)), 0, 0.0, []
    for tenth in range(10):
        running = Running(LONG, place.folder, os.setsid)
        time.sleep((tenth + draws.random()) / 10 * lasts)
        with contextlib.suppress(ProcessLookupError):  # it may have been quicker this time
            os.kill(_pid(running), number)
        stopped = time.monotonic()
        done = running.wait()  # not before everybody who holds its output has ended
        _wait_until_gone(_pid(running), stopped)
        slowest = max(slowest, time.monotonic() - stopped)
        codes.append(done.code)
        kept = max(kept, _kept_or_whole(place.folder, whole, number, done))
    assert slowest < SOON, f"something was left after {slowest:.1f} s"
    assert kept, "no replication was kept at any of the moments"
    assert codes.count(130 if number != signal.SIGKILL else -9) >= 3, codes
    again = command(*LONG, place=place.folder)
    assert again.code == 0, again
    assert files(place.folder / "long") == whole
    code = "" if number == signal.SIGKILL else "exit 130, "
    return f"{code}no process is left after {SOON:.0f} s; what is finished is kept, and the same command goes on from there"


def _undisturbed(place: Place) -> tuple[dict[str, bytes], float]:
    """What the long command writes when nobody disturbs it, and how long it takes."""
    (place.folder / "elsewhere").mkdir()
    begun = time.monotonic()
    done = command(*LONG, place=place.folder / "elsewhere")
    assert done.code == 0, done
    return files(place.folder / "elsewhere" / "long"), time.monotonic() - begun


def _kept_or_whole(folder: Path, whole: dict[str, bytes], number: signal.Signals, done: Done) -> int:
    """How many replications are kept of a command that was stopped; a finished one's folder is taken away."""
    out = folder / "long"
    if out.exists():
        assert files(out) == whole, "half a run under a final name"
        for path in sorted(out.iterdir()):
            path.unlink()
        out.rmdir()
    left = [path for path in folder.iterdir() if path.name.startswith(".long-")]
    if number != signal.SIGKILL:
        assert all(path.name.endswith((".partial", ".parts")) for path in left), f"rubbish is left: {left}"
        assert not list(folder.glob(".long-*.parts/*.unfinished"))
        # before the command line has begun to listen to signals, they end it as they end any program
        assert done.code in (0, 130) or (done.code == -number and not left), done
        assert len(done.err.splitlines()) == (done.code == 130), done.err
    return sum(len(path.read_text().splitlines()) for path in folder.glob(".long-*.partial"))


def _pid(running: Running) -> int:
    assert running.process.pid is not None
    return running.process.pid


def _wait_until_gone(session: int, since: float) -> None:
    while left := in_session(session):
        assert time.monotonic() < since + SOON, f"{left} are left"
        time.sleep(0.01)


def in_session(session: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            if int(fields[3]) == session and fields[0] not in "ZX":
                found.append(int(entry.name))
    return found


def too_many_jobs(place: Place) -> str:
    """--jobs 1000 for 3 replications"""
    running = Running((*LONG, "--reps", "3", "--jobs", "1000"), place.folder, os.setsid)
    most = 0
    while running.process.is_alive():
        most = max(most, len(in_session(_pid(running))))
        time.sleep(0.005)
    assert running.wait().code == 0
    assert most == 4, most
    return "3 processes and their parent"


class LittleMemory:
    """So many bytes of address space more than a process has."""

    def __init__(self, more: int) -> None:
        self.more = more

    def __call__(self) -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + self.more
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def out_of_memory_in_the_middle(place: Place) -> str:
    """0 to 64 MB of address space for a run with one process, and with two"""
    ends, said = [], ""
    for megabytes in (0, 2, 4, 8, 16, 32, 64):
        for jobs in ("1", "2"):
            hurt = LittleMemory(megabytes * 2**20)
            done = command(*LONG, "--reps", "4", "--jobs", jobs, place=place.folder, hurt=hurt)
            ends.append(done.code)
            if done.code:
                said = one_line(done)
                assert "memory" in said, said
                assert not (place.folder / "long").exists()
            assert all(path.name.endswith((".partial", ".parts")) for path in place.folder.glob(".long-*"))
    assert 1 in ends
    assert said
    return "exit 1, one line that says so"


def little_address_space(place: Place) -> str:
    """ulimit -v of 100 to 900 MB, with one process and with two"""
    said = ""
    for megabytes in (100, 400, 700, 900):
        for jobs in ("1", "2"):
            limit = f'ulimit -v {megabytes * 1024}; exec "$@"'
            words = ["sh", "-c", limit, "sh", sys.executable, "-m", "mirrorsim", *OUT, "--jobs", jobs]
            ran = subprocess.run(
                words, cwd=place.folder, capture_output=True, text=True, check=False, timeout=120, env=environment()
            )
            if megabytes == 900 or (megabytes == 700 and ran.returncode == 0):
                assert ran.returncode == 0, ran
                assert place.state() == "the whole run folder"
                continue
            said = one_line(Done(ran.returncode, ran.stdout, ran.stderr))
            assert "out of memory" in said
            place.state()
    assert said
    return "exit 1, one line that says so; with 900 MB the run"


def no_such_cluster(place: Place) -> str:
    """--cluster with no address, a closed port, an unknown host, a silent server, one that talks otherwise"""
    said = ""
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as mail:
        mail_port = mail.getsockname()[1]
        for address in ("nonsense", "tcp://127.0.0.1:1", "tcp://nowhere.invalid:8786", _at(silent), _at(mail)):
            begun = time.monotonic()
            running = Running((*OUT, "--cluster", address), place.folder, None)
            if address.endswith(f":{mail_port}"):
                with mail.accept()[0] as caller:
                    caller.sendall(b"220 mail.example ready\r\n")
                    done = running.wait()
            else:
                done = running.wait()
            said = one_line(done)
            assert address in said
            assert time.monotonic() - begun < 20, address
        assert not (place.folder / "out").exists()
    return f"exit 1, {said.replace(str(mail_port), '8025')}"


def _at(server: socket.socket) -> str:
    return f"tcp://127.0.0.1:{server.getsockname()[1]}"


PROCESSES = (
    told_to_stop, hung_up, parent_killed, too_many_jobs, out_of_memory_in_the_middle, little_address_space, no_such_cluster,
)  # fmt: skip
