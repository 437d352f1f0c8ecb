"""Which models, and how they are fused: chosen on the latest feedback of each viewer, then fitted on all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.random import Generator
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.profiles import Profile
from generec.retriever.catalogue import Shelf
from generec.retriever.collaborative import Scorer, Weighting, fit_als, fit_ease, fit_neighbours
from generec.retriever.histories import profiles_of
from generec.retriever.measures import quality, slopes
from generec.retriever.model import Model, Terms
from generec.retriever.pool import Pool, calibrated, diversified, gather
from generec.retriever.scoring import Scoring
from generec.retriever.signals import LIKED, Signals

Floats = NDArray[np.float32]
Fit = Callable[[sp.csr_matrix], Scorer]
_DAY = 86_400.0
_CELLS = 4_000_000
_START = {"meaning": 0.1, "topics": 0.0, "popularity": 0.1}
_STEPS = (-0.3, -0.1, 0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5)
_ROUNDS = 3
_SPREAD_VIEWERS = 200
_SPREADS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8)


class TrainConfig(BaseModel):
    """How models are fitted. What is listed is tried, and the best on held-out feedback is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holdout: float = Field(
        default=0.2,
        gt=0,
        lt=1,
        description="The share of each viewer's latest feedback that choices are made on.",
    )
    viewers: int = Field(default=1500, ge=10, description="At most so many viewers are used for choices.")
    als_factors: tuple[int, ...] = Field(default=(16, 32, 64), description="Sizes of ALS to try.")
    als_regularization: tuple[float, ...] = Field(
        default=(1.0, 10.0), description="Regularizations of ALS to try."
    )
    als_alpha: tuple[float, ...] = Field(default=(1.0, 5.0), description="Confidences of ALS to try.")
    als_iterations: int = Field(default=10, ge=1, description="Rounds of ALS.")
    neighbours: tuple[int, ...] = Field(default=(50, 200), description="Numbers of item neighbours to try.")
    weightings: tuple[Weighting, ...] = Field(
        default=("cosine", "tfidf"), description="Weightings of item neighbours to try."
    )
    ease_items: int = Field(
        default=8000, ge=0, description="EASE is used up to so many works: its time grows with their cube."
    )
    ease_regularization: tuple[float, ...] = Field(
        default=(20.0, 50.0, 100.0, 200.0, 500.0), description="Regularizations of EASE to try."
    )
    seen_weights: tuple[float, ...] = Field(
        default=(0.0, 0.1, 0.2, 0.3, 0.4),
        description="Weights in a history of works met without a like, to try.",
    )
    half_lives_days: tuple[float, ...] = Field(
        default=(7.0, 30.0, 120.0, 10_000.0), description="How fast popularity fades, to try."
    )
    spread_cost: float = Field(
        default=0.01, ge=0, lt=1, description="The share of NDCG@10 that diversity may cost at most."
    )


class Choice:
    """One round of choices over one log. Call it once; `described` and `quality` then say what it found."""

    def __init__(self, config: TrainConfig, signals: Signals, shelf: Shelf, *, rng: Generator) -> None:
        self._config = config
        self._signals = signals
        self._shelf = shelf
        self._rng = rng
        self._seed = int(rng.integers(2**31))
        self.described: dict[str, str] = {}
        self.quality: dict[str, float] = {}

    def __call__(self, *, at: float) -> Model:
        """The model, fitted on all signals. `at`: time of the fit, epoch seconds."""
        blank = Terms(weights=dict.fromkeys(("meaning", "topics", "popularity"), 0.5), fitted_at=at)
        half_life = self._half_life()
        late = latest(self._signals, share=self._config.holdout)
        early, held = self._signals.rows(~late), self._signals.rows(late)
        users = self._users(early, held)
        if not len(users):
            return self._model(self._signals, {}, blank, half_life)
        seen, fits = self._parts(early, held, users)
        terms = blank.model_copy(update={"seen": seen})
        draft = self._model(early, fits, terms, half_life)
        profiles = profiles_of(early, self._shelf, users)
        terms = self._fused(draft, profiles, held, users)
        fits = {name: fit for name, fit in fits.items() if terms.weights[name]}
        return self._model(self._signals, fits, terms, half_life)

    def _users(self, early: Signals, held: Signals) -> list[int]:
        """Viewers with likes on both sides, at most as many as the config says."""
        both = set(early.user[early.strength >= LIKED].tolist()) & set(
            held.user[held.strength >= LIKED].tolist()
        )
        users = np.array(sorted(both), np.int64)
        if len(users) > self._config.viewers:
            users = np.sort(self._rng.choice(users, self._config.viewers, replace=False))
        return [int(user) for user in users]

    def _half_life(self) -> float:
        """The half-life (days) whose popularity foretells the last fifth of the log best."""
        signals = self._signals
        likes = signals.rows(signals.strength >= LIKED)
        if len(likes.at) < 10:
            return max(self._config.half_lives_days)
        cut = np.quantile(likes.at, 0.8)
        before, after = likes.rows(likes.at <= cut), likes.rows(likes.at > cut)
        later = np.bincount(after.work, minlength=len(signals.works)).astype(np.float64)
        discount = 1 / np.log2(np.arange(2, len(later) + 2))

        def gain(days: float) -> float:
            order = np.argsort(-popularity(before, half_life=days), kind="stable")
            return float(later[order] @ discount)

        return max(sorted(self._config.half_lives_days, reverse=True), key=gain)

    def _parts(self, early: Signals, held: Signals, users: list[int]) -> tuple[float, dict[str, Fit]]:
        """The weight of works merely seen, and the best fit of each family."""
        families = self._families(len(early.works))
        seen = 0.0
        fits: dict[str, Fit] = {}
        for family, tries in families.items():
            best = -1.0
            weights = (seen,) if fits else self._config.seen_weights
            for weight in weights:
                matrix = histories(early, seen=weight)
                for name, fit in tries.items():
                    value = self._alone(fit(matrix), matrix, held, users)
                    if value > best:
                        best, fits[family] = value, fit
                        self.described[family], self.quality[family] = name, value
                        seen = weight if len(fits) == 1 else seen
        return seen, fits

    def _families(self, works: int) -> dict[str, dict[str, Fit]]:
        """What is tried, by family and description; the first family settles the weight of what was seen."""
        config = self._config
        out: dict[str, dict[str, Fit]] = {}
        if works <= config.ease_items:
            out["ease"] = {f"EASE, regularization {r:g}": _ease(r) for r in config.ease_regularization}
        out["neighbours"] = {
            f"{w} neighbours, {n}": _neighbours(w, n) for w in config.weightings for n in config.neighbours
        }
        out["als"] = {
            f"ALS, {f} factors, regularization {r:g}, alpha {a:g}": self._als(f, r, a)
            for f in config.als_factors
            for r in config.als_regularization
            for a in config.als_alpha
        }
        return {name: tries for name, tries in out.items() if tries}

    def _als(self, factors: int, regularization: float, alpha: float) -> Fit:
        return lambda matrix: fit_als(
            matrix,
            factors=factors,
            regularization=regularization,
            alpha=alpha,
            iterations=self._config.als_iterations,
            seed=self._seed,
        )

    def _alone(self, part: Scorer, matrix: sp.csr_matrix, held: Signals, users: list[int]) -> float:
        """Mean of NDCG@10 and recall@10 of one part by itself."""
        truth = _likes(held)
        values = []
        for some in _chunks(users, len(held.works)):
            scores = part.scores(matrix[some])
            scores[matrix[some].nonzero()] = -np.inf
            hits = truth[some].toarray() > 0
            values.append(quality(scores, hits, hits.sum(axis=1)) * len(some))
        return sum(values) / len(users)

    def _model(self, signals: Signals, fits: Mapping[str, Fit], terms: Terms, half_life: float) -> Model:
        matrix = histories(signals, seen=terms.seen)
        count = np.bincount(signals.work, minlength=len(signals.works))
        popular = popularity(signals, half_life=half_life)
        met = count > 0
        if met.any():
            popular = (popular - popular[met].mean()) / max(float(popular[met].std()), 1e-6)
        return Model(
            works=signals.works,
            parts={name: fit(matrix) for name, fit in fits.items()},
            popularity=popular.astype(np.float32),
            met=met,
            terms=terms,
        )

    def _fused(self, draft: Model, profiles: list[Profile], held: Signals, users: list[int]) -> Terms:
        """Weights, transfer, calibration and diversity, in this order."""
        scoring = Scoring(self._shelf, draft)
        pool = gather(scoring, profiles, _likes(held)[users])
        named = dict(zip(pool.names, pool.parts, strict=True))
        alone = {name: pool.quality({name: 1.0}) for name in pool.names}
        best = max(draft.parts, key=lambda name: alone[name])
        weights, value = fuse(pool, _START | {best: 1.0})
        self.quality |= {name: alone[name] for name in pool.names if name not in self.quality}
        self.quality["fused"] = value
        terms = draft.terms.model_copy(
            update={"weights": weights, "transfer": slopes(named, "meaning", list(draft.parts))}
        )
        scoring = Scoring(self._shelf, replace(draft, terms=terms))
        terms = terms.model_copy(update=calibrated(scoring, profiles, held, users))
        scoring = Scoring(self._shelf, replace(draft, terms=terms))
        return terms.model_copy(update={"spread": self._spread(scoring, pool)})

    def _spread(self, scoring: Scoring, pool: Pool) -> float:
        """The largest weight of diversity whose cost in NDCG@10 is within the config's bound."""
        some = pool.first(_SPREAD_VIEWERS)
        scores = some.total(scoring.terms.weights)
        plain = diversified(scoring.shelf, some, scores, spread=0.0)
        floor = plain * (1 - self._config.spread_cost)
        fine = [s for s in _SPREADS if diversified(scoring.shelf, some, scores, spread=s) >= floor]
        return max(fine, default=0.0)


def fuse(pool: Pool, start: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Weights by coordinate ascent on the pool's quality, and that quality. Ties keep what is there."""
    weights = {name: float(start.get(name, 0.0)) for name in pool.names}
    best = pool.quality(weights)
    for _ in range(_ROUNDS):
        before = best
        for name in pool.names:
            for step in _STEPS:
                trial = weights | {name: step}
                value = pool.quality(trial)
                if value > best + 1e-9:
                    weights, best = trial, value
        if best - before < 1e-4:
            break
    return weights, best


def latest(signals: Signals, *, share: float) -> NDArray[np.bool_]:
    """(m,) the last `share` of each viewer's rows by time, rounded down."""
    order = np.lexsort((np.arange(len(signals.user)), signals.user))
    count = np.bincount(signals.user, minlength=len(signals.users))
    start = np.cumsum(count) - count
    rank = np.arange(len(order)) - start[signals.user[order]]
    out = np.zeros(len(order), bool)
    out[order] = rank >= (count - np.floor(count * share))[signals.user[order]]
    return out


def histories(signals: Signals, *, seen: float) -> sp.csr_matrix:
    """(viewers, works): the strength of likes, and `seen` for what was met without like or dislike."""
    weight = np.where(signals.strength >= LIKED, signals.strength, np.where(signals.strength >= 0, seen, 0))
    keep = weight > 0
    shape = (len(signals.users), len(signals.works))
    entries = (weight[keep].astype(np.float32), (signals.user[keep], signals.work[keep]))
    return sp.csr_matrix(entries, shape=shape)


def popularity(signals: Signals, *, half_life: float) -> NDArray[np.float64]:
    """(works,) log of one plus the likes, each fading with a half-life in days from the log's end."""
    if not len(signals.at):
        return np.zeros(len(signals.works))
    age = (signals.at.max() - signals.at) / _DAY
    weight = np.where(signals.strength >= LIKED, signals.strength, 0) * 0.5 ** (age / half_life)
    return np.log1p(np.bincount(signals.work, weight, minlength=len(signals.works)))


def _ease(regularization: float) -> Fit:
    return lambda matrix: fit_ease(matrix, regularization=regularization)


def _neighbours(weighting: Weighting, n: int) -> Fit:
    return lambda matrix: fit_neighbours(matrix, weighting=weighting, neighbours=n)


def _likes(signals: Signals) -> sp.csr_matrix:
    keep = signals.strength >= LIKED
    entries = (np.ones(int(keep.sum()), np.float32), (signals.user[keep], signals.work[keep]))
    return sp.csr_matrix(entries, shape=(len(signals.users), len(signals.works)))


def _chunks(users: list[int], width: int) -> list[list[int]]:
    size = max(1, _CELLS // max(width, 1))
    return [users[start : start + size] for start in range(0, len(users), size)]
