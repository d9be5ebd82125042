"""What is written replaces nothing that is somebody else's, one writer at a time, whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading

import pytest

from mirrorsim.lab.files import beside
from mirrorsim.lab.folder_lock import FolderBusy, locked
from mirrorsim.lab.manifest import Damaged, NotARun, is_own, read_document, verify, write_manifest
from mirrorsim.lab.output_folder import refuse_to_overwrite, write_whole, writing

RUN = {
    "format": 4,
    "mirrorsim": "0",
    "seed": 1,
    "replications": 2,
    "policies": [],
    "journals": {},
    "kept": [0],
    "key": "k",
}


def fill(text, **more):
    """Fills a folder as a run of one file, and one of a region, does."""

    def write(fresh):
        (fresh / "summary.json").write_text(text, encoding="utf-8")
        (fresh / "region=north").mkdir()
        (fresh / "region=north" / "journal.parquet").write_text(text, encoding="utf-8")
        write_manifest(fresh, RUN | more)

    return write


def save(folder, text="1", *, force=False, **more):
    return write_whole(folder, fill(text, **more), wanted=RUN | more, force=force)


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


@pytest.fixture
def run(tmp_path):
    return save(tmp_path / "run")


OWN = ["manifest.json", "region=north/journal.parquet", "summary.json"]


@pytest.mark.parametrize(
    "content",
    ["{}", "[]", "1", "{", '{"format": 4}', '{"format": 4, "mirrorsim": "0"}', '{"name": "an app", "version": 3}'],
)
def test_a_folder_with_a_manifest_of_something_else_is_not_touched(tmp_path, content):
    place = tmp_path / "w"
    (place / "src").mkdir(parents=True)
    (place / "src" / "a").write_text("x", encoding="utf-8")
    (place / "manifest.json").write_text(content, encoding="utf-8")
    for force in (False, True):
        with pytest.raises(FileExistsError, match="w exists and is not a run folder; choose another --out"):
            save(place, force=force)
    assert names(tmp_path) == ["w/manifest.json", "w/src/a"]
    assert (place / "manifest.json").read_text(encoding="utf-8") == content


def test_the_same_run_is_replaced_and_another_only_by_force(run):
    save(run, "again")
    assert (run / "summary.json").read_text(encoding="utf-8") == "again"
    with pytest.raises(
        FileExistsError, match="run holds another run: replace it with --force, or choose another --out"
    ):
        save(run, "other", key="other")
    assert (run / "summary.json").read_text(encoding="utf-8") == "again"
    save(run, "other", key="other", force=True)
    assert (run / "summary.json").read_text(encoding="utf-8") == "other"


@pytest.mark.parametrize(
    ("wanted", "may"),
    [
        ({"replications": 3}, True), ({"replications": 1}, False), ({"kept": [0, 1]}, True), ({"kept": []}, False),
        ({"kept": [1]}, False), ({"key": "other"}, False),
    ],
)  # fmt: skip
def test_a_run_that_has_less_does_not_take_the_place_of_one_that_has_more(run, wanted, may):
    if may:
        refuse_to_overwrite(run, RUN | wanted)
    else:
        with pytest.raises(FileExistsError):
            refuse_to_overwrite(run, RUN | wanted)
    refuse_to_overwrite(run, RUN | wanted, force=True)


def test_what_is_not_known_beforehand_is_not_held_against_a_run(run):
    refuse_to_overwrite(run, {"key": "k"})
    with pytest.raises(FileExistsError):
        refuse_to_overwrite(run)


def test_what_others_put_there_stays(run, tmp_path):
    (run / "note.txt").write_text("keep", encoding="utf-8")
    (run / "mine" / "deep").mkdir(parents=True)
    (run / "mine" / "deep" / "data").write_text("keep", encoding="utf-8")
    (run / "region=north" / "note").write_text("keep", encoding="utf-8")
    (run / "empty").mkdir()
    (run / "link").symlink_to("nowhere")
    save(run, "other", key="other", force=True)
    assert names(run) == sorted([*OWN, "link", "mine/deep/data", "note.txt", "region=north/note"])
    assert (run / "empty").is_dir()
    assert os.readlink(run / "link") == "nowhere"
    for name in ("note.txt", "mine/deep/data", "region=north/note"):
        assert (run / name).read_text(encoding="utf-8") == "keep"
    assert verify(run) == (sorted(OWN), ["link", "mine/deep/data", "note.txt", "region=north/note"])
    assert names(tmp_path) == [f"run/{name}" for name in names(run)]


def test_a_file_of_somebody_else_with_a_name_of_the_new_run_stops_it(run):
    def more(fresh):
        (fresh / "names.json").write_text("new", encoding="utf-8")
        fill("2")(fresh)

    (run / "names.json").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"names\.json is not the run's, and the new run has a file of that name"):
        write_whole(run, more, wanted=RUN)
    assert (run / "names.json").read_text(encoding="utf-8") == "mine"
    assert (run / "summary.json").read_text(encoding="utf-8") == "1"


def test_files_of_an_earlier_format_are_the_runs_own():
    old = {"format": 2, "mirrorsim": "0", "journals": {}}
    assert all(is_own(old, name) for name in ("journal.parquet", "region=a/names.json", "manifest.json", "report.html"))
    assert not any(is_own(old, name) for name in ("note.txt", "mine/journal.parquet", "region=a/note"))
    assert not any(is_own({}, name) for name in ("journal.parquet", "manifest.json"))


@pytest.mark.parametrize("put_back", [False, True])
def test_whoever_was_killed_between_two_names_loses_nothing(run, tmp_path, put_back):
    """The earlier run comes back when the new one had not taken its place; what others had in it is there in any case."""
    (run / "note.txt").write_text("keep", encoding="utf-8")
    run.rename(beside(run, ".old"))
    if not put_back:
        save(tmp_path / "elsewhere", "new")
        (tmp_path / "elsewhere").rename(run)
    beside(run, ".new").mkdir()
    (beside(run, ".new") / "summary.json").write_text("half", encoding="utf-8")
    with writing(run):
        pass
    assert (run / "summary.json").read_text(encoding="utf-8") == ("1" if put_back else "new")
    assert (run / "note.txt").read_text(encoding="utf-8") == "keep"
    assert names(tmp_path) == [f"run/{name}" for name in sorted([*OWN, "note.txt"])]


def test_a_failure_leaves_what_was_there(run, tmp_path):
    def fails(fresh):
        fill("2")(fresh)
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        write_whole(run, fails, wanted=RUN)
    assert (run / "summary.json").read_text(encoding="utf-8") == "1"
    assert names(tmp_path) == [f"run/{name}" for name in OWN]


HOLDS = """
import sys, time
from pathlib import Path
from mirrorsim.lab.folder_lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_dies_with_its_owner_and_not_before(tmp_path):
    owner = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path / "run")], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "held\n"
    with pytest.raises(FolderBusy, match=rf"another run \(process {owner.pid}\) is writing to .*run: wait for its end"):
        locked(tmp_path / "run").__enter__()
    with locked(tmp_path / "another"):
        pass
    owner.kill()
    owner.wait()
    with locked(tmp_path / "run"), locked(tmp_path / "run"):
        assert list(tmp_path.iterdir()) == [tmp_path / ".run.lock"]
    assert not list(tmp_path.iterdir())


def test_a_forked_child_has_no_part_in_the_lock(tmp_path):
    with locked(tmp_path / "run"):
        child = os.fork()
        if not child:
            import time

            time.sleep(30)
            os._exit(0)
    with locked(tmp_path / "run"):
        pass
    os.kill(child, 9)
    os.waitpid(child, 0)


def test_two_threads_do_not_write_at_once(tmp_path):
    found = []

    def other():
        try:
            locked(tmp_path / "run").__enter__()
        except FolderBusy as busy:
            found.append(str(busy))

    with locked(tmp_path / "run"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert found == [f"another run of this process is writing to {tmp_path / 'run'}"]


def test_every_change_of_the_manifest_is_seen(run):
    path = run / "manifest.json"
    whole = path.read_bytes()
    document = json.loads(whole)
    for name, value in (("seed", 2), ("kept", []), ("files", {}), ("replications", 3)):
        path.write_text(json.dumps(document | {name: value}), encoding="utf-8")
        with pytest.raises(NotARun, match="is not as it was written"):
            read_document(run)
    for at in range(len(whole)):
        for bit in range(8):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
            try:
                changed = read_document(run)
            except NotARun as error:
                assert str(run) in str(error)  # noqa: PT017
            else:
                assert changed == {name: value for name, value in document.items() if name != "manifest_sha256"}


def test_verify_names_every_file_that_differs(run):
    (run / "summary.json").write_text("2", encoding="utf-8")
    (run / "region=north" / "journal.parquet").unlink()
    with pytest.raises(Damaged) as error:
        verify(run)
    assert error.value.wrong == [
        f"{run} is damaged: it has no region=north/journal.parquet",
        f"{run / 'summary.json'} is damaged: it is not as it was written (its hash differs)",
    ]
