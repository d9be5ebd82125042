"""ruamel.yaml's complaints in one plain line each."""

from mirrorsim.scenario.problems import Problem
from mirrorsim.units.wording import quoted

_PLAIN = (
    ("'\\t'", "a tab cannot stand here: indent with spaces"),
    ("'%'", "text that begins with % must be in quotes"),
    ("'@'", "text that begins with @ must be in quotes"),
    ("'`'", "text that begins with ` must be in quotes"),
    ("mapping values are not allowed", "a second ': ' in one line: put text that contains ': ' in quotes"),
    ("<block end>", "the indentation does not match the lines above, or a key or '- ' is missing"),
    ("could not find expected ':'", "a key needs ': ' after it"),
    ("found unexpected end of stream", "a quote is opened but never closed"),
    ("found unexpected document separator", "a quote is opened but never closed"),
    ("expected ',' or ']'", "a list in [ ] needs ', ' between its items and ] at its end"),
    ("expected ',' or '}'", "a mapping in { } needs ', ' between its entries and } at its end"),
    ("unknown escape character", "unknown escape in double quotes: use single quotes to keep a backslash"),
    ("expected alphabetic or numeric character", "text that begins with & or * must be in quotes"),
    ("sequence entries are not allowed", "a list item '- ' must be on a line of its own"),
    ("block sequence entries", "a list item '- ' must be on a line of its own"),
    ("expected the node content", "a value is missing or a bracket is not closed"),
    ("<document start>", "something stands outside the top-level mapping: check the indentation"),
)


def syntax_problem(error: Exception, text: str, file: str) -> Problem:
    """Return what ruamel.yaml could not read as a problem with its place."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or "")
    index = getattr(error, "position", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    elif isinstance(index, int):
        line, column = place_of(text, index)
        return Problem(file, line, column, "", _character(text, index))
    else:
        line, column = 1, 1
    for sign, plain in _PLAIN:
        if sign in said:
            return Problem(file, line, column, "", plain)
    return Problem(file, line, column, "", f"this is not YAML{f': {said}' if said else ''}"[:200])


def place_of(text: str, index: int) -> tuple[int, int]:
    """Return line and column, from 1, of a position in a text."""
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


def _character(text: str, index: int) -> str:
    found = text[index : index + 1]
    name = "a NUL character" if found == "\0" else f"the character {quoted(found)}"
    return f"{name} cannot stand in a scenario: save the file as UTF-8 text"
