"""Options that several verbs have in the same words."""

from __future__ import annotations

import click

SEED = click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="N", help="Seed instead of the scenario's.")
JOBS = click.option(
    "--jobs", default=1, show_default=True, type=click.IntRange(1, 1024), metavar="J", help="Processes to use."
)
CLUSTER = click.option("--cluster", metavar="ADDRESS", help="Use the Dask cluster whose scheduler is there.")
SETTINGS = click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Change a value; repeatable.")
