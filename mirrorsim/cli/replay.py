"""``mirrorsim replay``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mirrorsim.cli.parameters import Folder


@click.command(epilog="Example: mirrorsim replay runs/factbox-1a2b3c4d")
@click.argument("run_dir", type=Folder(), metavar="RUN_DIR")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 1024), help="Processes to use.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
def replay(run_dir: Path, jobs: int, quiet: bool) -> None:
    """Run a finished run again from its manifest and compare.

    Exit code 0 only if every replication of every policy has the same journal, and the stored journal, events, measures and
    summary hold what comes out.
    """
    from mirrorsim.lab.memory import load_libraries

    load_libraries()
    from mirrorsim.lab.replay import replay as run_again

    found = run_again(run_dir, jobs)
    for policy, replication in found.differing:
        click.echo(f"{policy}, replication {replication}: another journal", err=True)
    for name in found.differing_files:
        click.echo(f"{run_dir / name}: holds something else than what comes out", err=True)
    if not found.same:
        sys.exit(1)
    if not quiet:
        journals = f"{found.compared} journal{'s' * (found.compared != 1)}"
        click.echo(f"the same: {journals}, byte for byte; {', '.join(found.files)}")
