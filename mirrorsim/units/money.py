"""Money and goods as whole minor units: 150,000 USD is 15000000 cents. No float ever holds money."""

import re
from enum import IntEnum
from typing import Annotated

from mirrorsim.fields.messages import did_you_mean, listed, quoted
from mirrorsim.fields.text import TextForm, text_schema

MINOR = 100
"""Minor units in one unit of every asset."""
MOST = 10**15
"""The largest amount that is taken, in minor units."""


class Asset(IntEnum):
    """What accounts hold, as the integer code that the journal stores."""

    USD = 0
    """US cents."""
    CNY = 1
    """Fen."""
    MXN = 2
    """Mexican centavos."""
    GOODS = 3
    """Goods, in fen of what they cost."""
    CLAIM = 4
    """What is promised to a client, in US cents."""


_FORM = re.compile(r"([0-9][0-9,]*)(?:\.([0-9]+))?\s*([A-Za-z]*)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_NAMES = {
    "dollar": "USD",
    "dollars": "USD",
    "usd$": "USD",
    "rmb": "CNY",
    "yuan": "CNY",
    "peso": "MXN",
    "pesos": "MXN",
}
_COMMA = "the comma groups thousands and the point marks cents, such as 1,234.56 USD"
_POINTS = re.compile(
    r"([0-9]{1,3}(?:([.' \u2019_\u00a0\u2009\u202f])[0-9]{3})(?:\2[0-9]{3})*)(?:([.,])([0-9]{1,2}))?\s*([A-Za-z]*)"
)
"""Thousands grouped by anything but a comma, as many languages write them; then perhaps cents, after the other sign."""
_HOW = "write an amount with its currency, such as 150,000 {}"


def parse_money(text: str) -> tuple[int, Asset]:
    """Return (minor units, asset) for text such as '150,000 USD', '4000 USD' or '1,234.56 MXN'.

    ValueError says what is wrong with the text and what would be right.
    """
    written = text.strip()
    match = _FORM.fullmatch(written)
    if match is None:
        raise ValueError(_refusal(written))
    whole, part, code = match[1], match[2] or "", match[3]
    if len(part) > 2 and code in ("", *Asset.__members__) and (hint := _grouped_otherwise(written)):
        raise ValueError(hint)
    asset = _asset(code, written)
    if "," in whole and not _GROUPED.fullmatch(whole):
        if re.fullmatch(r"[0-9]+,[0-9]{1,2}", whole) and not part:
            raise ValueError(f"{quoted(written)}: {_COMMA}")
        digits = whole.replace(",", "").lstrip("0") or "0"
        right = f", such as {int(digits):,}" if len(digits) <= 15 else ""
        raise ValueError(f"{quoted(written)}: commas must stand before each group of three digits{right}")
    if len(part) > 2:
        raise ValueError(f"{quoted(written)}: {code} has two decimals (cents), not {len(part)}")
    digits = whole.replace(",", "").lstrip("0")
    if len(digits) > 14 or int(digits or "0") * MINOR + int(part.ljust(2, "0")) > MOST:
        raise ValueError(f"{quoted(written)} is too large: the most is {format_money(MOST, asset)}")
    return int(digits or "0") * MINOR + int(part.ljust(2, "0")), asset


def format_money(minor: int, asset: Asset) -> str:
    """Return text such as '150,000.00 USD' for an amount in minor units (integers only)."""
    whole, part = divmod(abs(minor), MINOR)
    return f"{'-' if minor < 0 else ''}{whole:,}.{part:02d} {asset.name}"


def _asset(code: str, written: str) -> Asset:
    if not code:
        raise ValueError(f"{quoted(written)} has no currency: {_HOW.format('USD')}")
    if code in Asset.__members__:
        return Asset[code]
    known = _NAMES.get(code.casefold())
    hint = f' (did you mean "{known}"?)' if known else did_you_mean(code, Asset.__members__)
    raise ValueError(f"unknown currency {quoted(code)}{hint}: use {listed(['USD', 'CNY', 'MXN'])}")


def _refusal(written: str) -> str:
    if written.startswith(("-", "−")):
        return f"{quoted(written)} is negative: an amount is zero or more"
    if re.match(r"[$€£¥]|[A-Za-z]+\s*[0-9]", written):
        return f"{quoted(written)}: write the currency after the amount, such as 150,000 USD"
    if hint := _grouped_otherwise(written):
        return hint
    if re.match(r"[0-9.]+,[0-9]{1,2}\s*[A-Za-z]*$", written):
        return f"{quoted(written)}: {_COMMA}"
    return f"{quoted(written)} is not an amount: {_HOW.format('USD')}"


def _grouped_otherwise(written: str) -> str:
    """What to write in place of an amount such as 150.000 USD, in which a point groups thousands; empty for others."""
    match = _POINTS.fullmatch(written)
    if match is None or match[2] == match[3]:
        return ""
    digits, cents = re.sub("[^0-9]", "", match[1]).lstrip("0"), f".{match[4]:0<2}" if match[4] else ""
    if not 4 <= len(digits) <= 15:
        return ""
    code = f" {match[5] or 'USD'}"
    right = f"{int(digits):,}{cents}{code}, or {digits}{cents}{code}"
    return f"{quoted(written)}: a comma groups thousands and the point is the decimal sign here: write {right}"


def _form(asset: Asset) -> TextForm[int]:
    code = asset.name

    def read(text: str) -> int:
        minor, found = parse_money(text)
        if found is not asset:
            raise ValueError(f"{quoted(text.strip())} is in {found.name}, but this amount is in {code}")
        return minor

    def write(minor: int) -> str:
        return format_money(minor, asset)

    pattern = rf"^\s*([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]+)(\.[0-9]{{1,2}})?\s*{code}\s*$"
    examples = (f"150,000 {code}", f"4000 {code}", f"1,234.56 {code}")
    return TextForm(read, write, _HOW.format(code), text_schema(f"Amount in {code}", pattern, *examples))


USD_FORM, CNY_FORM, MXN_FORM = _form(Asset.USD), _form(Asset.CNY), _form(Asset.MXN)

Usd = Annotated[int, USD_FORM]
"""US cents, written '150,000 USD'."""
Cny = Annotated[int, CNY_FORM]
"""Fen, written '150,000 CNY'."""
Mxn = Annotated[int, MXN_FORM]
"""Mexican centavos, written '150,000 MXN'."""
