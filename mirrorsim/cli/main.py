"""The group of verbs, and how failures leave the program."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from mirrorsim import __version__
from mirrorsim.cli.execution import BAD_SCENARIO, INTERRUPTED
from mirrorsim.cli.group import Lazy
from mirrorsim.cli.interruption import stopped_like_ctrl_c

VERBS = {
    "run": "mirrorsim.cli.run",
    "new": "mirrorsim.cli.new",
    "check": "mirrorsim.cli.check",
    "report": "mirrorsim.cli.report",
    "replay": "mirrorsim.cli.replay",
    "verify": "mirrorsim.cli.verify",
    "export": "mirrorsim.cli.export",
    "sensitivity": "mirrorsim.cli.sensitivity",
    "exercise": "mirrorsim.cli.exercise",
    "facts": "mirrorsim.cli.facts",
    "schema": "mirrorsim.cli.schema",
}
"""Each verb and the module that has a command of its name, in the order of ``--help``. A new verb is one line here."""


class Verbs(Lazy):
    """A group whose verbs fail with one clear line: 2 for a bad scenario, 1 for anything else, 130 when interrupted."""

    def main(self, *arguments: Any, **named: Any) -> Any:
        """Run the program; with the texts of help, schema and charts, which are docstrings, whatever PYTHONOPTIMIZE says."""
        if sys.flags.optimize > 1 and not arguments and named.get("args") is None:
            keep_docstrings = os.environ | {"PYTHONOPTIMIZE": "1"}
            os.execve(sys.executable, [sys.executable, "-m", "mirrorsim", *sys.argv[1:]], keep_docstrings)
        return super().main(*arguments, **named)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb and turn what it raises into a line and an exit code."""
        try:
            with stopped_like_ctrl_c():
                return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # the reader of our output has gone (`| head`): nothing to say, and nobody to say it to
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            ctx.exit(_explain(error))


def _explain(error: Exception) -> int:
    from mirrorsim.scenario.problems import ScenarioError

    if isinstance(error, ScenarioError):
        click.echo(str(error), err=True)
        return BAD_SCENARIO
    from mirrorsim.lab.memory import is_out_of_memory

    if is_out_of_memory(error):
        click.echo(f"mirrorsim: out of memory{': ' * bool(str(error))}{' '.join(str(error).split())}", err=True)
        return 1
    if isinstance(error, OSError) and error.strerror:
        click.echo(f"{error.filename or 'mirrorsim'}: {error.strerror}", err=True)
        return 1
    click.echo(f"mirrorsim: {' '.join(str(error).split()) or type(error).__name__}", err=True)
    return 1


@click.group(cls=Verbs, table=VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mirrorsim")
@click.option("--debug", is_flag=True, help="Show the traceback of a failure.")
def main(debug: bool) -> None:
    """Simulate the mirror-transaction scheme, for those who fight it.

    A scenario is a YAML file, or the name of one that comes along. `mirrorsim run` lists those; start with: mirrorsim run
    factbox
    """
