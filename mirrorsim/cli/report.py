"""``mirrorsim report``."""

from __future__ import annotations

from pathlib import Path

import click

from mirrorsim.cli.parameters import Folder


@click.command(epilog="Example: mirrorsim report runs/factbox-1a2b3c4d")
@click.argument("run_dir", type=Folder(), metavar="RUN_DIR")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Instead of RUN_DIR/report.html."
)
def report(run_dir: Path, out: Path | None) -> None:
    """Write the report of a finished run folder.

    One HTML file that needs no network. Prints where it is.
    """
    from mirrorsim.report.html import write_report

    click.echo(write_report(run_dir, out))
