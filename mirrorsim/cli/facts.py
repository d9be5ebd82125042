"""``mirrorsim facts``."""

from __future__ import annotations

import click

from mirrorsim.cli.parameters import FactId


@click.command(epilog="Example: mirrorsim facts R07", short_help="Show where a value comes from.")
@click.argument("fact_id", type=FactId(), required=False, metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def facts(fact_id: str | None, as_json: bool) -> None:
    """Show where a value comes from: quantity, value, unit, source, status.

    Without an ID, every fact is listed in a line.
    """
    import json
    import textwrap
    from dataclasses import asdict

    from mirrorsim.scenario.facts import facts as look_up

    if fact_id is None:
        known = look_up()
        if as_json:
            click.echo(json.dumps([asdict(fact) for fact in known.values()], indent=1, ensure_ascii=False))
            return
        click.echo(f"{'id':<5}{'status':<11}quantity")
        for fact in known.values():
            click.echo(f"{fact.id:<5}{fact.status:<11}{textwrap.shorten(fact.quantity, 64, placeholder=' ...')}")
        return
    try:
        found = look_up(fact_id)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="ID") from None
    if as_json:
        click.echo(json.dumps(asdict(found), indent=1, ensure_ascii=False))
        return
    for label in ("id", "quantity", "value", "unit", "source", "status", "confidence"):
        click.echo(textwrap.fill(f"{label:<12}{getattr(found, label)}", 80, subsequent_indent=" " * 12))
