"""What lies on a role's desk: its records, as late and as blacked out as the exercise says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mirrorsim.scenario.exercise import Exercise, RoleName

if TYPE_CHECKING:
    import pandas as pd

REDACTED = "[redacted]"


def desk(
    exercise: Exercise, role: RoleName, frames: Mapping[str, pd.DataFrame], now: datetime | None = None
) -> dict[str, pd.DataFrame]:
    """The records that a role has at a moment (UTC), by default at the end of the window."""
    terms = exercise.roles[role]
    end = now or datetime(exercise.window.until.year, exercise.window.until.month, exercise.window.until.day)
    latest = f"{end - timedelta(microseconds=terms.delay):%Y-%m-%d %H:%M}"
    found: dict[str, pd.DataFrame] = {}
    for view in terms.sees:
        if view not in frames:
            continue
        frame = frames[view]
        # what is written down to the minute is there once the minute is over
        frame = frame[frame["time"] < latest].reset_index(drop=True)
        black = list(terms.redaction.get(view, ()))
        if black:
            frame = frame.assign(**{column: frame[column].where(frame[column] == "", REDACTED) for column in black})
        found[view] = frame
    return found
