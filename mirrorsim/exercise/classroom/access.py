"""Who sits where: join codes, the trainer's password, and how many wrong guesses are borne."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from mirrorsim.exercise.classroom.session_store import SessionStore

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What codes are made of: nothing that is read as something else."""
_LENGTH = 8
WINDOW = 60.0
PER_SOURCE = 10
IN_ALL = 60
_COST = {"n": 2**14, "r": 8, "p": 1}


class Refused(Exception):
    """Somebody asked for what is not theirs, or may not be had now. The text may be shown to them."""


def new_code() -> str:
    """A join code: 40 bits, in two groups."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def normalized_code(code: str) -> str:
    """A code as it was meant: capitals, and the dash where it belongs."""
    letters = "".join(one for one in code.upper() if one in LETTERS)[: _LENGTH + 1]
    return f"{letters[:4]}-{letters[4:]}"


class Access:
    """The seats of a session. ``browser`` is the id in somebody's signed cookie, ``source`` the address it comes from."""

    def __init__(self, store: SessionStore, clock: Callable[[], float] = time.time) -> None:
        self._store, self._clock = store, clock
        self.secret = store.setting("cookie secret", secrets.token_urlsafe(32))

    def set_password(self, password: str) -> None:
        """Set the trainer's password; only its hash is kept."""
        salt = secrets.token_bytes(16)
        self._store.set_setting(
            "trainer", f"{salt.hex()}:{hashlib.scrypt(password.encode(), salt=salt, **_COST).hex()}"
        )

    def join(self, browser: str, code: str, source: str) -> int:
        """Take a seat in the team that has the code. Raises Refused."""
        self._check_guesses(source)
        team = self._store.row("SELECT id FROM teams WHERE code = ?", normalized_code(code))
        if team is None:
            self._count_wrong_guess(source)
            raise Refused("No team has this code. Ask your trainer for it.")
        self._take_seat(browser, 0, team["id"])
        return int(team["id"])

    def enter(self, browser: str, password: str, source: str) -> None:
        """Take the trainer's seat. Raises Refused."""
        self._check_guesses(source)
        salt, _, right = self._store.setting("trainer", ":").partition(":")
        given = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_COST).hex()
        if not right or not hmac.compare_digest(given, right):
            self._count_wrong_guess(source)
            raise Refused("This is not the trainer's password.")
        self._take_seat(browser, 1, None)

    def leave(self, browser: str, trainer: bool = False) -> None:
        """Get up."""
        self._store.run("DELETE FROM seats WHERE browser = ? AND trainer = ?", browser, int(trainer))

    def team(self, browser: str) -> int:
        """The team in which a browser sits. Raises Refused."""
        seat = self._store.row("SELECT team FROM seats WHERE browser = ? AND trainer = 0", browser) if browser else None
        if seat is None:
            raise Refused("Join your team first.")
        return int(seat["team"])

    def trainer(self, browser: str) -> None:
        """Check that a browser is the trainer's. Raises Refused."""
        if not browser or self._store.row("SELECT 1 FROM seats WHERE browser = ? AND trainer = 1", browser) is None:
            raise Refused("This is for the trainer.")

    def _take_seat(self, browser: str, trainer: int, team: int | None) -> None:
        if not browser:
            raise Refused("Your browser sent no cookie.")
        self._store.run("INSERT OR REPLACE INTO seats VALUES (?, ?, ?)", browser, trainer, team)

    def _check_guesses(self, source: str) -> None:
        since = self._clock() - WINDOW
        self._store.run("DELETE FROM guesses WHERE at < ?", since)
        counts = {
            row["source"]: row["n"]
            for row in self._store.rows("SELECT source, count(*) n FROM guesses GROUP BY source")
        }
        if counts.get(source, 0) >= PER_SOURCE or sum(counts.values()) >= IN_ALL:
            raise Refused("Too many wrong guesses. Wait a minute.")

    def _count_wrong_guess(self, source: str) -> None:
        self._store.run("INSERT INTO guesses VALUES (?, ?)", self._clock(), source)
