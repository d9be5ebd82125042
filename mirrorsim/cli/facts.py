"""``mirrorsim facts``."""

from __future__ import annotations

import click


@click.command(epilog="Example: mirrorsim facts R07", short_help="Show where a value comes from.")
@click.argument("fact_id", required=False, metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def facts(fact_id: str | None, as_json: bool) -> None:
    """Show where a value comes from: quantity, value, unit, source, status.

    Without an ID, every fact is listed in a line.
    """
    import json
    import textwrap
    from dataclasses import asdict

    from mirrorsim.scenario.facts import closest, load_facts

    known = load_facts()
    if fact_id is None:
        if as_json:
            click.echo(json.dumps([asdict(fact) for fact in known.values()], indent=1, ensure_ascii=False))
            return
        click.echo(f"{'id':<5}{'status':<11}quantity")
        for fact in known.values():
            click.echo(f"{fact.id:<5}{fact.status:<11}{textwrap.shorten(fact.quantity, 64, placeholder=' ...')}")
        return
    found = known.get(_usual(fact_id))
    if found is None:
        near = closest(fact_id)
        raise click.BadParameter(
            f"no fact has the id {fact_id!r}" + (f"; did you mean {near[0]}?" if near else ""), param_hint="ID"
        )
    if as_json:
        click.echo(json.dumps(asdict(found), indent=1, ensure_ascii=False))
        return
    for label in ("id", "quantity", "value", "unit", "source", "status", "confidence"):
        click.echo(textwrap.fill(f"{label:<12}{getattr(found, label)}", 80, subsequent_indent=" " * 12))


def _usual(fact_id: str) -> str:
    """An id as the facts spell it: ``e1`` is E01."""
    letters = fact_id.rstrip("0123456789")
    digits = fact_id[len(letters) :]
    return letters.upper() + (digits.zfill(2) if len(letters) == 1 and digits else digits)
