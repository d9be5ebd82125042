"""A document that is written once and comes out as Markdown and as a page that prints well."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem}h2{margin-top:2rem;border-bottom:1px solid #8888}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #8888;padding:.3rem .5rem;text-align:left;vertical-align:top}
hr{border:0;border-top:1px dashed #888;margin:2rem 0}
@media print{body{margin:0;max-width:none;font-size:11pt}hr{break-after:page;border:0;margin:0}
h2{break-after:avoid}table,li{break-inside:avoid}}
"""


class _Block(Protocol):
    def markdown(self) -> str: ...

    def html(self) -> str: ...


@dataclass(frozen=True)
class _Heading:
    text: str

    def markdown(self) -> str:
        return f"## {self.text}"

    def html(self) -> str:
        return f"<h2>{html.escape(self.text)}</h2>"


@dataclass(frozen=True)
class _Paragraph:
    text: str

    def markdown(self) -> str:
        return self.text

    def html(self) -> str:
        return f"<p>{html.escape(self.text)}</p>"


@dataclass(frozen=True)
class _Bullets:
    items: tuple[str, ...]

    def markdown(self) -> str:
        return "\n".join(f"- {item}" for item in self.items)

    def html(self) -> str:
        return "<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in self.items) + "</ul>"


@dataclass(frozen=True)
class _Grid:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        lines = [self.head, ("---",) * len(self.head), *self.rows]
        return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)

    def html(self) -> str:
        heads = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in self.head)
        lines = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


@dataclass(frozen=True)
class _PageBreak:
    def markdown(self) -> str:
        return "---"

    def html(self) -> str:
        return "<hr>"


@dataclass
class Document:
    """Headings, paragraphs, lists and tables, in the order in which they are added."""

    title: str
    blocks: list[_Block] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Begin a section."""
        self.blocks.append(_Heading(text))

    def paragraphs(self, *texts: str) -> None:
        """Add paragraphs; a text with blank lines is several."""
        self.blocks += [_Paragraph(_one_line(part)) for text in texts for part in text.strip().split("\n\n")]

    def bullets(self, *items: str) -> None:
        """Add a list."""
        self.blocks.append(_Bullets(tuple(map(_one_line, items))))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table."""
        self.blocks.append(_Grid(tuple(head), tuple(tuple(map(_one_line, row)) for row in rows)))

    def page_break(self) -> None:
        """Begin a new page when it is printed."""
        self.blocks.append(_PageBreak())

    def markdown(self) -> str:
        """The document as Markdown."""
        return "\n\n".join([f"# {self.title}", *(block.markdown() for block in self.blocks)]) + "\n"

    def html(self) -> str:
        """The document as one HTML file that fetches nothing."""
        title = html.escape(self.title)
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title}</title><style>{_STYLE}</style></head><body><main>\n"
            + "\n".join([f"<h1>{title}</h1>", *(block.html() for block in self.blocks)])
            + "\n</main></body></html>\n"
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
