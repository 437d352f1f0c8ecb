"""The retriever: which items, in which order, how likely to be liked, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.domain.guidance import Guidance, Topic
from generec.domain.profiles import Profile
from generec.encoders.topics import Texts, topic_vectors
from generec.retriever import because, eligible
from generec.retriever.arrays import highest, scan
from generec.retriever.capped import Bound, MostAi, marked, pool_size, site_rows
from generec.retriever.catalogue import Catalogue, Shelf
from generec.retriever.model import Model
from generec.retriever.ranking import Ranking, RetrieverConfig
from generec.retriever.rerank import Quota, rerank
from generec.retriever.scoring import Scoring
from generec.retriever.steering import Steering
from generec.retriever.wishes import OWN, PICTURE, Wants, alike, matched, spared, used_up, wants

Floats = NDArray[np.float32]
Candidates: TypeAlias = Sequence[tuple[str, float]]
Like: TypeAlias = Mapping[str, float]
"""Ids of what is like a picture that was shown, with how much (above 0)."""

_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class _Viewer:
    """All that is known of one viewer while the list is made; arrays are over the shelf's rows."""

    profile: Profile
    wants: Wants
    warm: float
    fused: Floats
    mask: NDArray[np.bool_]
    matches: dict[Topic, Floats]
    late: Floats | None


class Retriever:
    """Ranks the catalogue for viewers. Holds no viewer; safe to share between threads."""

    name = "retriever.fused.v1"

    def __init__(self, config: RetrieverConfig, catalogue: Catalogue, model: Model | None = None) -> None:
        self.config = config
        self.catalogue = catalogue
        self.model = model
        self._scoring: Scoring | None = None

    def scoring(self) -> Scoring:
        """The catalogue as it is now, with the model."""
        shelf = self.catalogue.snapshot()
        scoring = self._scoring
        if scoring is None or scoring.shelf is not shelf:
            scoring = self._scoring = Scoring(shelf, self.model)
        return scoring

    def __call__(
        self,
        *,
        profiles: Sequence[Profile],
        guidance: Sequence[Guidance],
        k: int,
        at: float,
        rng: Generator,
        wish_vectors: Texts | None = None,
        like: Sequence[Like | None] | None = None,
        candidates: Sequence[Candidates | None] | None = None,
        exclude: Sequence[Collection[str]] | None = None,
        only_topics: Sequence[str] = (),
        most_ai: Sequence[MostAi | None] | None = None,
    ) -> list[Ranking]:
        """Up to `k` items for each viewer: fewer only where fewer may be shown.

        `at` is the time in epoch seconds. `wish_vectors` turns the words of wishes to vectors in the
        space of `meaning`; without it wishes match by words alone. `like`
        is what a picture that a viewer gave asks for. `candidates` are (id, score) from the site's own
        ranker for each viewer: those that may be shown come first, in the order of their scores, whether
        seen or not; then our own. `exclude` are ids or works not to show.
        `only_topics` keeps what carries one of these topics. Works already seen are left out; when
        nothing else is left they fill the end of the list, except rejected ones. `most_ai` bounds what AI
        made, and can make the list shorter.
        """
        scoring = self.scoring()
        base = eligible.served(scoring.shelf, at=at)
        if only_topics:
            base &= eligible.of_topics(scoring.shelf, only_topics)
        size = max(1, _CELLS // max(scoring.shelf.n, 1))
        out: list[Ranking] = []
        for start in range(0, len(profiles), size):
            part = slice(start, start + size)
            shown = like[part] if like else None
            for viewer in self._viewers(scoring, base, profiles[part], guidance[part], wish_vectors, shown):
                site = candidates[len(out)] if candidates else None
                gone = exclude[len(out)] if exclude else ()
                most = most_ai[len(out)] if most_ai else None
                out.append(
                    self._ranking(scoring, viewer, k=k, rng=rng, site=site, exclude=gone, most_ai=most)
                )
        return out

    def score(self, *, profile: Profile, ids: Sequence[str]) -> NDArray[np.float64]:
        """(len(ids),) P(like) for given items, on the same scale; NaN for unknown ids."""
        scoring = self.scoring()
        base = np.ones(scoring.shelf.n, bool)
        viewer = self._viewers(scoring, base, [profile], [Guidance()], None)[0]
        rows = np.array([scoring.shelf.find(id) for id in ids], np.int64)
        out = np.full(len(ids), np.nan)
        known = rows >= 0
        out[known] = scoring.probability(viewer.fused[rows[known]], warm=viewer.warm)
        return out

    def _viewers(
        self,
        scoring: Scoring,
        base: NDArray[np.bool_],
        profiles: Sequence[Profile],
        guidance: Sequence[Guidance],
        wish_vectors: Texts | None,
        like: Sequence[Like | None] | None = None,
    ) -> Sequence[_Viewer]:
        wanted = [wants(said) for said in guidance]
        topics = list(dict.fromkeys(topic for want in wanted for topic in want.topics))
        likeness, by_topic = self._likeness(scoring, profiles, topics, wish_vectors)
        warm = scoring.warmth(profiles)
        fused = scoring.fused(scoring.features(profiles, likeness, weighty=True), warm)
        out = []
        for q, profile in enumerate(profiles):
            matches = {topic: self._match(scoring.shelf, topic, by_topic) for topic in wanted[q].topics}
            mask = eligible.for_viewer(scoring.shelf, base, profile=profile, limits=wanted[q].limits)
            for topic in wanted[q].less:
                refused = matches[topic] >= self.config.less_likeness
                mask &= ~refused | spared(topic, wanted[q], matches, refused=refused)
            want = wanted[q]
            if like and (shown := like[q]):
                matches[PICTURE] = alike(scoring.shelf, shown)
                want = replace(want, more=(*want.more, PICTURE))
            late = scoring.worth([profile.asked])[0] if profile.asked else None
            out.append(_Viewer(profile, want, float(warm[q]), fused[q], mask, matches, late))
        return out

    def _likeness(
        self,
        scoring: Scoring,
        profiles: Sequence[Profile],
        topics: Sequence[Topic],
        wish_vectors: Texts | None,
    ) -> tuple[Floats | None, dict[Topic, Floats]]:
        """One scan over the vectors for all viewers and all wishes."""
        snapshot = scoring.shelf.meaning
        if snapshot is None or not len(snapshot.matrix):
            return None, {}
        dim = snapshot.matrix.shape[1]
        said = topic_vectors(topics, texts=wish_vectors) if wish_vectors and topics else None
        rows = [_meaning(profile, dim) for profile in profiles]
        known = [q for q, row in enumerate(rows) if row is not None]
        queries = np.zeros((len(known) + (len(said) if said is not None else 0), dim), np.float32)
        for line, q in enumerate(known):
            queries[line] = rows[q]
        if said is not None:
            queries[len(known) :] = said
        found = scan(snapshot.matrix, queries)
        likeness = np.zeros((len(profiles), found.shape[1]), np.float32)
        likeness[known] = found[: len(known)]
        if said is None:
            return likeness, {}
        return likeness, dict(zip(topics, scoring.by_row(found[len(known) :]), strict=True))

    def _match(self, shelf: Shelf, topic: Topic, by_topic: dict[Topic, Floats]) -> Floats:
        floor = min(self.config.wish_likeness, self.config.less_likeness)
        return matched(shelf, topic, likeness=by_topic.get(topic), floor=floor)

    def _ranking(
        self,
        scoring: Scoring,
        viewer: _Viewer,
        *,
        k: int,
        rng: Generator,
        site: Candidates | None,
        exclude: Collection[str],
        most_ai: MostAi | None,
    ) -> Ranking:
        shelf, profile = scoring.shelf, viewer.profile
        mask = viewer.mask & ~eligible.of_works(shelf, eligible.excluded_works(shelf, exclude))
        known = profile.viewer.profiling
        met = (profile.seen | profile.liked.keys() | profile.rejected.keys()) if known else ()
        unseen = eligible.one_per_work(shelf, mask & ~eligible.of_works(shelf, met))
        pools = [unseen]
        if known and int(unseen.sum()) < k:
            again = mask & eligible.of_works(shelf, met) & ~eligible.of_works(shelf, profile.rejected)
            pools.append(eligible.one_per_work(shelf, again))
        given = site_rows(shelf, mask, site)
        bound = Bound.of(shelf, k=k, most_ai=most_ai, pools=[*pools, marked(shelf, given)])
        rows = bound.allowed(shelf, given, k=k)
        why = ["chosen by this site for you"] * len(rows)
        taken = {int(shelf.work[row]) for row in rows}
        for pool in pools:
            if len(rows) < k:
                free = pool & ~np.isin(shelf.work, list(taken)) if taken else pool
                more, reasons = self._ordered(scoring, viewer, free, exclude, k - len(rows), rng, bound)
                rows, why = rows + more, why + reasons
                taken |= {int(shelf.work[row]) for row in more}
        out = _ranking(scoring, viewer, rows, why, eligible=int(unseen.sum()))
        size = pool_size(shelf, mask & ~eligible.of_works(shelf, met) if met else mask)
        gone = used_up(viewer.wants, viewer.matches, may=mask, unseen=unseen)
        return replace(out, places=bound.places, pool=size, spare=bound.left, met=gone)

    def _ordered(
        self,
        scoring: Scoring,
        viewer: _Viewer,
        pool: NDArray[np.bool_],
        before: Collection[str],
        k: int,
        rng: Generator,
        bound: Bound,
    ) -> tuple[list[int], list[str]]:
        """The `k` best rows of the pool after diversity and wishes, with reasons."""
        shelf, config = scoring.shelf, self.config
        steering = Steering(viewer.wants, viewer.matches, viewer.late)
        n = max(config.candidates, 3 * k)
        wished = {topic: viewer.matches[topic] for topic in viewer.wants.wanted}
        top = []
        for part in bound.parts(shelf, pool):
            top.append(highest(np.where(part, viewer.fused, -np.inf), n))
            for match in wished.values():
                good = part & (match >= config.wish_likeness)
                top.append(highest(np.where(good, 10 * match + viewer.fused, -np.inf), n // 2))
            if viewer.late is not None:
                good = part & (viewer.late > 0)
                top.append(highest(np.where(good, 10 * viewer.late + viewer.fused, -np.inf), n // 2))
        pool = bound.open(shelf, pool)
        # What AI made takes nobody's turn by being new: it has to be found good for this viewer.
        fresh = np.flatnonzero(scoring.fresh & pool & ~shelf.ai)
        noisy = viewer.fused[fresh] + rng.gumbel(size=len(fresh)).astype(np.float32)
        top.append(fresh[highest(noisy, max(1, k // 5))])
        rows = np.unique(np.concatenate(top))
        shares = steering.shares(
            rows, now=config.wish_share, always=config.standing_share, floor=config.wish_likeness
        )
        shares.append(Quota(np.isin(rows, top[-1]), config.fresh_share, start=4))
        order = rerank(
            scores=steering.scores(viewer.fused, rows, late=config.late),
            vectors=shelf.likeness_vectors(rows),
            creators=shelf.creator[rows],
            quotas=shares,
            k=k,
            spread=scoring.terms.spread,
            creator_limit=config.creator_limit,
            ceiling=bound.ceiling(shelf, rows),
            breadth=steering.breadth(shelf, rows, before=before, weight=config.breadth),
        )
        chosen = rows[order]
        bound.count(shelf, chosen)
        why = because.reasons(scoring, profile=viewer.profile, rows=chosen, warm=viewer.warm)
        for topic, match in wished.items():
            for at in np.flatnonzero(match[chosen] >= config.wish_likeness):
                why[at] = because.asked(topic, named=bool(match[chosen[at]] >= OWN))
        return [int(row) for row in chosen], why


def _meaning(profile: Profile, dim: int) -> Floats | None:
    usable = profile.viewer.profiling and profile.meaning is not None and len(profile.meaning) == dim
    return profile.meaning if usable else None


def _ranking(scoring: Scoring, viewer: _Viewer, rows: list[int], why: list[str], *, eligible: int) -> Ranking:
    shelf = scoring.shelf
    return Ranking(
        ids=tuple(shelf.ids[row] for row in rows),
        works=tuple(shelf.work_of(row) for row in rows),
        scores=scoring.probability(viewer.fused[rows], warm=viewer.warm),
        because=tuple(why),
        eligible=eligible,
        places=len(rows),
        pool=(0, 0),
        spare=None,
    )
