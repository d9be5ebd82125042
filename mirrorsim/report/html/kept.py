"""What is said where there is no journal to draw from."""

from __future__ import annotations

from mirrorsim.lab.run_folder import MOST_POSTINGS
from mirrorsim.report.html.markup import Html, paragraph


def without_journal() -> Html:
    """In place of a chart that needs the journal."""
    return paragraph(
        "This run kept no journal (it was made with --journal none), one for each region, or one of more than "
        f"{MOST_POSTINGS:,} postings, so this chart cannot be drawn. "
        "Run it, a shorter one, or one without regions with --journal first to have it.",
        class_="missing",
    )
