"""HTML from Python: what is plain text is escaped, always."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from typing import Any


class Html(str):
    """Text that is HTML already; every other text is escaped when it is put into some."""

    __slots__ = ()


def escaped(content: object) -> Html:
    """Content as HTML: as it is when it is HTML, escaped when it is not."""
    return content if isinstance(content, Html) else Html(html.escape(str(content)))


def join(parts: Iterable[object], between: str = "") -> Html:
    """Parts one after the other."""
    return Html(between.join(escaped(part) for part in parts))


def tag(name: str, *content: object, **attributes: object) -> Html:
    """An element. ``class_`` is class, ``aria_label`` aria-label; None and False leave an attribute out."""
    spelled = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{html.escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{spelled}>{join(content)}</{name}>")


def scrolling(content: object) -> Html:
    """A box for what may be wider than the window: the keyboard reaches it, so that the arrow keys can scroll it."""
    return tag("div", content, class_="scroll", tabindex="0", role="group", aria_label="scrolls sideways")


def paragraph(*content: object, **attributes: object) -> Html:
    """A paragraph."""
    return tag("p", *content, **attributes)


def bullets(items: Iterable[object], **attributes: object) -> Html:
    """A list."""
    return tag("ul", *(tag("li", item) for item in items), **attributes)


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, text: Iterable[int] = (0,)) -> Html:
    """A table whose first column heads its rows; the columns not in ``text`` hold numbers."""
    words = set(text)

    def cell(number: int, content: object) -> Html:
        kind = None if number in words else "number"
        return tag("td", content, class_=kind) if number else tag("th", content, scope="row", class_=kind)

    heads = [tag("th", one, scope="col", class_=None if n in words else "number") for n, one in enumerate(head)]
    body = [tag("tr", *(cell(number, one) for number, one in enumerate(row))) for row in rows]
    inner = join([tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", *body)])
    # a region with a name that the keyboard can reach, so that a wide table can be scrolled without a mouse
    return tag("div", tag("table", inner), class_="wide", role="region", aria_label=caption, tabindex="0")


def details(summary: str, *content: object) -> Html:
    """Content that is closed until it is asked for, and printed when it is open."""
    return tag("details", tag("summary", summary), *content)


def section(key: str, title: str, *content: object) -> Html:
    """A section of the report under a heading of the second level."""
    return tag("section", tag("h2", title, id=f"h-{key}"), *content, id=key, aria_labelledby=f"h-{key}")


def json_script(document: Any, **attributes: object) -> Html:
    """JSON in a script element; nothing in it can end the element or begin a comment."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return tag("script", Html(text), type="application/json", **attributes)
