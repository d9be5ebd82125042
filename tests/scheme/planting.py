"""How a defect is planted: a key's draws, or the legs of a kind of transaction, changed while a test runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mirrorsim.books.journal import TransactionType
from mirrorsim.books.ledger import Ledger
from mirrorsim.units.time import SECOND


def longer(patch: pytest.MonkeyPatch, draws: type, name: str) -> None:
    """A key's draws are a second longer."""
    original = draws.__init__  # type: ignore[misc]

    def made(self: Any, *sections: Any) -> None:
        original(self, *sections)
        draw = getattr(self, name)
        setattr(self, name, lambda *key: draw(*key) + SECOND)

    patch.setattr(draws, "__init__", made)


def change_legs(
    patch: pytest.MonkeyPatch, kind: TransactionType, change: Callable[[Any, dict[str, Any]], None]
) -> None:
    """Change the legs of one kind of transaction before they are booked."""
    for name in ("book", "post"):
        original = getattr(Ledger, name)

        def changed(self: Any, *what: Any, original: Any = original, **legs: Any) -> Any:
            if kind in what:
                change(self, legs)
            return original(self, *what, **legs)

        patch.setattr(Ledger, name, changed)
