"""Evidence as tables of text: all of it, and what a role has of it, as late and as redacted as the exercise says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mirrorsim.exercise.evidence.case import EvidenceRow
from mirrorsim.exercise.evidence.wording import utc_text
from mirrorsim.scenario.evidence import SOURCES
from mirrorsim.scenario.exercise import Exercise, RoleName

if TYPE_CHECKING:
    import pandas as pd

REDACTED = "[redacted]"


def as_frames(rows: Mapping[str, list[EvidenceRow]], start: date) -> dict[str, pd.DataFrame]:
    """Every view as a table of text, one record a row, in the order given; ``start`` is day 0 of the ticks."""
    import pandas as pd

    return {
        view: pd.DataFrame(
            [{"id": row.id, "time": utc_text(start, row.tick), **row.cells} for row in of_view],
            columns=list(SOURCES[view].fields),
            dtype=str,
        )
        for view, of_view in rows.items()
    }


def disclosed_to(
    role: RoleName, exercise: Exercise, frames: Mapping[str, pd.DataFrame], now: datetime | None = None
) -> dict[str, pd.DataFrame]:
    """The records that a role has at a moment (UTC), by default at the end of the window: late and redacted as it is."""
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
        redacted = list(terms.redaction.get(view, ()))
        if redacted:
            frame = frame.assign(**{column: frame[column].where(frame[column] == "", REDACTED) for column in redacted})
        found[view] = frame
    return found
