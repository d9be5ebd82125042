"""``mirrorsim schema``."""

from __future__ import annotations

import click


@click.command(epilog="Example: mirrorsim schema > scenario.schema.json")
def schema() -> None:
    """Print the JSON Schema of a scenario, for editors."""
    import json

    from mirrorsim.scenario.json_schema import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=2))
