"""Every notebook runs from top to bottom, and shows what it showed when it was last written down."""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
UPDATE = bool(os.environ.get("UPDATE_DOCS"))
HOW = "run UPDATE_DOCS=1 .venv/bin/python -m pytest tests/docs to write down what it shows now"


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell):
    """What a cell has printed or returned, as words: spacing differs between versions of pandas."""
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return " ".join(texts).split()


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_stored_outputs_are_those_that_it_has_now(path):
    stored = nbformat.read(path, as_version=4)
    nbformat.validate(stored)
    fresh = nbformat.read(path, as_version=4)
    # a cell that raises raises here, with its traceback
    NotebookClient(fresh, timeout=300, record_timing=False, resources={"metadata": {"path": NOTEBOOKS}}).execute()
    assert not [output for cell in code_cells(fresh) for output in cell.outputs if output.get("name") == "stderr"]
    if UPDATE:
        for old, new in zip(code_cells(stored), code_cells(fresh), strict=True):
            old.outputs, old.execution_count = new.outputs, new.execution_count
        nbformat.write(stored, path)
    assert any(cell.outputs for cell in code_cells(stored)), f"{path.name} is stored without outputs; {HOW}"
    for number, (old, new) in enumerate(zip(code_cells(stored), code_cells(fresh), strict=True), start=1):
        assert shown(old) == shown(new), f"{path.name}, code cell {number} shows something else now; {HOW}"


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_names_no_place_of_the_machine_on_which_it_ran(path):
    text = path.read_text(encoding="utf-8")
    places = [Path.home(), Path(__file__).parents[2], tempfile.gettempdir(), sys.prefix]
    assert [str(place) for place in places if str(place) in text] == []


def test_there_are_notebooks():
    assert list(NOTEBOOKS.glob("*.ipynb"))
