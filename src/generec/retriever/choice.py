"""Which models, and how they are fused: chosen on feedback held out by time, then fitted on all.

Two ways of holding out: the latest part of each viewer's feedback, which gives the most viewers,
and the latest part of the whole log, which is what serving is like. Families are compared on the
first; the weights of the fusion by the mean over both, and a change must gain more than its own
standard error: what is left to chance stays as it was at the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.random import Generator
from numpy.typing import NDArray

from generec.domain.profiles import Profile
from generec.retriever.catalogue import Shelf
from generec.retriever.collaborative import Scorer
from generec.retriever.families import Fit, TrainConfig, families
from generec.retriever.fusion import fuse
from generec.retriever.histories import profiles_of
from generec.retriever.measures import quality, slopes
from generec.retriever.model import Model, Terms
from generec.retriever.pool import Pool, calibrated, diversified, gather
from generec.retriever.scoring import Scoring
from generec.retriever.signals import LIKED, Signals

_DAY = 86_400.0
_CELLS = 4_000_000
_ENOUGH = 30
_CONTENT = {"meaning": 0.1, "topics": 0.0, "popularity": 0.2}
_SPREAD_VIEWERS = 400
_MEETINGS = 10.0
_SPREADS = (0.0, 0.05, 0.1, 0.2, 0.3)


@dataclass(frozen=True)
class Holdout:
    """A log cut in two, with the viewers (indices) who like something on both sides."""

    early: Signals
    late: Signals
    users: tuple[int, ...]

    @property
    def met(self) -> sp.csr_matrix:
        """(users, works) what they meet later."""
        return _table(self.late, np.ones(len(self.late.user)))[list(self.users)]

    @property
    def truth(self) -> sp.csr_matrix:
        """(users, works) what they like later."""
        return likes(self.late)[list(self.users)]


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
        terms = Terms(weights=dict.fromkeys(("meaning", "topics", "popularity"), 0.5), fitted_at=at)
        half_life = self._half_life()
        first = self._holdout(latest(self._signals, share=self._config.holdout))
        if not first.users:
            return self._model(self._signals, {}, terms, half_life)
        fits, seen = self._best(first)
        terms = terms.model_copy(update={"seen": seen})
        cut = np.quantile(self._signals.at, 1 - self._config.holdout)
        second = self._holdout(self._signals.at > cut)
        holdouts = [first, second] if len(second.users) >= _ENOUGH else [first]
        terms = self._fused(holdouts, fits, terms, half_life)
        kept = {name: fit for name, fit in fits.items() if terms.weights[name]}
        return self._model(self._signals, kept, terms, half_life)

    def _holdout(self, late: NDArray[np.bool_]) -> Holdout:
        early, held = self._signals.rows(~late), self._signals.rows(late)
        before, after = early.user[early.strength >= LIKED], held.user[held.strength >= LIKED]
        users = np.intersect1d(before, after)
        if len(users) > self._config.viewers:
            users = np.sort(self._rng.choice(users, self._config.viewers, replace=False))
        return Holdout(early, held, tuple(int(user) for user in users))

    def _half_life(self) -> float:
        """The half-life (days) whose popularity foretells the last fifth of the log best."""
        signals = self._signals
        liked = signals.rows(signals.strength >= LIKED)
        if len(liked.at) < 10 or signals.shown:
            return max(self._config.half_lives_days)
        cut = np.quantile(liked.at, 0.8)
        before, after = liked.rows(liked.at <= cut), liked.rows(liked.at > cut)
        later = np.bincount(after.work, minlength=len(signals.works)).astype(np.float64)
        discount = 1 / np.log2(np.arange(2, len(later) + 2))

        def gain(days: float) -> float:
            order = np.argsort(-popularity(before, half_life=days), kind="stable")
            return float(later[order] @ discount)

        return max(sorted(self._config.half_lives_days, reverse=True), key=gain)

    def _best(self, holdout: Holdout) -> tuple[dict[str, Fit], dict[str, float]]:
        """The best fit of each family, and the weight it gives to what was merely seen."""
        fits: dict[str, Fit] = {}
        seen: dict[str, float] = {}
        works = len(self._signals.works)
        for family, tries in families(self._config, works=works, seed=self._seed).items():
            best = -1.0
            for weight in self._config.seen_weights:
                matrix = histories(holdout.early, seen=weight)
                for name, fit in tries.items():
                    value = _alone(fit(matrix), matrix, holdout)
                    if value > best:
                        best, fits[family], seen[family] = value, fit, weight
                        self.described[family], self.quality[family] = name, value
        return fits, seen

    def _model(self, signals: Signals, fits: Mapping[str, Fit], terms: Terms, half_life: float) -> Model:
        met = np.bincount(signals.work, minlength=len(signals.works)) > 0
        popular = popularity(signals, half_life=half_life)
        if met.any():
            popular = (popular - popular[met].mean()) / max(float(popular[met].std()), 1e-6)
        return Model(
            works=signals.works,
            parts={
                name: fit(histories(signals, seen=terms.seen.get(name, 0.0))) for name, fit in fits.items()
            },
            popularity=popular.astype(np.float32),
            met=met,
            terms=terms,
        )

    def _fused(
        self, holdouts: Sequence[Holdout], fits: Mapping[str, Fit], terms: Terms, half_life: float
    ) -> Terms:
        """Weights, transfer, calibration and diversity, in this order."""
        drafts = [self._model(holdout.early, fits, terms, half_life) for holdout in holdouts]
        profiles = [profiles_of(holdout.early, self._shelf, holdout.users) for holdout in holdouts]
        pools = [
            gather(Scoring(self._shelf, draft), some, holdout.truth)
            for draft, some, holdout in zip(drafts, profiles, holdouts, strict=True)
        ]
        start = self._start(pools[0], fits)
        judged = self._judged(holdouts, drafts, profiles) or pools
        weights, warmth = fuse(judged, start, warmth=terms.warmth)
        self.quality["fused"] = pools[0].quality(weights, warmth=warmth)
        named = dict(zip(pools[0].names, pools[0].parts, strict=True))
        terms = terms.model_copy(
            update={"weights": weights, "warmth": warmth, "transfer": slopes(named, "meaning", list(fits))}
        )
        scoring = Scoring(self._shelf, replace(drafts[0], terms=terms))
        terms = terms.model_copy(update=calibrated(scoring, profiles[0], holdouts[0].late, holdouts[0].users))
        return terms.model_copy(update={"spread": self._spread(terms, pools)})

    def _judged(
        self, holdouts: Sequence[Holdout], drafts: Sequence[Model], profiles: Sequence[Sequence[Profile]]
    ) -> list[Pool]:
        """Pools of what viewers met later alone, where the log tells that; else none.

        Who likes what of what was shown to them says what they like. What a log shows beyond that is
        whom the site showed what, which is no taste (Schnabel et al. 2016).
        """
        if not self._signals.shown:
            return []
        return [
            gather(Scoring(self._shelf, draft), some, holdout.truth, among=holdout.met)
            for draft, some, holdout in zip(drafts, profiles, holdouts, strict=True)
        ]

    def _start(self, pool: Pool, fits: Mapping[str, Fit]) -> dict[str, float]:
        """An equal say for ALS and EASE (neighbours, where there is none), a little of the rest."""
        for name in pool.names:
            self.quality.setdefault(name, pool.quality({name: 1.0}))
        sizes = [name for name in fits if name.startswith("als")]
        say = {name: 1 / len(sizes) for name in sizes} | {
            "ease": 1.0,
            "neighbours": float("ease" not in fits),
        }
        return {name: _CONTENT.get(name, say.get(name, 0.0)) for name in pool.names}

    def _spread(self, terms: Terms, pools: Sequence[Pool]) -> float:
        """The largest weight of diversity whose cost in NDCG@10 is bounded in every pool."""
        fine = set(_SPREADS)
        for pool in pools:
            some = pool.first(_SPREAD_VIEWERS)
            scores = some.total(terms.weights, warmth=terms.warmth)
            found = {spread: diversified(self._shelf, some, scores, spread=spread) for spread in _SPREADS}
            floor = found[0.0] * (1 - self._config.spread_cost)
            fine &= {spread for spread, value in found.items() if value >= floor}
        return max(fine)


def _alone(part: Scorer, matrix: sp.csr_matrix, holdout: Holdout) -> float:
    """Mean of NDCG@10 and recall@10 of one part by itself."""
    truth, total = likes(holdout.late), 0.0
    met = histories(holdout.early, seen=1.0)
    size = max(1, _CELLS // max(matrix.shape[1], 1))
    for start in range(0, len(holdout.users), size):
        some = list(holdout.users[start : start + size])
        scores = part.scores(matrix[some])
        scores[met[some].nonzero()] = -np.inf
        hits = truth[some].toarray() > 0
        total += quality(scores, hits, hits.sum(axis=1)) * len(some)
    return total / len(holdout.users)


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
    """(viewers, works): 1 for a like, and `seen` for what was met without like or rejection."""
    weight = np.where(signals.strength >= LIKED, 1.0, np.where(signals.strength >= 0, seen, 0.0))
    return _table(signals, weight)


def _table(signals: Signals, weight: NDArray[np.float64]) -> sp.csr_matrix:
    """(viewers, works): the weights (m,) of the rows that have one."""
    keep = weight > 0
    shape = (len(signals.users), len(signals.works))
    entries = (weight[keep].astype(np.float32), (signals.user[keep], signals.work[keep]))
    return sp.csr_matrix(entries, shape=shape)


def likes(signals: Signals) -> sp.csr_matrix:
    """(viewers, works): 1 for a like."""
    return histories(signals, seen=0.0)


def popularity(signals: Signals, *, half_life: float) -> NDArray[np.float64]:
    """(works,) log of one plus the likes, each fading with a half-life in days from the log's end.

    Where the log tells what was shown, log odds of a like among those who met it, `_MEETINGS` more of the
    usual rate added: what few met stands near the usual, however few have liked it.
    """
    if not len(signals.at):
        return np.zeros(len(signals.works))
    age = (signals.at.max() - signals.at) / _DAY
    fades = 0.5 ** (age / half_life)
    n = len(signals.works)
    likes = np.bincount(
        signals.work, np.where(signals.strength >= LIKED, signals.strength, 0) * fades, minlength=n
    )
    if not signals.shown:
        return np.log1p(likes)
    met = np.bincount(signals.work, fades, minlength=n)
    usual = likes.sum() / max(met.sum(), 1e-9)
    rate = np.clip((likes + _MEETINGS * usual) / (met + _MEETINGS), 1e-3, 1 - 1e-3)
    return np.asarray(np.log(rate / (1 - rate)), np.float64)
