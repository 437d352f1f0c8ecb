"""How far two sets of feature vectors are apart: what was made, and what it should look like.

Every distance comes with the sizes of both sets. Fréchet's is biased upwards while samples are few
(Chong and Forsyth, CVPR 2020): under about `ENOUGH` on either side only the kernel distances, which
are unbiased, compare systems.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.domain.errors import DataError

ENOUGH = 2000
"""Samples on each side from which Fréchet's distance is worth reading (Heusel et al. advise 10,000)."""
MOST = 5000
"""Kernel distances take no more rows of a side than these, drawn by chance: they stay unbiased."""

Floats = NDArray[np.float64]


class Distance(NamedTuple):
    """A distance of `made` vectors from `real` ones; `biased` says that the samples are too few for it.

    `error` is its standard error where it is known, else nan; too large, up to twice, where both sides
    are of one population. An unbiased estimate can be below zero.
    """

    value: float
    made: int
    real: int
    biased: bool
    error: float = float("nan")


def frechet(made: NDArray[np.floating], real: NDArray[np.floating]) -> Distance:
    """Fréchet's distance of two Gaussians with the means and covariances of the rows.

    Heusel et al., "GANs trained by a two time-scale update rule", NeurIPS 2017; Unterthiner et al. 2018 for
    video. |m1 - m2|^2 + tr(C1) + tr(C2) - 2 tr((C1 C2)^(1/2)), the last by the singular values of the
    product of both square roots, which needs no complex numbers and no full rank.
    Raises `DataError` for unfit arrays.
    """
    one, two = _fit(made, real)
    a, b = _centred(one), _centred(two)
    # C = A'A, so tr((C1 C2)^(1/2)) is the sum of the singular values of A B', or of both triangular factors.
    shared = np.linalg.svd(_triangle(a) @ _triangle(b).T, compute_uv=False).sum()
    gap = one.mean(axis=0) - two.mean(axis=0)
    value = gap @ gap + (a**2).sum() + (b**2).sum() - 2 * shared
    return Distance(max(0.0, float(value)), len(one), len(two), min(len(one), len(two)) < ENOUGH)


def kid(made: NDArray[np.floating], real: NDArray[np.floating], *, rng: Generator) -> Distance:
    """The kernel (inception) distance: unbiased squared MMD under the kernel (x.y / d + 1)^3.

    Bińkowski et al., "Demystifying MMD GANs", ICLR 2018. `error` is the jackknife's.
    Raises `DataError` for unfit arrays.
    """
    one, two = (_some(rows, rng) for rows in _fit(made, real))
    scale = 1.0 / one.shape[1]
    return _mmd(
        (one @ one.T * scale + 1) ** 3, (two @ two.T * scale + 1) ** 3, (one @ two.T * scale + 1) ** 3
    )


def mmd(
    made: NDArray[np.floating], real: NDArray[np.floating], *, rng: Generator, width: float | None = None
) -> Distance:
    """Unbiased squared MMD under a Gaussian kernel: Gretton et al., JMLR 2012, lemma 6.

    `width` is the kernel's standard deviation; the median distance of all pairs where it is not
    given, which two comparisons share only if it is handed in. Raises `DataError` for unfit arrays.
    """
    one, two = (_some(rows, rng) for rows in _fit(made, real))
    if width is None:
        width = median_width(np.concatenate((one, two)))
    aa, bb, ab = (np.exp(-_apart(a, b) / (2 * width**2)) for a, b in ((one, one), (two, two), (one, two)))
    return _mmd(aa, bb, ab)


def median_width(rows: NDArray[np.floating]) -> float:
    """The median distance between two rows: the usual width of a Gaussian kernel. 1 where all are alike."""
    values = np.asarray(rows, np.float64)
    apart = _apart(values, values)[np.triu_indices(len(values), 1)]
    return float(np.sqrt(np.median(apart))) or 1.0


def _mmd(aa: Floats, bb: Floats, ab: Floats) -> Distance:
    n, m = ab.shape
    np.fill_diagonal(aa, 0.0)
    np.fill_diagonal(bb, 0.0)
    value = _within(aa) + _within(bb) - 2 * ab.mean()
    error = np.hypot(_jackknife(aa, ab), _jackknife(bb, ab.T))
    return Distance(float(value), n, m, False, float(error))


def _within(kernel: Floats) -> float:
    """The mean over pairs of two; the diagonal is zero."""
    n = len(kernel)
    return float(kernel.sum() / (n * (n - 1)))


def _jackknife(own: Floats, across: Floats) -> float:
    """One side's part of the standard error, by leaving out each of its rows (Efron and Stein 1981)."""
    n = len(own)
    if n < 3:
        return float("nan")
    pairs = (own.sum() - 2 * own.sum(axis=1)) / ((n - 1) * (n - 2))
    rest = (across.sum() - across.sum(axis=1)) / ((n - 1) * across.shape[1])
    without = pairs - 2 * rest
    return float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))


def _apart(one: Floats, two: Floats) -> Floats:
    """Squared distances of rows."""
    square = (one**2).sum(axis=1)[:, None] + (two**2).sum(axis=1)[None, :] - 2 * one @ two.T
    return np.asarray(np.maximum(square, 0.0))


def _centred(rows: Floats) -> Floats:
    """Rows less their mean, scaled so that the product with its transpose is the covariance."""
    return np.asarray((rows - rows.mean(axis=0)) / np.sqrt(len(rows) - 1))


def _triangle(rows: Floats) -> Floats:
    """R of the QR decomposition: at most (d, d), however many rows there are."""
    return np.asarray(np.linalg.qr(rows, mode="r"))


def _some(rows: Floats, rng: Generator) -> Floats:
    return rows if len(rows) <= MOST else rows[rng.choice(len(rows), MOST, replace=False)]


def _fit(made: NDArray[np.floating], real: NDArray[np.floating]) -> tuple[Floats, Floats]:
    one, two = np.asarray(made, np.float64), np.asarray(real, np.float64)
    if one.ndim != 2 or two.ndim != 2 or one.shape[1] != two.shape[1]:
        raise DataError(f"features are (n, d) with one d, not {one.shape} and {two.shape}")
    if min(len(one), len(two)) < 2:
        raise DataError(f"a distance needs two samples on each side, not {len(one)} and {len(two)}")
    if not (np.isfinite(one).all() and np.isfinite(two).all()):
        raise DataError("features hold numbers that are not finite")
    return one, two
