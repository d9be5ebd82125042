"""Where a pledged dollar goes: the promise accounts as stacked bars."""

from __future__ import annotations

from typing import Any

from mirrorsim.lab.deals import waterfall
from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.charts import figure, stacked, without_journal
from mirrorsim.report.html.markup import Html, join, paragraph, section, table
from mirrorsim.report.wording import DOLLAR_ENDS
from mirrorsim.scheme.accounts import STAGES
from mirrorsim.units.money import Asset, format_money

_TITLE = "Where a pledged dollar goes"


def dollar(run: FinishedRun) -> Html:
    """The whole dollar, and what of it is not delivered."""
    if not run.kept:
        return section("dollar", _TITLE, without_journal())
    parts = {policy: shares(waterfall(tables)) for policy, tables in run.kept.items()}
    parts = {policy: found for policy, found in parts.items() if found["pledged"]}
    if not parts:
        return section("dollar", _TITLE, paragraph("Nothing was pledged in the replications whose journal was kept."))
    met = [part for part in DOLLAR_ENDS if any(found[part] for found in parts.values())]
    policies = list(parts)
    rows = [_row(policy, part, parts[policy]) for policy in policies for part in met if parts[policy][part]]
    costs = [row for row in rows if row["part"] != DOLLAR_ENDS["delivered"]]
    names = [DOLLAR_ENDS[part] for part in met]
    whole = figure(
        "dollar",
        stacked(rows, names, policies, title="cents of a pledged dollar", form="~f"),
        alt_text="Stacked bars: for each policy, the cents of a pledged dollar by where they end",
        caption="Each policy's first replication. A bar is longer than 100 by what brokers bore themselves instead of "
        "the client: it comes on top of what was pledged.",
        numbers=_table(parts, met),
    )
    if not costs:
        return section("dollar", _TITLE, whole)
    rest = figure(
        "dollar-rest",
        stacked(costs, names, policies, title="cents of a pledged dollar that are not delivered", form="~f"),
        alt_text="Stacked bars: the same without the delivered part, enlarged",
        caption="The same without what was delivered, enlarged.",
        numbers=_cents(parts, met),
    )
    return section("dollar", _TITLE, join([whole, rest]))


def shares(parts: dict[str, int]) -> dict[str, int]:
    """Cents by part, everything in flight taken together."""
    found = {part: parts.get(part, 0) for part in DOLLAR_ENDS}
    found["in_flight"] = sum(parts.get(stage, 0) for stage in STAGES)
    return {**found, "pledged": parts.get("pledged", 0), "borne_by_broker": parts.get("borne_by_broker", 0)}


def _row(policy: str, part: str, found: dict[str, int]) -> dict[str, Any]:
    share = 100 * found[part] / found["pledged"]
    text = f"{share:.2f} cents, {format_money(found[part], Asset.USD)}"
    return {"bar": policy, "part": DOLLAR_ENDS[part], "value": round(share, 6), "text": text}


def _table(parts: dict[str, dict[str, int]], met: list[str]) -> Html:
    rows = [["pledged", *(format_money(found["pledged"], Asset.USD) for found in parts.values())]]
    rows += [["borne by brokers", *(format_money(found["borne_by_broker"], Asset.USD) for found in parts.values())]]
    rows += [[DOLLAR_ENDS[part], *(format_money(found[part], Asset.USD) for found in parts.values())] for part in met]
    return table("US dollars by where they end; pledged and borne is the sum of the rest", ["", *parts], rows)


def _cents(parts: dict[str, dict[str, int]], met: list[str]) -> Html:
    rows = [
        [DOLLAR_ENDS[part], *(f"{100 * found[part] / found['pledged']:.2f}" for found in parts.values())]
        for part in met
    ]
    return table("Cents of a pledged dollar", ["", *parts], rows)
