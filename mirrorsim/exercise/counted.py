"""Numbers of things in words that agree with them."""

from __future__ import annotations


def counted(count: int, one: str, more: str = "") -> str:
    """``1 record``, ``2 records``; ``more`` where an s is not enough."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"
