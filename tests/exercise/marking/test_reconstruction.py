"""Steps and matches, worked out on paper, with all that is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsim.exercise.marking.answer_sheet import sheet_from
from mirrorsim.exercise.marking.marks import SectionMark
from mirrorsim.exercise.marking.reconstruction import mark_reconstruction
from tests.exercise.marking.hand_made import KEY, exercise, sections, told

HAND_OVER, MIRROR, AGAIN = "the hand-over", "the mirror", "the second mirror"


def marked(*kinds: str, need: dict[str, int] | None = None, **answers: Any) -> SectionMark:
    return mark_reconstruction(KEY, sheet_from(answers), exercise(*kinds, need=need), 25)


def step(deal: str, number: int, *records: str) -> dict[str, Any]:
    return {"deal": deal, "step": number, "records": list(records)}


def match(cash: str, yuan: str) -> dict[str, str]:
    return {"cash": cash, "yuan": yuan}


WHOLE_1 = [step("1", 3, "DE-1"), step("1", 5, "SL-1"), step("1", 6, "CN-1", "ST-1"), step("1", 8, "CN-2")]
WHOLE_2 = [step("2", 5, "SL-2"), step("2", 6, "ST-2")]


def test_all_steps_of_all_deals_earn_everything() -> None:
    part = marked("steps", steps=[*WHOLE_1, *WHOLE_2])
    assert (part.name, part.share, part.weight, part.figures) == ("reconstruction", 1.0, 25, {"steps": 1.0})
    assert sections(part.remarks) == {"reconstruction"}
    assert told(part.remarks) == [
        ("deal 1, step 3", "right", "the token", ("DE-1",), "B03"),
        ("deal 1, step 5", "right", HAND_OVER, ("SL-1",), "B05"),
        ("deal 1, step 6", "right", MIRROR, ("CN-1", "ST-1"), "B06"),
        ("deal 1, step 8", "right", AGAIN, ("CN-2",), "B08"),
        ("deal 2, step 5", "right", HAND_OVER, ("SL-2",), "B05"),
        ("deal 2, step 6", "right", MIRROR, ("ST-2",), "B06"),
    ]


def test_a_record_at_a_wrong_step_earns_half_and_a_stranger_costs_precision() -> None:
    part = marked("steps", steps=[step("x", 5, "DE-1", "SL-2", "AA-9"), step("x", 6, "CN-1", "SL-1")])
    assert sections(part.remarks) == {"reconstruction"}
    assert told(part.remarks) == [
        ("deal x, step 3", "partly", "the token: the record is right, the step is not", ("DE-1",), "B03"),
        ("deal x, step 5", "partly", "the hand-over: the record is right, the step is not", ("SL-1",), "B05"),
        ("deal x, step 6", "right", MIRROR, ("CN-1",), "B06"),
        ("deal x, step 8", "missed", AGAIN, ("CN-2",), "B08"),
        ("deal x", "wrong", "these records are not of this deal", ("AA-9", "SL-2"), ""),
        (
            "deals", "missed", "1 more deal could be reconstructed, one by these records, a step each",
            ("SL-2", "ST-2"), "B06",
        ),
    ]  # fmt: skip
    # two halves and one of four steps; three of five records are of the deal; one of two deals
    assert part.share == pytest.approx((2 / 4) * (3 / 5) / 2)


def test_a_deal_is_the_one_with_most_records_in_common_and_each_is_taken_once() -> None:
    part = marked("steps", steps=[*WHOLE_1, step("again", 3, "DE-1"), step("2", 5, "SL-2"), step("2", 6, "CN-3")])
    again = [one for one in part.remarks if one.item == "deal again"]
    assert told(again) == [("deal again", "wrong", "these records belong to no deal of the scheme", (), "")]
    assert sections(again) == {"reconstruction"}
    assert part.share == 1.0, "of three groups the best two count"


def test_a_deal_that_no_record_shows_whole_is_not_counted() -> None:
    part = marked("steps", steps=[step("3", 9, "BL-4", "XX-1"), step("3", 6, "CN-4"), *WHOLE_1])
    assert part.remarks[0].section == "reconstruction"
    assert told(part.remarks[:1]) == [
        (
            "deal 3", "partly", "of the scheme, but of a deal whose hand-over or mirror no record shows: it is not counted",
            ("BL-4", "CN-4"), "B06",
        )
    ]  # fmt: skip
    assert part.share == 0.5
    told_last = told(part.remarks[-1:])[0]
    assert told_last[3] == ("SL-2", "ST-2")


def test_one_that_is_not_counted_does_not_end_the_sheet() -> None:
    part = marked("steps", steps=[step("0", 3, "ZZ-1"), *WHOLE_2])
    assert part.share == 0.5
    assert [one.item for one in part.remarks] == ["deal 0", "deal 2, step 5", "deal 2, step 6", "deals"]


@pytest.mark.parametrize(("need", "share", "more"), [(1, 1.0, None), (2, 0.5, "1 more deal"), (9, 0.5, "1 more deal")])
def test_as_many_deals_as_are_needed_and_there_are(need: int, share: float, more: str | None) -> None:
    part = marked("steps", need={"steps": need}, steps=WHOLE_1)
    assert part.share == share
    missed = [one.text for one in part.remarks if one.item == "deals"]
    assert missed == ([f"{more} could be reconstructed, one by these records, a step each"] if more else [])


def test_nothing_answered_is_told_by_an_example() -> None:
    part = marked("steps", "mirror_match")
    assert (part.share, part.figures) == (0.0, {"steps": 0.0, "matches": 0.0})
    assert sections(part.remarks) == {"reconstruction"}
    assert told(part.remarks) == [
        (
            "deals", "missed", "2 more deals could be reconstructed, one by these records, a step each",
            ("DE-1", "SL-1", "ST-1", "CN-2"), "B06",
        ),
        (
            "matches", "missed", "3 more to match, such as 10,000.50 USD and 65,003.25 CNY at 2018-02-09 10:05",
            ("ST-1", "CN-1"), "B06",
        ),
    ]  # fmt: skip
    nothing = KEY.model_copy(update={"deals": {}, "mirrors": ()})
    part = mark_reconstruction(nothing, sheet_from({}), exercise("narrative"), 25)
    assert (part.share, part.figures, part.remarks) == (0.0, {}, ())
    sheet = sheet_from({"mirror_match": [match("ST-1", "CN-1")], "steps": [step("1", 3, "DE-1")]})
    part = mark_reconstruction(nothing, sheet, exercise("steps", "mirror_match"), 25)
    assert part.figures == {"steps": 0.0, "matches": 0.0}
    assert told(part.remarks)[0] == ("deal 1", "wrong", "these records belong to no deal of the scheme", (), "")


def test_steps_and_matches_count_half_each() -> None:
    pairs = [match("ST-1", "CN-1"), match("SL-2", "CN-3"), match("ST-6", "CN-6")]
    part = marked("steps", "mirror_match", steps=WHOLE_1, mirror_match=pairs)
    assert part.figures == {"steps": 0.5, "matches": 1.0}
    assert part.share == 0.75
    assert marked("mirror_match", steps=WHOLE_1, mirror_match=pairs).share == 1.0


def test_every_pair_is_told_what_it_is() -> None:
    part = marked(
        "mirror_match",
        mirror_match=[
            match("", " "),
            match("SL-1", "CN-1"),
            match("ST-1", "CN-1"),
            match("ST-2", "CN-6"),
            match("ST-1", "CN-9"),
            match("SL-1", "CN-3"),
            match("SL-2", "CN-7"),
            match("DE-1", "CN-5"),
            match("DE-1", "CN-7"),
            match("", "CN-7"),
        ],
    )
    same = "the same value at 6.5, the same minute, and no wire between them"
    first, second = (
        "10,000.50 USD and 65,003.25 CNY at 2018-02-09 10:05",
        "10,000.50 USD and 70,000.00 CNY at 2018-02-09 10:07",
    )
    neither = "neither record is of a mirror: value, minute or the missing wire do not fit"
    assert sections(part.remarks) == {"reconstruction"}
    assert told(part.remarks) == [
        ("SL-1 = CN-1", "right", f"{first}: {same}", ("SL-1", "CN-1"), "B06"),
        ("ST-1 = CN-1", "right", f"{first}: {same}; counted once", ("ST-1", "CN-1"), "B06"),
        ("ST-2 = CN-6", "right", f"{second}: {same}", ("ST-2", "CN-6"), "B06"),
        (
            "ST-1 = CN-9", "partly",
            "the scheme's, but these are the same yuan passed on, or the premium: the payment is CN-1", ("ST-1", "CN-9"), "B06",
        ),
        ("SL-1 = CN-3", "wrong", "this cash was mirrored, but by CN-1", (), "B06"),
        ("SL-2 = CN-7", "wrong", "this cash was mirrored, but by CN-3, CN-5", (), "B06"),
        ("DE-1 = CN-5", "wrong", "these yuan paid for cash, but for that of SL-2, ST-2", (), "B06"),
        ("DE-1 = CN-7", "wrong", neither, (), "B06"),
        (" = CN-7", "wrong", neither, (), "B06"),
        ("matches", "missed", f"1 more to match, such as {second}", ("ST-2", "CN-3"), "B06"),
    ]  # fmt: skip
    # two found of three, and five wrong beside
    assert part.share == pytest.approx(2 / 3 * 2 / 7)


def test_a_payment_in_two_parts_is_told_with_both() -> None:
    part = marked("mirror_match", mirror_match=[match("SL-2", "CN-8"), match("ST-1", "CN-1")])
    said = "the scheme's, but these are the same yuan passed on, or the premium: the payment is CN-3, CN-5"
    assert told(part.remarks[:1]) == [("SL-2 = CN-8", "partly", said, ("SL-2", "CN-8"), "B06")]
    assert part.share == pytest.approx(1 / 3), "it costs nothing and earns nothing"


@pytest.mark.parametrize(("need", "share", "told_more"), [(1, 1.0, 0), (2, 0.5, 1), (8, 1 / 3, 1)])
def test_as_many_matches_as_are_needed_and_there_are(need: int, share: float, told_more: int) -> None:
    part = marked("mirror_match", need={"mirror_match": need}, mirror_match=[match("ST-1", "CN-1")])
    assert part.share == pytest.approx(share)
    assert len(part.remarks) == 1 + told_more
    more = marked("mirror_match", need={"mirror_match": 1}, mirror_match=[match("ST-1", "CN-1"), match("ST-6", "CN-6")])
    assert more.share == 1.0
