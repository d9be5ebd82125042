"""Words in a scenario that would be a program elsewhere: in a page, in a spreadsheet, on a terminal."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from mirrorsim.scenario.yaml_text import read_file
from tests.faults.children import command
from tests.faults.faults import Place

FORMULA = "=cmd|' /C calc'!A1"
SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
FREE = ("title", "question", "briefing", "aim", "sender", "content", "expected", "basis", "text", "objectives")
"""Keys under which anybody may write anything."""
ROOT = Path(__file__).parent.parent.parent


def names_that_are_programs(place: Place) -> str:
    """a formula, a script and a path as the name of a scenario, a party, a port, a rule, a policy"""
    groups = ("clients", "brokers", "providers", "ordinary", "rules", "policies", "buyers.merchants", "buyers.savers")
    paths = []
    for group in (*groups, "goods.ports"):
        for name in (FORMULA, SCRIPT, "../../etc", "-rf", "\u202egnp"):
            paths.append(place.folder / f"bad-{len(paths)}.yaml")
            paths[-1].write_text(_document(group, name), encoding="utf-8")
    paths.append(place.folder / "bad.yaml")
    paths[-1].write_text(_document("clients", "c").replace('"odd"', '"../odd"', 1), encoding="utf-8")
    done = command("check", *(path.name for path in paths), place=place.folder)
    assert done.code == 2, done
    assert "\u202e" not in done.err
    for path in paths:
        assert f"{path.name}:" in done.err, f"{path.read_text()} is taken"
    return f"exit 2, {next(line for line in done.err.splitlines() if '=cmd' in line)}"


def _document(group: str, name: str) -> str:
    document: dict[str, Any] = {
        "mirrorsim": "1", "name": "odd", "title": "odd", "start": "2021-01-01", "horizon": "9 days",
        "rates": {"CNY": "6.5", "MXN": "20"}, "clients": {"c": {}}, "brokers": {"b": {}},
        "buyers": {"merchants": {"m": {}}}, "goods": {"ports": {"p": {}}}, "repatriation": {"choose": "goods"},
        "sources": {"*": "assumption"},
    }  # fmt: skip
    new = {"ordinary": {"does": "import", "amount": "1 USD"}, "rules": {"kind": "deposit_limit"}}
    new |= {"buyers.savers": {"people": "1", "wanted_per_year": "1 USD"}}
    at = document
    for step in group.split("."):
        at = at.setdefault(step, {})
    at[name] = new.get(group, {})
    return json.dumps(document)


def texts_that_are_programs(place: Place) -> str:
    """a formula and a script as title, question, policy's title, shock's name; then reported and exported"""
    for number, text in enumerate((FORMULA, SCRIPT)):
        document = json.loads(_document("policies", "p"))
        document |= {"title": text, "question": text, "horizon": "30 days"}
        document["policies"] = {"p": {"title": text}, "q": {"title": text}}
        document["timeline"] = [{"name": text, "since": "2021-01-05", "change": {"goods": {"mislabelled": "50 %"}}}]
        (place.folder / "odd.yaml").write_text(json.dumps(document), encoding="utf-8")
        folder = f"odd-{number}"
        done = command("run", "odd.yaml", "--quiet", "--reps", "2", "--out", folder, place=place.folder)
        assert done.code == 0, done
        _is_no_program((place.folder / folder / "report.html").read_text(encoding="utf-8"))
        exported = place.folder / f"csv-{number}"
        done = command("export", folder, "--format", "csv", "--out", exported, place=place.folder)
        assert done.code == 0, done
        for path in sorted(exported.rglob("*.csv")):
            _has_no_formula(path)
        assert [*exported.rglob("*.csv")]
    return "shown as text in the report; no cell of the tables is a formula"


def _is_no_program(page: str) -> None:
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not re.search(r"<[^>]*\sonerror=", page)


def _has_no_formula(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                number = re.fullmatch(r"-?[0-9.]+(e-?[0-9]+)?", cell)
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path.name, cell)


def exercises_that_are_programs(place: Place) -> str:
    """a formula and a script as every free text of an exercise; then built into pages and workbooks"""
    import openpyxl

    for number, text in enumerate((FORMULA, SCRIPT)):
        document = _told_everywhere(read_file(ROOT / "scenarios" / "exercises" / "first-look.yaml").plain(), text)
        (place.folder / "odd.yaml").write_text(json.dumps(document), encoding="utf-8")
        pack = place.folder / f"pack-{number}"
        done = command("exercise", "build", "odd.yaml", "--out", pack, place=place.folder)
        assert done.code == 0, done
        pages, books = sorted(pack.rglob("*.html")), sorted(pack.rglob("*.xlsx"))
        assert pages
        assert books
        for page in pages:
            _is_no_program(page.read_text(encoding="utf-8"))
        for book in books:
            cells = [cell for sheet in openpyxl.load_workbook(book) for row in sheet.iter_rows() for cell in row]
            assert cells
            assert not any(cell.data_type == "f" for cell in cells)
        for path in pack.rglob("*.csv"):
            _has_no_formula(path)
    return "shown as text in every page; no cell of a workbook or table is a formula"


def _told_everywhere(part: Any, text: str) -> Any:
    if isinstance(part, dict):
        return {
            key: _told(value, text) if key in FREE else _told_everywhere(value, text) for key, value in part.items()
        }
    return [_told_everywhere(value, text) for value in part] if isinstance(part, list) else part


def _told(value: Any, text: str) -> Any:
    return [text] if isinstance(value, list) else text


INJECTIONS = (names_that_are_programs, texts_that_are_programs, exercises_that_are_programs)
