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
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write each of its figures into DIR too, as NAME.svg.",
)
def report(run_dir: Path, out: Path | None, pictures: Path | None) -> None:
    """Write the report of a finished run folder.

    One HTML file that needs no network. Prints where it is, and where the pictures are.
    """
    from mirrorsim.report.html import write_report

    click.echo(write_report(run_dir, out))
    if pictures is not None:
        from mirrorsim.report.html.pictures import write_pictures

        for path in write_pictures(run_dir, pictures):
            click.echo(path)
