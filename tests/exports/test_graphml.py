"""The format graphml, read by networkx, against the journal on disk."""

from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pandas as pd
import pytest

import mirrorsim
from mirrorsim.exports.graphml import TABLES


@pytest.fixture(scope="module")
def file(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mirrorsim.export(run_dir, "graphml", tmp_path_factory.mktemp("graph") / "run.graphml", policy="tight")


@pytest.fixture(scope="module")
def graph(file: Path) -> nx.DiGraph:
    return nx.read_graphml(file)


@pytest.fixture(scope="module")
def mine(journal: pd.DataFrame) -> pd.DataFrame:
    return journal[(journal.policy == "tight") & (journal.replication == 0)]


def test_nodes_are_the_accounts_with_their_balances(graph: nx.DiGraph, mine: pd.DataFrame) -> None:
    parts = ["owner", "role", "country", "form", "asset"]
    known = mine.drop_duplicates("account").set_index("account")[parts].T.to_dict()
    balances = mine.groupby("account").amount.sum().to_dict()
    assert {name: {part: of[part] for part in parts} for name, of in graph.nodes(data=True)} == known
    assert dict(graph.nodes(data="balance_minor")) == balances
    assert (graph.graph["policy"], graph.graph["replication"]) == ("tight", 0)


def test_edges_sum_to_the_journal(graph: nx.DiGraph, mine: pd.DataFrame) -> None:
    arrived = mine[mine.amount > 0]
    edges = pd.DataFrame(
        [{"asset": graph.nodes[source]["asset"], **about} for source, _, about in graph.edges(data=True)]
    )
    assert edges.transfers.sum() == len(arrived)
    assert edges.groupby("asset").amount_minor.sum().to_dict() == arrived.groupby("asset").amount.sum().to_dict()
    assert edges.first_at.min() == arrived["at"].min().isoformat(timespec="microseconds")
    assert edges.last_at.max() == arrived["at"].max().isoformat(timespec="microseconds")
    assert (edges.first_at <= edges.last_at).all()
    assert {kind for kinds in edges.kinds for kind in kinds.split(", ")} == set(arrived.kind)
    flow = {
        node: sum(about["amount_minor"] for *_, about in graph.in_edges(node, data=True))
        - sum(about["amount_minor"] for *_, about in graph.out_edges(node, data=True))
        for node in graph
    }
    assert flow == dict(graph.nodes(data="balance_minor"))


def test_an_edge_says_what_went_over_it(graph: nx.DiGraph, mine: pd.DataFrame) -> None:
    cash = mine[(mine.kind == "street_sales") & (mine.amount > 0)]
    (target,) = set(cash.account)
    edge = graph.edges["US:cash:USD:street", target]
    assert edge == {
        "kinds": "street_sales",
        "transfers": len(cash),
        "amount_minor": cash.amount.sum(),
        "weight": cash.amount.sum() / 100,
        "first_at": cash["at"].min().isoformat(timespec="microseconds"),
        "last_at": cash["at"].max().isoformat(timespec="microseconds"),
    }


def test_money_stays_in_its_country_but_for_what_may_cross(graph: nx.DiGraph) -> None:
    """What a link chart of the scheme shows: no edge of money joins two countries."""
    for source, target in graph.edges:
        ends = graph.nodes[source], graph.nodes[target]
        assert ends[0]["asset"] == ends[1]["asset"]
        if ends[0]["form"] == "bank":
            assert ends[0]["country"] == ends[1]["country"]


def test_the_file_has_the_described_attributes_and_names_are_escaped(file: Path) -> None:
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    keys = ElementTree.parse(file).getroot().findall("g:key", space)
    assert [(key.get("for"), key.get("attr.name")) for key in keys] == [
        (table.name, column.name) for table in TABLES for column in table.columns
    ]
