"""A replication told in dated sentences, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.engine.log import COLUMNS
from mirrorsim.report.wording import Cell, party
from mirrorsim.scheme.entity import deal_name
from mirrorsim.scheme.events import BURDEN, EVENTS, GOES_ON, HELD_UP, REPORT, WAITS, WANTED

if TYPE_CHECKING:
    from mirrorsim.world.record import RecordedReplication

_SILENT = {WAITS.code, GOES_ON.code, WANTED.code, BURDEN.code, HELD_UP.code, REPORT.code}


def sentences(record: RecordedReplication, *, deals: bool = True) -> Iterator[str]:
    """Each event of a record as ``date time  step  sentence``, in order; ``deals`` adds which deal it belongs to."""
    start = datetime.combine(record.scenario.start, time.min)
    rows = np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS))
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    for tick, deal, code, who, amount, detail in rows.tolist():
        event = EVENTS[code]
        if code in _SILENT:
            continue
        text = event.sentence.format(
            party=party(record.names[who]), amount=Cell(amount, record.names), detail=Cell(detail, record.names)
        )
        at = start + timedelta(microseconds=tick)
        step = str(event.step) if event.step else " "
        whose = f"{deal_name(deal, record.clients)}: " if deals and deal >= 0 else ""
        yield f"{at:%Y-%m-%d %H:%M:%S}  {step}  {whose}{text[0].upper() + text[1:] if not whose else text}"
