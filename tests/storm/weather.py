"""Random but valid scenarios, one a number: every feature on and off, extreme weights, rules that change in mid-run."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

from tests.storm.dice import DAY, HOUR, MINUTE, Dice, Doc
from tests.storm.parties import parties
from tests.storm.steps import channels, rules, steps, ways_home

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
    "\u202eright to left\u202c",
    "'single' and \\ backslash",
)


def world(number: int) -> Doc:
    """The scenario of a number, as plain data."""
    dice = Dice(number)
    horizon = dice.pick(list(HORIZONS))
    dice.horizon = HORIZONS[horizon]
    start = _start(dice)
    rates = ("6.53", "6.66667", "0.37", "0.003", "1", "123.456789", "19.8", "1000", "0.000000000001")
    few = rates[:-2] if dice.unit > 1_000_000 else rates
    document: Doc = {
        "mirrorsim": "1",
        "name": f"storm-{number}",
        "title": dice.pick(TITLES) if dice.maybe(0.2) else TITLES[0],
        "start": start.isoformat(),
        "horizon": horizon,
        "seed": str(dice.seed()),
        "rates": {"CNY": dice.pick(few), "MXN": dice.pick(few)},
        **parties(dice),
        **steps(dice),
        **ways_home(dice),
        "channels": channels(dice),
        "rules": rules(dice),
        "sources": {"*": "assumption"},
    }
    document["rules"] = _for_its_ports(document["rules"], document)
    _crowd(Dice(-1 - number), document)
    document["timeline"] = [_shock(dice, document, start) for _ in range(dice.pick((0, 0, 1, 2, 4)))]
    document["policies"] = _policies(dice, document, start)
    return {key: part for key, part in document.items() if part != []}


def _crowd(dice: Dice, document: Doc) -> None:
    """In some worlds brokers by the dozen of whom only some are asked, and clients who wait for each deal to end.

    With dice of their own, so that the rest of a number's world is what it was before there were crowds.
    """
    for client in document["clients"].values():
        if dice.maybe(0.15):
            client["one_at_a_time"] = "true"
    for broker in document["brokers"].values():
        if dice.maybe(0.15):
            broker["count"] = str(dice.grown(1, 40))
    if dice.maybe(0.2):
        document["handover"].setdefault("quotes", {})["asked"] = str(dice.grown(1, 12))


def _start(dice: Dice) -> date:
    if dice.maybe(0.6):
        return date.fromisoformat(dice.pick(STARTS))
    return date(1970, 1, 1) + timedelta(days=dice.whole(0, 47_000))


def _day(dice: Dice, start: date) -> str:
    """A day within the horizon, as often as not its first, and now and then outside."""
    days = dice.horizon // DAY
    return (start + timedelta(days=dice.pick((0, 1, dice.whole(0, days), dice.whole(0, days), days + 3)))).isoformat()


def _shock(dice: Dice, document: Doc, start: date) -> Doc:
    since = _day(dice, start)
    found: Doc = {"name": "shock", "since": since, "change": _change(dice, document)}
    if dice.maybe(0.6):
        found["until"] = (date.fromisoformat(since) + timedelta(days=dice.grown(1, 60))).isoformat()
    return found


def _policies(dice: Dice, document: Doc, start: date) -> Doc:
    """Half of all worlds have a second policy, which is the one that runs: from the start on, or from a date."""
    if dice.maybe(0.5):
        return {}
    policy: Doc = {"change": _change(dice, document)}
    if dice.maybe(0.6):
        policy["since"] = _day(dice, start)
    if document["rules"] and dice.maybe(0.3):
        policy["change"].setdefault("rules", {})[dice.pick(sorted(document["rules"]))] = None
    if dice.maybe(0.2):
        policy["timeline"] = "false"
        # no dated change may speak of what is gone
        if "goods" in document and "second_mirror" in document and dice.maybe(0.5):
            policy["change"] |= {"goods": None, "repatriation": {"choose": "second_mirror"}}
    return {"baseline": {}, "changed": policy}


def _change(dice: Dice, document: Doc) -> Doc:
    """What a policy or a shock changes: steps, rules and channels as they come, and the terms of parties that exist."""
    change = {**steps(dice), "rules": _for_its_ports(rules(dice), document), "channels": channels(dice)}
    if dice.maybe(0.5):
        change |= _terms(dice, document)
    return {key: part for key, part in change.items() if part != {}}


def _terms(dice: Dice, document: Doc) -> Doc:
    """New terms for parties: those that another throw of the dice would give to a world's own."""
    other = parties(dice) | ways_home(dice)
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
