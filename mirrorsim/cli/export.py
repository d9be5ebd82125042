"""``mirrorsim export``."""

from __future__ import annotations

from pathlib import Path

import click

from mirrorsim.cli.parameters import Folder, OneOf
from mirrorsim.exports.formats import FORMATS, as_text, described
from mirrorsim.exports.layout import Unavailable
from mirrorsim.fields.messages import listed


@click.command(epilog="Example: mirrorsim export runs/factbox-1a2b3c4d --format parquet")
@click.argument("run_dir", type=Folder(), metavar="RUN_DIR", required=False)
@click.option("--format", "wanted", type=OneOf(list(FORMATS)), metavar="F", help=f"{listed(FORMATS)}.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="Instead of a place beside RUN_DIR.")
@click.option("--policy", metavar="NAME", help="Only this policy.")
@click.option("--replication", type=click.IntRange(0), metavar="N", help="Only this replication.")
@click.option("--region", default="", metavar="NAME", help="The region whose books they are, of a run with regions.")
@click.option("--describe", is_flag=True, help="Print what each column means, instead of writing anything.")
@click.option("--json", "as_json", is_flag=True, help="With --describe: print one JSON document and nothing else.")
def export(
    run_dir: Path | None,
    wanted: str | None,
    out: Path | None,
    policy: str | None,
    replication: int | None,
    region: str,
    describe: bool,
    as_json: bool,
) -> None:
    """Write a finished run in the format of another tool.

    Prints where it is: beside RUN_DIR, and named after it, unless --out says otherwise. All formats but csv and parquet
    hold one replication of one policy: the first, or the one that is named.
    """
    if describe:
        click.echo(_described(wanted, as_json=as_json))
        return
    if as_json:
        raise click.UsageError("--json goes with --describe")
    if run_dir is None:
        raise click.UsageError("which run? give a RUN_DIR, or --describe to see what each format holds")
    if wanted is None:
        raise click.UsageError(f"which format? give --format {listed(FORMATS)}")
    from mirrorsim.exports.run_reader import open_run
    from mirrorsim.exports.write import export as write

    try:
        click.echo(write(run_dir, wanted, out, policy=policy, replication=replication, region=region))
        kept = open_run(run_dir, policy, replication, region).kept
    except Unavailable as error:
        raise click.UsageError(str(error)) from None
    if FORMATS[wanted].one_run and len(kept) > 1:
        click.echo(
            f"It holds {kept[0].policy}, replication {kept[0].replication}, of {len(kept)} that are kept.", err=True
        )


def _described(wanted: str | None, *, as_json: bool) -> str:
    import json

    formats = [one for name, one in FORMATS.items() if wanted in (None, name)]
    return json.dumps(described(formats), indent=1, ensure_ascii=False) if as_json else as_text(formats)
