"""Held-out viewers with their candidates, and what numbers make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from generec.domain.profiles import Profile
from generec.retriever import eligible
from generec.retriever.catalogue import Shelf
from generec.retriever.measures import logistic, ndcg_and_recall, qualities
from generec.retriever.rerank import rerank
from generec.retriever.scoring import Scoring
from generec.retriever.signals import LIKED, Signals

Floats = NDArray[np.float32]
_CELLS = 4_000_000
_EACH = 400
_DEPTH = 100


@dataclass(frozen=True)
class Pool:
    """Viewers with candidates: the best rows of every part.

    `parts` (p, u, c) are the features by `names`; `rows` (u, c) the shelf's rows; `hits` (u, c) marks
    what was liked later; `relevant` (u,) is how many there are, candidates or not; `bar` (u, c) is
    -inf for padding, else 0; `known` (u,) is how many likes there are to go by.
    """

    names: tuple[str, ...]
    parts: Floats
    rows: NDArray[np.int64]
    hits: NDArray[np.bool_]
    relevant: NDArray[np.int64]
    bar: Floats
    known: Floats

    def total(self, weights: Mapping[str, float], *, warmth: float) -> Floats:
        """(u, c) the fused scores, as `Scoring.fused` makes them."""
        warm = (self.known / (self.known + np.float32(warmth)))[:, None]
        out = self.bar.copy()
        for name, part in zip(self.names, self.parts, strict=True):
            if weights.get(name):
                out += np.float32(weights[name]) * warm * part
            if name == "popularity":
                out += (1 - warm) * part
        return out

    def values(self, weights: Mapping[str, float], *, warmth: float) -> NDArray[np.float64]:
        """(u,) the mean of NDCG@10 and recall@10 of the weighted sum, for each viewer."""
        return qualities(self.total(weights, warmth=warmth), self.hits, self.relevant)

    def quality(self, weights: Mapping[str, float], *, warmth: float = 0.0) -> float:
        """The mean of `values`."""
        return float(self.values(weights, warmth=warmth).mean())

    def first(self, u: int) -> Pool:
        """The first `u` viewers."""
        return Pool(
            self.names,
            self.parts[:, :u],
            self.rows[:u],
            self.hits[:u],
            self.relevant[:u],
            self.bar[:u],
            self.known[:u],
        )


def gather(
    scoring: Scoring,
    profiles: Sequence[Profile],
    truth: sp.csr_matrix,
    *,
    among: sp.csr_matrix | None = None,
) -> Pool:
    """The pool of some viewers; `truth` (q, works of the model) marks what each liked later.

    With `among` (q, works) the candidates are those alone: what each met later.
    """
    shelf, model = scoring.shelf, scoring.model
    assert model is not None
    base = eligible.one_per_work(shelf, shelf.alive & (shelf.owner == -1))
    code = np.array([shelf.works.find(work) for work in model.works], np.int64)
    size = max(1, _CELLS // max(shelf.n, 1))
    names: tuple[str, ...] = ()
    found: list[tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]] = []
    for start in range(0, len(profiles), size):
        part = scoring.features_of(profiles[start : start + size])
        part["popularity"] = np.broadcast_to(scoring.popularity, (len(part["topics"]), shelf.n))
        names = tuple(part)
        for q, profile in enumerate(profiles[start : start + size]):
            liked = code[_line(truth, start + q)]
            free = base & ~eligible.of_works(shelf, profile.seen)
            if among is not None:
                free &= np.isin(shelf.work, code[_line(among, start + q)])
            rows = _candidates(part, q, np.flatnonzero(free))
            values = np.stack([part[name][q][rows] for name in names])
            found.append((rows, values, np.isin(shelf.work[rows], liked)))
    relevant = np.diff(truth.indptr).astype(np.int64)
    known = np.array([scoring.known(profile) for profile in profiles], np.float32)
    return _padded(names, found, relevant, known)


def _line(table: sp.csr_matrix, row: int) -> NDArray[np.int64]:
    return np.asarray(table.indices[table.indptr[row] : table.indptr[row + 1]], np.int64)


def _candidates(part: Mapping[str, Floats], q: int, free: NDArray[np.int64]) -> NDArray[np.int64]:
    if len(free) <= 2 * _EACH:
        return free
    best = [free[np.argpartition(-values[q][free], _EACH)[:_EACH]] for values in part.values()]
    return np.unique(np.concatenate(best))


def _padded(
    names: tuple[str, ...],
    found: Sequence[tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]],
    relevant: NDArray[np.int64],
    known: Floats,
) -> Pool:
    u, c = len(found), max((len(rows) for rows, _, _ in found), default=0)
    pool = Pool(
        names=names,
        parts=np.zeros((len(names), u, c), np.float32),
        rows=np.zeros((u, c), np.int64),
        hits=np.zeros((u, c), bool),
        relevant=relevant,
        bar=np.full((u, c), -np.inf, np.float32),
        known=known,
    )
    for at, (rows, values, hits) in enumerate(found):
        m = len(rows)
        pool.parts[:, at, :m], pool.rows[at, :m], pool.hits[at, :m], pool.bar[at, :m] = values, rows, hits, 0
    return pool


def diversified(shelf: Shelf, pool: Pool, scores: Floats, *, spread: float) -> float:
    """Mean NDCG@10 after diversity of weight `spread`; scores (u, c)."""
    got = np.zeros((len(scores), 10), bool)
    for at, line in enumerate(scores):
        best = np.argsort(-line, kind="stable")[:_DEPTH]
        best = best[np.isfinite(line[best])]
        rows = pool.rows[at][best]
        order = rerank(
            scores=line[best],
            vectors=shelf.likeness_vectors(rows),
            creators=shelf.creator[rows],
            quotas=(),
            k=10,
            spread=spread,
            creator_limit=10,
        )
        got[at, : len(order)] = pool.hits[at][best[order]]
    return float(ndcg_and_recall(got, pool.relevant)[:, 0].mean()) if len(got) else 0.0


def calibrated(
    scoring: Scoring, profiles: Sequence[Profile], held: Signals, users: Sequence[int]
) -> dict[str, tuple[float, float]]:
    """The two calibrations, from whether what the viewers met later was liked.

    A log that says almost nothing but likes gets as many works at random as dislikes, so that
    the scale stays a scale.
    """
    shelf, model = scoring.shelf, scoring.model
    assert model is not None
    row = np.array([shelf.find(work) for work in model.works], np.int64)
    warm = scoring.warmth(profiles)
    scores: list[NDArray[np.float64]] = []
    cold: list[NDArray[np.float64]] = []
    liked: list[NDArray[np.bool_]] = []
    order = np.argsort(held.user, kind="stable")
    bounds = np.searchsorted(held.user[order], np.arange(len(held.users) + 1))
    size = max(1, _CELLS // max(shelf.n, 1))
    few = float((held.strength < LIKED).mean()) < 0.02
    for start in range(0, len(users), size):
        some = slice(start, start + size)
        parts = scoring.features_of(profiles[some])
        fused = scoring.fused(parts, warm[some])
        for q, user in enumerate(users[some]):
            met = order[bounds[user] : bounds[user + 1]]
            met = met[row[held.work[met]] >= 0]
            at, good = row[held.work[met]], held.strength[met] >= LIKED
            if few:
                other = np.resize(np.flatnonzero(shelf.alive)[user % 7 :: 7], len(at))
                at, good = np.concatenate((at, other)), np.concatenate((good, np.zeros(len(other), bool)))
            scores.append(fused[q][at].astype(np.float64))
            cold.append(scoring.popularity[at].astype(np.float64))
            liked.append(good)
    labels = np.concatenate(liked)
    return {
        "calibration": logistic(np.concatenate(scores), labels),
        "cold_calibration": logistic(np.concatenate(cold), labels),
    }
