"""A token is spelled out of its number: the word changes first, then the line, then the letters of the serial."""

from __future__ import annotations

import pytest

from mirrorsim.engine.draws import Draws
from mirrorsim.scheme.token import token, token_number

WORDS = (
    "heron maple violin copper lantern harbor saddle pepper ribbon walnut anchor meadow marble falcon ginger canyon velvet "
    "orchard pebble timber saffron cedar thistle amber cobalt juniper quarry willow beacon garnet hazel summit"
)


def test_the_words_are_those_that_traces_have_always_had() -> None:
    assert " ".join(token(number).code_word for number in range(32)) == WORDS
    assert token(32).code_word == "heron"


@pytest.mark.parametrize(
    ("word", "line", "first", "last", "rest", "phone", "serial"),
    [
        (0, 0, 0, 0, 0, "555-0100", "A 00000000 A"),
        (1, 7, 11, 23, 12_345_678, "555-0107", "L 12345678 Y"),
        (31, 99, 5, 14, 10**8 - 1, "555-0199", "F 99999999 P"),
        (31, 99, 5, 13, 10**8, "555-0199", "F 00000000 N"),
    ],
)
def test_a_number_is_spelled_out_part_by_part(
    word: int, line: int, first: int, last: int, rest: int, phone: str, serial: str
) -> None:
    spelled = token((((rest * 24 + last) * 12 + first) * 100 + line) * 32 + word)
    assert (spelled.code_word, spelled.phone, spelled.serial) == (WORDS.split()[word], phone, serial)


def test_every_letter_of_a_note_is_one_that_notes_have() -> None:
    serials = [token(number * 3_200).serial for number in range(12 * 24)]
    assert "".join(sorted({one[0] for one in serials})) == "ABCDEFGHIJKL"
    assert "".join(sorted({one[-1] for one in serials})) == "ABCDEFGHIJKLMNPQRSTUVWXY"
    assert len(set(serials)) == 12 * 24


def test_a_token_is_another_for_each_world_deal_and_attempt() -> None:
    draws = [Draws(seed, replication) for seed in (1, 2) for replication in (0, 1)]
    numbers = [token_number(one, deal, attempt) for one in draws for deal in (3, 4) for attempt in (0, 1)]
    assert len(set(numbers)) == 16
    assert numbers[0] == token_number(Draws(1, 0), 3, 0)
    assert all(0 <= number < 2**56 for number in numbers)
