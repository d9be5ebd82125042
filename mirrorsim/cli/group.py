"""A group of commands that imports each of them when it is asked for, and guesses what a mistyped one was meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click


class Guessing(click.Group):
    """A group that answers a command which it does not have with the nearest one, and with all."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant. Raises UsageError for one that does not exist."""
        word = args[0]
        if not word.startswith("-") and not ctx.resilient_parsing and self.get_command(ctx, word) is None:
            from mirrorsim.fields.messages import did_you_mean, listed

            known = self.list_commands(ctx)
            hint = did_you_mean(word, known) or f": {listed(known)}"
            ctx.fail(f"there is no command {word!r}{hint}")
        return super().resolve_command(ctx, args)


class Lazy(Guessing):
    """A group whose commands are named by a table: each name with the module that has the command of that name."""

    def __init__(self, *arguments: Any, table: Mapping[str, str] = MappingProxyType({}), **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._table = dict(table)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return [*self._table, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now; None where there is none."""
        if cmd_name not in self._table:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(self._table[cmd_name]), cmd_name)
        return command
