"""The replay of the after-action review: the true flow up to a moment, drawn where each party always stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from mirrorsim.exercise.classroom.chart_layout import INK, hidden_axes
from mirrorsim.exercise.key.answer_key import AnswerKey, FlowEvent

ROLE_COLUMNS = ("cash_holder", "courier", "buyer", "receiving_account", "peso_provider", "importer")
"""Roles from left to right, as value travels."""
TITLES = {
    "cash_holder": "cash holder", "courier": "courier", "buyer": "dollar buyer", "receiving_account": "account in China",
    "peso_provider": "peso provider", "importer": "importer", "other": "other",
}  # fmt: skip
PLURALS = {"receiving_account": "accounts in China", "other": "others"}
COLOURS = {3: "#5c6a77", 4: "#5c6a77", 5: "#0b4f6c", 6: "#8a3b00", 8: "#4b2e83", 9: "#2f6b2f"}
STEP_LABELS = {
    3: "3 token", 4: "4 call", 5: "5 cash handed over", 6: "6 mirror: cash against yuan", 8: "8 yuan against pesos",
    9: "9 goods bought and shipped",
}  # fmt: skip

KIND_LABELS = {
    "hand_over": "cash handed over", "meeting": "cash to a buyer", "yuan": "yuan for the cash", "gathering": "yuan gathered",
    "premium": "premium in yuan", "second": "yuan against pesos", "purchase": "goods bought", "bill": "goods shipped",
    "entry": "goods in port", "stop": "courier arrested",
}  # fmt: skip
"""What happened, in words, where the flow's own word does not say it."""


class PartyPosition(NamedTuple):
    """Where a party stands in the drawing, in parts of a hundred of its columns' distance and of its height."""

    label: str
    role: str
    x: float
    y: float


def value_flow(key: AnswerKey) -> list[FlowEvent]:
    """The flow of the key, each event from the one who gives to the one who gets: cash goes from its holder to the courier."""
    return [
        event.model_copy(update={"party": event.counterparty, "counterparty": event.party})
        if event.kind == "hand_over"
        else event
        for event in key.flow
    ]


def scheme_records(key: AnswerKey) -> set[str]:
    """Every record that shows the scheme or names somebody of it in an activity of the scheme."""
    found = {record for entity in key.entities for record in entity.records}
    found |= {record for event in key.flow for record in event.records}
    return found | {record for deal in key.deals.values() for record in deal.records}


def moments(flow: Sequence[FlowEvent]) -> list[datetime]:
    """The moments at which anything happens, in order."""
    return sorted({event.at for event in flow})


def until(flow: Sequence[FlowEvent], moment: datetime) -> list[FlowEvent]:
    """What had happened at a moment."""
    return [event for event in flow if event.at <= moment]


def party_positions(key: AnswerKey) -> dict[str, PartyPosition]:
    """By every public name: the party's place in the drawing."""
    by_role: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    known: set[str] = set()
    for entity in key.entities:
        by_role.setdefault(entity.role, []).append((entity.label, entity.names))
        known.update(entity.names)
    for event in key.flow:
        for name in (event.party, event.counterparty):
            if name and name not in known and event.kind not in ("token", "call"):
                known.add(name)
                by_role.setdefault("other", []).append((name, (name,)))
    found: dict[str, PartyPosition] = {}
    columns = [role for role in (*ROLE_COLUMNS, "other") if role in by_role]
    for x, role in enumerate(columns):
        parties = sorted(by_role[role])
        for y, (label, names) in enumerate(parties):
            place = PartyPosition(label, role, x * 100.0, (y + 0.5) / len(parties) * 100.0)
            found.update(dict.fromkeys(names, place))
    return found


def drawing(key: AnswerKey, moment: datetime) -> dict[str, Any]:
    """The flow up to a moment as options of a chart: what happened on the last day is drawn strongly."""
    spots = party_positions(key)
    labels = {place.label: place for place in spots.values()}
    active: set[str] = set()
    edges: dict[tuple[str, str, int], tuple[int, bool]] = {}
    for event in until(value_flow(key), moment):
        if event.party not in spots or event.counterparty not in spots:
            continue
        pair = spots[event.party].label, spots[event.counterparty].label, event.step
        active.update(pair[:2])
        recent = moment - event.at < timedelta(days=1)
        count, fresh = edges.get(pair, (0, False))
        edges[pair] = count + 1, fresh or recent
    columns = list(dict.fromkeys(place.role for place in sorted(labels.values(), key=lambda place: place.x)))
    crowd = max((sum(place.role == role for place in labels.values()) for role in columns), default=0)
    headings = [
        {"name": PLURALS.get(role, f"{TITLES[role]}s"), "value": [x * 100, 0],
         "symbolSize": 4, "itemStyle": {"color": "transparent"},
         "label": {"show": True, "position": "bottom", "fontWeight": "bold", "fontSize": 13, "color": "#1a2530"}}
        for x, role in enumerate(columns)
    ]  # fmt: skip
    return {
        "animation": False,
        **hidden_axes(max(len(columns) - 1, 1) * 100.0, 104.0, {"left": 80, "right": 90, "top": 20, "bottom": 10}),
        "tooltip": {"renderMode": "richText", "formatter": "{b}"},
        "series": [
            {
                "type": "graph", "coordinateSystem": "cartesian2d",
                "edgeSymbol": ["none", "arrow"], "edgeSymbolSize": 7,
                "label": {"show": True, "position": "bottom", "fontSize": 10 if crowd > 12 else 12, **INK},
                "labelLayout": {"hideOverlap": True},
                "data": headings + [
                    {
                        "name": label, "value": [x, 8 + y * 0.92], "symbolSize": 13 if label in active else 8,
                        "itemStyle": {"color": "#12303f" if label in active else "#b6c2cc"},
                        "label": {"show": label in active or crowd <= 8},
                    }
                    for label, (_, _, x, y) in labels.items()
                ],
                "links": [
                    {
                        "source": one, "target": other, "value": count,
                        "lineStyle": {
                            "color": COLOURS.get(step, "#5c6a77"), "width": min(1 + count / 2, 5) if not fresh else 4,
                            "opacity": 1 if fresh else 0.35, "curveness": 0.05 + 0.06 * (step % 4),
                        },
                    }
                    for (one, other, step), (count, fresh) in edges.items()
                ],
            }
        ],
    }  # fmt: skip
