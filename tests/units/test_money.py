from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from mirrorsim.units.money import MOST, Asset, Cny, Mxn, Usd, format_money, parse_money


class Purse(BaseModel):
    usd: Usd
    cny: Cny = 0
    mxn: Mxn | None = None


@pytest.mark.parametrize(
    ("text", "minor", "asset"),
    [
        ("150,000 USD", 15_000_000, Asset.USD),
        ("4000 USD", 400_000, Asset.USD),
        ("1,234.56 MXN", 123_456, Asset.MXN),
        ("0.05 USD", 5, Asset.USD),
        ("7.5CNY", 750, Asset.CNY),
        ("  0 CLAIM ", 0, Asset.CLAIM),
        ("10,000,000,000,000 GOODS", MOST, Asset.GOODS),
    ],
)
def test_amounts_are_read_exactly(text: str, minor: int, asset: Asset) -> None:
    assert parse_money(text) == (minor, asset)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-5 USD", "negative"),
        ("1.234 USD", "the point is the decimal sign here: write 1,234 USD, or 1234 USD$"),
        ("150.000 USD", "a comma groups thousands .* write 150,000 USD, or 150000 USD$"),
        ("1.150.000 MXN", "write 1,150,000 MXN, or 1150000 MXN$"),
        ("1.150.000,50 USD", "write 1,150,000.50 USD, or 1150000.50 USD$"),
        ("1.150.000,5 USD", "write 1,150,000.50 USD, or 1150000.50 USD$"),
        ("150 000 USD", "write 150,000 USD, or 150000 USD$"),
        ("150'000.25 USD", "write 150,000.25 USD, or 150000.25 USD$"),
        ("150\u202f000 USD", "write 150,000 USD, or 150000 USD$"),
        ("150.000", "write 150,000 USD, or 150000 USD$"),
        ("0.123 USD", "two decimals"),
        ("1.2345 USD", "two decimals"),
        ("1.000.00 USD", "not an amount"),
        ("1,234.567 USD", "two decimals"),
        ("1,0000 USD", "groups? of three digits, such as 10,000"),
        ("12,50 USD", "the point marks cents"),
        ("1.234,56 MXN", "write 1,234.56 MXN, or 1234.56 MXN$"),
        ("1234,5 MXN", "the point marks cents"),
        ("5 UDS", 'did you mean "USD"'),
        ("5 usd", 'did you mean "USD"'),
        ("5 yuan", 'did you mean "CNY"'),
        ("5", "no currency: write an amount with its currency, such as 150,000 USD"),
        ("$5", "currency after the amount"),
        ("USD 5", "currency after the amount"),
        ("10,000,000,000,000.01 USD", "too large"),
        ("9" * 10_000 + " USD", "too large"),
        ("", "not an amount"),
        ("٣ USD", "not an amount"),
        ("a\nb", r"a\\nb"),
    ],
)
def test_other_amounts_are_refused_with_advice(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_money(text)


@given(st.integers(0, MOST), st.sampled_from(Asset))
def test_amounts_survive_writing_and_reading(minor: int, asset: Asset) -> None:
    assert parse_money(format_money(minor, asset)) == (minor, asset)


def test_amounts_are_written_with_groups_and_cents() -> None:
    assert format_money(15_000_000, Asset.USD) == "150,000.00 USD"
    assert format_money(-5, Asset.CNY) == "-0.05 CNY"


def test_pydantic_types_hold_minor_units_and_write_text() -> None:
    purse = Purse.model_validate({"usd": "150,000 USD", "mxn": "1 MXN"})
    assert (purse.usd, purse.cny, purse.mxn) == (15_000_000, 0, 100)
    assert purse.model_dump(mode="json") == {"usd": "150,000.00 USD", "cny": "0.00 CNY", "mxn": "1.00 MXN"}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (150_000, "such as 150,000 USD"),
        (1.5, "such as 150,000 USD"),
        (None, "such as"),
        ("5 MXN", "is in MXN"),
    ],
)
def test_pydantic_types_take_only_text_of_their_currency(value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Purse.model_validate({"usd": value})


def test_json_schema_says_what_to_write() -> None:
    schema = Purse.model_json_schema()["properties"]["usd"]
    assert schema["type"] == "string"
    assert "150,000 USD" in schema["examples"]


@given(st.text(max_size=30))
def test_only_value_errors_come_out(text: str) -> None:
    with suppress(ValueError):
        parse_money(text)
