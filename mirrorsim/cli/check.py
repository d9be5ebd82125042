"""``mirrorsim check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mirrorsim.cli.parameters import ScenarioFile


@click.command(epilog="Example: mirrorsim check scenarios/*.yaml")
@click.argument(
    "scenarios",
    nargs=-1,
    required=True,
    type=ScenarioFile(),
    metavar="SCENARIO...",
)
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Check with this value changed.")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as one JSON document and nothing else.")
def check(scenarios: tuple[Path, ...], settings: tuple[str, ...], as_json: bool) -> None:
    """Validate scenarios; silent when all is well.

    Every problem of every file is reported as FILE:LINE:COLUMN: path: what is wrong and what would be right.
    """
    from mirrorsim.scenario.load import check as problems_of

    problems = [problem for path in scenarios for problem in problems_of(path, settings)]
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps({"problems": [asdict(problem) for problem in problems]}, indent=1, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
    if problems:
        sys.exit(2)
