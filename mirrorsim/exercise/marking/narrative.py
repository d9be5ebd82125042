"""The narrative: six elements, each held against the record's facts as far as a machine can; the rest is for a reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mirrorsim.exercise.evidence.wording import count_of, group_thousands
from mirrorsim.exercise.marking.answer_sheet import ELEMENTS, Sheet
from mirrorsim.exercise.marking.days import days_in, without_days
from mirrorsim.exercise.marking.entities import Directory, whom
from mirrorsim.exercise.marking.marks import Part, Remark, Verdict
from mirrorsim.exercise.marking.origin import rests_on_origin

RUBRIC = (
    "for the facilitator, not counted: would a stranger who knows none of the records understand it (0-1), is everything "
    "that is claimed shown by a record (0-1), is it free of what the forms say anyway (0-1)?"
)
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(million|mn|thousand|k)?\b", re.IGNORECASE)
_TIMES = {"": 1, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6}
_WHY = {
    "no wire": r"no\s+(?:\w+\s+)?(?:wire|cross-border|payment across|transfer across)|without\s+(?:a\s+|any\s+)?wire|"
    r"crosse[sd] no border|nothing crosse[sd]",
    "the same value": r"same (?:value|amount)|equal|match(?:es|ed|ing)?|at the rate|equivalent|correspond",
    "the same minutes": r"same (?:minutes?|time|hour)|within minutes|simultaneous|at once|at the same",
    "means do not explain it": r"income|turnover|occupation|explain|profile|unexplained|does not fit|"
    r"source of (?:the )?(?:cash|funds)",
}
_HOW = {
    "the token": r"token|serial|note|code word",
    "the call": r"call|phone|number|rang|ring",
    "the hand-over": r"hand(?:ed|s|ing)?[ -]?over|pick(?:ed)?[ -]?up|bag|courier",
    "the mirror": r"mirror|yuan|cny|renminbi",
    "the way on": r"peso|goods|second mirror|import|ship|container|provider",
}


def mark_narrative(key: Mapping[str, Any], sheet: Sheet, weight: int) -> Part:
    """Mark the six elements; each counts alike."""
    remarks = []
    total = 0.0
    for element in ELEMENTS:
        text = getattr(sheet.narrative, element).strip()
        if not text:
            remarks.append(Remark("narrative", element, "missed", "nothing written"))
            continue
        if word := rests_on_origin(text):
            said = f"rests on {word!r}: where people come from shows nothing; this element earns nothing"
            remarks.append(Remark("narrative", element, "wrong", said))
            continue
        share, said, fact = _CHECKS[element](key, text)
        total += share
        verdict: Verdict = "right" if share >= 0.99 else "partly" if share > 0 else "wrong"
        remarks.append(Remark("narrative", element, verdict, said, (), fact))
    if any(getattr(sheet.narrative, element).strip() for element in ELEMENTS):
        remarks.append(Remark("narrative", "as a whole", "human", RUBRIC))
    return Part("narrative", total / len(ELEMENTS), weight, tuple(remarks))


Checked = tuple[float, str, str]


def _who(key: Mapping[str, Any], text: str) -> Checked:
    people, plain = Directory(key), whom(text)
    guilty = {one["owner"]: one["role"] for name, one in people.in_scheme.items() if _says(plain, name)}
    innocent = {one["owner"]: one["label"] for name, one in people.innocent.items() if _says(plain, name)}
    roles = set(guilty.values())
    wanted = min(3, len({one["role"] for one in key["entities"]}))
    if not guilty:
        return 0.0, "names nobody of the scheme", "B12"
    share = min(len(roles) / wanted, 1.0) * len(guilty) / (len(guilty) + len(innocent))
    said = f"names {len(guilty)} of the scheme in {count_of(len(roles), 'role')} (wanted: {wanted})"
    return share, said + (f", and {len(innocent)} who did nothing" if innocent else ""), "B12"


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _what(key: Mapping[str, Any], text: str) -> Checked:
    facts = key["narrative"]
    said = {float(one.replace(",", "")) * _TIMES[unit.lower()] for one, unit in _NUMBER.findall(without_days(text))}
    totals = [float(facts[name]) for name in ("handed_over_usd", "swapped_usd") if float(facts[name])]
    totals += [float(key["rate_cny"]) * total for total in totals]
    if any(abs(one - total) <= 0.05 * total for one in said for total in totals):
        return 1.0, "the sum is right", "E16"
    if said & {float(amount) for amount in facts["amounts"]}:
        return (
            0.5,
            f"an amount of one deal is right; in all {group_thousands(facts['swapped_usd'])} USD were swapped in the window",
            "E16",
        )
    return (
        0.0,
        f"no amount fits the record: {group_thousands(facts['swapped_usd'])} USD were swapped in the window",
        "E16",
    )


def _when(key: Mapping[str, Any], text: str) -> Checked:
    said, true = days_in(text, key["window"]), set(key["narrative"]["days"])
    if not said:
        return 0.0, "names no day (write days as 2018-03-09)", ""
    right = said & true
    share = len(right) / len(said) * min(len(right) / 2, 1.0)
    return share, f"names {_right('day', said, right)} (wanted: two)", ""


def _where(key: Mapping[str, Any], text: str) -> Checked:
    plain, facts = whom(text), key["narrative"]
    sides = bool(re.search(r"\b(?:us|u\.s\.|usa|united states)\b", plain)), "china" in plain
    both = all(sides)
    true = {whom(place) for place in facts["places"]}
    named = {whom(place) for place in facts["all_places"] if whom(place) in plain}
    if not true:
        return float(both), f"{_SIDES[sides]}; no record shows a place of the scheme, so none is wanted", "B06"
    if not named:
        return 0.5 * both, f"{_SIDES[sides]}; names no place that the records show (wanted: one)", "B06"
    right = named & true
    return 0.5 * both + 0.5 * len(right) / len(named), f"{_SIDES[sides]}; names {_right('place', named, right)}", "B06"


_SIDES = {
    (True, True): "both sides of the mirror are named",
    (True, False): "of the two sides of the mirror the US is named, and China is not",
    (False, True): "of the two sides of the mirror China is named, and the US is not",
    (False, False): "neither side of the mirror is named: cash in the US, yuan in China",
}


def _right(thing: str, named: set[str], right: set[str]) -> str:
    if len(named) == 1:
        return f"one {thing}, which is {'one' if right else 'none'} of the scheme"
    share = "all" if len(right) == len(named) else len(right) or "none"
    return f"{len(named)} {thing}s, {share} of them of the scheme"


def _why(key: Mapping[str, Any], text: str) -> Checked:
    return _ideas(text, _WHY, 2, "B06")


def _how(key: Mapping[str, Any], text: str) -> Checked:
    return _ideas(text, _HOW, 3, "B05")


def _ideas(text: str, ideas: Mapping[str, str], wanted: int, fact: str) -> Checked:
    said = [idea for idea, form in ideas.items() if re.search(form, text, re.IGNORECASE)]
    missing = [idea for idea in ideas if idea not in said]
    words = f"says {', '.join(said)}" if said else "says none of the reasons that the records show"
    if len(said) < wanted:
        words += f"; could say {', '.join(missing)}"
    return min(len(said) / wanted, 1.0), words, fact


_CHECKS: dict[str, Callable[[Mapping[str, Any], str], Checked]] = {
    "who": _who, "what": _what, "when": _when, "where": _where, "why": _why, "how": _how,
}  # fmt: skip
