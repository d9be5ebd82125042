"""Where the quantile tables have their knots, and the standard values at them."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from functools import cache

from mirrorsim.units.normal import CONTEXT, quantile

_BODY_CELLS = 512
_OCTAVE_CELLS = 16
_FIRST_OCTAVE, _LAST_OCTAVE = 40, 5
_ONE = Decimal(1)

Level = tuple[Decimal, Decimal]
"""A probability and its complement, each with all its digits."""


@cache
def knots() -> tuple[float, ...]:
    """Return the probabilities of the knots, rising, all exact in binary.

    512 equal cells from 1/16 to 15/16, and 16 cells an octave in both tails, down to 2**-40.
    """
    tail = [
        2.0**-octave * (1 + cell / _OCTAVE_CELLS)
        for octave in range(_FIRST_OCTAVE, _LAST_OCTAVE - 1, -1)
        for cell in range(_OCTAVE_CELLS)
    ]
    body = [1 / 16 + cell * (7 / 8) / _BODY_CELLS for cell in range(_BODY_CELLS + 1)]
    return (*tail, *body, *(1 - u for u in reversed(tail)))


def levels(least: Level = (Decimal(0), _ONE), most: Level = (_ONE, Decimal(0))) -> Iterator[Level]:
    """Yield (probability, complement) at each knot, squeezed between two levels."""
    mass = (most[0] - least[0]) if least[0] < least[1] else (least[1] - most[1])
    for u in knots():
        p = Decimal(u)
        yield least[0] + p * mass, most[1] + (_ONE - p) * mass


@cache
def normal_knots() -> tuple[Decimal, ...]:
    """Return the standard normal quantiles at the upper half of the knots, from the median up."""
    with localcontext(CONTEXT):
        return tuple(quantile(below, above) for below, above in list(levels())[len(knots()) // 2 :])


@cache
def exponential_knots() -> tuple[Decimal, ...]:
    """Return the quantiles of the exponential distribution of mean 1 at the knots."""
    with localcontext(CONTEXT):
        return tuple(-above.ln() for _, above in levels())
