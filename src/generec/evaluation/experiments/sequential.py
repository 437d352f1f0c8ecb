"""Intervals that may be looked at after every viewer: asymptotic confidence sequences.

Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic
confidence sequences", Annals of Statistics 2024, theorem 2.2: with probability 1 - alpha the interval
holds the truth at *all* times at once, so stopping whenever it leaves zero keeps the error at alpha.
"Asymptotic": the first viewers, before a central limit theorem can help, are not read (`FIRST`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

FIRST = 100
"""Viewers on each side before anything is read."""
TIGHTEST = 1000
"""The number of viewers at which the intervals are tightest; they hold at any other."""


class Sequence(NamedTuple):
    """(n,) running means and bounds after each viewer; infinite before enough of them."""

    mean: Floats
    low: Floats
    high: Floats


def confidence_sequence(
    values: Floats, *, alpha: float = 0.05, tightest: int = TIGHTEST, first: int = FIRST
) -> Sequence:
    """Bounds of the mean of independent values as they come in, valid at all times together."""
    t = np.arange(1, len(values) + 1)
    mean = np.cumsum(values) / t
    spread = np.sqrt(np.maximum(0.0, np.cumsum(values**2) / t - mean**2))
    rho2 = (-2 * np.log(alpha) + np.log(-2 * np.log(alpha) + 1)) / tightest
    half = spread * np.sqrt(2 * (t * rho2 + 1) / (t**2 * rho2) * np.log(np.sqrt(t * rho2 + 1) / alpha))
    # What never varied yet says nothing of how far it may.
    half = np.where((t < first) | (spread <= 0), np.inf, half)
    return Sequence(mean, mean - half, mean + half)


def effect_sequence(
    values: Floats,
    treated: NDArray[np.bool_],
    *,
    share: float,
    alpha: float = 0.05,
    tightest: int = TIGHTEST,
    first: int = FIRST,
) -> Sequence:
    """Bounds of how much more the treated are worth than the others, viewer by viewer as they come in.

    `values` (n,) are outcomes in the order in which they were complete, `treated` (n,) the arms, drawn with
    probability `share`. Each viewer gives an unbiased value of the effect by inverse probability, around
    the means of those before (augmented: Robins, Rotnitzky and Zhao 1994), which takes away the
    variance that comes of the level. Nothing is read before both sides have `first` viewers.
    """
    one, other = _mean_before(values, treated), _mean_before(values, ~treated)
    parts = np.where(treated, (values - one) / share, -(values - other) / (1 - share))
    found = confidence_sequence(one - other + parts, alpha=alpha, tightest=tightest, first=0)
    ready = np.minimum(np.cumsum(treated), np.cumsum(~treated)) >= first
    return Sequence(found.mean, np.where(ready, found.low, -np.inf), np.where(ready, found.high, np.inf))


def _mean_before(values: Floats, mask: NDArray[np.bool_]) -> Floats:
    """(n,) the mean of the masked values before each; before any, of none, zero."""
    total = np.concatenate(([0.0], np.cumsum(values * mask)[:-1]))
    count = np.concatenate(([0], np.cumsum(mask)[:-1]))
    return np.asarray(total / np.maximum(1, count))


def mismatch(counts: NDArray[np.int64], shares: Floats) -> float:
    """p of a chi-square test that viewers were split by `shares`: the sample-ratio check.

    Fabijan et al., "Diagnosing sample ratio mismatch in online controlled experiments", KDD 2019. Under
    0.001 something other than chance decided who is counted, and no comparison means anything.
    """
    total = int(counts.sum())
    if not total:
        return 1.0
    return float(stats.chisquare(counts, total * np.asarray(shares) / np.sum(shares)).pvalue)
