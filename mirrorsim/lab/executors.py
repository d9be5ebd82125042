"""Replications carried out in this process, in several, or on a Dask cluster; results do not depend on which."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed, wait
from contextlib import contextmanager

from mirrorsim.lab.replication import Outcome, Task, run_replication, run_task

MOST_AT_ONCE = 8
"""Replications in one task: enough that sending it out costs little, few enough that little is waited for or lost."""


class WorkerDied(RuntimeError):
    """Workers were killed while they worked on the same replications."""


def run_tasks(
    tasks: Sequence[Task], jobs: int, done: Callable[[Outcome], None], executor: Executor | None = None
) -> Iterator[Outcome]:
    """Carry out tasks and yield their outcomes as they come in; ``done`` hears of each before.

    With an ``executor`` (a pool of threads or processes, a cluster's) that one is used and left open. A worker that is
    killed costs its task a second try; when that fails as well, :class:`WorkerDied` says which replications it was.
    """
    if executor is None and jobs <= 1:
        for task in tasks:
            for replication in task.replications:
                outcome = run_replication(task, replication)
                done(outcome)
                yield outcome
        return
    pool = executor or ProcessPoolExecutor(jobs, initializer=_leave_interrupts_to_the_parent)
    try:
        unfinished = yield from _gather(pool, tasks, done)
    finally:
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)
    # a worker that dies takes its pool with it: what is left is tried once more, each task in a process of its own, so
    # that a second death can be laid at the right door
    for task in unfinished:
        with ProcessPoolExecutor(1, initializer=_leave_interrupts_to_the_parent) as alone:
            if (yield from _gather(alone, [task], done)):
                raise WorkerDied(f"a worker was killed twice while it ran {task}; finished replications are kept")


def _gather(
    pool: Executor, tasks: Sequence[Task], done: Callable[[Outcome], None]
) -> Generator[Outcome, None, list[Task]]:
    """Yield outcomes as their tasks are finished; return the tasks whose workers died.

    When it is interrupted, tasks under way are still waited for, and ``done`` hears of all that is finished.
    """
    futures: dict[Future[list[Outcome]], Task] = {pool.submit(run_task, task): task for task in tasks}
    heard: set[Future[list[Outcome]]] = set()
    died: list[Task] = []
    try:
        for future in as_completed(futures):
            heard.add(future)
            try:
                outcomes = future.result()
            except BrokenExecutor:
                died.append(futures[future])
                continue
            for outcome in outcomes:
                done(outcome)
            yield from outcomes
    except KeyboardInterrupt:
        under_way = [future for future in futures if future not in heard and not future.cancel()]
        for future in wait(under_way).done:
            if future.exception() is None:
                for outcome in future.result():
                    done(outcome)
        raise
    return sorted(died, key=lambda task: (task.policy, task.replications, task.region))


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def split_replications(replications: Sequence[int], jobs: int) -> list[tuple[int, ...]]:
    """Cut replications into runs long enough that sending them out costs little, and short enough to share the work."""
    size = max(1, min(MOST_AT_ONCE, -(-len(replications) // (4 * max(jobs, 1)))))
    return [tuple(replications[start : start + size]) for start in range(0, len(replications), size)]


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """Connect to the scheduler at ``address`` (such as ``tcp://10.0.0.5:8786``) and hand out its executor.

    Needs the extra ``cluster`` here, and mirrorsim in the same version on every worker. Raises ConnectionError when there
    is no scheduler, and ValueError when the extra is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("--cluster needs Dask: pip install 'mirrorsim[cluster]'") from None
    try:
        client = Client(address, timeout="15s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ConnectionError(f"no Dask scheduler answers at {address}: {' '.join(str(error).split())}") from None
    with client:
        yield client.get_executor(pure=False)
