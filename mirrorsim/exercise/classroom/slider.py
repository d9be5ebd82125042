"""A slider that the keyboard and screen readers can move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from mirrorsim.exercise.classroom.components import showing_refusals

BETWEEN = 0.15
"""Seconds between two moves that are told to the server; the last one always is."""


class Slider:
    """Whole numbers from 0 to ``most``: the browser's own control.

    Quasar's slider names one element and gives the focus to another, so that whoever focuses the slider moves nothing,
    and the server's echo of an older value undoes keys that were pressed since. This one is told a value only by
    :meth:`move`, never as an answer to the user's own moves.
    """

    def __init__(self, label: str, most: int, value: int, moved: Callable[[], Any]) -> None:
        self.most, self.value, self._act = most, value, moved
        self.element = ui.element("input").classes("slider grow")
        # ^value is the attribute, the place where the slider begins; the property belongs to the user
        self.element.props.update(
            {"type": "range", "min": 0, "max": most, "step": 1, "aria-label": label, "^value": value}
        )
        self.element.on(
            "input",
            showing_refusals(self._moved),
            js_handler="(event) => emit(Number(event.target.value))",
            throttle=BETWEEN,
        )

    def move(self, value: int) -> None:
        """Move it from here."""
        self.value = min(max(value, 0), self.most)
        place = self.element.html_id
        self.element.client.run_javascript(f"document.getElementById('{place}').value = {self.value}")
        self._act()

    def announce(self, text: str) -> None:
        """What a screen reader reads out in place of the number."""
        self.element.props["aria-valuetext"] = text
        self.element.update()

    def _moved(self, event: Any) -> None:
        self.value = min(max(int(event.args), 0), self.most)
        self._act()
