"""Numbers of things in words that agree with them."""

from __future__ import annotations


def counted(count: int, one: str, more: str = "") -> str:
    """``1 record``, ``2 records``; ``more`` where an s is not enough."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def apart(amount: str) -> str:
    """An amount as people read it, thousands apart: ``1,234.50``. What is no amount stays as it is."""
    whole, dot, part = amount.partition(".")
    return f"{int(whole):,}{dot}{part}" if whole.isascii() and whole.isdecimal() else amount
