"""What is said where a run kept no journal."""

from __future__ import annotations

from mirrorsim.report.html.markup import Html, paragraph


def without_journal() -> Html:
    """In place of a chart that needs the journal."""
    return paragraph(
        "This run kept no journal (it was made with --journal none), so this chart cannot be drawn. Run it with "
        "--journal first to have it.",
        class_="missing",
    )
