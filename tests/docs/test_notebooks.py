"""Every notebook runs from top to bottom, and shows what it showed when it was last written down."""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_output

from tests.helpers.shown_output import words

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ALL = sorted(NOTEBOOKS.glob("*.ipynb"))
UPDATE = bool(os.environ.get("UPDATE_DOCS"))
HOW = "run UPDATE_DOCS=1 .venv/bin/python -m pytest -n 0 tests/docs to write down what it shows now"
READABLE = {"text/plain", "text/html", "image/svg+xml"}
"""What a code host shows as it is stored: no script, no chart as JSON."""
LARGEST = 100_000
"""Bytes of a stored notebook."""


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def joined(cell):
    """A cell's outputs with a stream in one piece: in how many pieces a kernel sends it is a matter of time."""
    outputs = []
    for output in cell.outputs:
        if outputs and output.output_type == "stream" and output.get("name") == outputs[-1].get("name"):
            outputs[-1].text += output.text
        else:
            outputs.append(nbformat.from_dict(output))
    return outputs


def shown(cell):
    """By output: its kinds, and the words of each."""
    seen = []
    for output in joined(cell):
        data = output.get("data", {output.get("name", "text/plain"): output.get("text", "")})
        seen.append({kind: words(kind, text) for kind, text in sorted(data.items())})
    return seen


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_stored_outputs_are_those_that_it_has_now(path):
    stored = nbformat.read(path, as_version=4)
    nbformat.validate(stored)
    fresh = nbformat.read(path, as_version=4)
    # a cell that raises raises here, with its traceback
    NotebookClient(fresh, timeout=300, record_timing=False, resources={"metadata": {"path": NOTEBOOKS}}).execute()
    assert not [output for cell in code_cells(fresh) for output in cell.outputs if output.get("name") == "stderr"]
    if UPDATE:
        for old, new in zip(code_cells(stored), code_cells(fresh), strict=True):
            old.outputs, old.execution_count = joined(new), new.execution_count
        nbformat.write(stored, path)
    assert any(cell.outputs for cell in code_cells(stored)), f"{path.name} is stored without outputs; {HOW}"
    for number, (old, new) in enumerate(zip(code_cells(stored), code_cells(fresh), strict=True), start=1):
        assert old.execution_count == number, f"{path.name}, code cell {number} was not run in its turn; {HOW}"
        assert shown(old) == shown(new), f"{path.name}, code cell {number} shows something else now; {HOW}"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_notebook_names_no_place_of_the_machine_on_which_it_ran(path):
    text = path.read_text(encoding="utf-8")
    places = [Path.home(), Path(__file__).parents[2], tempfile.gettempdir(), sys.prefix]
    assert [str(place) for place in places if str(place) in text] == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_notebook_is_small_and_a_code_host_can_show_it(path):
    assert path.stat().st_size < LARGEST
    outputs = [output for cell in code_cells(nbformat.read(path, as_version=4)) for output in cell.outputs]
    assert {kind for output in outputs for kind in output.get("data", {})} <= READABLE


def test_there_are_notebooks():
    assert ALL


def drawn(label):
    svg = f'<svg><text x="1">share</text><path aria-label="{label}" d="M0,0h9"/></svg>'
    return new_output("display_data", data={"image/svg+xml": svg, "text/plain": "a chart"})


@pytest.mark.parametrize(
    ("stored", "fresh"),
    [
        (new_output("stream", name="stdout", text="12 deals"), new_output("stream", name="stdout", text="13 deals")),
        (
            new_output("display_data", data={"text/html": "<td>12</td>", "text/plain": "a table"}),
            new_output("display_data", data={"text/html": "<td>13</td>", "text/plain": "a table"}),
        ),
        (drawn("mean: 12"), drawn("mean: 13")),
        (new_output("stream", name="stdout", text="a"), new_output("display_data", data={"text/plain": "a"})),
    ],
    ids=["text", "table", "figure", "kind"],
)
def test_an_output_that_has_grown_old_is_seen(stored, fresh):
    assert shown(new_code_cell(outputs=[stored])) != shown(new_code_cell(outputs=[fresh]))


def test_spacing_style_and_pieces_of_a_stream_are_no_difference():
    wide = new_output("display_data", data={"text/html": "<style>a {}</style>\n<td>12 </td>", "text/plain": "12\n  a"})
    slim = new_output("display_data", data={"text/html": "<td>12</td>", "text/plain": "12 a"})
    pieces = [new_output("stream", name="stdout", text=text) for text in ("twelve de", "als")]
    whole = new_output("stream", name="stdout", text="twelve deals")
    assert shown(new_code_cell(outputs=[wide, *pieces])) == shown(new_code_cell(outputs=[slim, whole]))
