"""The flow diagram as SVG: countries as lanes, flows within them, and only cargo and bulk cash across."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mirrorsim.books.accounts import Country
from mirrorsim.lab.record_arrays import RecordArrays
from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import framed, without_journal
from mirrorsim.report.html.flow_layout import BAR, BORDER, LANES, MARGIN, WIDTH, Box, Layout, layout
from mirrorsim.report.html.flows import Edge, Flows, Node, flows
from mirrorsim.report.html.markup import Html, details, join, scrolling, section, table, tag

_COUNTRIES = {Country.US: "United States", Country.MX: "Mexico", Country.CN: "China", Country.NOWHERE: "at sea"}
_TOP, _LEGEND = 8.0, 34.0
_TIED = ("saver", "merchant", "provider", "broker")
"""Parties that hold accounts in two countries, between which no money goes."""


def drawing(flows: Flows, alt_text: str) -> Html:
    """The SVG."""
    placed = layout(flows.dollars)
    parts = [*_lanes(placed), *_ties(placed), *_ribbons(flows, placed), *_nodes(placed), *_border_lines(flows, placed)]
    body = tag("g", *parts, *_legend(placed.height), transform=f"translate(0 {_TOP:g})")
    box = f"0 0 {WIDTH:g} {placed.height + _TOP + _LEGEND:.0f}"
    return scrolling(tag("svg", body, viewBox=box, role="img", aria_label=alt_text, class_="flows"))


def _lanes(placed: Layout) -> Iterator[Html]:
    for country, (top, bottom) in placed.lanes.items():
        yield _rect(0, top, WIDTH, bottom - top, class_="lane", rx="6")
        middle = f"translate(20 {(top + bottom) / 2:.1f}) rotate(-90)"
        yield tag("text", _COUNTRIES[country], transform=middle, class_="country")


def _ribbons(flows: Flows, placed: Layout) -> Iterator[Html]:
    boxes = placed.boxes
    ordered = sorted(flows.dollars, key=lambda edge: (boxes[edge.source].y, boxes[edge.target].y, edge))
    for edge in ordered:
        usd = flows.dollars[edge]
        source, target = boxes[edge.source], boxes[edge.target]
        wide = max(usd * placed.scale, 1.0)
        y0 = source.y + source.used_out + wide / 2
        y1 = target.y + target.used_in + wide / 2
        source.used_out += wide
        target.used_in += wide
        x0, x1 = source.x + BAR, target.x
        bend = max((x1 - x0) / 2, 24.0)
        path = f"M{x0:.1f} {y0:.1f}C{x0 + bend:.1f} {y0:.1f} {x1 - bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        said = f"{_where(edge.source)} to {_where(edge.target)}, {edge.form}: {usd:,.0f} USD"
        crosses = " crosses" if edge.source.country != edge.target.country else ""
        yield tag("path", tag("title", said), d=path, class_=f"flow {edge.form}{crosses}", stroke_width=f"{wide:.1f}")


def _nodes(placed: Layout) -> Iterator[Html]:
    for node, box in placed.boxes.items():
        yield _rect(box.x, box.y, BAR, box.height, class_="node")
        if node.country is Country.NOWHERE:
            yield _text(
                box.x + BAR + 5, box.y + box.height / 2 + 18, f"{node.name} {short(box.value)}", "start", "cross"
            )
            continue
        yield _text(box.x + BAR / 2, box.y - 16, node.name, "middle", "name")
        yield _text(box.x + BAR / 2, box.y - 4, short(box.value), "middle", "value")


def _ties(placed: Layout) -> Iterator[Html]:
    """Dashed lines between the accounts that one class of people has in two countries."""
    for role in _TIED:
        places = [(node, box) for node, box in placed.boxes.items() if node.role == role and not node.goods]
        places.sort(key=lambda one: LANES.index(one[0].country))
        for (_, upper), (_, lower) in pairwise(places):
            yield tag(
                "path",
                d=f"M{_middle(upper):.1f} {upper.y + upper.height:.1f}L{_middle(lower):.1f} {lower.y - 28:.1f}",
                class_="tie",
            )


def _border_lines(flows: Flows, placed: Layout) -> Iterator[Html]:
    for upper, lower in pairwise(LANES):
        y = placed.lanes[upper][1] + BORDER / 2
        yield tag("line", x1="0", x2=f"{WIDTH:g}", y1=f"{y:.1f}", y2=f"{y:.1f}", class_="border")
        crossing = _across(flows, {upper, lower})
        what = f"only {crossing}" if crossing else "nothing crosses"
        yield _text(8, y - 8, f"border {_COUNTRIES[upper]} – {_COUNTRIES[lower]}: {what}", "start", "cross")


def _across(flows: Flows, pair: set[Country]) -> str:
    found = []
    cash = sum(usd for edge, usd in flows.crossing() if {edge.source.country, edge.target.country} == pair)
    if cash:
        found.append(f"bulk cash, {short(cash)} USD")
    cargo = sum(
        usd for edge, usd in flows.crossing() if edge.source.country is Country.NOWHERE and edge.target.country in pair
    )
    if cargo and Country.CN in pair:
        found.append(f"cargo, {short(cargo)} USD landed")
    return " and ".join(found)


def _legend(height: float) -> Iterator[Html]:
    y, x = height + 22, MARGIN
    for name, form in (("cash", "cash"), ("money at banks", "bank"), ("goods", "goods")):
        yield tag("path", d=f"M{x:.0f} {y - 4:.0f}h28", class_=f"flow {form}", stroke_width="9")
        yield _text(x + 36, y, name, "start", "value")
        x += 60 + 7.5 * len(name)
    yield tag("path", d=f"M{x:.0f} {y - 4:.0f}h28", class_="tie")
    yield _text(x + 36, y, "the same people in two countries: trust, no transfer", "start", "value")


def short(usd: float) -> str:
    """A round number of dollars: 21.3 M, 116 k."""
    for size, unit in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if usd >= size:
            return f"{usd / size:.3g} {unit}"
    return f"{usd:.0f}"


def flow_rows(flows: Flows) -> Iterator[list[str]]:
    """The flows as rows of a table."""
    for edge, usd in flows.dollars.items():
        yield [_where(edge.source), _where(edge.target), edge.form, _crosses(edge), f"{usd:,.0f}"]


def _crosses(edge: Edge) -> str:
    return "yes" if edge.source.country != edge.target.country else "no"


def _where(node: Node) -> str:
    return f"{node.name} ({_COUNTRIES[node.country]})"


def _middle(box: Box) -> float:
    return box.x + BAR / 2


def _text(x: float, y: float, content: str, anchor: str, kind: str) -> Html:
    return tag("text", content, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, class_=kind)


def _rect(x: float, y: float, width: float, height: float, **attributes: object) -> Html:
    return join([tag("rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{width:.1f}", height=f"{height:.1f}", **attributes)])


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
        f"Flows under {policy}", ["from", "to", "as", "crosses a border", "USD"], flow_rows(found), text=(0, 1, 2, 3)
    )
    return framed(f"fig-flows-{policy}", drawing(found, alt_text), "", caption, numbers)
