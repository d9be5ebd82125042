"""Vega, Vega-Lite and Vega-Embed as one piece of JavaScript, out of an installed package: no network."""

from __future__ import annotations

from functools import cache


@cache
def vega_bundle() -> str:
    """The libraries that draw the charts, in the version that altair's specifications are for."""
    import vl_convert
    from altair import SCHEMA_VERSION

    version = ".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    # nothing in it may end the script element that it stands in
    return bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")
