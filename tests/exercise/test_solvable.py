"""An analyst who has nothing but what teams are given, and joins records by serial, phone, minute and value, finds the scheme."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

import mirrorsim
from tests.exercise.shipped import Shipped

SERIAL, PHONE, AMOUNT = r"([A-L] \d{8} [A-Y])", r"(\(\d{3}\) 555-\d{4})", r"(\d{1,3}(?:,\d{3})*\.\d\d)"


def given(folder: Path) -> dict[str, pd.DataFrame]:
    """All tables of all teams at one table, as far as they are not blacked out, and the answers to requests."""
    tables: dict[str, pd.DataFrame] = {}
    for file in sorted((folder / "participant" / "evidence").glob("*.csv")):
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
        best = tables.get(file.stem.split("-", 1)[1])
        if best is None or (best == "[redacted]").to_numpy().any():
            tables[file.stem.split("-", 1)[1]] = table
    tables["cn_account_list"] = pd.read_csv(folder / "facilitator" / "requests" / "accounts-in-china.csv", dtype=str)
    return tables


def mirrors(tables: dict[str, pd.DataFrame], rate: float) -> list[tuple[Any, Any]]:
    """Cash and yuan of one value in one minute: deposits and counts on phones against transfers in China."""
    yuan: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in tables["cn_account_list"].itertuples():
        yuan[row.time, round(float(row.amount_cny))].append(row)
    # what is passed on in the same minute is no payment of its own
    paid = {
        key: [one for one in rows if one.from_account not in {o.to_account for o in rows}] for key, rows in yuan.items()
    }
    phones = tables["device_extracts"]
    count_of = phones.assign(usd=phones["content"].str.extract(AMOUNT)[0].str.replace(",", "")).dropna(subset="usd")
    found, taken = [], set()
    cash = [
        (row, float(row.paid_in_usd))
        for row in tables.get("bank_statements", pd.DataFrame()).itertuples()
        if row.entry == "cash deposit"
    ]
    cash += [(row, float(row.usd)) for row in count_of.itertuples()]
    for row, usd in cash:
        near = (one for by in (0, 1, -1) for one in paid.get((row.time, round(usd * rate) + by), ()))
        if (hit := next(near, None)) is not None and hit.id not in taken:
            taken.add(hit.id)
            found.append((row, hit))
    return found


def handshakes(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """A message with a serial on one phone, and the photo of that very note on another."""
    phones = tables["device_extracts"]
    phones = phones.assign(
        serial=phones["content"].str.extract(SERIAL)[0], ring=phones["content"].str.extract(PHONE)[0]
    )
    asked, shown = phones[phones["item"] == "message"], phones[phones["item"] == "photo"]
    return asked.dropna(subset="serial").merge(shown.dropna(subset="serial"), on="serial", suffixes=("", "_shown"))


def sheet(tables: dict[str, pd.DataFrame], rate: float) -> dict[str, Any]:
    matched, met = mirrors(tables, rate), handshakes(tables)
    people = dict.fromkeys(met["phone"], "cash_holder") | dict.fromkeys(met["phone_shown"], "courier")
    people |= {str(yuan.to_account): "receiving_account" for _, yuan in matched}
    people |= {cash.account: "buyer" for cash, _ in matched if hasattr(cash, "account")}
    steps = []
    for number, row in enumerate(met.itertuples(), 1):
        calls = tables["phone_records"]
        calls = calls[(calls["called"] == row.ring) & (calls["time"] >= row.time)]
        for step, records in ((3, [row.id]), (4, [*calls["id"]]), (5, [row.id_shown])):
            if records:
                steps.append({"deal": str(number), "step": step, "records": records})
    return {
        "entities": [{"id": name, "role": role} for name, role in people.items()],
        "steps": steps,
        "mirror_match": [{"cash": cash.id, "yuan": yuan.id} for cash, yuan in matched],
    }


def test_the_scheme_can_be_found_in_the_records(each: Shipped) -> None:
    answers = sheet(given(each.folder), each.pack.key.rate_cny)
    grade = mirrorsim.exercise.grade(each.folder, answers)
    sections = {part.name: part for part in grade.sections}
    print(each.name, grade.score, {name: part.figures for name, part in sections.items()})
    assert sections["entities"].figures["precision"] == 1, [one for one in grade.feedback if one.verdict == "wrong"]
    assert sections["entities"].figures["recall"] >= 0.5
    assert sections["reconstruction"].figures["matches"] == 1
    assert sections["reconstruction"].figures["steps"] > 0.4
    assert sections["proportionality"].share >= 0.5
