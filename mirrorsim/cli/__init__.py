"""The command line.

Lives here: one verb a file, named after it, and ``main`` with the table of verbs and how failures leave the program;
``parameters`` has the types of arguments and the options that several verbs share, ``execution`` what the verbs that run many
replications share, ``group`` the lazy groups of commands.

May change it: a new verb, which is a file and a line in :data:`mirrorsim.cli.main.VERBS`; a new option.

Never: a verb computes nothing that Python could not be asked for in the same words; it reads options, calls, and prints. Data
goes to stdout and messages to stderr, exit codes are those of the README, and no verb imports another one's file, or anything
heavy, before it runs.
"""

from __future__ import annotations

from mirrorsim.cli.main import main

__all__ = ["main"]
