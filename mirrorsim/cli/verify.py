"""``mirrorsim verify``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mirrorsim.cli.parameters import Folder


@click.command(epilog="Example: mirrorsim verify runs/factbox-1a2b3c4d")
@click.argument("run_dir", type=Folder(), metavar="RUN_DIR")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
def verify(run_dir: Path, quiet: bool) -> None:
    """Check the files of a finished run against their hashes, without running anything.

    Exit code 0 only if each is as it was written. Files that are not the run's own are named and harm nothing. Whether the run
    can be made again is another question: mirrorsim replay.
    """
    from mirrorsim.lab.manifest import Damaged
    from mirrorsim.lab.manifest import verify as compare

    try:
        sound, others = compare(run_dir)
    except Damaged as damaged:
        for line in damaged.wrong:
            click.echo(line, err=True)
        sys.exit(1)
    if quiet:
        return
    click.echo(f"as written: {len(sound)} files")
    for name in others:
        click.echo(f"not the run's: {name}")
