"""What arguments and options may be, and the options that several verbs have in the same words.

Each type completes itself on the command line and guesses what a slip was meant to be.

Completion must never fail: where something cannot be read, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _Choice = click.Choice[str]
    _Type = click.ParamType[str]
else:
    _Choice = click.Choice  # no generics before click 8.2
    _Type = click.ParamType

_YAML = (".yaml", ".yml")

SEED = click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="N", help="Seed instead of the scenario's.")
JOBS = click.option(
    "--jobs", default=1, show_default=True, type=click.IntRange(1, 1024), metavar="J", help="Processes to use."
)
CLUSTER = click.option("--cluster", metavar="ADDRESS", help="Use the Dask cluster whose scheduler is there.")
FORCE = click.option("--force", is_flag=True, help="Replace another run that is at the place; other files in it stay.")
SETTINGS = click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Change a value; repeatable.")


def offered(choices: Mapping[str, str] | Iterable[str], begun: str) -> list[CompletionItem]:
    """The choices that go on from what is typed, each with its help where there is any."""
    from click.shell_completion import CompletionItem

    helps = choices if isinstance(choices, Mapping) else dict.fromkeys(choices, "")
    return [CompletionItem(name, help=says or None) for name, says in helps.items() if name.startswith(begun)]


def files(begun: str, kind: str = "file") -> list[CompletionItem]:
    """Leave it to the shell to complete a file's name, or a folder's (``dir``)."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type=kind)]


def yaml_here(begun: str) -> list[str]:
    """The YAML files of the current folder that go on from what is typed."""
    return sorted(file.name for file in Path().iterdir() if file.suffix in _YAML and file.name.startswith(begun))


class OneOf(_Choice):
    """One of some words; for a slip, the nearest of them."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(choices)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word. Fails with the nearest one, and with all."""
        from mirrorsim.fields.messages import did_you_mean, listed

        if value not in self.choices:
            hint = did_you_mean(str(value), self.choices)
            self.fail(f"{value!r} is unknown here{hint}: use {listed(self.choices)}", param, ctx)
        return str(value)


class ScenarioFile(click.Path):
    """A scenario: a file, or the bare name of a shipped one."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """YAML files here and shipped names; where none fits, any file."""
        from mirrorsim.scenario.shipped import shipped, title_of

        names = {name: title_of(file) for name, file in shipped().items() if name.startswith(incomplete)}
        return offered({**dict.fromkeys(yaml_here(incomplete), ""), **names}, incomplete) or files(incomplete)


class PolicyName(_Type):
    """A policy: a name in the scenario that is given, or a file."""

    name = "policy"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The policies of the scenario on the line, and YAML files here."""
        # an option that still lacks its value stops click's parser before it comes to the arguments
        policies = _policies(ctx.params.get("scenario") or next(iter(ctx.args), None))
        return offered({**policies, **dict.fromkeys(yaml_here(incomplete), "")}, incomplete) or files(incomplete)


class MeasureName(_Type):
    """A measure."""

    name = "measure"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Measures, and the beginnings of those whose name goes on after a point."""
        from mirrorsim.scenario.measure_names import FAMILIES, MEASURES

        return offered([*sorted(MEASURES), *(f"{family}." for family in sorted(FAMILIES))], incomplete)


class FactId(_Type):
    """The id of a fact."""

    name = "id"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Ids with what they say."""
        from mirrorsim.scenario.facts import load_facts

        return offered({fact.id: fact.quantity for fact in load_facts().values()}, incomplete.upper())


class Folder(click.Path):
    """A folder that a verb has written: a run's, or an exercise's."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Folders."""
        return files(incomplete, "dir")


def _policies(scenario: Any) -> dict[str, str]:
    """The policies of a scenario by name, with their titles; none where it cannot be read."""
    from mirrorsim.scenario.problems import ScenarioError
    from mirrorsim.scenario.shipped import located
    from mirrorsim.scenario.yaml_text import read_file

    if scenario is None:
        return {}
    try:
        tree = read_file(located(scenario))
    except (ScenarioError, FileNotFoundError):
        return {}
    policies = tree.mapping["policies"].mapping if "policies" in tree.mapping else {}
    return {name: _text(policy.mapping.get("title")) for name, policy in policies.items()}


def _text(node: Any) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""
