"""A pool of processes: how many there are, how they fail, what is left of their work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorsim.lab.memory import LIBRARIES, is_out_of_memory
from mirrorsim.lab.worker_pool import FailedThere, Lost, WorkerPool


class _Unportable(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")
        self.lock = threading.Lock()  # which cannot be sent to another process


def _work(task: str) -> Iterator[object]:
    what, _, arguments = task.partition(" ")
    if what == "pid":
        time.sleep(0.1)
        yield os.getpid()
    elif what == "die":
        yield "before"
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "fail":
        raise LookupError(arguments)
    elif what == "memory":
        raise MemoryError
    elif what == "linger":
        yield "first"
        try:
            time.sleep(600)
        finally:
            Path(arguments).write_text("cleaned up")
    elif what == "streams":
        yield [os.readlink(f"/proc/self/fd/{number}") for number in (0, 1, 2)]


def _all(tasks: list[str], size: int) -> list[object]:
    with WorkerPool(_work, size) as pool:
        return list(pool.work(tasks))


def test_there_are_no_more_processes_than_tasks_or_than_asked_for() -> None:
    assert len(set(_all(["pid"] * 3, 1000))) == 3
    assert len(set(_all(["pid"] * 12, 2))) == 2
    assert os.getpid() not in _all(["pid"], 1)
    assert _all([], 4) == []


def test_a_dead_worker_is_told_with_what_it_had_done() -> None:
    said = _all(["die now"], 2)
    (lost,) = [one for one in said if isinstance(one, Lost)]
    assert (lost.task, lost.exit_code, lost.results) == ("die now", -signal.SIGKILL, ["before"])
    assert said[0] == "before"


def test_what_a_worker_raises_is_raised_here_with_its_traceback() -> None:
    with pytest.raises(LookupError, match="this") as caught:
        _all(["fail this"], 1)
    assert isinstance(caught.value.__cause__, FailedThere)
    assert "in _work" in str(caught.value.__cause__)


def test_an_exception_that_cannot_be_sent_is_told_in_words() -> None:
    def fails(task: str) -> Iterator[object]:
        raise _Unportable("one", "other")

    with WorkerPool(fails, 1) as pool, pytest.raises(RuntimeError, match="_Unportable: one and other"):
        list(pool.work(["x"]))


def test_a_worker_without_memory_is_a_memory_error_here() -> None:
    with pytest.raises(MemoryError, match="a process ran out of memory while it ran memory"):
        _all(["memory"], 1)


def test_a_stop_hands_over_what_is_finished_and_lets_workers_clean_up(tmp_path: Path) -> None:
    marks = [tmp_path / "a", tmp_path / "b"]
    pool: WorkerPool[str, object] = WorkerPool(_work, 2)
    work = pool.work([f"linger {mark}" for mark in marks])
    assert next(work) == "first"
    time.sleep(0.3)  # the other one has said it by then as well
    assert list(pool.stop()) in (["first"], [])
    assert [mark.read_text() for mark in marks] == ["cleaned up"] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_read_and_write_nowhere() -> None:
    assert _all(["streams"], 1) == [[os.devnull] * 3]


def test_where_no_more_processes_can_be_started_those_there_do_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    pool: WorkerPool[str, object] = WorkerPool(_work, 4)
    start, started = pool._start, []

    def start_two() -> object:
        if len(started) == 2:
            raise BlockingIOError("Resource temporarily unavailable")
        started.append(start())
        return started[-1]

    monkeypatch.setattr(pool, "_start", start_two)
    with pool:
        assert len(set(pool.work(["pid"] * 8))) == 2
    assert len(started) == 2


def test_want_of_memory_is_told_from_other_failures() -> None:
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(OSError(12, "Cannot allocate memory"))
    assert is_out_of_memory(ImportError("libarrow.so: failed to map segment from shared object"))
    assert is_out_of_memory(RuntimeError("can't start new thread"))
    assert not is_out_of_memory(OSError(2, "No such file or directory"))
    assert not is_out_of_memory(ImportError("No module named 'x'"))


def test_libraries_take_no_more_room_than_is_made_sure_of() -> None:
    """Each library is loaded after the ones before it; what it adds to the address space stays within what is said of it."""
    program = f"""
import os
def size(): return int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGESIZE") // 2**20
for name in {list(LIBRARIES)}:
    before = size()
    __import__(name)
    if name == "numpy":
        import numpy
        numpy.ones((64, 64)) @ numpy.ones((64, 64))
    print(name, size() - before)
"""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    taken = {name: int(size) for name, size in (line.split() for line in done.stdout.splitlines())}
    assert taken.keys() == LIBRARIES.keys()
    assert sum(taken.values()) > 100
    assert sum(taken.values()) < sum(LIBRARIES.values()), taken
