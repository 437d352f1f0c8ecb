"""Quality of rankings, and fits of small numbers to it. For choices in training; reports use `ranx`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_TOP = 10


def qualities(scores: Floats, hits: NDArray[np.bool_], relevant: NDArray[np.int64]) -> NDArray[np.float64]:
    """(u,) the mean of NDCG@10 and recall@10 for each viewer; scores and hits are (u, c)."""
    k = min(_TOP, scores.shape[1])
    if not k or not len(scores):
        return np.zeros(len(scores))
    top = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    inner = np.argsort(-np.take_along_axis(scores, top, 1), axis=1, kind="stable")
    got = np.take_along_axis(hits, np.take_along_axis(top, inner, 1), 1)
    return np.asarray(ndcg_and_recall(got, relevant).mean(axis=1))


def quality(scores: Floats, hits: NDArray[np.bool_], relevant: NDArray[np.int64]) -> float:
    """The mean of `qualities`."""
    return float(qualities(scores, hits, relevant).mean()) if len(scores) else 0.0


def ndcg_and_recall(got: NDArray[np.bool_], relevant: NDArray[np.int64]) -> NDArray[np.float64]:
    """(u, 2) NDCG and recall of hit lists (u, k) with `relevant` (u,) things to find."""
    k = got.shape[1]
    discount = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.cumsum(discount)[np.clip(relevant, 1, k) - 1]
    return np.stack(((got @ discount) / ideal, got.sum(axis=1) / np.maximum(relevant, 1)), axis=1)


def logistic(scores: NDArray[np.float64], liked: NDArray[np.bool_]) -> tuple[float, float]:
    """(slope, intercept) of P(like) by maximum likelihood; the slope is at least 0.01.

    A weak normal prior on both keeps a log of likes alone, or a tiny one, finite (Platt 1999 for
    the form).
    """
    from scipy.optimize import minimize

    if not len(scores):
        return 0.5, -1.0

    def loss(terms: NDArray[np.float64]) -> float:
        logit = terms[0] * scores + terms[1]
        fit = np.logaddexp(0, logit) - liked * logit
        return float(fit.sum() + 0.5 * (terms[0] - 0.5) ** 2 + 0.5 * (terms[1] + 1) ** 2)

    found = minimize(loss, np.array([0.5, -1.0]), bounds=((0.01, 10), (-10, 10)), method="L-BFGS-B")
    return float(found.x[0]), float(found.x[1])


def slopes(parts: Mapping[str, Floats], on: str, names: Sequence[str]) -> dict[str, float]:
    """For each of `names`, the least-squares slope of its feature on the feature `on`, at least 0."""
    if on not in parts:
        return {}
    base = parts[on].ravel().astype(np.float64)
    square = max(float(base @ base), 1e-9)
    return {name: max(0.0, float(parts[name].ravel() @ base) / square) for name in names}
