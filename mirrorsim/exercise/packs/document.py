"""A document that is written once and comes out as Markdown and as a page that prints well."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem}h2{margin-top:2rem;border-bottom:1px solid #8888}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #8888;padding:.3rem .5rem;text-align:left;vertical-align:top}
hr{border:0;border-top:1px dashed #888;margin:2rem 0}
@media print{body{margin:0;max-width:none;font-size:11pt}hr{break-after:page;border:0;margin:0}
h2{break-after:avoid}table,li{break-inside:avoid}}
"""


@dataclass
class Document:
    """Headings, paragraphs, lists and tables, in order."""

    title: str
    blocks: list[tuple[str, object]] = field(default_factory=list)

    def head(self, text: str) -> None:
        """Begin a section."""
        self.blocks.append(("head", text))

    def say(self, *paragraphs: str) -> None:
        """Add paragraphs; those of text with blank lines are taken apart."""
        for text in paragraphs:
            for part in text.strip().split("\n\n"):
                self.blocks.append(("say", " ".join(part.split())))

    def bullets(self, *items: str) -> None:
        """Add a list."""
        self.blocks.append(("bullets", [" ".join(item.split()) for item in items]))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table."""
        self.blocks.append(("table", ([*head], [[" ".join(cell.split()) for cell in row] for row in rows])))

    def page(self) -> None:
        """Begin a new page when it is printed."""
        self.blocks.append(("page", None))

    def markdown(self) -> str:
        """The document as Markdown."""
        out = [f"# {self.title}"]
        for kind, content in self.blocks:
            if kind == "head":
                out.append(f"## {content}")
            elif kind == "say":
                out.append(str(content))
            elif kind == "page":
                out.append("---")
            elif kind == "bullets":
                assert isinstance(content, list)
                out.append("\n".join(f"- {item}" for item in content))
            else:
                assert isinstance(content, tuple)
                head, rows = content
                lines = [head, ["---"] * len(head), *rows]
                out.append(
                    "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
                )
        return "\n\n".join(out) + "\n"

    def html(self) -> str:
        """The document as one HTML file that fetches nothing."""
        body = [f"<h1>{html.escape(self.title)}</h1>"]
        for kind, content in self.blocks:
            if kind == "head":
                body.append(f"<h2>{html.escape(str(content))}</h2>")
            elif kind == "say":
                body.append(f"<p>{html.escape(str(content))}</p>")
            elif kind == "page":
                body.append("<hr>")
            elif kind == "bullets":
                assert isinstance(content, list)
                body.append("<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in content) + "</ul>")
            else:
                assert isinstance(content, tuple)
                head, rows = content
                heads = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head)
                lines = "".join(
                    "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
                )
                body.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>")
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{html.escape(self.title)}</title><style>{_STYLE}</style></head><body><main>\n"
            + "\n".join(body)
            + "\n</main></body></html>\n"
        )
