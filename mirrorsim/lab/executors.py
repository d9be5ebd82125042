"""Replications carried out in this process, in several, or on a Dask cluster; results do not depend on which."""

from __future__ import annotations

import dataclasses
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed, wait

from mirrorsim.lab.memory import load_libraries
from mirrorsim.lab.replication import Outcome, Task, run_replication, run_task
from mirrorsim.lab.worker_pool import Lost, WorkerPool

MOST_AT_ONCE = 8
"""Replications in one task: enough that sending it out costs little, few enough that little is waited for or lost."""


class WorkerDied(RuntimeError):
    """Workers were killed while they worked on the same replications."""


def run_tasks(
    tasks: Sequence[Task], jobs: int, done: Callable[[Outcome], None], executor: Executor | None = None
) -> Iterator[Outcome]:
    """Carry out tasks and yield their outcomes as they come in; ``done`` hears of each before.

    Never more processes are started than there are tasks. With an ``executor`` (a pool of threads or processes, a cluster's)
    that one is used and left open. A worker that is killed costs its task a second try; when that fails as well,
    :class:`WorkerDied` says which replications it was. Raises MemoryError when there is not enough, here or in a worker.
    """
    load_libraries()
    if executor is not None:
        unfinished = yield from _gather(executor, tasks, done)
        yield from _in_processes(unfinished, 1, done, tries=1)
    elif min(jobs, len(tasks)) > 1:
        yield from _in_processes(tasks, min(jobs, len(tasks)), done, tries=2)
    else:
        for task in tasks:
            for outcome in _outcomes(task):
                done(outcome)
                yield outcome


def _outcomes(task: Task) -> Iterator[Outcome]:
    """The outcomes of a task, each as it comes about."""
    return (run_replication(task, replication) for replication in task.replications)


def _in_processes(
    tasks: Sequence[Task], processes: int, done: Callable[[Outcome], None], tries: int
) -> Iterator[Outcome]:
    """Carry out tasks in processes of our own; what a dead one left of its task is tried once more.

    When it is interrupted, ``done`` still hears of all replications that are finished.
    """
    if not tasks:
        return
    with WorkerPool(_outcomes, processes) as pool:
        try:
            for this in range(1, tries + 1):
                unfinished = []
                for said in pool.work(tasks):
                    if isinstance(said, Lost):
                        unfinished.append(_rest(said))
                        if this == tries:
                            raise WorkerDied(_obituary(said))
                        continue
                    done(said)
                    yield said
                tasks = [task for task in unfinished if task.replications]
        except (KeyboardInterrupt, WorkerDied, MemoryError):
            for outcome in pool.stop():
                done(outcome)
            raise


def _rest(lost: Lost[Task, Outcome]) -> Task:
    """What is left of a task whose worker died."""
    heard = {outcome.replication for outcome in lost.results}
    return dataclasses.replace(lost.task, replications=tuple(r for r in lost.task.replications if r not in heard))


def _obituary(lost: Lost[Task, Outcome]) -> str:
    try:
        how = signal.Signals(-lost.exit_code).name
    except ValueError:
        how = f"exit code {lost.exit_code}"
    return (
        f"a worker was killed twice ({how}) while it ran {_rest(lost)}, perhaps for want of memory; finished replications"
        " are kept"
    )


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


def split_replications(replications: Sequence[int], jobs: int) -> list[tuple[int, ...]]:
    """Cut replications into runs long enough that sending them out costs little, and short enough to share the work."""
    size = max(1, min(MOST_AT_ONCE, -(-len(replications) // (4 * max(jobs, 1)))))
    return [tuple(replications[start : start + size]) for start in range(0, len(replications), size)]
