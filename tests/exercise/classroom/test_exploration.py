"""Search, filter, order, links, timeline, layout and the review's drawing: pure functions of what is on a desk."""

from __future__ import annotations

from datetime import datetime

import pytest

from mirrorsim.exercise.classroom.chart_layout import place_nodes
from mirrorsim.exercise.classroom.exploration import links, over_time, search_records, timeline
from mirrorsim.exercise.classroom.material import EvidenceTable
from mirrorsim.exercise.classroom.replay import drawing, moments, until, value_flow
from mirrorsim.exercise.key.answer_key import FlowEvent, SchemeEntity
from tests.exercise.shipped import empty_key

NOTES = EvidenceTable(
    "teller_notes",
    (
        ("TN-1", "2018-01-01 09:00", "100", "branch Alder Street", "notes in twenties"),
        ("TN-2", "2018-01-02 09:00", "200", "branch Dock Road", "no remarks"),
        ("TN-3", "2018-01-03 09:00", "100", "branch Dock Road", "Twenties again"),
    ),
)
CALLS = EvidenceTable(
    "phone_records",
    (
        ("PH-1", "2018-01-01 10:00", "a", "b", "voice", "9"),
        ("PH-2", "2018-01-02 10:00", "b", "c", "voice", "120"),
        ("PH-3", "2018-01-04 10:00", "b", "a", "voice", "30"),
        ("PH-4", "2018-01-05 10:00", "[redacted]", "a", "voice", ""),
    ),
)
KEY = empty_key(
    entities=tuple(
        SchemeEntity(owner="", role=role, label=names[0], names=names, records=(), fact="")
        for role, names in (("courier", ("Cora",)), ("cash_holder", ("Hal",)), ("buyer", ("Bea", "900")))
    ),
    flow=tuple(
        FlowEvent(
            at=datetime(2018, 1, day, 10), step=step, deal="", kind=kind, party=party, counterparty=counterparty,
            usd=0, cny=0, records=records,
        )
        for day, step, kind, party, counterparty, records in (
            (1, 4, "call", "Hal", "(555)", ("PH-1",)),
            (2, 5, "hand_over", "Cora", "Hal", ()),
            (5, 6, "yuan", "900", "777", ("CN-1",)),
        )
    ),
)  # fmt: skip


def ids(rows):
    return [row[0] for row in rows]


def test_search_filter_and_order():
    assert ids(search_records(NOTES, "twenties")) == ["TN-1", "TN-3"]
    assert ids(search_records(NOTES, "TWENTIES dock")) == ["TN-3"]
    assert ids(search_records(NOTES, column="account", value="100", descending=True)) == ["TN-3", "TN-1"]
    assert ids(search_records(NOTES, column="no such", value="1", by="no such")) == ["TN-1", "TN-2", "TN-3"]


@pytest.mark.parametrize("search", ["61,834.21", "61834.21", "61,834"])
def test_an_amount_is_found_however_it_is_written(search):
    table = EvidenceTable(
        "teller_notes",
        (
            ("TN-1", "2018-01-01 09:00", "100", "", "counted 61,834.21"),
            ("TN-2", "2018-01-01 09:00", "61834.21", "", ""),
            ("TN-3", "2018-01-01 09:00", "6", "1,834.21", ""),
        ),
    )
    assert ids(search_records(table, search)) == ["TN-1", "TN-2"]
    assert [one[2] for one in timeline({"teller_notes": table}, search)] == ["TN-1", "TN-2"]


def test_numbers_are_ordered_as_numbers_and_gaps_come_last():
    assert ids(search_records(CALLS, by="seconds")) == ["PH-1", "PH-3", "PH-2", "PH-4"]


def test_the_timeline_has_everything_in_order():
    tables = {"teller_notes": NOTES, "phone_records": CALLS}
    assert [one[2] for one in timeline(tables)] == ["TN-1", "PH-1", "TN-2", "PH-2", "TN-3", "PH-3", "PH-4"]
    assert [one[2] for one in timeline(tables, "voice", ["teller_notes"])] == []


def test_content_says_what_its_amounts_are():
    statements = EvidenceTable(
        "bank_statements", (("ST-1", "2018-01-05 10:00", "31", "card", "", "2087.96", "", "rent"),)
    )
    register = EvidenceTable(
        "company_register", (("CO-1", "2011-01-01 10:00", "Oak", "bakery", "", "1", "5371200.00", ""),)
    )
    told = [one[3] for one in timeline({"bank_statements": statements, "company_register": register})]
    assert told == [
        "Oak · bakery · 1 employee · yearly turnover 5,371,200.00 USD",
        "31 · card · paid out 2,087.96 USD · rent",
    ]


def test_every_record_of_the_window_is_drawn_however_many_there_are():
    since, until = datetime(2018, 1, 1), datetime(2018, 1, 11)
    found = [(f"2018-01-{day:02} {hour:02}:00", source, "X-1", "") for day in range(1, 11) for hour in range(24)
             for source in ("one", "other")] * 5  # fmt: skip
    before = [("2017-12-31 23:59", "one", "X-2", "")]
    drawn = over_time(before + found, since, until, bins=20)
    assert len(drawn) == 40
    assert sum(count for _, _, count in drawn) == len(found) == 2400
    assert {count for _, _, count in drawn} == {60}
    assert drawn[0] == (datetime(2018, 1, 1, 6), "one", 60), "the middle of the first half day"
    assert over_time(before, since, until) == []


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


CUSTOMERS = EvidenceTable(
    "bank_customers",
    tuple(
        (f"CU-{n}", "2018-01-01 09:00", f"31-{n:04}", f"Person {n:03}", "", "", "", "", f"(555) {n:04}")
        for n in range(100)
    ),
)
REPORTS = EvidenceTable(
    "ctr", tuple((f"CT-{n}", "2018-01-02 09:00", "2018-01-02", "31-0070", "Person 070", "1", "1") for n in range(3))
)
BANK = {"bank_customers": CUSTOMERS, "ctr": REPORTS}


def loose(found):
    return found.nodes.keys() - {node for pair in found.edges for node in pair}


def test_what_is_shown_is_linked_with_what_is_shown():
    """Three hundred nodes, each linked as much as any other: the first sixty by name would all be phones."""
    found = links(BANK)
    assert len(found.nodes) == 60
    assert not loose(found)
    assert len(found.edges) == 60, "twenty customers, each with account, name and phone"
    assert {"31-0070", "Person 070", "(555) 0070"} < set(found.nodes), "the strongest link comes first"
    assert found.summary() == (
        "60 shown, with 60 links: those that are linked most, and strongest. 240 more are left out; to see one of them, "
        "start from it."
    )
    # a part is only begun where there is room for two of it
    assert len(links(BANK, most=61).nodes) == 60
    assert links(BANK, most=1).nodes == {}
    for most in range(2, 20):
        assert not loose(links(BANK, most=most))


def test_what_one_starts_from_is_there_with_the_nearest_before_all():
    found = links(BANK, "person 07", steps=1)
    assert len([node for node in found.nodes if node.startswith("Person 07")]) == 10
    assert not loose(found)
    assert found.summary("person 07") == "30 shown, with 30 links: all around “person 07”."
    assert not loose(links(BANK, "person")), "more than can be shown: those that are linked"
    neighbours = links({"phone_records": CALLS}, "c", steps=2, most=2)
    assert list(neighbours.nodes) == ["c", "b"]
    assert neighbours.summary("c").startswith("2 shown, with 1 link: those nearest to “c”. 1 more")


def test_where_nothing_is_linked_it_says_why_and_what_to_do():
    assert links({"teller_notes": NOTES}).summary() == (
        "Nothing on your desk so far is named together with another. Wait for more records, or ask another desk."
    )
    alone = links({"teller_notes": NOTES}, "100")
    assert (list(alone.nodes), alone.alone) == (["100"], 1)
    assert alone.summary("100").startswith("“100” is named on your desk, but nowhere together")
    assert links(BANK, "nobody").summary("nobody").startswith("Nothing on your desk so far is called “nobody”.")
    assert "in 5 records or more. Choose fewer" in links(BANK, least=5).summary(least=5)
    some = links({"teller_notes": NOTES, "phone_records": CALLS}, "a", steps=1, least=2)
    assert some.summary("a", 2) == "2 shown, with 1 link: all around “a”."
    mixed = links({"teller_notes": NOTES, "phone_records": CALLS}, "0", steps=0)
    assert (loose(mixed), mixed.alone) == ({"100", "200"}, 2)
    both = links({"teller_notes": NOTES, **BANK}, "200", steps=1)
    assert both.alone == 1
    many = links({"teller_notes": NOTES}, "00", most=1)
    assert (many.nodes, many.left_out) == ({"100": "account"}, 1), "found, though nothing links them"


def test_places_are_within_the_picture_apart_and_always_the_same():
    nodes = [str(number) for number in range(40)]
    edges = [(str(number), str(number // 3)) for number in range(1, 40)]
    spots = place_nodes(nodes, edges, 1000, 400)
    assert spots == place_nodes(nodes, edges, 1000, 400)
    assert all(0 <= x <= 1000 and 0 <= y <= 400 for x, y in spots.values())
    assert min(
        abs(complex(*spots[one]) - complex(*spots[other])) for one in nodes for other in nodes if one < other
    ) > 15  # fmt: skip
    assert place_nodes([], [], 10, 10) == {}
    assert place_nodes(["one"], [], 10, 10) == {"one": (5, 5)}


def test_the_replay_shows_what_had_happened_and_nothing_else():
    assert len(moments(KEY.flow)) == 3
    assert [event.kind for event in until(KEY.flow, datetime(2018, 1, 2, 10))] == ["call", "hand_over"]
    assert [(event.party, event.counterparty) for event in value_flow(KEY)][1] == ("Hal", "Cora"), (
        "cash goes to the courier"
    )
    early = drawing(KEY, datetime(2018, 1, 3))["series"][0]
    assert [(one["source"], one["target"]) for one in early["links"]] == [("Hal", "Cora")]
    late = drawing(KEY, datetime(2018, 1, 6))["series"][0]
    assert [(one["source"], one["target"]) for one in late["links"]] == [("Hal", "Cora"), ("Bea", "777")]
    assert [one["lineStyle"]["opacity"] for one in late["links"]] == [0.35, 1]
    names = [one["name"] for one in late["data"]]
    assert len(names) == len(set(names)), "echarts wants every node once"
