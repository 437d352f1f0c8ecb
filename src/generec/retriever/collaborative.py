"""Collaborative scorers. Each maps a viewer's history to scores over works, so that none of them
holds a viewer: new feedback counts at once, and erasing a viewer leaves nothing behind in a fit.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from generec.retriever.arrays import scan

Floats = NDArray[np.float32]
Weighting = Literal["cosine", "tfidf", "bm25"]


class Scorer(Protocol):
    """Scores works from histories."""

    def scores(self, history: sp.csr_matrix) -> Floats:
        """(q, works) histories to (q, works) scores; higher is better."""
        ...

    def likeness(self, works: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
        """(len(works), len(others)): how much liking each of `works` speaks for each of `others`."""
        ...

    def save(self, path: Path) -> None:
        """Write to `path` (.npz)."""
        ...


@dataclass(frozen=True)
class ItemItem:
    """Scores by a matrix from works to works, sparse (neighbours) or dense (EASE)."""

    matrix: Any

    def scores(self, history: sp.csr_matrix) -> Floats:
        """The weighted sum of the rows of what was liked."""
        out = history @ self.matrix
        return np.asarray(out.toarray() if sp.issparse(out) else out, np.float32)

    def likeness(self, works: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
        """The entries of the matrix."""
        block = self.matrix[works][:, others]
        return np.asarray(block.toarray() if sp.issparse(block) else block, np.float32)

    def save(self, path: Path) -> None:
        """Write to `path` (.npz)."""
        if sp.issparse(self.matrix):
            m = self.matrix
            np.savez(path, data=m.data, indices=m.indices, indptr=m.indptr, shape=np.array(m.shape))
        else:
            np.savez(path, dense=self.matrix)


@dataclass(frozen=True)
class Factors:
    """Scores by factors of works; a viewer's own are solved from the history.

    factors (works, f); `alpha` and `regularization` as in the fit: Hu, Koren and Volinsky,
    "Collaborative filtering for implicit feedback datasets" (2008), eq. 4.
    """

    factors: Floats
    alpha: float
    regularization: float

    def scores(self, history: sp.csr_matrix) -> Floats:
        """Inner products of the solved viewers with the works."""
        return scan(self.factors, self.viewers(history))

    def viewers(self, history: sp.csr_matrix) -> Floats:
        """(q, f) factors of viewers. A history's negative weights say zero with their confidence."""
        f = self.factors.shape[1]
        gram = self.gram
        out = np.zeros((history.shape[0], f), np.float32)
        for q in range(history.shape[0]):
            part = slice(history.indptr[q], history.indptr[q + 1])
            weight = self.alpha * history.data[part].astype(np.float64)
            if not len(weight):
                continue
            rows = self.factors[history.indices[part]].astype(np.float64)
            left = gram + (rows.T * (np.abs(weight) - 1)) @ rows
            out[q] = np.linalg.solve(left, rows.T @ np.maximum(weight, 0))
        return out

    @cached_property
    def gram(self) -> NDArray[np.float64]:
        """(f, f) of the works, with the regularization."""
        wide = self.factors.astype(np.float64)
        return wide.T @ wide + self.regularization * np.eye(wide.shape[1])

    def likeness(self, works: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
        """Cosines between the factors."""
        return np.asarray(_unit(self.factors[works]) @ _unit(self.factors[others]).T, np.float32)

    def save(self, path: Path) -> None:
        """Write to `path` (.npz)."""
        np.savez(path, factors=self.factors, terms=np.array([self.alpha, self.regularization]))


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def load(path: Path) -> Scorer:
    """A scorer from its file."""
    with np.load(path, allow_pickle=False) as file:
        if "factors" in file:
            alpha, regularization = file["terms"]
            return Factors(file["factors"], float(alpha), float(regularization))
        if "dense" in file:
            return ItemItem(file["dense"])
        parts = (file["data"], file["indices"], file["indptr"])
        return ItemItem(sp.csr_matrix(parts, shape=tuple(file["shape"])))


def fit_als(
    history: sp.csr_matrix, *, factors: int, regularization: float, alpha: float, iterations: int, seed: int
) -> Factors:
    """Alternating least squares by `implicit`, on (viewers, works) positive weights."""
    from implicit.als import AlternatingLeastSquares

    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=factors,
            regularization=regularization,
            alpha=alpha,
            iterations=iterations,
            random_state=seed,
        )
        model.fit(history.astype(np.float32), show_progress=False)
    return Factors(np.asarray(model.item_factors, np.float32), alpha, regularization)


def fit_neighbours(history: sp.csr_matrix, *, weighting: Weighting, neighbours: int) -> ItemItem:
    """Item neighbours by `implicit`."""
    from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender

    kinds = {"cosine": CosineRecommender, "tfidf": TFIDFRecommender, "bm25": BM25Recommender}
    model = kinds[weighting](K=neighbours)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Method expects CSR input")
        model.fit(history.astype(np.float64), show_progress=False)
    return ItemItem(model.similarity.astype(np.float32).tocsr())


def fit_ease(history: sp.csr_matrix, *, regularization: float) -> ItemItem:
    """EASE, closed form: Steck, "Embarrassingly shallow autoencoders for sparse data" (2019), eq. 8."""
    gram = np.asarray((history.T @ history).toarray(), np.float64)
    gram[np.diag_indices_from(gram)] += regularization
    inverse = np.linalg.inv(gram)
    matrix = inverse / -np.diag(inverse)
    np.fill_diagonal(matrix, 0.0)
    return ItemItem(np.asarray(matrix, np.float32))
