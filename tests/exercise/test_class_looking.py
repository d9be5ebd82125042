"""Search, filter, order, links, timeline, layout and the review's drawing: pure functions of what is on a desk."""

from __future__ import annotations

from datetime import datetime

import pytest

from mirrorsim.exercise.serve.layout import spread
from mirrorsim.exercise.serve.looking import links, look, timeline
from mirrorsim.exercise.serve.material import Table
from mirrorsim.exercise.serve.review import drawing, moments, true_flow, until

NOTES = Table(
    "teller_notes",
    (
        ("TN-1", "2018-01-01 09:00", "100", "branch Alder Street", "notes in twenties"),
        ("TN-2", "2018-01-02 09:00", "200", "branch Dock Road", "no remarks"),
        ("TN-3", "2018-01-03 09:00", "100", "branch Dock Road", "Twenties again"),
    ),
)
CALLS = Table(
    "phone_records",
    (
        ("PH-1", "2018-01-01 10:00", "a", "b", "voice", "9"),
        ("PH-2", "2018-01-02 10:00", "b", "c", "voice", "120"),
        ("PH-3", "2018-01-04 10:00", "b", "a", "voice", "30"),
        ("PH-4", "2018-01-05 10:00", "[redacted]", "a", "voice", ""),
    ),
)
KEY = {
    "entities": [
        {"role": "courier", "label": "Cora", "names": ["Cora"]},
        {"role": "cash_holder", "label": "Hal", "names": ["Hal"]},
        {"role": "buyer", "label": "Bea", "names": ["Bea", "900"]},
    ],
    "flow": [
        {"at": "2018-01-01 10:00", "step": 4, "kind": "call", "from": "Hal", "to": "(555)", "records": ["PH-1"]},
        {"at": "2018-01-02 10:00", "step": 5, "kind": "hand_over", "from": "Cora", "to": "Hal", "records": []},
        {"at": "2018-01-05 10:00", "step": 6, "kind": "yuan", "from": "900", "to": "777", "records": ["CN-1"]},
    ],
}


def ids(rows):
    return [row[0] for row in rows]


def test_search_filter_and_order():
    assert ids(look(NOTES, "twenties")) == ["TN-1", "TN-3"]
    assert ids(look(NOTES, "TWENTIES dock")) == ["TN-3"]
    assert ids(look(NOTES, column="account", value="100", descending=True)) == ["TN-3", "TN-1"]
    assert ids(look(NOTES, column="no such", value="1", by="no such")) == ["TN-1", "TN-2", "TN-3"]


@pytest.mark.parametrize("search", ["61,834.21", "61834.21", "61,834"])
def test_an_amount_is_found_however_it_is_written(search):
    table = Table(
        "teller_notes",
        (
            ("TN-1", "2018-01-01 09:00", "100", "", "counted 61,834.21"),
            ("TN-2", "2018-01-01 09:00", "61834.21", "", ""),
            ("TN-3", "2018-01-01 09:00", "6", "1,834.21", ""),
        ),
    )
    assert ids(look(table, search)) == ["TN-1", "TN-2"]
    assert [one[2] for one in timeline({"teller_notes": table}, search)] == ["TN-1", "TN-2"]


def test_numbers_are_ordered_as_numbers_and_gaps_come_last():
    assert ids(look(CALLS, by="seconds")) == ["PH-1", "PH-3", "PH-2", "PH-4"]


def test_the_timeline_has_everything_in_order():
    tables = {"teller_notes": NOTES, "phone_records": CALLS}
    assert [one[2] for one in timeline(tables)] == ["TN-1", "PH-1", "TN-2", "PH-2", "TN-3", "PH-3", "PH-4"]
    assert [one[2] for one in timeline(tables, "voice", ["teller_notes"])] == []


def test_links_join_what_a_record_names_together():
    tables = {"phone_records": CALLS, "teller_notes": NOTES}
    found = links(tables)
    assert found.edges == {("a", "b"): 2, ("b", "c"): 1}
    assert set(found.nodes.values()) == {"phone"}
    assert "[redacted]" not in found.nodes
    assert links(tables, least=2).edges == {("a", "b"): 2}
    assert set(links(tables, "c", steps=1).nodes) == {"b", "c"}
    assert set(links(tables, "C", steps=2).nodes) == {"a", "b", "c"}
    assert links(tables, most=2).left_out == 1


def test_places_are_within_the_picture_apart_and_always_the_same():
    nodes = [str(number) for number in range(40)]
    edges = [(str(number), str(number // 3)) for number in range(1, 40)]
    spots = spread(nodes, edges, 1000, 400)
    assert spots == spread(nodes, edges, 1000, 400)
    assert all(0 <= x <= 1000 and 0 <= y <= 400 for x, y in spots.values())
    assert min(
        abs(complex(*spots[one]) - complex(*spots[other])) for one in nodes for other in nodes if one < other
    ) > 15  # fmt: skip
    assert spread([], [], 10, 10) == {}
    assert spread(["one"], [], 10, 10) == {"one": (5, 5)}


def test_the_replay_shows_what_had_happened_and_nothing_else():
    assert len(moments(KEY["flow"])) == 3
    assert [one["kind"] for one in until(KEY["flow"], datetime(2018, 1, 2, 10))] == ["call", "hand_over"]
    assert [(one["from"], one["to"]) for one in true_flow(KEY)][1] == ("Hal", "Cora"), "cash goes to the courier"
    early = drawing(KEY, datetime(2018, 1, 3))["series"][0]
    assert [(one["source"], one["target"]) for one in early["links"]] == [("Hal", "Cora")]
    late = drawing(KEY, datetime(2018, 1, 6))["series"][0]
    assert [(one["source"], one["target"]) for one in late["links"]] == [("Hal", "Cora"), ("Bea", "777")]
    assert [one["lineStyle"]["opacity"] for one in late["links"]] == [0.35, 1]
    names = [one["name"] for one in late["data"]]
    assert len(names) == len(set(names)), "echarts wants every node once"
