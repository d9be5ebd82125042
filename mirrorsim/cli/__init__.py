"""The command line: one verb a file, nothing heavy imported before a verb runs."""

from __future__ import annotations

from mirrorsim.cli.main import main

__all__ = ["main"]
