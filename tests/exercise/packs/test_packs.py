from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import mirrorsim
from mirrorsim.cli.main import main
from mirrorsim.exercise.evidence.assembly import NoExercise
from mirrorsim.exercise.packs.build import FolderInUse, build_pack
from mirrorsim.exercise.packs.casefile import casefile_html
from mirrorsim.exercise.packs.handouts import fill_placeholders, inject_minute
from mirrorsim.exercise.packs.spreadsheets import csv_text, formula_safe, xlsx_bytes
from tests.exercise.shipped import EXERCISES, SHIPPED, Shipped, loaded


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def text_of(name: str, content: bytes) -> str:
    """All text of a file, a workbook's cells included."""
    if not name.endswith(".xlsx"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(part).decode() for part in book.namelist())


def test_a_pack_has_its_files(each: Shipped) -> None:
    participant, facilitator = files(each.folder / "participant"), files(each.folder / "facilitator")
    assert {
        "situation_manual.md", "situation_manual.html", "injects/01.md", "evidence.xlsx", "casefile.html", "answers.yaml",
    } <= participant.keys()  # fmt: skip
    assert {
        "key.json", "key.md", "injects.md", "injects.html", "talking_points.md", "model_answers.yaml", "after_action.md",
        "requests.md", "requests/accounts-in-china.csv",
    } <= facilitator.keys()  # fmt: skip
    exercise = each.pack.exercise
    for name, role in exercise.roles.items():
        for view in role.sees:
            assert f"evidence/{name}-{view}.csv" in participant


def test_a_second_build_has_the_same_bytes(each: Shipped, tmp_path: Path) -> None:
    mirrorsim.exercise.build(EXERCISES / f"{each.name}.yaml", tmp_path / "again")
    assert files(tmp_path / "again") == files(each.folder)


def test_participants_get_nothing_of_the_key(each: Shipped) -> None:
    case, key = each.evidence.case, each.pack.key
    owners = (
        set(case.parties)
        | {activity.party for activity in case.activities}
        | {activity.counterparty for activity in case.activities}
    )
    owners |= {account.owner for account in each.evidence.record.chart.accounts if "." in account.owner}
    # who an owner is, how a deal is called, what the journal is: none of it may be read anywhere
    secrets = {owner for owner in owners if "." in owner} | set(key.deals) | {key.journal}
    heads = {secret.partition(".")[0] for secret in secrets}  # a few, where the secrets are thousands
    for name, content in files(each.folder / "participant").items():
        text = text_of(name, content)
        told = [secret for secret in secrets if secret in text] if any(head in text for head in heads) else []
        assert not told, (name, told)
        for word in ("model_answers", "key.json", "expected action", "guilty", "innocent", "receiver.", "courier.alfa"):
            assert word not in text, (name, word)
        for inject in each.pack.exercise.injects:
            assert inject.expected not in " ".join(text.split())


def test_nobody_reads_an_inject_before_its_minute(each: Shipped) -> None:
    participant, exercise = each.folder / "participant", each.pack.exercise
    told = {one.number: " ".join(fill_placeholders(each.evidence, one.content).split()) for one in exercise.injects}
    assert [f"injects/{number:02}.md" for number in told] == [name for name in files(participant) if "inject" in name]
    manual = (participant / "situation_manual.md").read_text()
    ends = 0
    minutes = []
    for n, module in enumerate(exercise.modules, 1):
        begins, ends = ends, ends + module.minutes
        for one in exercise.injects:
            if one.module == n:
                minutes.append(inject_minute(exercise, one))
                assert begins < minutes[-1] < ends, "there is time left for it in its module"
                assert f"| {minutes[-1]} | injects/{one.number:02}.md |" in manual
                assert f"before minute {minutes[-1]} " in (participant / f"injects/{one.number:02}.md").read_text()
    assert minutes == sorted(set(minutes))
    for name, content in files(participant).items():
        text = " ".join(text_of(name, content).split())
        for number, said in told.items():
            assert (said in text) == (name == f"injects/{number:02}.md"), (name, number)


def test_injects_are_printed_one_on_a_page(each: Shipped) -> None:
    page = (each.folder / "facilitator" / "injects.html").read_text()
    assert "hr{break-after:page" in page
    sheets = page.split("<hr>")[1:]
    assert len(sheets) == len(each.pack.exercise.injects)
    for sheet, one in zip(sheets, each.pack.exercise.injects, strict=True):
        text = unescape(" ".join(sheet.split()))
        assert " ".join(fill_placeholders(each.evidence, one.content).split()) in text
        assert one.sender in text
        assert " ".join(one.expected.split()) not in text


def test_an_inject_of_no_module_comes_at_its_moment(shipped: Callable[[str], Shipped]) -> None:
    exercise = shipped("first-look").pack.exercise
    loose = exercise.injects[1].model_copy(update={"module": None})
    assert inject_minute(exercise, loose) == 18, "25 days and 10 hours of 42 days, of 30 minutes"


def test_everybody_of_the_scheme_has_a_part_in_the_replay(each: Shipped) -> None:
    shown = {name for event in each.pack.key.flow for name in (event.party, event.counterparty)}
    assert [entity.label for entity in each.pack.key.entities if not shown & set(entity.names)] == []


def test_what_lies_on_no_desk_is_not_in_the_pack(each: Shipped) -> None:
    ids = set(each.evidence.frames["cn_account_list"]["id"])
    for name, content in files(each.folder / "participant").items():
        if name != "answers.yaml":
            assert not ids & set(re.findall(r"CN-\d+", text_of(name, content))), name


def test_delay_and_redaction_hold(shipped: Callable[[str], Shipped]) -> None:
    one = shipped("triangle")
    reports = pd.read_csv(one.folder / "participant" / "evidence" / "fiu-ctr.csv", dtype=str)
    assert set(reports["name"]) == {"[redacted]"}
    assert reports["time"].max() < "2018-06-12"
    bank = pd.read_csv(one.folder / "participant" / "evidence" / "bank-ctr.csv", dtype=str)
    assert "[redacted]" not in set(bank["name"])
    assert len(bank) > len(reports)
    # what is blacked out for one team must not lie in a file of its own
    alone = (one.folder / "participant" / "casefile-fiu.html").read_text(encoding="utf-8")
    assert "Account statements" not in alone


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert formula_safe(cell).startswith("'")
    frame = pd.DataFrame({"id": ["A"], "note": [cell]})
    written = list(csv.reader(io.StringIO(csv_text(frame))))[1][1]
    assert written.startswith("'")
    sheet = load_workbook(io.BytesIO(xlsx_bytes({"one": frame}))).active
    assert sheet is not None
    assert sheet["B2"].data_type == "s"
    assert str(sheet["B2"].value).startswith("'")


def test_the_evidence_has_no_formula(each: Shipped) -> None:
    for file in (each.folder / "participant" / "evidence").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row), (file.name, row)


def test_the_case_file_escapes(each: Shipped) -> None:
    nasty = '</script><img src=x onerror="alert(1)">'
    row = {"id": "PH-1", "time": "2018-01-01 00:00", "caller": nasty, "called": "b", "kind": "call", "seconds": "1"}
    frame = pd.DataFrame([row])
    page = casefile_html("<b>title</b>", {"bank": nasty}, {"bank": {"phone_records": frame}})
    assert nasty not in page
    assert "<b>title" not in page
    whole = (each.folder / "participant" / "casefile.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://(?!www\.w3\.org)", whole)
    assert "default-src 'none'" in whole


def test_something_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(FolderInUse):
        build_pack(loaded("first-look"), tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_a_class_in_session_is_not_built_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build = ["exercise", "build", str(EXERCISES / "first-look.yaml"), "--out", "pack"]
    assert CliRunner().invoke(main, build).exit_code == 0
    before = files(Path("pack"))
    for name in ("session.sqlite", "session.sqlite-wal", "team-red.yaml"):
        (Path("pack") / name).write_text(f"the class's {name}")
    said = CliRunner().invoke(main, build)
    assert said.exit_code == 1
    assert said.stderr == (
        "mirrorsim: pack/session.sqlite is a class's session: choose another folder, or --force to lose it\n"
    )
    assert files(Path("pack")).keys() == before.keys() | {"session.sqlite", "session.sqlite-wal", "team-red.yaml"}
    assert CliRunner().invoke(main, [*build, "--force"]).exit_code == 0
    # the session is gone, the packs are new, and what else somebody put there is not ours to take
    assert files(Path("pack")) == before | {"team-red.yaml": b"the class's team-red.yaml"}
    assert [one.name for one in tmp_path.iterdir()] == ["pack"]


def test_a_build_that_fails_leaves_the_older_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_pack(loaded("first-look"), tmp_path / "pack")
    before = files(tmp_path / "pack")
    rename = Path.rename

    def fails(one: Path, target: Path) -> Path:
        if one.name == "facilitator" and target == tmp_path / "pack" / "facilitator" and "aside" not in one.parts:
            raise OSError("disk full")
        return rename(one, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError, match="disk full"):
        build_pack(loaded("first-look"), tmp_path / "pack")
    assert files(tmp_path / "pack") == before
    assert [one.name for one in tmp_path.iterdir()] == ["pack"]


def test_a_build_that_is_killed_half_way_loses_nothing(tmp_path: Path) -> None:
    """The packs that had stepped aside come back, a class's session too, and then the next build is asked as ever."""
    pack, aside = tmp_path / "pack", tmp_path / ".pack.new" / "aside"
    build_pack(loaded("first-look"), pack)
    (pack / "session.sqlite").write_text("the class's")
    before = files(pack)
    aside.mkdir(parents=True)
    (pack / "facilitator").rename(aside / "facilitator")
    (pack / "session.sqlite").rename(aside / "session.sqlite")
    with pytest.raises(FolderInUse, match="is a class's session"):
        build_pack(loaded("first-look"), pack)
    assert files(pack) == before
    assert [one.name for one in tmp_path.iterdir()] == ["pack"]


def test_each_role_has_files_of_its_own_and_both_guides_name_them(each: Shipped) -> None:
    participant, roles = each.folder / "participant", each.pack.exercise.roles
    pages = [(participant / "situation_manual.md").read_text(), (each.folder / "facilitator" / "guide.md").read_text()]
    if len(roles) == 1:
        assert not list(participant.glob("*-*.xlsx"))
        return
    for name, role in roles.items():
        own = load_workbook(participant / f"evidence-{name}.xlsx", read_only=True)
        assert len(own.sheetnames) == len(role.sees)
        assert all(sheet.startswith(name) for sheet in own.sheetnames)
        for page in pages:
            assert f"casefile-{name}.html | evidence-{name}.xlsx | evidence/{name}-*.csv" in page


def test_a_scenario_without_an_exercise_is_told_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["exercise", "build", str(EXERCISES.parent / "factbox.yaml"), "--out", str(tmp_path / "x")]
    )
    assert result.exit_code == 1
    assert "has no exercise" in result.stderr
    assert not (tmp_path / "x").exists()


def test_a_window_in_which_nothing_happens_is_told_so(tmp_path: Path) -> None:
    one = mirrorsim.load_scenario(
        EXERCISES / "first-look.yaml",
        ["exercise.window={since: 2018-01-01, until: 2018-01-02}", "exercise.injects=null", "exercise.decisions=null",
         "exercise.questions=[{kind: entities, text: who}]", "clients.seller.first_after=5 days"],
    )  # fmt: skip
    with pytest.raises(NoExercise):
        build_pack(one, tmp_path / "x")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_fact_that_is_named_exists(name: str, shipped: Callable[[str], Shipped]) -> None:
    from mirrorsim.scenario.facts import load_facts

    key = shipped(name).pack.key
    named = {entity.fact for entity in key.entities} | set(key.step_facts.values())
    assert named <= set(load_facts())
