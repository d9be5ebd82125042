"""Small parts that all pages are made of. Whatever people wrote is shown as text, never as markup."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any

from nicegui import app, ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.session import Session
from mirrorsim.exercise.classroom.sheet_drafts import SheetDraft
from mirrorsim.exercise.evidence.wording import group_thousands
from mirrorsim.exercise.key.answer_key import AnswerKey
from mirrorsim.exercise.marking.marks import GradeReport

STATES = {"paused": "clock stands still", "running": "clock runs", "closed": "exercise closed"}
_WHOLE = {"id", "time", "at", "code", "read", "phone", "caller", "called"}
"""Columns whose cells do not wrap."""
_FIGURES = ("_usd", "_cny", "_kg", "usd", "cny", "seconds", "pieces", "employees", "points", "of")
_SCROLLS = """
new MutationObserver(() => document.querySelectorAll(".q-table__middle:not([tabindex])").forEach((one) => {
  const title = one.closest(".card")?.querySelector("[role=heading]")?.innerText;
  one.tabIndex = 0; one.setAttribute("role", "region"); one.setAttribute("aria-label", title || "Table");
})).observe(document, {childList: true, subtree: true});
"""
"""Quasar's tables scroll in a box that no key reaches and that has no name: it gets both."""
SLIDER_SECONDS = 0.15
"""Seconds between two moves that are told to the server; the last one always is."""
REFRESH_SECONDS = 2.0
"""Seconds between two looks of an open page at what is new."""


@dataclass(frozen=True)
class ClassroomContext:
    """What the pages need: the session, and, for the trainer's routes only, grading and the key."""

    session: Session
    grade: Callable[[SheetDraft], GradeReport]
    key: Callable[[], AnswerKey]
    places: dict[tuple[str, int], str] = field(default_factory=dict)
    """The part of the workspace that a browser of a team looked at last: a page that is loaded again opens there."""


def browser() -> str:
    """The id in the visitor's signed cookie."""
    return str(app.storage.browser.get("id", ""))


def source() -> str:
    """The address that a visitor comes from."""
    return str(getattr(ui.context.client, "ip", None) or "unknown")


def leave_page(path: str | None = None) -> None:
    """Send the visitor's browser to another page, or, without a path, let it load this one again.

    The first call counts. A page is asked to go while its timer still runs, and a second one on the way would cancel the
    first: whoever closed the exercise would stay where they were.
    """
    here = app.storage.client
    if here.get("leaving"):
        return
    here["leaving"] = True
    if path is None:
        ui.navigate.reload()
    else:
        ui.navigate.to(path)


def showing_refusals(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler whose refusals are shown to the one who asked."""

    def tell(refused: Refused) -> None:
        ui.notify(str(refused), type="warning", position="top", timeout=6000)

    def handle() -> None:
        try:
            handler()
        except Refused as refused:
            tell(refused)

    def handle_event(event: Any) -> None:
        try:
            handler(event)
        except Refused as refused:
            tell(refused)

    takes = any(one.default is one.empty for one in inspect.signature(handler).parameters.values())
    return handle_event if takes else handle


def sequence(*handlers: Callable[[], object]) -> Callable[[], None]:
    """One handler that does several things."""

    def handle() -> None:
        for handler in handlers:
            handler()

    return handle


def set_up_page(title: str) -> None:
    """Colours, style and title of a page."""
    ui.page_title(title)
    ui.colors(
        primary="#0b4f6c",
        secondary="#4a5866",
        accent="#8a3b00",
        positive="#1d6b35",
        negative="#a3281e",
        warning="#f3c14b",
    )
    ui.add_head_html(f"<style>{files(__package__).joinpath('components.css').read_text(encoding='utf-8')}</style>")
    ui.add_head_html(f"<script>{_SCROLLS}</script>")


def heading(text: str, level: int = 2) -> ui.label:
    """A heading that screen readers know as one."""
    return ui.label(text).classes(f"h{level}").props(f"role=heading aria-level={level}")


def text(content: str, classes: str = "") -> ui.label:
    """Running text with its line ends."""
    return ui.label(content).classes(f"text {classes}")


def card() -> ui.element:
    """A white box."""
    return ui.element("section").classes("card")


def toolbar() -> ui.element:
    """A row of controls that wraps."""
    return ui.element("div").classes("tools")


def button(label: str, handler: Callable[..., Any], *, quiet: bool = False, icon: str | None = None) -> ui.button:
    """A button."""
    made = ui.button(label, on_click=showing_refusals(handler), icon=icon)
    return made.props("outline no-caps" if quiet else "unelevated no-caps")


def confirmed(question: str, yes: str, handler: Callable[..., Any]) -> Callable[[], None]:
    """A handler that asks before it acts."""

    def ask() -> None:
        with ui.dialog() as dialog, ui.card():
            dialog.props["aria-label"] = question
            text(question)
            with toolbar():

                def go() -> None:
                    dialog.close()
                    handler()

                button(yes, go)
                button("Back", dialog.close, quiet=True)
        dialog.open()

    return ask


def header_bar(title: str, who: str) -> tuple[ui.label, ui.label]:
    """The bar on top of a page; its clock and its state, to be kept up to date."""
    with ui.element("header").classes("bar"):
        ui.label(title).classes("name").props("role=heading aria-level=1")
        ui.label(who)
        with ui.element("div").classes("time"):
            clock = ui.label("").classes("clock").props("role=timer aria-label='Simulated time'")
            state = ui.label("").classes("state").props("role=status")
    return clock, state


def clock_text(moment: datetime) -> str:
    """A moment as the clock shows it."""
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M} UTC"


def readable_cell(column: str, cell: str) -> str:
    """A cell as people read it: thousands apart in amounts of money."""
    return group_thousands(cell) if column.endswith(("_usd", "_cny")) else cell


def table(columns: Sequence[str], rows: Sequence[dict[str, Any]], key: str = "id") -> ui.table:
    """A plain table; cells are text."""
    heads = [
        {
            "name": one,
            "label": one.replace("_", " "),
            "field": one,
            "align": "right" if one.endswith(_FIGURES) else "left",
            "classes": "whole" if one in _WHOLE else "",
        }
        for one in columns
    ]
    made = ui.table(columns=heads, rows=list(rows), row_key=key, pagination=0).classes("evidence")
    return made.props(
        "flat bordered dense hide-pagination wrap-cells separator=horizontal no-data-label='Nothing to show'"
    )


class Slider:
    """A slider that the keyboard and screen readers can move: whole numbers from 0 to ``most``: the browser's own control.

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
            throttle=SLIDER_SECONDS,
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
