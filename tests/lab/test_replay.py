"""A replay compares everything that is stored with what comes out, for every policy."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mirrorsim import replay
from mirrorsim.lab.manifest import NotARun
from mirrorsim.lab.parquet_files import same_rows, write_table
from mirrorsim.lab.run_key import code_digest
from tests.helpers.run_folders import finished, reseal


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("replay"), reps=2)


@pytest.fixture
def run(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "run")


def one_more(table, column):
    """The table with one more in the last row of a column of whole numbers."""
    values = table.column(column).to_pylist()
    values[-1] += 1
    return table.set_column(table.column_names.index(column), column, pa.array(values, table.schema.field(column).type))


def change_summary(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    document["policies"][2]["measures"]["delay_days_mean"]["mean"] += 1e-9
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


CHANGES = {
    "journal.parquet": lambda path: write_table(path, one_more(pq.read_table(path), "amount")),
    "events.parquet": lambda path: write_table(path, one_more(pq.read_table(path), "detail")),
    "measures.parquet": lambda path: write_table(
        path,
        pa.Table.from_pandas(pd.read_parquet(path).assign(value=lambda rows: rows.value + 1e-9), preserve_index=False),
    ),
    "summary.json": change_summary,
    "names.json": lambda path: path.write_text(path.read_text(encoding="utf-8").replace("c", "d", 1), encoding="utf-8"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_holds_something_else_is_named(run, name):
    """Its last row, that of the last policy, is enough; the hash in the manifest is that of the changed file."""
    CHANGES[name](run / name)
    with pytest.raises(NotARun, match=f"{name} is damaged: it is not as it was written"):
        replay(run)
    reseal(run)
    found = replay(run)
    assert (found.differing, found.differing_files, found.same) == ([], [name], False)


@pytest.mark.parametrize(("number", "policy"), list(enumerate(["as-it-is", "tight", "later"])))
def test_a_hash_of_any_policy_that_differs_is_named(run, number, policy):
    document = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert list(document["journals"])[number] == policy
    document["journals"][policy][1] = "0" * 64
    reseal(run, journals=document["journals"])
    found = replay(run)
    assert (found.differing, found.differing_files) == ([(policy, 1)], [])


def test_a_replication_that_only_one_of_them_has_is_named(run):
    document = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    document["journals"]["later"].append("0" * 64)
    del document["journals"]["as-it-is"][1]
    reseal(run, journals=document["journals"])
    assert replay(run).differing == [("as-it-is", 1), ("later", 2)]


def test_all_is_the_same_whatever_wrote_the_bytes(run):
    """Another version of the library may cut and code the same rows in another way."""
    for name in ("journal.parquet", "events.parquet"):
        pq.write_table(pq.read_table(run / name), run / name, row_group_size=100, compression="snappy")
    reseal(run)
    found = replay(run)
    assert found.same
    assert found.compared == 6
    assert found.files == ["events.parquet", "journal.parquet", "measures.parquet", "names.json", "summary.json"]


def test_rows_are_compared_to_the_last_and_in_their_order(tmp_path):
    table = pa.table({"n": list(range(200_000)), "t": pa.array(["a", "b"] * 100_000).dictionary_encode()})
    one, other = tmp_path / "one", tmp_path / "other"
    write_table(one, table)
    pq.write_table(table, other, row_group_size=777)
    assert same_rows(one, other)
    for changed in (one_more(table, "n"), table.slice(0, 199_999), table.slice(1), table.select(["n"])):
        write_table(other, changed)
        assert not same_rows(one, other)


def test_the_digest_is_of_the_code(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "plug.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr("mirrorsim.lab.run_key.modules_of", lambda package: [package])
    before = code_digest(["plug"])
    assert before == code_digest(["plug"])
    assert before != code_digest()
    (tmp_path / "plug.py").write_text("x = 2\n", encoding="utf-8")
    assert before != code_digest(["plug"])
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "__init__.py").write_text("", encoding="utf-8")
    first = code_digest(["pack"])
    (tmp_path / "pack" / "more.py").write_text("", encoding="utf-8")
    assert first != code_digest(["pack"])
