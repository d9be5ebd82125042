"""The section of the flow diagrams: that nothing crosses a border in a mirror swap."""

from __future__ import annotations

from mirrorsim.lab.record_arrays import RecordArrays
from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import framed
from mirrorsim.report.html.flow_svg import drawing, rows
from mirrorsim.report.html.flows import flows
from mirrorsim.report.html.kept import without_journal
from mirrorsim.report.html.markup import Html, details, section, table

_TITLE = "What flows where, and what crosses a border"


def borders(run: FinishedRun) -> Html:
    """The baseline's diagram, and each other policy's behind a disclosure."""
    if not run.kept:
        return section("borders", _TITLE, without_journal())
    first, *others = [_figure(policy, tables) for policy, tables in run.kept.items()]
    closed = [details(f"The same under {policy}", one) for policy, one in zip(list(run.kept)[1:], others, strict=True)]
    return section("borders", _TITLE, first, *closed)


def _figure(policy: str, tables: RecordArrays) -> Html:
    found = flows(tables)
    alt_text = (
        f"Flow diagram under {policy}: classes of accounts in three lanes, the United States, Mexico and China, with "
        "flows in US dollars between them. No flow of a mirror swap leaves its lane."
    )
    caption = (
        f"{policy}, first replication, in US dollars at the reference rates. In mirror swaps {found.swapped:,.0f} USD "
        f"changed hands by {found.swaps:,} transfers, of which {found.swaps_over_borders or 'none'} crossed a border: "
        "dollars stay in the United States, yuan in China, pesos in Mexico."
    )
    numbers = table(
        f"Flows under {policy}", ["from", "to", "as", "crosses a border", "USD"], rows(found), text=(0, 1, 2, 3)
    )
    return framed(f"fig-flows-{policy}", drawing(found, alt_text), "", caption, numbers)
