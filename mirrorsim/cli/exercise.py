"""``mirrorsim exercise``: build a training exercise, mark its answers, open it for a class."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from mirrorsim.cli.group import Guessing
from mirrorsim.cli.parameters import SETTINGS, Folder, ScenarioFile


@click.group(cls=Guessing, epilog="Example: mirrorsim exercise build first-look --out pack")
def exercise() -> None:
    """Build a training exercise from a scenario, mark its answers, open it for a class."""


@exercise.command(epilog="Example: mirrorsim exercise build first-look --out pack")
@click.argument("scenario", type=ScenarioFile())
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The folder to write.")
@SETTINGS
@click.option("--force", is_flag=True, help="Build even where a class's session is, and lose it.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
def build(scenario: Path, out: Path, settings: tuple[str, ...], force: bool, quiet: bool) -> None:
    """Write a participant pack and a facilitator pack.

    DIR/participant is for the teams. DIR/facilitator has the key: keep it from them.
    """
    from mirrorsim.lab.memory import load_libraries

    load_libraries()
    from mirrorsim.exercise import build as build_pack
    from mirrorsim.scenario.load import load_scenario

    built = build_pack(load_scenario(scenario, settings), out, force=force)
    if not quiet:
        click.echo(f"{built.folder / 'participant'}: {built.records} records, for the teams")
        click.echo(f"{built.folder / 'facilitator'}: the key to {built.entities} answers, for the facilitator only")


@exercise.command(epilog="Example: mirrorsim exercise grade pack answers.yaml")
@click.argument("pack", type=Folder(), metavar="DIR")
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def grade(pack: Path, answers: Path, as_json: bool) -> None:
    """Mark an answer sheet against the key.

    DIR is what `exercise build` wrote. Each mark comes with its reason, the records that show it, and the public source.
    """
    from mirrorsim.exercise import grade as mark

    graded = mark(pack, answers)
    if as_json:
        import json

        click.echo(json.dumps(graded.as_json(), indent=1, ensure_ascii=False))
        return
    for line in graded.lines():
        click.echo(line)


@exercise.command(epilog="Example: mirrorsim exercise serve pack")
@click.argument("pack", type=Folder(), metavar="DIR")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another address needs a --trainer-password.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--trainer-password", help="The trainer's password; one is made up and printed when none is given.")
def serve(pack: Path, host: str, port: int, trainer_password: str | None) -> None:
    """Open an exercise for a class, in the browser.

    DIR is what `exercise build` wrote. Whatever happens is kept in DIR/session.sqlite: stop it, start it again, go on.
    """
    from mirrorsim.exercise.classroom.server import is_loopback
    from mirrorsim.exercise.classroom.server import serve as open_class

    if not is_loopback(host) and not trainer_password:
        raise click.UsageError(f"--host {host} is open to others: give a --trainer-password as well")
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        # the server closes the session on these itself, but does not know this one
        signal.signal(signal.SIGHUP, lambda number, frame: signal.raise_signal(signal.SIGTERM))
    open_class(pack, host, port, trainer_password)
