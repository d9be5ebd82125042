"""``mirrorsim sensitivity``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mirrorsim.cli.execution import INTERRUPTED, UNBALANCED, executor_at, load_with, progress_bar
from mirrorsim.cli.parameters import CLUSTER, FORCE, JOBS, SEED, SETTINGS, MeasureName, PolicyName, ScenarioFile

if TYPE_CHECKING:
    from mirrorsim.lab.replication import Outcome
    from mirrorsim.lab.sensitivity.analysis import Analysis
    from mirrorsim.lab.sensitivity.design import Plan


@click.command(
    epilog="Example: mirrorsim sensitivity capital-flight-cap --policy cap-50k --policy cap-25k --jobs 4",
    short_help="Say how far a conclusion rests on the assumptions.",
)
@click.argument("scenario", type=ScenarioFile())
@click.option(
    "--policy",
    "policies",
    multiple=True,
    type=PolicyName(),
    metavar="NAME|FILE",
    help="Compare this policy; repeatable; the first is the baseline of the others; all unless given.",
)
@click.option(
    "--measure",
    default="throughput_usd_per_day",
    show_default=True,
    type=MeasureName(),
    metavar="NAME",
    help="In what the policies are compared.",
)
@click.option(
    "--range",
    "ranges",
    multiple=True,
    metavar="PATH=LOW..HIGH",
    help="From where to where a value goes; a|b for choices, fixed to hold it; repeatable.",
)
@click.option(
    "--ranges",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A YAML file of them, as an earlier analysis writes it.",
)
@click.option("--only", multiple=True, metavar="PATH", help="Vary nothing but this value or section; repeatable.")
@click.option(
    "--screen",
    default=10,
    show_default=True,
    type=click.IntRange(2, 10_000),
    metavar="N",
    help="Trajectories of the Morris screening.",
)
@click.option(
    "--keep",
    default=8,
    show_default=True,
    type=click.IntRange(1, 1000),
    metavar="K",
    help="Inputs that go on to Sobol indices.",
)
@click.option(
    "--samples",
    default=64,
    show_default=True,
    type=click.IntRange(2, 2**20),
    metavar="N",
    help="Blocks of the Sobol sample, a power of two; twice as many points fill the space.",
)
@click.option(
    "--reps",
    default=5,
    show_default=True,
    type=click.IntRange(2, 100_000),
    metavar="N",
    help="Replications at each point, the same everywhere.",
)
@SEED
@JOBS
@CLUSTER
@SETTINGS
@click.option("--out", type=click.Path(path_type=Path), help="Folder instead of runs/NAME-sensitivity-HASH.")
@FORCE
@click.option(
    "--plan", "only_plan", is_flag=True, help="Say what would be varied and how long it would take; stop there."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
@click.pass_context
def sensitivity(
    ctx: click.Context,
    scenario: Path,
    policies: tuple[str, ...],
    measure: str,
    ranges: tuple[str, ...],
    file: Path | None,
    only: tuple[str, ...],
    screen: int,
    keep: int,
    samples: int,
    reps: int,
    seed: int | None,
    jobs: int,
    cluster: str | None,
    settings: tuple[str, ...],
    out: Path | None,
    force: bool,
    only_plan: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say how far what a scenario shows rests on its assumptions.

    Varies every assumption, and every fact that has a range: screens them by Morris trajectories, takes Sobol indices of
    those that matter most, and says in which share of the space each policy's difference keeps its sign, and what turns it
    over. Writes a folder with the report.
    """
    from mirrorsim.lab.memory import load_libraries

    load_libraries()
    from mirrorsim.lab.checkpoint import Checkpoint
    from mirrorsim.lab.output_folder import refuse_to_overwrite, writing
    from mirrorsim.lab.run_key import code_digest, default_folder
    from mirrorsim.lab.sensitivity.analysis import Analysis
    from mirrorsim.lab.sensitivity.requests import range_requests
    from mirrorsim.report.sensitivity import input_lines, plan_lines, render

    loaded, names = load_with(scenario, settings, policies)
    analysis = Analysis.of(
        loaded, names, _plan(screen, keep, samples, reps), range_requests(ranges, file), only=only, measure=_measure(measure),
        seed=seed, jobs=jobs,
    )  # fmt: skip
    folder = out or default_folder(f"{loaded.scenario.name}-sensitivity", analysis.key, analysis.request)
    # held until the verb is over, report included
    ctx.with_resource(writing(folder))
    refuse_to_overwrite(folder, {"key": analysis.key, "request": analysis.request}, force=force)
    checkpoint = Checkpoint(folder, analysis.key, code_digest(loaded.plugins))
    analysis.finished = checkpoint.load()
    say = (lambda text: None) if quiet else lambda text: click.echo(text, err=True)
    for line in plan_lines(analysis):
        say(line)
    if analysis.finished:
        say(f"taken up again: {len(analysis.finished):,} runs were finished already")
    if not quiet and cluster is None:
        say(_say_how_long(analysis))
    if only_plan:
        if as_json:
            click.echo(json.dumps({"runs": analysis.runs, **analysis.space.as_json()}, indent=1))
        else:
            click.echo("\n".join(input_lines(analysis.space)))
        return
    begun = time.monotonic()
    try:
        with executor_at(cluster) as executor:
            analysis.executor = executor
            with progress_bar(analysis.runs - len(analysis.finished), quiet or as_json) as advance:

                def done(outcome: Outcome) -> None:
                    checkpoint.add(outcome)
                    advance()

                analysis.done = done
                found = analysis.result()
    except BaseException as error:
        checkpoint.close()
        if isinstance(error, KeyboardInterrupt):
            many = len(checkpoint.load())
            click.echo(f"interrupted; {many:,} finished runs are kept: the same command goes on from there", err=True)
            sys.exit(INTERRUPTED)
        raise
    found.save(folder, force=force)
    checkpoint.drop()
    from mirrorsim.report.html import write_report

    write_report(folder)
    say(f"took {_long(time.monotonic() - begun)}")
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=1))
    elif not quiet:
        for line in render(found.as_json()):
            click.echo(line)
        click.echo(f"folder: {folder}")
    if not found.balanced:
        for finding in found.findings:
            click.echo(finding, err=True)
        click.echo("the books do not balance", err=True)
        sys.exit(UNBALANCED)


def _plan(screen: int, keep: int, samples: int, reps: int) -> Plan:
    from mirrorsim.lab.sensitivity.design import Plan

    try:
        return Plan(screen, keep, samples, reps)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _measure(name: str) -> str:
    from mirrorsim.fields.messages import did_you_mean
    from mirrorsim.scenario.measure_names import MEASURES, is_measure

    if not is_measure(name):
        raise click.BadParameter(f"there is no measure {name!r}{did_you_mean(name, MEASURES)}", param_hint="--measure")
    return name


def _say_how_long(analysis: Analysis) -> str:
    """How long what is left would take, from one timed replication of each policy."""
    left = max(analysis.runs - len(analysis.finished), 0)
    if not left:
        return "nothing is left to run"
    seconds = left * analysis.seconds_a_run() / analysis.jobs
    return (
        f"about {_long(seconds)} with {analysis.jobs} process{'es' * (analysis.jobs > 1)} on this machine as it is now"
    )


def _long(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
