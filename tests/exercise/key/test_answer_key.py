"""The key's file: written and read in one place, and refused where it is not what it should be."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from mirrorsim.exercise.key.answer_key import FlowEvent, OtherFormat, key_from_json, key_to_json, minor_units
from mirrorsim.exercise.packs.pack import NotAPack, read_pack
from tests.exercise.shipped import Shipped, empty_key


def test_the_key_is_written_as_it_was_read(each: Shipped) -> None:
    text = (each.folder / "facilitator" / "key.json").read_text(encoding="utf-8")
    key = key_from_json(text)
    assert key_to_json(key) == text
    assert key == each.pack.key


def test_amounts_and_moments_are_text_in_the_file_and_typed_here() -> None:
    event = FlowEvent(
        at=datetime(2018, 3, 9, 10, 5), step=6, deal="d-1", kind="yuan", party="1", counterparty="2",
        usd=0, cny=1_234_50, records=(),
    )  # fmt: skip
    document = json.loads(key_to_json(empty_key(flow=(event,))))
    assert document["flow"] == [
        {
            "at": "2018-03-09 10:05", "step": 6, "deal": "d-1", "kind": "yuan", "from": "1", "to": "2",
            "usd": "", "cny": "1234.50", "records": [],
        }
    ]  # fmt: skip
    assert document["rate_cny"] == "1"
    assert key_from_json(json.dumps(document)).flow == (event,)
    assert (minor_units("0.07"), minor_units(""), minor_units(5)) == (7, 0, 5)


def test_a_key_does_not_change() -> None:
    with pytest.raises(ValidationError):
        empty_key().entities = ()


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": 0}'])
def test_another_format_is_refused(text: str) -> None:
    with pytest.raises(OtherFormat):
        key_from_json(text)


def test_what_is_wrong_in_a_key_is_named(tmp_path: Path) -> None:
    document = json.loads(key_to_json(empty_key()))
    document["mirrors"] = [{"deal": "d-1"}]
    (tmp_path / "facilitator").mkdir()
    (tmp_path / "facilitator" / "key.json").write_text(json.dumps(document))
    with pytest.raises(NotAPack, match=r"key\.json cannot be read: mirrors\.0\.at: "):
        read_pack(tmp_path)
    (tmp_path / "facilitator" / "key.json").write_text('{"format": 0}')
    with pytest.raises(NotAPack, match="of another version"):
        read_pack(tmp_path)
