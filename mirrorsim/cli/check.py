"""``mirrorsim check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command(epilog="Example: mirrorsim check scenarios/*.yaml")
@click.argument(
    "scenarios",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="SCENARIO...",
)
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Check with this value changed.")
def check(scenarios: tuple[Path, ...], settings: tuple[str, ...]) -> None:
    """Validate scenarios; silent when all is well.

    Every problem of every file is reported as FILE:LINE:COLUMN: path: what is wrong and what would be right.
    """
    from mirrorsim.scenario.load import load_scenario
    from mirrorsim.scenario.problems import ScenarioError

    bad = False
    for path in scenarios:
        try:
            load_scenario(path, settings)
        except ScenarioError as error:
            bad = True
            click.echo(str(error), err=True)
    if bad:
        sys.exit(2)
