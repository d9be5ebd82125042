"""How moments, amounts, counts and lists of records are written: the same way in records, marks and pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

CITED = 6
"""How many records a text names; of more it says how many there are besides."""


def utc_minute(start: date, tick: int) -> datetime:
    """The minute (UTC) in which a tick lies. ``tick``: microseconds since midnight of ``start``."""
    moment = datetime(start.year, start.month, start.day) + timedelta(microseconds=tick)
    return moment.replace(second=0, microsecond=0)


def utc_text(start: date, tick: int) -> str:
    """A moment in UTC to the minute, as records have it: ``2018-03-09 10:05``."""
    return f"{utc_minute(start, tick):%Y-%m-%d %H:%M}"


def amount_text(minor: int) -> str:
    """An amount in minor units with its two decimals, without separators, as tables have it: ``1234.50``."""
    return f"{minor // 100}.{minor % 100:02d}"


def grouped_amount_text(minor: int) -> str:
    """An amount in minor units as people write it: ``1,234.50``."""
    return f"{minor // 100:,}.{minor % 100:02d}"


def group_thousands(amount: str) -> str:
    """``1,234.50`` for ``1234.50``. What is no amount stays as it is."""
    whole, dot, part = amount.partition(".")
    return f"{int(whole):,}{dot}{part}" if whole.isascii() and whole.isdecimal() else amount


def count_of(count: int, singular: str, plural: str = "") -> str:
    """``1 record``, ``2 records``; ``plural`` where an s is not enough."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def role_text(role: str) -> str:
    """A role as texts spell it: ``peso provider``."""
    return role.replace("_", " ")


def most_telling_first(records: Sequence[str]) -> list[str]:
    """More than :data:`CITED` ids in another order: one of each source first, so that the few cited show several sides."""
    if len(records) <= CITED:
        return [*records]
    seen: Counter[str] = Counter()
    ranked = []
    for record in records:
        source = record.partition("-")[0]
        ranked.append((seen[source], source, record))
        seen[source] += 1
    # what lies in China is asked for late: it comes last among its equals
    return [record for _, _, record in sorted(ranked, key=lambda rank: (rank[0], rank[1] == "CN", rank[1], rank[2]))]


def cited(records: Sequence[str]) -> str:
    """The few most telling of some records, and how many more there are."""
    more = f" and {len(records) - CITED} more" if len(records) > CITED else ""
    return ", ".join(most_telling_first(records)[:CITED]) + more
