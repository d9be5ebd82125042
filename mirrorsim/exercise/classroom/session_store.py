"""The session's file: SQLite, every change on disk before the next one begins."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

FORMAT = "1"
_TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS teams (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, code TEXT NOT NULL UNIQUE, submitted TEXT);
CREATE TABLE IF NOT EXISTS seats (
    browser TEXT NOT NULL, trainer INTEGER NOT NULL, team INTEGER REFERENCES teams(id), PRIMARY KEY (browser, trainer));
CREATE TABLE IF NOT EXISTS guesses (at REAL NOT NULL, source TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, team INTEGER REFERENCES teams(id), sender TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS opened (team INTEGER NOT NULL, message TEXT NOT NULL, PRIMARY KEY (team, message));
CREATE TABLE IF NOT EXISTS notes (
    id INTEGER PRIMARY KEY, team INTEGER NOT NULL, at TEXT NOT NULL, standing TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS decisions (
    id INTEGER PRIMARY KEY, team INTEGER NOT NULL, at TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
    since TEXT NOT NULL, reason TEXT NOT NULL, withdrawn TEXT);
CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY, team INTEGER NOT NULL, at TEXT NOT NULL, name TEXT NOT NULL, basis TEXT NOT NULL,
    due TEXT, cost INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS lines (
    id INTEGER PRIMARY KEY, team INTEGER NOT NULL, section TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS grades (team INTEGER PRIMARY KEY, result TEXT NOT NULL);
"""


class SessionStore:
    """One connection. Each statement is a transaction of its own; a killed process loses nothing that was said."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))  # it holds the cookie's secret: for its owner only
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA busy_timeout = 5000")
        self._connection.executescript(_TABLES)
        if self.setting("format", FORMAT) != FORMAT:
            raise ValueError(f"{file} is of another version: move it away to begin a new session")

    def run(self, statement: str, *values: Any) -> int:
        """Change something; the new row's id."""
        return self._connection.execute(statement, values).lastrowid or 0

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query."""
        found: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return found

    def setting(self, name: str, default: str) -> str:
        """A setting; the default is kept when there is none yet."""
        self.run("INSERT OR IGNORE INTO settings VALUES (?, ?)", name, default)
        row = self.row("SELECT value FROM settings WHERE name = ?", name)
        assert row is not None
        return str(row["value"])

    def set_setting(self, name: str, value: str) -> None:
        """Change a setting."""
        self.run(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
