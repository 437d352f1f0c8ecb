"""What the retriever is held against, each tuned: popularity, item-KNN, ALS and BPR of `implicit`, EASE.

Every peer is tuned by the same measure on the same validation part, the latest fifth of each
viewer's training ratings, and then fitted on the whole training part.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from generec.evaluation.splits import LIKE, Ratings, Split, by_viewer

_DAY_S = 86_400.0
_HALF_LIVES = tuple(days * _DAY_S for days in (30, 90, 365, 1e6))

Floats = NDArray[np.float32]
Fit = Callable[[sp.csr_matrix], Floats]
"""(viewers, items) feedback to (viewers, items) scores."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The viewers and items of a log as rows and columns."""

    users: tuple[str, ...]
    items: tuple[str, ...]

    def matrix(self, ratings: Ratings, *, likes: bool) -> sp.csr_matrix:
        """(viewers, items) of ones: of the likes, or of everything rated."""
        keep = ratings.stars >= LIKE if likes else np.ones(len(ratings.stars), bool)
        user = np.searchsorted(self.users, ratings.user[keep])
        item = np.searchsorted(self.items, ratings.item[keep])
        ones = np.ones(len(user), np.float32)
        return sp.csr_matrix((ones, (user, item)), shape=(len(self.users), len(self.items)))


@dataclass(frozen=True, slots=True)
class Peer:
    """A tuned peer: what was chosen, its validation quality, its scores (viewers, items) on the test."""

    name: str
    chosen: str
    quality: float
    scores: Floats


def frame(split: Split) -> Frame:
    """All viewers of the split and all items of the catalogue."""
    users = np.unique(np.concatenate((split.train.user, split.test.user)))
    return Frame(tuple(users.tolist()), tuple(sorted(item.id for item in split.train.items)))


def popularity(split: Split) -> Peer:
    """How often each item was liked, or rated, of late: over half-lives from a month to for ever."""
    here, inner = frame(split), by_viewer(split.train)
    known, later = here.matrix(inner.train, likes=False), here.matrix(inner.test, likes=True)
    tried = []
    for half_life in _HALF_LIVES:
        for likes in (True, False):
            label = f"{'likes' if likes else 'all ratings'}, half-life {half_life / _DAY_S:g} days"
            value = _quality(_counts(here, inner.train, half_life, likes=likes), known, later)
            tried.append((value, label, half_life, likes))
    value, label, half_life, likes = max(tried, key=lambda one: one[0])
    scores = _counts(here, split.train, half_life, likes=likes)
    return Peer("popularity, tuned", label, value, scores)


def _counts(here: Frame, ratings: Ratings, half_life: float, *, likes: bool) -> Floats:
    """(viewers, items): the same weighted counts for everybody."""
    keep = ratings.stars >= LIKE if likes else np.ones(len(ratings.stars), bool)
    item = np.searchsorted(here.items, ratings.item[keep])
    weight = 0.5 ** ((ratings.at.max() - ratings.at[keep]) / half_life)
    count = np.bincount(item, weight, minlength=len(here.items)).astype(np.float32)
    return np.broadcast_to(count, (len(here.users), len(count)))


def item_knn(split: Split, *, small: bool = False) -> Peer:
    """The best of `implicit`'s neighbours of items: cosine, TF-IDF, BM25."""
    return _best("item-KNN, tuned", split, list(_knn(small=small)))


def als(split: Split, *, seed: int, small: bool = False) -> Peer:
    """The best of `implicit`'s ALS (Hu, Koren and Volinsky 2008)."""
    return _best("ALS, tuned", split, list(_als_grid(seed, small=small)))


def bpr(split: Split, *, seed: int, small: bool = False) -> Peer:
    """The best of `implicit`'s BPR (Rendle et al. 2009)."""
    return _best("BPR, tuned", split, list(_bpr_grid(seed, small=small)))


def ease(split: Split) -> Peer:
    """EASE over its grid, on likes or on everything rated."""
    grid = [(f"EASE, regularization {r}", _ease(r)) for r in (20, 50, 100, 200, 500, 1000)]
    return _best("EASE, tuned", split, grid)


def _best(name: str, split: Split, grid: list[tuple[str, Fit]]) -> Peer:
    inner, here = by_viewer(split.train), frame(split)
    known, later = here.matrix(inner.train, likes=False), here.matrix(inner.test, likes=True)
    best, chosen = -1.0, ("", grid[0][1], True)
    for likes in (True, False):
        matrix = here.matrix(inner.train, likes=likes)
        for label, fit in grid:
            value = _quality(fit(matrix), known, later)
            if value > best:
                best, chosen = value, (f"{label}, on {'likes' if likes else 'all ratings'}", fit, likes)
    label, fit, likes = chosen
    return Peer(name, label, best, fit(here.matrix(split.train, likes=likes)))


def _quality(scores: Floats, known: sp.csr_matrix, later: sp.csr_matrix) -> float:
    """Mean of NDCG@10 and recall@10, for choices only."""
    users = np.flatnonzero((later.getnnz(axis=1) > 0) & (known.getnnz(axis=1) > 0))
    scores = scores.copy()
    scores[known.nonzero()] = -np.inf
    top = np.argsort(-scores[users], axis=1, kind="stable")[:, :10]
    hits = np.take_along_axis(later[users].toarray(), top, 1)
    count = later.getnnz(axis=1)[users]
    discount = 1 / np.log2(np.arange(2, 12))
    ideal = np.cumsum(discount)[np.minimum(count, 10) - 1]
    return float((hits @ discount / ideal + hits.sum(axis=1) / count).mean() / 2)


def _als_grid(seed: int, *, small: bool) -> Iterator[tuple[str, Fit]]:
    for factors in (32,) if small else (16, 32, 64, 128):
        for regularization in (10.0,) if small else (0.1, 1.0, 10.0):
            for alpha in (1.0,) if small else (1.0, 5.0, 20.0):
                label = f"ALS {factors} factors, regularization {regularization:g}, alpha {alpha:g}"
                yield label, _als(factors, regularization, alpha, seed)


def _bpr_grid(seed: int, *, small: bool) -> Iterator[tuple[str, Fit]]:
    for factors in (32,) if small else (32, 64):
        for rate in (0.05,) if small else (0.02, 0.05):
            label = f"BPR {factors} factors, rate {rate}"
            yield label, _bpr(factors, rate, seed)


def _knn(*, small: bool) -> Iterator[tuple[str, Fit]]:
    for kind in (CosineRecommender, TFIDFRecommender, BM25Recommender):
        for n in (50,) if small else (20, 50, 200, 600):
            yield f"{kind.__name__} {n} neighbours", _neighbours(kind, n)


def _als(factors: int, regularization: float, alpha: float, seed: int) -> Fit:
    def fit(matrix: sp.csr_matrix) -> Floats:
        with threadpool_limits(1, "blas"):
            model = AlternatingLeastSquares(
                factors=factors, regularization=regularization, alpha=alpha, iterations=15, random_state=seed
            )
            model.fit(matrix, show_progress=False)
        return np.asarray(model.user_factors @ model.item_factors.T, np.float32)

    return fit


def _bpr(factors: int, rate: float, seed: int) -> Fit:
    def fit(matrix: sp.csr_matrix) -> Floats:
        model = BayesianPersonalizedRanking(
            factors=factors, learning_rate=rate, iterations=100, random_state=seed
        )
        model.fit(matrix, show_progress=False)
        return np.asarray(model.user_factors @ model.item_factors.T, np.float32)

    return fit


def _neighbours(kind: type, n: int) -> Fit:
    def fit(matrix: sp.csr_matrix) -> Floats:
        model = kind(K=n)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Method expects CSR input")
            model.fit(matrix.astype(np.float64), show_progress=False)
        return np.asarray((matrix @ model.similarity).toarray(), np.float32)

    return fit


def _ease(regularization: float) -> Fit:
    def fit(matrix: sp.csr_matrix) -> Floats:
        gram = np.asarray((matrix.T @ matrix).toarray(), np.float64)
        gram[np.diag_indices_from(gram)] += regularization
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 0.0)
        return np.asarray(matrix @ weights, np.float32)

    return fit
