"""Running the verb ``export`` and looking at what it wrote."""

from pathlib import Path

from click.testing import CliRunner, Result

from mirrorsim.cli import main


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in ("export", *arguments)])


def refused(code: int, *arguments: object) -> str:
    """The one line that a refusal says."""
    result = run(*arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    (line,) = [line for line in result.stderr.splitlines() if line and not line.startswith(("Usage:", "Try "))]
    return line.removeprefix("Error: ")


def left_over(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def contents(path: Path) -> dict[str, bytes]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name if path.is_dir() else "": file.read_bytes() for file in files}
