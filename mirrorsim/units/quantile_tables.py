"""Quantile tables: uniforms in, whole numbers out, the same on every machine.

Only operations that IEEE 754 rounds correctly are used on arrays, one numpy call each, so that neither SIMD
functions nor fused multiply-adds can change a bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mirrorsim.units.families import Number, quantiles
from mirrorsim.units.knots import knots

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Numbers = tuple[tuple[str, Number], ...]


@dataclass(frozen=True, eq=False)
class QuantileTable:
    """Values at the knots, joined by straight lines and rounded half up. Beyond the last knots it is flat."""

    knots: NDArray[np.float64]
    values: NDArray[np.float64]
    slopes: NDArray[np.float64]
    inner: NDArray[np.float64]

    def sample(self, u: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the whole number at each probability of `u`, in [0, 1)."""
        import numpy as np

        cell = self.inner.searchsorted(u, side="right")
        step = np.multiply(np.subtract(u, self.knots[cell]), self.slopes[cell])
        value = np.add(self.values[cell], step)
        value = np.maximum(np.minimum(value, self.values[cell + 1]), self.values[0])
        return np.floor(np.add(value, 0.5)).astype(np.int64)

    def mean(self) -> float:
        """Return the mean of what `sample` gives for uniform probabilities, but for its rounding."""
        at, value = self.knots.tolist(), self.values.tolist()
        cells = ((at[i + 1] - at[i]) * (value[i] + value[i + 1]) / 2 for i in range(len(at) - 1))
        return math.fsum([at[0] * value[0], *cells, (1 - at[-1]) * value[-1]])


@lru_cache(maxsize=512)
def table(name: str, numbers: Numbers, least: int | None, most: int | None, limit: int) -> QuantileTable:
    """Return the table of a continuous family; values above `limit` become `limit`."""
    import numpy as np

    at = np.array(knots(), dtype=np.float64)
    exact = quantiles(name, dict(numbers), least, most)
    values = np.array([min(float(value), float(limit)) for value in exact], dtype=np.float64)
    return QuantileTable(at, values, np.divide(np.diff(values), np.diff(at)), at[1:-1].copy())


@lru_cache(maxsize=512)
def steps(weights: tuple[int, ...]) -> NDArray[np.int64]:
    """Return the running totals of whole weights."""
    import numpy as np

    return np.cumsum(np.array(weights, dtype=np.int64))
