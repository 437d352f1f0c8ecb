"""Bounds of rates whose cases come from viewers: a viewer's cases hang together, so viewers are drawn anew.

The cluster bootstrap: as many viewers as there are are drawn with replacement, a thousand times, and the
bounds are percentiles (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 8 and 13).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS: Final = 1000
_CELLS: Final = 4_000_000


def ratios(top: Floats, bottom: Floats, *, rng: Generator, draws: int = DRAWS) -> Floats:
    """(draws, g) sums of `top` over sums of `bottom`, both (viewers, g), of viewers drawn anew; NaN where the
    drawn have no case."""
    n = len(top)
    both = np.concatenate((top, bottom), axis=1)
    step = max(1, _CELLS // max(n, 1))
    parts = []
    for begin in range(0, draws, step):
        size = min(step, draws - begin)
        parts.append(rng.multinomial(n, np.full(n, 1 / n), size=size) @ both)
    sums = np.concatenate(parts)
    width = top.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(sums[:, :width] / sums[:, width:])


def bounds(drawn: Floats, *, level: float = 0.95) -> tuple[float, float] | None:
    """The percentile bounds of one column of `ratios`; None where hardly a draw has a case."""
    known = drawn[np.isfinite(drawn)]
    if len(known) < len(drawn) / 2 or not len(known):
        return None
    low, high = np.quantile(known, ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)


def gini(counts: NDArray[np.int64]) -> float | None:
    """Gini's coefficient of counts (n,), zeros included: 0 where all are equal, 1 where one has all.

    G = sum over i of (2 i - n - 1) x_i / ((n - 1) sum x), x ascending, i from 1 (as in Shani and Gunawardana,
    Evaluating Recommendation Systems, 2011). None where nothing was counted; one alone has 0.
    """
    n, total = len(counts), int(counts.sum())
    if not total:
        return None
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return float((ranks * np.sort(counts)).sum() / (max(n - 1, 1) * total))
