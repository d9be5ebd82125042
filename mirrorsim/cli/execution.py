"""What verbs that run many replications share: exit codes, loading with policies, executors, a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from mirrorsim.scenario.load import Loaded

BAD_SCENARIO, UNBALANCED, IMPRECISE, INTERRUPTED = 2, 3, 4, 130
"""Exit codes besides 0, and 1 for any other failure."""


@contextmanager
def executor_at(address: str | None) -> Iterator[Executor | None]:
    """The executor of the Dask cluster whose scheduler is there; None without an address."""
    if address is None:
        yield None
        return
    from mirrorsim.lab.cluster import cluster_executor

    with cluster_executor(address) as executor:
        yield executor


def load_with(scenario: Path, settings: Sequence[str], policies: Sequence[str]) -> tuple[Loaded, list[str] | None]:
    """Load a scenario with the policies asked for, of which those that are files come to be named after them."""
    from mirrorsim.scenario.load import load_scenario, policy_name

    files = [Path(one) for one in policies if one.endswith((".yaml", ".yml"))]
    _once_each(policies)
    loaded = load_scenario(scenario, settings, files)
    names = [policy_name(Path(one)) if Path(one) in files else one for one in policies]
    _once_each(names)
    for name in names:
        if name not in loaded.policies:
            from mirrorsim.fields.messages import did_you_mean

            raise click.BadParameter(
                f"no policy is named {name!r}{did_you_mean(name, loaded.policies)}"
                f" (there are: {', '.join(loaded.policies)})",
                param_hint="--policy",
            )
    return loaded, names or None


def _once_each(policies: Sequence[str]) -> None:
    for one in policies:
        if policies.count(one) > 1:
            raise click.BadParameter(f"{one!r} is there twice: name each policy once", param_hint="--policy")


@contextmanager
def progress_bar(total: int | None, silent: bool) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal, nothing elsewhere; what is yielded advances it by one replication."""
    if total == 1 or silent or sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replications", total=total)
        yield lambda: bar.advance(task)
