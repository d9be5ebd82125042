"""Vega, Vega-Lite and Vega-Embed as one piece of JavaScript, out of an installed package: no network."""

from __future__ import annotations

import contextlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def vega_bundle() -> str:
    """The libraries that draw the charts, in the version that altair's specifications are for.

    Putting them together takes a second, so that they are kept in the user's cache from one run to the next.
    """
    from altair import SCHEMA_VERSION

    schema = ".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    kept = _cache_folder() / f"vega-{schema}-{version('vl-convert-python')}.js"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return kept.read_text(encoding="utf-8")
    bundle = _made(schema)
    with contextlib.suppress(OSError):
        _keep(bundle, kept)
    return bundle


def _made(schema: str) -> str:
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=schema)
    # nothing in it may end the script element that it stands in
    return bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mirrorsim"


def _keep(text: str, path: Path) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent)
    with open(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.replace(fresh, path)
