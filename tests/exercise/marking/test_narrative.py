"""Each element of the report, worked out on paper, with what is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from mirrorsim.exercise.marking.answer_sheet import sheet_from
from mirrorsim.exercise.marking.marks import Remark, SectionMark
from mirrorsim.exercise.marking.narrative import mark_narrative
from tests.exercise.marking.hand_made import KEY, sections, told

RUBRIC = (
    "for the facilitator, not counted: would a stranger who knows none of the records understand it (0-1), is everything "
    "that is claimed shown by a record (0-1), is it free of what the forms say anyway (0-1)?"
)
FULL = {
    "who": "Ann Lee, bo katz and 6222 0001",
    "what": "100,000 USD",
    "when": "on 2018-02-03 and 2018-02-04",
    "where": "US and China, in the diner",
    "why": "no wire, and the same value",
    "how": "a token, a call, then the courier",
}


def marked(**elements: str) -> SectionMark:
    return mark_narrative(KEY, sheet_from({"narrative": elements}), 15)


def one(element: str, text: str) -> tuple[float, Remark]:
    """What an element alone earns (1 for all of it), and the remark on it."""
    part = marked(**{element: text})
    return part.share * 6, next(remark for remark in part.remarks if remark.item == element)


def test_a_whole_report_earns_everything() -> None:
    part = marked(**FULL)
    assert (part.name, part.share, part.weight) == ("narrative", 1.0, 15)
    assert sections(part.remarks) == {"narrative"}
    assert told(part.remarks) == [
        ("who", "right", "names 3 of the scheme in 3 roles (wanted: 3)", (), "B12"),
        ("what", "right", "the sum is right", (), "E16"),
        ("when", "right", "names 2 days, all of them of the scheme (wanted: two)", (), ""),
        (
            "where",
            "right",
            "both sides of the mirror are named; names one place, which is one of the scheme",
            (),
            "B06",
        ),
        ("why", "right", "says no wire, the same value", (), "B06"),
        ("how", "right", "says the token, the call, the hand-over", (), "B05"),
        ("as a whole", "human", RUBRIC, (), ""),
    ]


def test_what_is_empty_or_rests_on_origin_earns_nothing() -> None:
    part = marked(who="he is Mexican", what="  ", how=FULL["how"])
    assert sections(part.remarks) == {"narrative"}
    said = "rests on 'Mexican': where people come from shows nothing; this element earns nothing"
    assert told(part.remarks)[:3] == [
        ("who", "wrong", said, (), ""),
        ("what", "missed", "nothing written", (), ""),
        ("when", "missed", "nothing written", (), ""),
    ]
    assert part.share == pytest.approx(1 / 6)
    assert [remark.item for remark in part.remarks][-1] == "as a whole"
    nothing = marked()
    assert nothing.share == 0
    assert [remark.verdict for remark in nothing.remarks] == ["missed"] * 6


@pytest.mark.parametrize(
    ("text", "share", "verdict", "said"),
    [
        ("somebody", 0, "wrong", "names nobody of the scheme"),
        ("Annabel Leeds, Ann Leers, xAnn Lee", 0, "wrong", "names nobody of the scheme"),
        ("ANN\n LEE.", 1 / 3, "partly", "names 1 of the scheme in 1 role (wanted: 3)"),
        ("Ann Lee, Bo Katz, Cy Rios, 6222 0001", 1, "right", "names 4 of the scheme in 4 roles (wanted: 3)"),
        ("Ann Lee (503) 555-0101", 1 / 3, "partly", "names 1 of the scheme in 1 role (wanted: 3)"),
        (
            "Ann Lee, Bo Katz and Dee Fox, Eve Gold", 2 / 3 * 2 / 4, "partly",
            "names 2 of the scheme in 2 roles (wanted: 3), and 2 who did nothing",
        ),
    ],
)  # fmt: skip
def test_who(text: str, share: float, verdict: str, said: str) -> None:
    earned, remark = one("who", text)
    assert earned == pytest.approx(share)
    assert (remark.verdict, remark.text, remark.fact) == (verdict, said, "B12")


def test_as_many_roles_are_wanted_as_there_are() -> None:
    key = KEY.model_copy(update={"entities": KEY.entities[:2]})
    part = mark_narrative(key, sheet_from({"narrative": {"who": "Ann Lee"}}), 15)
    assert part.remarks[0].text == "names 1 of the scheme in 1 role (wanted: 2)"
    assert part.share == pytest.approx(0.5 / 6)


SWAPPED = "50,000.00 USD were swapped in the window"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("95,000", 1), ("105,000", 1), ("94,999", 0), ("105,001", 0), ("52,500.00 USD", 1), ("52,501", 0), ("47500", 1),
        ("47499", 0), ("650,000 yuan", 1), ("325 thousand yuan", 1), ("325k", 1), ("0.65 million", 1), ("0.65 Mn", 1),
        ("0.65MILLION", 1), ("61,834.21", 0.5), ("61834.21", 0.5), ("61,834.22", 0), ("61,834", 0), ("100,00", 0), ("0", 0),
        ("100 times 1000", 0), ("100kg", 0), ("in 2018-02-03 alone 50 k", 1), ("5 and 100,000", 1), ("100.000", 0),
        ("61,834.21 of 100,000", 1), ("1000,000", 0),
    ],
)  # fmt: skip
def test_what(text: str, share: float) -> None:
    earned, remark = one("what", text)
    assert earned == pytest.approx(share)
    said = {
        0: ("wrong", f"no amount fits the record: {SWAPPED}"),
        0.5: ("partly", f"an amount of one deal is right; in all {SWAPPED}"),
        1: ("right", "the sum is right"),
    }[share]
    assert ((remark.verdict, remark.text), remark.fact) == (said, "E16")


def test_a_total_that_is_nothing_is_not_matched() -> None:
    facts = KEY.narrative.model_copy(update={"handed_over_usd": 0, "swapped_usd": 1_00})
    key = KEY.model_copy(update={"narrative": facts})
    assert mark_narrative(key, sheet_from({"narrative": {"what": "0 USD"}}), 15).share == 0
    assert mark_narrative(key, sheet_from({"narrative": {"what": "1 USD"}}), 15).share == pytest.approx(1 / 6)


@pytest.mark.parametrize(
    ("text", "share", "said"),
    [
        ("2018-02-03", 0.5, "one day, which is one of the scheme"),
        ("2018-02-03, 2018-02-04", 1, "2 days, all of them of the scheme"),
        ("2018-02-03, 2018-02-04, 2018-02-05", 2 / 3, "3 days, 2 of them of the scheme"),
        ("2018-02-03, 2018-02-05", 0.25, "2 days, 1 of them of the scheme"),
        ("2018-02-05", 0, "one day, which is none of the scheme"),
        ("2018-02-05, 2018-02-06", 0, "2 days, none of them of the scheme"),
        ("3 February and 4th of Feb", 1, "2 days, all of them of the scheme"),
        ("Feb 3rd, Feb. 4, 2018", 1, "2 days, all of them of the scheme"),
        ("3 Feb 2017", 0, "one day, which is none of the scheme"),
        ("2018-02-03 February 3", 0.5, "one day, which is one of the scheme"),
        ("on 3 Feb 4 times", 0.5, "one day, which is one of the scheme"),
        ("1 Mar", 0, "one day, which is none of the scheme"),
        ("2018-02-30, 31 April, 2018-02-03", 0.5, "one day, which is one of the scheme"),
    ],
)
def test_when(text: str, share: float, said: str) -> None:
    earned, remark = one("when", text)
    assert (remark.text, remark.fact) == (f"names {said} (wanted: two)", "")
    assert earned == pytest.approx(share)
    assert remark.verdict == ("right" if share == 1 else "partly" if share else "wrong")


def test_without_a_day_the_form_is_told() -> None:
    earned, remark = one("when", "12 may be; 2018-2-3; 123 Feb")
    assert (earned, remark.verdict, remark.text) == (0, "wrong", "names no day (write days as 2018-03-09)")


@pytest.mark.parametrize("number", range(12))
def test_every_month_is_known_by_its_name(number: int) -> None:
    day = date(2018, number + 1, 17)
    facts = KEY.narrative.model_copy(update={"days": (day,)})
    key = KEY.model_copy(update={"narrative": facts, "window": (date(2018, 1, 1), date(2019, 1, 1))})
    for text in (f"{day:%d %B}", f"{day:%b. %d}", f"{day:%d of %b} 2018", f"{day:%B %dth}, 2018"):
        assert mark_narrative(key, sheet_from({"narrative": {"when": text}}), 15).share == pytest.approx(0.5 / 6), text


@pytest.mark.parametrize(
    ("text", "day"),
    [("20 December", date(2018, 12, 20)), ("20 January", date(2019, 1, 20)), ("1 December", date(2018, 12, 1)),
     ("1 February", date(2018, 2, 1)), ("31 January", date(2019, 1, 31)), ("20 June", date(2018, 6, 20))],
)  # fmt: skip
def test_a_day_without_a_year_is_the_one_in_the_window_or_the_first(text: str, day: date) -> None:
    facts = KEY.narrative.model_copy(update={"days": (day,)})
    key = KEY.model_copy(update={"narrative": facts, "window": (date(2018, 12, 1), date(2019, 2, 1))})
    remark = mark_narrative(key, sheet_from({"narrative": {"when": text}}), 15).remarks[2]
    assert remark.text == "names one day, which is one of the scheme (wanted: two)"


SIDES = {
    "both": "both sides of the mirror are named",
    "us": "of the two sides of the mirror the US is named, and China is not",
    "china": "of the two sides of the mirror China is named, and the US is not",
    "neither": "neither side of the mirror is named: cash in the US, yuan in China",
}


@pytest.mark.parametrize(
    ("text", "share", "said"),
    [
        ("USA, China: car wash", 0.5, f"{SIDES['both']}; names one place, which is none of the scheme"),
        ("U.S., China", 0.5, f"{SIDES['both']}; names no place that the records show (wanted: one)"),
        ("U.S.A, China", 0.5, f"{SIDES['both']}; names no place that the records show (wanted: one)"),
        ("UXSX, China", 0, f"{SIDES['china']}; names no place that the records show (wanted: one)"),
        (
            "UNITED  STATES and CHINA, DINER, car wash",
            0.75,
            f"{SIDES['both']}; names 2 places, 1 of them of the scheme",
        ),
        ("the US", 0, f"{SIDES['us']}; names no place that the records show (wanted: one)"),
        ("bus, China", 0, f"{SIDES['china']}; names no place that the records show (wanted: one)"),
        ("usage", 0, f"{SIDES['neither']}; names no place that the records show (wanted: one)"),
        ("a diner", 0.5, f"{SIDES['neither']}; names one place, which is one of the scheme"),
    ],
)
def test_where(text: str, share: float, said: str) -> None:
    earned, remark = one("where", text)
    assert (remark.text, remark.fact) == (said, "B06")
    assert earned == pytest.approx(share)


@pytest.mark.parametrize(("text", "share"), [("US and China", 1.0), ("the US", 0.0), ("nowhere", 0.0)])
def test_without_a_place_of_the_scheme_none_is_wanted(text: str, share: float) -> None:
    key = KEY.model_copy(update={"narrative": KEY.narrative.model_copy(update={"places": ()})})
    remark = mark_narrative(key, sheet_from({"narrative": {"where": text}}), 15).remarks[3]
    sides = SIDES[{"US and China": "both", "the US": "us", "nowhere": "neither"}[text]]
    assert (remark.text, remark.fact) == (f"{sides}; no record shows a place of the scheme, so none is wanted", "B06")
    assert remark.verdict == ("right" if share else "wrong")


REASONS = {
    "no wire": ["no wire", "No bank wire", "no cross-border transfer", "no payment across", "no transfer across",
                "without wire", "without a wire", "without any wire", "crossed no border", "crosses no border", "nothing crosses",
                "nothing crossed"],
    "the same value": ["same value", "same amount", "equal", "match", "matches", "matched", "matching", "at the rate",
                       "equivalent", "correspond"],
    "the same minutes": ["same minute", "same minutes", "same time", "same hour", "within minutes", "simultaneous", "at once",
                         "at the same"],
    "means do not explain it": ["income", "turnover", "occupation", "EXPLAIN", "profile", "unexplained", "does not fit",
                                "source of cash", "source of funds", "source of the funds"],
}  # fmt: skip
MECHANISMS = {
    "the token": ["token", "serial", "note", "code word"],
    "the call": ["call", "phone", "number", "rang", "ring"],
    "the hand-over": ["handover", "hand-over", "handed over", "hands over", "handing over", "pickup", "pick-up", "picked up",
                      "bag", "courier"],
    "the mirror": ["mirror", "yuan", "CNY", "renminbi"],
    "the way on": ["peso", "goods", "second mirror", "import", "ship", "container", "provider"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("element", "idea", "text"),
    [(element, idea, text) for element, ideas in (("why", REASONS), ("how", MECHANISMS)) for idea in ideas
     for text in ideas[idea] if text != "second mirror"],
)  # fmt: skip
def test_an_idea_is_known_by_its_words(element: str, idea: str, text: str) -> None:
    ideas, wanted, fact = (REASONS, 2, "B06") if element == "why" else (MECHANISMS, 3, "B05")
    earned, remark = one(element, f"xx {text} xx")
    missing = ", ".join(one for one in ideas if one != idea)
    assert (remark.text, remark.fact) == (f"says {idea}; could say {missing}", fact)
    assert earned == pytest.approx(1 / wanted)


def test_ideas_count_up_to_what_is_wanted() -> None:
    assert one("why", "income, equal, at once, no wire")[0] == pytest.approx(1)
    assert one("how", "token, call")[0] == pytest.approx(2 / 3)
    earned, remark = one("how", "a second mirror")
    assert earned == pytest.approx(2 / 3)
    assert remark.text == "says the mirror, the way on; could say the token, the call, the hand-over"
    earned, remark = one("why", "because")
    assert earned == 0
    assert remark.text == f"says none of the reasons that the records show; could say {', '.join(REASONS)}"
