"""Processes that work on tasks and hand back results one by one: none outlives its parent, none holds what the parent writes to.

There is no thread in the parent, so that whatever fails here, for want of memory say, fails in the caller.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, TypeVar

from mirrorsim.lab.memory import is_out_of_memory
from mirrorsim.lab.parent_watch import end_with_the_parent

T = TypeVar("T")
R = TypeVar("R")

OUT_OF_MEMORY = 77
"""The exit code of a worker that has no memory left, not even to say so."""
GRACE = 1.0
"""Seconds in which a worker that is told to stop cleans up; then it is killed."""
_STOPS = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class FailedThere(Exception):
    """The traceback of an exception that was raised in a worker, as its cause."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


@dataclass
class Lost(Generic[T, R]):
    """A task whose worker died: how it ended (negative: the signal), and what it had handed back by then."""

    task: T
    exit_code: int
    results: list[R]


@dataclass(eq=False)
class _Worker(Generic[T, R]):
    process: BaseProcess
    connection: Connection
    task: T | None = None
    results: list[R] = field(default_factory=list)
    """Of the task that it is at."""


class WorkerPool(Generic[T, R]):
    """At most ``size`` processes, each started when there is a task for it, in which ``function`` turns a task into results.

    Leave it as a context: then its processes have ended. They are forked where the system starts processes so by its nature
    (Linux), and started afresh elsewhere.
    """

    def __init__(self, function: Callable[[T], Iterable[R]], size: int) -> None:
        self._function, self._size = function, size
        self._context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        self._workers: list[_Worker[T, R]] = []
        self._lifeline: tuple[Connection, Connection] = self._context.Pipe(duplex=False)

    def __enter__(self) -> WorkerPool[T, R]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in self.stop():
            pass
        for end in self._lifeline:
            end.close()

    def work(self, tasks: Sequence[T]) -> Iterator[R | Lost[T, R]]:
        """Carry out tasks; yield each result as it comes in, and each task whose worker died.

        An exception of ``function`` is raised here; MemoryError when a worker had no memory left. OSError when not even one
        process can be started.
        """
        waiting = deque(tasks)
        while True:
            while waiting and (worker := self._idle(len(waiting))) is not None:
                worker.task, worker.results = waiting.popleft(), []
                with contextlib.suppress(OSError):  # it has died: that shows when it is listened to
                    worker.connection.send(worker.task)
            busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
            if not busy:
                return
            for connection in wait(list(busy)):
                said = self._hear(busy[connection])  # type: ignore[index]
                if said is not None:
                    yield said

    def stop(self) -> Iterator[R]:
        """End all processes, and yield the results that they had finished by then."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.process.terminate()
        deadline = time.monotonic() + GRACE
        for worker in workers:
            with contextlib.suppress(OSError, EOFError):
                while worker.connection.poll(max(deadline - time.monotonic(), 0)):
                    kind, what = worker.connection.recv()
                    if kind == "result":
                        yield what
            worker.connection.close()
        for worker in workers:
            worker.process.join(max(deadline - time.monotonic(), 0))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def _idle(self, wanted: int) -> _Worker[T, R] | None:
        """A worker without a task, started if need be; None when all are busy and no more may or can be started."""
        idle = next((worker for worker in self._workers if worker.task is None), None)
        if idle is None and len(self._workers) < self._size:
            try:
                idle = self._start()
            except OSError:
                if not self._workers:
                    raise
                self._size = len(self._workers)  # the system has no room for more: these do the work
        return idle

    def _start(self) -> _Worker[T, R]:
        ours, theirs = self._context.Pipe()
        try:
            foreign = [ours, self._lifeline[1], *(worker.connection for worker in self._workers)]
            process = self._context.Process(
                target=_serve,
                # a process that is started afresh inherits nothing that it would have to close
                args=(self._function, theirs, self._lifeline[0], foreign if _forks(self._context) else [], os.getpid()),
                daemon=True,
            )
            with _signals_wait():
                process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        worker = _Worker[T, R](process, ours)
        self._workers.append(worker)
        return worker

    def _hear(self, worker: _Worker[T, R]) -> R | Lost[T, R] | None:
        try:
            kind, what = worker.connection.recv()
        except (EOFError, OSError):
            return self._bury(worker)
        if kind == "result":
            worker.results.append(what)
            result: R = what
            return result
        worker.task = None
        if kind == "failed":
            error, said = what
            raise error from FailedThere(said)
        return None

    def _bury(self, worker: _Worker[T, R]) -> Lost[T, R]:
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join(GRACE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        code = worker.process.exitcode
        if code == OUT_OF_MEMORY:
            raise MemoryError(f"a process ran out of memory while it ran {worker.task}")
        assert worker.task is not None
        return Lost(worker.task, 0 if code is None else code, worker.results)


def _forks(context: Any) -> bool:
    return bool(context.get_start_method() == "fork")


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Hold back what would stop the program while a process is started: neither half of it must be hit before it is ready."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# -- in the worker ------------------------------------------------------------------------------------------------------


def _serve(
    function: Callable[[Any], Iterable[Any]],
    connection: Connection,
    lifeline: Connection,
    foreign: Sequence[Connection],
    parent: int,
) -> None:
    """Carry out tasks until there are no more, or no parent."""
    try:
        for end in foreign:
            end.close()
        _let_go_of_standard_streams(keep={connection.fileno(), lifeline.fileno()})
        end_with_the_parent(parent, lifeline)
        _leave_signals_to_the_parent()
        while True:
            try:
                task = connection.recv()
            except (EOFError, ConnectionError):
                return
            _carry_out(function, task, connection)
    except BaseException as error:
        if is_out_of_memory(error):
            os._exit(OUT_OF_MEMORY)
        raise


def _carry_out(function: Callable[[Any], Iterable[Any]], task: Any, connection: Connection) -> None:
    try:
        for result in function(task):
            connection.send(("result", result))
    except Exception as error:
        if is_out_of_memory(error):
            raise
        connection.send(("failed", (_portable(error), traceback.format_exc())))
        return
    connection.send(("done", None))


def _portable(error: Exception) -> Exception:
    """The exception, if it can be sent; else one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _let_go_of_standard_streams(keep: set[int]) -> None:
    """Read nothing, write nowhere: whoever reads the parent's output waits until all who could write to it have ended."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in {0, 1, 2} - keep:  # where the parent has none of these, others have their numbers
        os.dup2(nowhere, number)
    if nowhere > 2:
        os.close(nowhere)


def _leave_signals_to_the_parent() -> None:
    """Ctrl-C and the end of a session come to all processes of a terminal: the parent tells what follows, by SIGTERM."""

    def stop(number: int, frame: object) -> None:
        sys.exit(128 + number)

    for number in _STOPS - {signal.SIGTERM}:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
