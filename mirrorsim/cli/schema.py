"""``mirrorsim schema``."""

from __future__ import annotations

import click


@click.command(epilog="Example: mirrorsim schema > scenario.schema.json")
def schema() -> None:
    """Print the JSON Schema of a scenario, for editors."""
    from mirrorsim.scenario.validation import schema_text

    click.echo(schema_text(), nl=False)
