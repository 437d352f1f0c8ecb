"""The two array operations that ranking is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_WIDE = 8
_SMALL = 8_000_000


def scan(matrix: Floats, queries: Floats) -> Floats:
    """(q, n) inner products of (q, t) queries with the rows (n, t), reading the matrix once or twice.

    A product with three to seven queries takes longer than one with eight, so these are filled up. A small
    matrix is read by one thread: beside other work, waking the others takes longer than reading.
    """
    matrix = np.asarray(matrix)
    q = len(queries)
    if q == 0:
        return np.zeros((0, len(matrix)), np.float32)
    if q == 1 and matrix.size <= _SMALL:
        return np.asarray(np.einsum("nt,t->n", matrix, queries[0])[None])
    if q <= 2:
        return np.stack([matrix @ query for query in queries])
    if q < _WIDE:
        queries = np.concatenate((queries, np.zeros((_WIDE - q, queries.shape[1]), np.float32)))
    return np.asarray((queries @ matrix.T)[:q])


def standard(values: Floats, among: NDArray[np.bool_] | None = None) -> Floats:
    """Rows of (q, n) in standard deviations from their mean (over the columns `among`)."""
    if not values.shape[1]:
        return np.zeros_like(values)
    if among is None or among.all():
        mean = values.mean(axis=1)
        square = np.einsum("qn,qn->q", values, values) / values.shape[1]
    else:
        share = among.astype(np.float32) / max(int(among.sum()), 1)
        mean = values @ share
        square = (values * values) @ share
    scale = 1 / np.sqrt(np.maximum(square - mean**2, np.float32(1e-12)))
    return np.asarray((values - mean[:, None]) * scale[:, None], np.float32)


def highest(scores: Floats, n: int) -> NDArray[np.int64]:
    """The rows of the `n` highest finite scores, in no order."""
    rows = np.argpartition(-scores, n)[:n] if n < len(scores) else np.arange(len(scores))
    return rows[np.isfinite(scores[rows])]
