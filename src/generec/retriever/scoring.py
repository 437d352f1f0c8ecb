"""The parts of a score for every row of the shelf, and their fusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from generec.domain.profiles import Profile
from generec.retriever.arrays import scan, standard
from generec.retriever.catalogue import Shelf
from generec.retriever.model import BLANK, Model, Terms

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Scoring:
    """A shelf and a model (or none) put together; made once for each pair."""

    shelf: Shelf
    model: Model | None

    @property
    def terms(self) -> Terms:
        """The model's numbers, or those for before the first fit."""
        return self.model.terms if self.model else BLANK

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """(n,) the model's index of each row's work, -1 where the model never met it."""
        if self.model is None:
            return np.full(self.shelf.n, -1, np.int64)
        index, met = self.model.index, self.model.met
        codes = np.array([index.get(work, -1) for work in self.shelf.works.names], np.int64)
        place = codes[self.shelf.work] if len(codes) else np.zeros(0, np.int64)
        return np.where((place >= 0) & met[place], place, -1) if len(met) else place

    @cached_property
    def unmet(self) -> NDArray[np.int64]:
        """The rows that the model never met."""
        return np.flatnonzero(self.place < 0)

    @cached_property
    def fresh(self) -> NDArray[np.bool_]:
        """(n,) whether a work came after the fit."""
        if self.model is None:
            return np.zeros(self.shelf.n, bool)
        index = self.model.index
        codes = np.array([work not in index for work in self.shelf.works.names], bool)
        return codes[self.shelf.work] if len(codes) else np.zeros(0, bool)

    @cached_property
    def popularity(self) -> Floats:
        """(n,) popularity in standard deviations; the mean for what was never met."""
        if self.model is None or not len(self.model.popularity):
            return np.zeros(self.shelf.n, np.float32)
        return self._gather(self.model.popularity)

    def features(
        self, profiles: Sequence[Profile], likeness: Floats | None, *, weighty: bool = False
    ) -> dict[str, Floats]:
        """(q, n) for each part, in standard deviations; with `weighty`, not for topics without weight.

        `likeness` (q, vectors) is the inner product of each viewer's meaning vector with the
        shelf's vectors (zero for a viewer without one).
        """
        out: dict[str, Floats] = {}
        if likeness is not None:
            out["meaning"] = self.meaning(likeness)
        if not weighty or self.terms.weights.get("topics"):
            out["topics"] = self._topics(profiles)
        if self.model is None or not self.model.parts:
            return out
        histories = self.model.histories(profiles)
        for name, part in self.model.parts.items():
            scores = standard(part.scores(histories[name]), self.model.met)
            rows = self._gather(scores)
            if "meaning" in out and len(self.unmet):
                slope = np.float32(self.terms.transfer.get(name, 0.0))
                rows[:, self.unmet] = slope * out["meaning"][:, self.unmet]
            out[name] = rows
        return out

    def features_of(self, profiles: Sequence[Profile]) -> dict[str, Floats]:
        """`features`, with a scan of its own."""
        snapshot = self.shelf.meaning
        if snapshot is None or not len(snapshot.matrix):
            return self.features(profiles, None)
        queries = np.zeros((len(profiles), snapshot.matrix.shape[1]), np.float32)
        for q, profile in enumerate(profiles):
            if profile.meaning is not None:
                queries[q] = profile.meaning
        return self.features(profiles, scan(snapshot.matrix, queries))

    def meaning(self, likeness: Floats) -> Floats:
        """(q, vectors) inner products to (q, n) standard deviations; 0 for rows without vector."""
        assert self.shelf.meaning is not None
        scores = standard(likeness, self.shelf.meaning.live)
        return self.by_row(scores)

    def by_row(self, scores: Floats) -> Floats:
        """(q, vectors) to (q, n); 0 for rows without vector."""
        if self._aligned:
            return scores
        vector = self.shelf.vector
        out = scores[:, np.maximum(vector, 0)]
        out[:, vector < 0] = 0
        return out

    @cached_property
    def _aligned(self) -> bool:
        vector = self.shelf.vector
        snapshot = self.shelf.meaning
        return (
            snapshot is not None
            and len(vector) == len(snapshot.matrix)
            and bool((vector == np.arange(len(vector))).all())
        )

    def _gather(self, values: Floats) -> Floats:
        """(..., works) of the model to (..., n); 0 where the model never met the work."""
        if not values.shape[-1]:
            return np.zeros((*values.shape[:-1], self.shelf.n), np.float32)
        out = np.take(values, np.maximum(self.place, 0), axis=-1)
        out[..., self.unmet] = 0
        return out

    def _topics(self, profiles: Sequence[Profile]) -> Floats:
        known = [profile.topics if profile.viewer.profiling else {} for profile in profiles]
        worth = self.worth(known)
        return standard(worth) if worth.any() else worth

    def worth(self, weights: Sequence[Mapping[str, float]]) -> Floats:
        """(q, n) the mean weight of each row's topics."""
        names = self.shelf.topic_names
        width = self.shelf.topics.shape[1]
        table = np.zeros((width, len(weights)), np.float32)
        for q, some in enumerate(weights):
            for topic, weight in some.items():
                code = names.find(topic.casefold())
                if 0 <= code < width:
                    table[code, q] = weight
        if not table.any():
            return np.zeros((len(weights), self.shelf.n), np.float32)
        return np.ascontiguousarray((self.shelf.topics @ table).T)

    def fused(self, features: Mapping[str, Floats], warm: Floats) -> Floats:
        """(q, n): the weighted sum for warm viewers, popularity for cold ones, between them a blend.

        `warm` (q,) in [0, 1], see `warmth`.
        """
        q = len(warm)
        out = np.zeros((q, self.shelf.n), np.float32)
        for name, part in features.items():
            weight = np.float32(self.terms.weights.get(name, 0.0))
            if weight:
                out += weight * part
        share = (warm * self.terms.weights.get("popularity", 0.0) + (1 - warm)).astype(np.float32)
        out *= warm[:, None]
        out += share[:, None] * self.popularity
        return out

    def warmth(self, profiles: Sequence[Profile]) -> Floats:
        """(q,) how much of a history there is: likes / (likes + terms.warmth)."""
        count = np.array([self.known(profile) for profile in profiles], np.float32)
        return np.asarray(count / (count + self.terms.warmth), np.float32)

    def known(self, profile: Profile) -> int:
        """How many likes there are to go by; a taste without likes is one."""
        if not profile.viewer.profiling:
            return 0
        return max(len(profile.liked), int(profile.meaning is not None))

    def probability(self, scores: Floats, *, warm: float) -> NDArray[np.float64]:
        """P(like) of fused scores (n,), by the fit's logistic calibration."""
        slope, intercept = self.terms.calibration
        cold_slope, cold_intercept = self.terms.cold_calibration
        wide = scores.astype(np.float64)
        logit = warm * (slope * wide + intercept) + (1 - warm) * (cold_slope * wide + cold_intercept)
        return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
