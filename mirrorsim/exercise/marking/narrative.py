"""The narrative: six elements, each checked against the key's facts as far as a machine can; the rest is for a reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date
from typing import NamedTuple

from mirrorsim.exercise.evidence.wording import count_of, grouped_amount_text
from mirrorsim.exercise.key.answer_key import AnswerKey
from mirrorsim.exercise.marking.answer_sheet import ELEMENTS, AnswerSheet
from mirrorsim.exercise.marking.entities import Directory, normalized
from mirrorsim.exercise.marking.marks import Remark, SectionMark, Verdict
from mirrorsim.exercise.marking.origin import rests_on_origin

RUBRIC = (
    "for the facilitator, not counted: would a stranger who knows none of the records understand it (0-1), is everything "
    "that is claimed shown by a record (0-1), is it free of what the forms say anyway (0-1)?"
)
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(million|mn|thousand|k)?\b", re.IGNORECASE)
_MULTIPLES = {"": 1, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6}
_REASONS = {
    "no wire": r"no\s+(?:\w+\s+)?(?:wire|cross-border|payment across|transfer across)|without\s+(?:a\s+|any\s+)?wire|"
    r"crosse[sd] no border|nothing crosse[sd]",
    "the same value": r"same (?:value|amount)|equal|match(?:es|ed|ing)?|at the rate|equivalent|correspond",
    "the same minutes": r"same (?:minutes?|time|hour)|within minutes|simultaneous|at once|at the same",
    "means do not explain it": r"income|turnover|occupation|explain|profile|unexplained|does not fit|"
    r"source of (?:the )?(?:cash|funds)",
}
_MECHANISMS = {
    "the token": r"token|serial|note|code word",
    "the call": r"call|phone|number|rang|ring",
    "the hand-over": r"hand(?:ed|s|ing)?[ -]?over|pick(?:ed)?[ -]?up|bag|courier",
    "the mirror": r"mirror|yuan|cny|renminbi",
    "the way on": r"peso|goods|second mirror|import|ship|container|provider",
}
_SIDES = {
    (True, True): "both sides of the mirror are named",
    (True, False): "of the two sides of the mirror the US is named, and China is not",
    (False, True): "of the two sides of the mirror China is named, and the US is not",
    (False, False): "neither side of the mirror is named: cash in the US, yuan in China",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?\b"
_DAY_FORMS = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(rf"\b{_DAY_NUMBER}\s+(?:of\s+)?{_MONTH}{_YEAR}"),
    re.compile(rf"\b{_MONTH}\s+{_DAY_NUMBER}{_YEAR}"),
)


class Check(NamedTuple):
    """What an element earns, from 0 to 1, what is said of it, and the public fact that it rests on."""

    share: float
    text: str
    fact: str


def mark_narrative(key: AnswerKey, sheet: AnswerSheet, weight: int) -> SectionMark:
    """Mark the six elements; each counts alike."""
    remarks = []
    total = 0.0
    written = sheet.narrative.by_element()
    for element in ELEMENTS:
        text = written[element]
        if not text:
            remarks.append(Remark("narrative", element, "missed", "nothing written"))
            continue
        if origin := rests_on_origin(text):
            said = f"rests on {origin!r}: where people come from shows nothing; this element earns nothing"
            remarks.append(Remark("narrative", element, "wrong", said))
            continue
        share, said, fact = _CHECKS[element](key, text)
        total += share
        verdict: Verdict = "right" if share >= 0.99 else "partly" if share > 0 else "wrong"
        remarks.append(Remark("narrative", element, verdict, said, (), fact))
    if any(written.values()):
        remarks.append(Remark("narrative", "as a whole", "human", RUBRIC))
    return SectionMark("narrative", total / len(ELEMENTS), weight, tuple(remarks))


def _check_who(key: AnswerKey, text: str) -> Check:
    directory, plain = Directory(key), normalized(text)
    named = {entity.owner: entity.role for name, entity in directory.entities.items() if _names(plain, name)}
    bystanders = {party.owner for name, party in directory.bystanders.items() if _names(plain, name)}
    roles = set(named.values())
    wanted = min(3, len({entity.role for entity in key.entities}))
    if not named:
        return Check(0.0, "names nobody of the scheme", "B12")
    share = min(len(roles) / wanted, 1.0) * len(named) / (len(named) + len(bystanders))
    said = f"names {len(named)} of the scheme in {count_of(len(roles), 'role')} (wanted: {wanted})"
    return Check(share, said + (f", and {len(bystanders)} who did nothing" if bystanders else ""), "B12")


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _check_what(key: AnswerKey, text: str) -> Check:
    facts = key.narrative
    said = {
        float(number.replace(",", "")) * _MULTIPLES[unit.lower()]
        for number, unit in _NUMBER.findall(_without_days(text))
    }
    totals = [cents / 100 for cents in (facts.handed_over_usd, facts.swapped_usd) if cents]
    totals += [key.rate_cny * total for total in totals]
    swapped = f"{grouped_amount_text(facts.swapped_usd)} USD were swapped in the window"
    if any(abs(amount - total) <= 0.05 * total for amount in said for total in totals):
        return Check(1.0, "the sum is right", "E16")
    if said & {cents / 100 for cents in facts.amounts}:
        return Check(0.5, f"an amount of one deal is right; in all {swapped}", "E16")
    return Check(0.0, f"no amount fits the record: {swapped}", "E16")


def _check_when(key: AnswerKey, text: str) -> Check:
    said = set(_days_in(text, *key.window))
    if not said:
        return Check(0.0, "names no day (write days as 2018-03-09)", "")
    right = said & set(key.narrative.days)
    share = len(right) / len(said) * min(len(right) / 2, 1.0)
    return Check(share, f"names {_how_many_right('day', said, right)} (wanted: two)", "")


def _check_where(key: AnswerKey, text: str) -> Check:
    plain, facts = normalized(text), key.narrative
    sides = bool(re.search(r"\b(?:us|u\.s\.(?:a\.?)?|usa|united states)(?!\w)", plain)), "china" in plain
    both = all(sides)
    true = {normalized(place) for place in facts.places}
    named = {normalized(place) for place in facts.all_places if normalized(place) in plain}
    if not true:
        text = f"{_SIDES[sides]}; no record shows a place of the scheme, so none is wanted"
        return Check(float(both), text, "B06")
    if not named:
        return Check(0.5 * both, f"{_SIDES[sides]}; names no place that the records show (wanted: one)", "B06")
    right = named & true
    text = f"{_SIDES[sides]}; names {_how_many_right('place', named, right)}"
    return Check(0.5 * both + 0.5 * len(right) / len(named), text, "B06")


def _how_many_right(thing: str, named: Set[object], right: Set[object]) -> str:
    if len(named) == 1:
        return f"one {thing}, which is {'one' if right else 'none'} of the scheme"
    share = "all" if len(right) == len(named) else len(right) or "none"
    return f"{len(named)} {thing}s, {share} of them of the scheme"


def _check_why(key: AnswerKey, text: str) -> Check:
    return _check_ideas(text, _REASONS, 2, "B06")


def _check_how(key: AnswerKey, text: str) -> Check:
    return _check_ideas(text, _MECHANISMS, 3, "B05")


def _check_ideas(text: str, ideas: Mapping[str, str], wanted: int, fact: str) -> Check:
    said = [idea for idea, pattern in ideas.items() if re.search(pattern, text, re.IGNORECASE)]
    missing = [idea for idea in ideas if idea not in said]
    words = f"says {', '.join(said)}" if said else "says none of the reasons that the records show"
    if len(said) < wanted:
        words += f"; could say {', '.join(missing)}"
    return Check(min(len(said) / wanted, 1.0), words, fact)


_CHECKS: dict[str, Callable[[AnswerKey, str], Check]] = {
    "who": _check_who,
    "what": _check_what,
    "when": _check_when,
    "where": _check_where,
    "why": _check_why,
    "how": _check_how,
}


def _days_in(text: str, since: date, until: date) -> Iterator[date]:
    """The days that a text names, as people write them: 2018-03-09, 9 March 2018, March 9; without a year, in the window.

    ``since`` is the window's first day, ``until`` the day on which it ends.
    """
    for form in _DAY_FORMS:
        for found in form.finditer(text):
            month = found["month"]
            number = int(month) if month.isdecimal() else _MONTHS.index(month) + 1
            years = [int(found["year"])] if found["year"] else sorted({since.year, until.year})
            days = [day for year in years if (day := _day(year, number, int(found["day"])))]
            within = [day for day in days if since <= day < until]
            yield from (within or days)[:1]
        text = form.sub(" ", text)


def _without_days(text: str) -> str:
    for form in _DAY_FORMS:
        text = form.sub(" ", text)
    return text


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
