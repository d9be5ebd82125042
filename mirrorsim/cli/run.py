"""``mirrorsim run``: the project's main job."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mirrorsim.lab.result import Result
    from mirrorsim.scenario.load import Loaded

UNBALANCED = 3


@click.command(epilog="Example: mirrorsim run scenarios/factbox.yaml --set handover.meeting.no_show=100% --trace")
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--policy", "policies", multiple=True, metavar="NAME|FILE", help="Run this policy; repeatable; first is baseline."
)
@click.option("--reps", default=1, show_default=True, type=click.IntRange(1, 1_000_000), help="Replications.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed instead of the scenario's.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 1024), help="Processes to use.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Change a value; repeatable.")
@click.option(
    "--journal",
    default="first",
    show_default=True,
    type=click.Choice(["first", "all", "none"]),
    help="Which replications' journals to keep.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Run folder instead of runs/NAME-HASH.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
@click.option("--trace", is_flag=True, help="Print each event of the first replication as a dated line.")
def run(
    scenario: Path,
    policies: tuple[str, ...],
    reps: int,
    seed: int | None,
    jobs: int,
    settings: tuple[str, ...],
    journal: Literal["first", "all", "none"],
    out: Path | None,
    as_json: bool,
    quiet: bool,
    trace: bool,
) -> None:
    """Run a scenario: replications of one or many policies.

    Prints the result table; a single deal is told step by step. Writes a run folder.
    """
    from mirrorsim.lab.folder import default_folder, write_folder
    from mirrorsim.lab.run import run as run_scenario

    loaded, names = _load(scenario, settings, policies)
    chosen = loaded.variants(names)
    with _progress(len(chosen) * reps, quiet or as_json) as advance:
        result = run_scenario(loaded, names, reps, seed, jobs, journal=journal, done=lambda outcome: advance())
    folder = write_folder(result, out or default_folder(result))
    if as_json:
        import json

        click.echo(json.dumps(result.as_json(), indent=1))
    elif not quiet:
        _show(result, trace, folder)
    if not result.balanced:
        for outcome in result.outcomes:
            for finding in outcome.findings:
                click.echo(f"{outcome.policy}, replication {outcome.replication}: {finding}", err=True)
        click.echo("the books do not balance", err=True)
        sys.exit(UNBALANCED)


def _load(scenario: Path, settings: Sequence[str], policies: Sequence[str]) -> tuple[Loaded, list[str] | None]:
    """Load a scenario with the policies asked for, of which those that are files come to be named after them."""
    from mirrorsim.scenario.load import load_scenario, policy_name

    files = [Path(one) for one in policies if one.endswith((".yaml", ".yml"))]
    loaded = load_scenario(scenario, settings, files)
    names = [policy_name(Path(one)) if Path(one) in files else one for one in policies]
    for name in names:
        if name not in loaded.policies:
            from mirrorsim.units.wording import did_you_mean

            raise click.BadParameter(
                f"no policy is named {name!r}{did_you_mean(name, loaded.policies)}"
                f" (there are: {', '.join(loaded.policies)})",
                param_hint="--policy",
            )
    return loaded, names or None


@contextmanager
def _progress(total: int, silent: bool) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal, nothing elsewhere; what is yielded advances it by one replication."""
    if total == 1 or silent or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replications", total=total)
        yield lambda: bar.advance(task)


def _show(result: Result, trace: bool, folder: Path) -> None:
    from mirrorsim.report.terminal import render

    for line in render(result, trace=trace):
        click.echo(line)
    click.echo(f"run folder: {folder}")
