"""The event log as a file: it is OCEL 2.0, holds together, and says what the run folder says."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import mirrorsim
from mirrorsim.exports import ocel_types
from mirrorsim.lab.manifest import NotARun
from mirrorsim.scheme.events import EVENTS
from tests.helpers.run_folders import reseal
from tests.trust import miner, shipped

RELATED = "relationships"
TYPES: dict[str, type] = {"integer": int, "string": str, "float": float, "boolean": bool}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario = shipped.ROOT / "scenarios" / "network.yaml"
    return shipped.run(scenario, tmp_path_factory.mktemp("network") / "run", shipped.DAYS)


def test_the_file_is_ocel_and_holds_together(network: Path) -> None:
    document = json.loads(mirrorsim.export(network, "ocel", network.with_name("whole.ocel.json")).read_text("utf-8"))
    assert set(document) == {"eventTypes", "objectTypes", "events", "objects"}
    assert Counter(one["type"] for one in document["events"]) == miner.kept(network, "baseline")
    objects = {one["id"]: one["type"] for one in document["objects"]}
    assert len(objects) == len(document["objects"])
    assert len({one["id"] for one in document["events"]}) == len(document["events"])
    for kind in ("event", "object"):
        declared = {
            one["name"]: {attribute["name"]: TYPES[attribute["type"]] for attribute in one["attributes"]}
            for one in document[f"{kind}Types"]
        }
        for one in document[f"{kind}s"]:
            for attribute in one["attributes"]:
                assert type(attribute["value"]) is declared[one["type"]][attribute["name"]], one
            related = [other["objectId"] for other in one["relationships"]]
            assert len(set(related)) == len(related)
            assert objects.keys() >= set(related), one
            assert all(other["qualifier"] for other in one["relationships"])
    assert {
        "deal",
        "token",
        "shipment",
        "client",
        "broker",
        "courier",
        "buyer",
        "provider",
        "port",
        "queue",
        "rule",
    } <= {*objects.values()}


def test_every_attribute_is_described() -> None:
    event, thing = ({column.name: column.type for column in table.columns} for table in ocel_types.TABLES)
    assert {name for one in EVENTS for name in ocel_types.event_attributes(one)} == event.keys() - {
        "id",
        "type",
        "time",
        RELATED,
    }
    assert {name for one in ocel_types.OBJECT_TYPES.values() for name in one} == thing.keys() - {"id", "type", RELATED}
    assert ocel_types.PARTY.keys() == {*EVENTS}


def test_the_objects_say_what_the_run_folder_says(network: Path) -> None:
    log = miner.load(mirrorsim.export(network, "ocel", network.with_name("network.ocel.json")))
    events = pq.read_table(network / "events.parquet").to_pandas()
    deals = log.objects[log.objects["ocel:type"] == "deal"].set_index("ocel:oid")
    for name, event in (("usd_cents", "batch"), ("commission_ppm", "agreed")):
        column = "amount" if event == "batch" else "detail"
        told = events[events.event == event].set_index(events.deal[events.event == event].astype(str))[column]
        assert deals[name].dropna().astype(int).to_dict() == told.to_dict()
    names = json.loads((network / "names.json").read_text("utf-8"))[0]["names"]
    chosen = events[events.event == "holds_yuan"]
    options = {deal: names[number] for deal, number in zip(chosen.deal, chosen.detail, strict=True)}
    assert deals["option"].dropna().to_dict() == options


def test_a_damaged_log_is_refused_in_one_line(network: Path, tmp_path: Path) -> None:
    spoilt = shutil.copytree(network, tmp_path / "spoilt")
    names = json.loads((spoilt / "names.json").read_text("utf-8"))
    (spoilt / "names.json").write_text(json.dumps([{**one, "names": []} for one in names]), "utf-8")
    reseal(spoilt)
    with pytest.raises(NotARun, match=r"names\.json is damaged: it has no name \d+"):
        mirrorsim.export(spoilt, "ocel", tmp_path / "out.json")
    events = pq.read_table(network / "events.parquet")
    told = pa.array(["teleported", *events["event"].to_pylist()[1:]])
    place = events.schema.get_field_index("event")
    pq.write_table(events.set_column(place, "event", told), spoilt / "events.parquet")
    reseal(spoilt)
    with pytest.raises(NotARun, match=r"events\.parquet is damaged: there is no event 'teleported'"):
        mirrorsim.export(spoilt, "ocel", tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()
