"""``mirrorsim run``: the project's main job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from click.core import ParameterSource

from mirrorsim.cli.execution import IMPRECISE, INTERRUPTED, UNBALANCED, executor_at, load_with, progress_bar
from mirrorsim.cli.parameters import CLUSTER, FORCE, JOBS, SEED, SETTINGS, MeasureName, OneOf, PolicyName, ScenarioFile

if TYPE_CHECKING:
    from mirrorsim.lab.precision import Precision
    from mirrorsim.lab.replication import Outcome
    from mirrorsim.lab.result import Result


@click.command(epilog="Example: mirrorsim run factbox --set handover.meeting.no_show=100% --trace")
@click.argument("scenario", type=ScenarioFile(), required=False)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    type=PolicyName(),
    metavar="NAME|FILE",
    help="Run this policy; repeatable; first is baseline.",
)
@click.option("--reps", type=click.IntRange(1, 1_000_000), metavar="N", help="Replications; 1 unless given.")
@click.option(
    "--precision",
    type=float,
    metavar="X",
    help="Replicate until intervals are X to either side, in the unit of the measure.",
)
@click.option(
    "--max-reps", type=click.IntRange(1, 1_000_000), metavar="N", help="With --precision: stop here; 1000 unless given."
)
@click.option(
    "--precision-of",
    type=MeasureName(),
    metavar="MEASURE",
    help="With --precision: of which measure; throughput_usd_per_day unless given.",
)
@SEED
@JOBS
@CLUSTER
@click.option(
    "--warm-up", default="0 s", metavar="DURATION|auto", help="Do not measure this long at the start; auto: by MSER-5."
)
@SETTINGS
@click.option(
    "--journal",
    default="first",
    show_default=True,
    type=OneOf(["first", "all", "none"]),
    help="Which replications' journals to keep.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Run folder instead of runs/NAME-HASH.")
@FORCE
@click.option("--no-report", is_flag=True, help="Do not write the HTML report into the run folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
@click.option("--trace", is_flag=True, help="Print each event of the first replication as a dated line.")
@click.pass_context
def run(
    ctx: click.Context,
    scenario: Path | None,
    policies: tuple[str, ...],
    reps: int | None,
    precision: float | None,
    max_reps: int | None,
    precision_of: str | None,
    seed: int | None,
    jobs: int,
    cluster: str | None,
    warm_up: str,
    settings: tuple[str, ...],
    journal: Literal["first", "all", "none"],
    out: Path | None,
    force: bool,
    no_report: bool,
    as_json: bool,
    quiet: bool,
    trace: bool,
) -> None:
    """Run a scenario: replications of one or many policies.

    SCENARIO is a file or the name of a shipped scenario; without anything, those are listed. Prints the result table; a
    single deal is told step by step. Writes a run folder.
    """
    if scenario is None:
        _list_shipped(ctx)
        return
    from mirrorsim.lab.memory import WRITING, load_libraries, make_sure_of

    load_libraries()
    from mirrorsim.lab.checkpoint import Checkpoint
    from mirrorsim.lab.output_folder import refuse_to_overwrite, writing
    from mirrorsim.lab.run import run as run_scenario
    from mirrorsim.lab.run_key import code_digest, default_folder, run_key
    from mirrorsim.scenario.measure_names import is_measure

    stop = _stopping_rule(reps, precision, max_reps, precision_of)
    loaded, names = load_with(scenario, settings, policies)
    chosen = [variant.name for variant in loaded.variants(names)]
    for path in sorted({path for name in chosen for path in loaded.policies[name].never}):
        click.echo(f"{path} has no effect: its date is after the scenario's end", err=True)
    seed = loaded.scenario.seed if seed is None else seed
    unmeasured = _warm_up(warm_up)
    if isinstance(unmeasured, int) and unmeasured >= loaded.scenario.ticks:
        raise click.BadParameter("is as long as the horizon: nothing is left to measure", param_hint="--warm-up")
    if stop is not None and not is_measure(stop.measure):
        from mirrorsim.fields.messages import did_you_mean, see
        from mirrorsim.scenario.measure_names import MEASURES

        hint = did_you_mean(stop.measure, MEASURES) or see("Measures")
        raise click.BadParameter(f"there is no measure {stop.measure!r}{hint}", param_hint="--precision-of")
    depends_on = run_key(loaded, chosen, seed, unmeasured)
    folder = out or default_folder(loaded.scenario.name, depends_on, str(stop or reps or 1))
    # held until the verb is over, report included
    ctx.with_resource(writing(folder))
    refuse_to_overwrite(folder, _wanted(depends_on, journal, None if stop else reps or 1), force=force)
    checkpoint = Checkpoint(folder, depends_on, code_digest(loaded.plugins))
    finished = checkpoint.load()
    if finished and not quiet:
        click.echo(f"taken up again: {len(finished)} replications were finished already", err=True)
    if not quiet and not as_json:
        from mirrorsim.cli.cost import tell_cost
        from mirrorsim.lab.run import BATCH

        left = (reps or (BATCH if stop else 1)) - len(finished) // len(chosen)
        tell_cost(loaded.variants(names), max(left, 1), jobs, at_least=stop is not None)
    total = len(chosen) * (reps or 1) - len(finished) if stop is None else None
    try:
        with progress_bar(total, quiet or as_json) as advance, executor_at(cluster) as executor:

            def done(outcome: Outcome) -> None:
                checkpoint.add(outcome)
                advance()

            result = run_scenario(
                loaded, names, reps or 1, seed, jobs,
                precision=stop, warm_up=unmeasured, journal=journal, done=done, executor=executor, finished=finished,
                # a trace is told from memory, and a cluster's workers may not see this disk
                spool=None if trace or cluster else checkpoint.journal_parts,
            )  # fmt: skip
    except BaseException as error:
        checkpoint.close()
        if isinstance(error, KeyboardInterrupt):
            kept = len(checkpoint.load())
            click.echo(
                f"interrupted; {kept} finished replications are kept: the same command goes on from there", err=True
            )
            sys.exit(INTERRUPTED)
        raise
    make_sure_of(WRITING, "writing the run folder needs")
    result.save(folder, force=force)
    checkpoint.drop()
    if not no_report:
        from mirrorsim.report.html import write_report

        write_report(folder)
    if as_json:
        import json

        click.echo(json.dumps(result.as_json(), indent=1))
    elif not quiet:
        _show(result, trace, folder)
    if not result.balanced:
        for outcome in result.outcomes:
            for finding in outcome.findings:
                click.echo(f"{outcome.policy}, replication {outcome.replication}: {finding}", err=True)
        click.echo("the books do not balance", err=True)
        sys.exit(UNBALANCED)
    if stop is not None and not stop.reached(result):
        click.echo(
            f"the precision was not reached: {stop.measure} is within ±{max(stop.widths(result)):,.4g} "
            f"after {result.replications} replications, not ±{stop.half_width:,.4g}",
            err=True,
        )
        sys.exit(IMPRECISE)


def _list_shipped(ctx: click.Context) -> None:
    """List what can be run by name. Raises UsageError when options ask for more than that."""
    import textwrap

    from mirrorsim.scenario.shipped import shipped, title_of

    given = [name for name in ctx.params if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
    if given:
        raise click.UsageError("which scenario? give a file, or a name that mirrorsim run lists")
    click.echo("Scenarios that come with mirrorsim:")
    for name, file in shipped().items():
        lines = textwrap.wrap(title_of(file), 54) or [""]
        click.echo(f"  {name:<22}{lines[0]}")
        for line in lines[1:]:
            click.echo(f"{line:>{24 + len(line)}}")
    click.echo("Run one, from anywhere: mirrorsim run factbox")
    click.echo("Write one of your own:  mirrorsim new NAME, or mirrorsim new NAME --from factbox")


def _stopping_rule(
    reps: int | None, precision: float | None, max_reps: int | None, measure: str | None
) -> Precision | None:
    from mirrorsim.lab.precision import Precision

    if precision is None:
        if max_reps is not None or measure is not None:
            raise click.UsageError("--max-reps and --precision-of go with --precision")
        return None
    if reps is not None:
        raise click.UsageError("give --reps or --precision, not both")
    try:
        return Precision(precision, max_reps or 1000, measure or "throughput_usd_per_day")
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _wanted(key: str, journal: str, reps: int | None) -> dict[str, object]:
    """What is known beforehand of the run's manifest; with ``--precision`` the number of replications is not."""
    if reps is None:
        return {"key": key}
    kept = {"first": [0], "all": list(range(reps)), "none": []}[journal]
    return {"key": key, "replications": reps, "kept": kept}


def _warm_up(text: str) -> int | Literal["auto"]:
    from mirrorsim.units.time import parse_duration

    if text.strip() == "auto":
        return "auto"
    try:
        return parse_duration(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--warm-up") from None


def _show(result: Result, trace: bool, folder: Path) -> None:
    from mirrorsim.report.terminal import render

    for line in render(result, trace=trace):
        click.echo(line)
    click.echo(f"run folder: {folder}")
