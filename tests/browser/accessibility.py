"""What axe-core finds wrong with a page, for the pages of tests/browser."""

from __future__ import annotations

from functools import cache

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WIDTHS = {1280: 900, 820: 1100}
"""Desktop and tablet, with their heights."""
_UNCLIPPED = """() => {
  document.activeElement?.blur();
  for (const box of document.querySelectorAll(".q-table__middle, .wide")) box.style.maxHeight = "none";
}"""
"""What a scroll box hides cannot be measured, nor what the focus is drawn over."""
_RUN = "([root, rules]) => axe.run(root, {runOnly: rules, resultTypes: ['violations'], elementRef: false})"


@cache
def _script():
    from axe_playwright_python.base import AXE_SCRIPT

    return AXE_SCRIPT


def violations(page, what, root="html", but=()):
    """Every violation of a WCAG 2.1 A or AA rule, ``but`` some, within an element of the page, at both widths, a line each."""
    found = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(250)
        page.evaluate(_UNCLIPPED)
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(_script())
        result = page.evaluate(_RUN, [root, RULES])
        assert result["passes"] or result["violations"], "axe looked at nothing"
        if width < page.evaluate("document.documentElement.scrollWidth"):
            found.append(f"{what} at {width}: wider than the window")
        for one in result["violations"]:
            if one["id"] in but:
                continue
            for node in one["nodes"]:
                summary = " ".join(node["failureSummary"].split())
                found.append(f"{what} at {width}: {one['id']}: {node['html'][:160]}: {summary[:240]}")
    return found
