"""Random but valid scenarios, one a number: every feature on and off, extreme weights, rules that change in mid-run."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

from tests.storm.parties import parties
from tests.storm.random_source import DAY, HOUR, MINUTE, Doc, RandomSource
from tests.storm.steps import channels, repatriation, rules, steps

STARTS = (
    "2020-02-28",
    "2020-02-29",
    "2024-02-29",
    "2019-12-31",
    "2019-01-31",
    "2018-12-30",
    "2000-02-29",
    "2015-03-07",
)
"""Leap days, ends of months and years, and a night in which clocks change."""
HORIZONS = {
    "1 s": 1, "1 min": MINUTE, "1 h": HOUR, "1 days": DAY, "3 days": 3 * DAY, "29 days": 29 * DAY, "2 months": 59 * DAY,
    "40 days": 40 * DAY, "6 months": 181 * DAY, "13 months": 395 * DAY, "3 years": 1_095 * DAY,
}  # fmt: skip
TITLES = (
    "a random world",
    "=cmd|' /C calc'!A1",
    "</script><script>alert(1)</script>",
    'a "quoted": world, {with} [signs] # and & * ! | > % @ `',
    "\u05de\u05d9\u05de\u05d9\u05df \u05dc\u05e9\u05de\u05d0\u05dc, right to left",
    "'single' and \\ backslash",
)


def world(number: int) -> Doc:
    """The scenario of a number, as plain data."""
    draws = RandomSource(number)
    horizon = draws.pick(list(HORIZONS))
    draws.horizon = HORIZONS[horizon]
    start = _start(draws)
    rates = ("6.53", "6.66667", "0.37", "0.003", "1", "123.456789", "19.8", "1000", "0.001")
    few = rates[:-2] if draws.unit > 1_000_000 else rates
    document: Doc = {
        "mirrorsim": "1",
        "name": f"storm-{number}",
        "title": draws.pick(TITLES) if draws.maybe(0.2) else TITLES[0],
        "start": start.isoformat(),
        "horizon": horizon,
        "seed": str(draws.seed()),
        "rates": {"CNY": draws.pick(few), "MXN": draws.pick(few)},
        **parties(draws),
        **steps(draws),
        **repatriation(draws),
        "channels": channels(draws),
        "rules": rules(draws),
        "sources": {"*": "assumption"},
    }
    document["rules"] = _for_its_ports(document["rules"], document)
    _crowd(RandomSource(-1 - number), document)
    document["timeline"] = [_shock(draws, document, start) for _ in range(draws.pick((0, 0, 1, 2, 4)))]
    document["policies"] = _policies(draws, document, start)
    return {key: part for key, part in document.items() if part != []}


def _crowd(draws: RandomSource, document: Doc) -> None:
    """In some worlds brokers by the dozen of whom only some are asked, and clients who wait for each deal to end.

    With a random source of their own, so that the rest of a number's world is what it was before there were crowds.
    """
    for client in document["clients"].values():
        if draws.maybe(0.15):
            client["one_at_a_time"] = "true"
    for broker in document["brokers"].values():
        if draws.maybe(0.15):
            broker["count"] = str(draws.grown(1, 40))
    if draws.maybe(0.2):
        document["handover"].setdefault("quotes", {})["asked"] = str(draws.grown(1, 12))


def _start(draws: RandomSource) -> date:
    if draws.maybe(0.6):
        return date.fromisoformat(draws.pick(STARTS))
    return date(1970, 1, 1) + timedelta(days=draws.whole(0, 47_000))


def _day(draws: RandomSource, start: date) -> str:
    """A day within the horizon, as often as not its first, and now and then outside."""
    days = draws.horizon // DAY
    return (
        start + timedelta(days=draws.pick((0, 1, draws.whole(0, days), draws.whole(0, days), days + 3)))
    ).isoformat()


def _shock(draws: RandomSource, document: Doc, start: date) -> Doc:
    since = _day(draws, start)
    found: Doc = {"name": "shock", "since": since, "change": _change(draws, document)}
    if draws.maybe(0.6):
        found["until"] = (date.fromisoformat(since) + timedelta(days=draws.grown(1, 60))).isoformat()
    return found


def _policies(draws: RandomSource, document: Doc, start: date) -> Doc:
    """Half of all worlds have a second policy, which is the one that runs: from the start on, or from a date."""
    if draws.maybe(0.5):
        return {}
    policy: Doc = {"change": _change(draws, document)}
    if draws.maybe(0.6):
        policy["since"] = _day(draws, start)
    if document["rules"] and draws.maybe(0.3):
        policy["change"].setdefault("rules", {})[draws.pick(sorted(document["rules"]))] = None
    if draws.maybe(0.2):
        policy["timeline"] = "false"
        # no dated change may speak of what is gone
        if "goods" in document and "second_mirror" in document and draws.maybe(0.5):
            policy["change"] |= {"goods": None, "repatriation": {"choose": "second_mirror"}}
    return {"baseline": {}, "changed": policy}


def _change(draws: RandomSource, document: Doc) -> Doc:
    """What a policy or a shock changes: steps, rules and channels as they come, and the terms of parties that exist."""
    change = {**steps(draws), "rules": _for_its_ports(rules(draws), document), "channels": channels(draws)}
    if draws.maybe(0.5):
        change |= _terms(draws, document)
    return {key: part for key, part in change.items() if part != {}}


def _terms(draws: RandomSource, document: Doc) -> Doc:
    """New terms for parties: those that further draws would give to a world's own."""
    other = parties(draws) | repatriation(draws)
    other.pop("repatriation", None)
    for client in other["clients"].values():
        client.pop("first_after", None)  # what only the start can settle
    for broker in other["brokers"].values():
        broker.pop("capital", None)
    for group in other.get("ordinary", {}).values():
        for fixed in ("does", "people", "holder"):
            group.pop(fixed, None)
    return _common(other, document)


def _common(other: Doc, document: Doc, depth: int = 0) -> Doc:
    """The parts of one document whose sections and parties the other has as well."""
    groups = ("clients", "brokers", "providers", "ordinary", "merchants", "savers", "ports", "buyers", "goods")
    return {
        key: _common(part, document[key], depth + 1) if key in groups or depth == 0 else part
        for key, part in other.items()
        if key in document and (isinstance(part, dict) or depth)
    }


def _for_its_ports(found: Doc, document: Doc) -> Doc:
    """Rules without ports that this world does not have."""
    known = set(document.get("goods", {}).get("ports", {}))
    for rule in found.values():
        if ports := [port for port in rule.pop("ports", []) if port in known]:
            rule["ports"] = ports
    return found


# -- as a file ----------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .%_-]*")


def as_yaml(document: Doc) -> str:
    """The scenario as the YAML that a user might write."""
    return "\n".join(_lines(document, 0)) + "\n"


def _lines(section: Doc, depth: int) -> list[str]:
    lines = []
    for key, part in section.items():
        head = f"{'  ' * depth}{_scalar(key)}:"
        if isinstance(part, dict) and part:
            lines += [head, *_lines(part, depth + 1)]
        elif isinstance(part, list) and part and isinstance(part[0], dict):
            lines.append(head)
            for item in part:
                first, *rest = _lines(item, depth + 2)
                lines += [f"{'  ' * (depth + 1)}- {first.lstrip()}", *rest]
        else:
            lines.append(f"{head} {_inline(part)}")
    return lines


def _inline(part: Any) -> str:
    if isinstance(part, dict):
        return "{}"
    if isinstance(part, list):
        return f"[{', '.join(_inline(item) for item in part)}]"
    return "null" if part is None else _scalar(str(part))


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text == text.strip() else json.dumps(text)
