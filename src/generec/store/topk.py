"""Exact top k by inner product, block by block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

_BLOCK_BYTES = 16 << 20
_QUERIES = 256
_FIRST = 4_096


def top_k(
    queries: Floats, matrix: Floats, *, k: int, mask: NDArray[np.bool_] | None = None
) -> tuple[list[Rows], list[Floats]]:
    """The k rows of `matrix` (n, d) with the greatest inner product with each query (q, d).

    Per query: row numbers and scores, best first, fewer than k where fewer are allowed by `mask`
    (n,). Ties go to the earlier row.
    """
    rows: list[Rows] = []
    scores: list[Floats] = []
    for start in range(0, len(queries), _QUERIES):
        some_rows, some_scores = _few(queries[start : start + _QUERIES], matrix, k, mask)
        rows += some_rows
        scores += some_scores
    return rows, scores


def _few(
    queries: Floats, matrix: Floats, k: int, mask: NDArray[np.bool_] | None
) -> tuple[list[Rows], list[Floats]]:
    q = len(queries)
    rows: list[Rows] = [np.empty(0, dtype=np.intp) for _ in range(q)]
    scores: list[Floats] = [np.empty(0, dtype=np.float32) for _ in range(q)]
    step = max(_FIRST, _BLOCK_BYTES // (4 * q))
    for start in range(0, len(matrix), step):
        block = matrix[start : start + step]
        products = queries @ block.T
        if mask is not None:
            products[:, ~mask[start : start + step]] = -np.inf
        # A few rows first: they set a floor that most of the rest does not reach.
        for part in (slice(0, _FIRST), slice(_FIRST, None)) if start == 0 else (slice(0, None),):
            for i in range(q):
                rows[i], scores[i] = _merge(rows[i], scores[i], products[i, part], start + part.start, k)
    return rows, scores


def _merge(rows: Rows, scores: Floats, fresh: Floats, start: int, k: int) -> tuple[Rows, Floats]:
    """The best k of those found before and of a later block."""
    # Later rows lose ties, so only what beats the k-th best so far can enter.
    floor = scores[-1] if len(scores) == k else np.float32(-np.inf)
    found = np.flatnonzero(fresh > floor)
    if len(found) > k:
        least = np.partition(fresh[found], len(found) - k)[len(found) - k]
        found = found[fresh[found] >= least]
    all_rows = np.concatenate((rows, found + start))
    all_scores = np.concatenate((scores, fresh[found]))
    best = np.argsort(-all_scores, kind="stable")[:k]
    return all_rows[best], all_scores[best]
