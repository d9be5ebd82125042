"""The kinds of quantity that a distribution can be of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mirrorsim.fields.messages import quoted
from mirrorsim.fields.text import TextForm
from mirrorsim.units import durations, money, shares

_MOST_COUNT = 10**9


@dataclass(frozen=True, eq=False)
class Quantity:
    """A kind of quantity: how one is read and written, the largest, and three rising examples."""

    title: str
    form: TextForm[int]
    limit: int
    examples: tuple[str, str, str]


def parse_count(text: str) -> int:
    """Return the whole number for text such as '12'; ValueError for anything else."""
    written = text.strip()
    if written.startswith(("-", "−")):
        raise ValueError(f"{quoted(written)} is negative: a count is zero or more, such as 12")
    if not re.fullmatch(r"[0-9]{1,30}", written):
        raise ValueError(f"{quoted(written)} is not a count: write a whole number, such as 12")
    if int(written) > _MOST_COUNT:
        raise ValueError(f"{quoted(written)} is too large: the most is {_MOST_COUNT}")
    return int(written)


_COUNT_SCHEMA = {
    "title": "Count",
    "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^\s*[0-9]+\s*$"}],
    "examples": [12],
}
_COUNT_FORM = TextForm(parse_count, str, "write a whole number, such as 12", _COUNT_SCHEMA)

QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "duration": Quantity("Duration", durations.DURATION_FORM, durations.MOST, ("1 h", "2 h", "4 h")),
        "usd": Quantity("Amount in USD", money.USD_FORM, money.MOST, ("50,000 USD", "150,000 USD", "400,000 USD")),
        "mxn": Quantity("Amount in MXN", money.MXN_FORM, money.MOST, ("50,000 MXN", "150,000 MXN", "400,000 MXN")),
        "share": Quantity("Share", shares.SHARE_FORM, shares.WHOLE, ("1 %", "1.5 %", "4 %")),
        "percent": Quantity("Percentage", shares.PERCENT_FORM, 10 * shares.WHOLE, ("80 %", "100 %", "150 %")),
        "count": Quantity("Count", _COUNT_FORM, _MOST_COUNT, ("1", "3", "12")),
    }
)
"""The kinds by the name that a distribution stores."""
