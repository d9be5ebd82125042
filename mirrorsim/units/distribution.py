"""A distribution of a quantity: a family and exact parameters in the quantity's own whole units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from mirrorsim.units.quantile_tables import QuantileTable, steps, table
from mirrorsim.units.quantities import QUANTITIES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONTINUOUS = ("lognormal", "exponential", "triangular")
"""The families that are drawn through a quantile table."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of whole numbers: ticks, minor units, parts per million or counts, as `unit` says.

    `numbers` are the family's named parameters; `values` and `weights` those of an empirical distribution,
    and the one value of a fixed one. `least` and `most` make it conditional on lying between them. A value
    above what its unit can hold (100 % for a share) becomes the most that it can hold.
    """

    family: str
    unit: str
    numbers: tuple[tuple[str, int | Fraction], ...] = ()
    values: tuple[int, ...] = ()
    weights: tuple[int, ...] = ()
    least: int | None = None
    most: int | None = None

    @property
    def constant(self) -> int | None:
        """The one number that is ever drawn; None where there are several."""
        return self.values[0] if self.family == "fixed" else None

    def sample(self, u: NDArray[np.float64], /) -> NDArray[np.int64]:
        """Return a whole number for each uniform in [0, 1), in the same shape; monotone in `u`."""
        import numpy as np

        if self.family == "fixed":
            return np.full(np.shape(u), self.values[0], dtype=np.int64)
        if self.family == "uniform":
            low, high = self._ends()
            offset = np.floor(np.multiply(u, float(high - low + 1))).astype(np.int64)
            return np.minimum(np.add(offset, low), high)
        if self.family == "empirical":
            reached = steps(self.weights)
            position = np.floor(np.multiply(u, float(reached[-1]))).astype(np.int64)
            index = np.searchsorted(reached, np.minimum(position, reached[-1] - 1), side="right")
            return np.array(self.values, dtype=np.int64)[index]
        return self._table().sample(u)

    def mean(self) -> float:
        """Return the mean of the draws, in the whole units that they are in."""
        if self.family == "fixed":
            return float(self.values[0])
        if self.family == "uniform":
            return sum(self._ends()) / 2
        if self.family == "empirical":
            total = sum(value * weight for value, weight in zip(self.values, self.weights, strict=True))
            return total / math.fsum(self.weights)
        return self._table().mean()

    def _ends(self) -> tuple[int, int]:
        low, high = (int(number) for _, number in self.numbers)
        return max(low, self.least or 0), high if self.most is None else min(high, self.most)

    def _table(self) -> QuantileTable:
        return table(self.family, self.numbers, self.least, self.most, QUANTITIES[self.unit].limit)
