"""``mirrorsim new``."""

from __future__ import annotations

from pathlib import Path

import click

from mirrorsim.cli.parameters import ScenarioFile


@click.command(epilog="Example: mirrorsim new weekly, then: mirrorsim run weekly.yaml --reps 5")
@click.argument("name")
@click.option(
    "--from", "source", type=ScenarioFile(), metavar="SCENARIO", help="Start from this scenario, a file or a name."
)
def new(name: str, source: Path | None) -> None:
    """Write a commented scenario to start from.

    NAME.yaml is never overwritten. Beside it comes scenario.schema.json, with which an editor completes keys.
    """
    from mirrorsim.scenario.new import new as write

    try:
        path = write(name, source)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from None
    click.echo(f"{path}: change it, then: mirrorsim run {path}")
