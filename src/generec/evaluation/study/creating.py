"""Content creation: something new for a viewer, made by the home's own creators, told in three ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from generec.creator.diffusion.creator import NAME as TRAINED
from generec.domain.guidance import Clause, Create, Guidance
from generec.domain.items import Kind
from generec.domain.profiles import Profile
from generec.evaluation.study.config import Left, Measure
from generec.evaluation.study.judge import TOPICS, Judges
from generec.evaluation.study.made import Workshop
from generec.evaluation.study.making import BY_COLOURS, IN_OWN_SPACE, Making, Values, Way
from generec.evaluation.study.world import World

SECONDS = 6.0
DRAWN = "drawn"
SHARE = Measure(
    "history",
    TOPICS,
    "the share of the time (of the pictures) whose source has a topic that the viewer likes",
)
PS = Measure(
    "history",
    TOPICS,
    "the probability of a like that a recommender gives, trained on held-out acts, by what the sources show",
)
COSINE = Measure("history", TOPICS, "between what the sources show and the held-out likes")
_TOLD = {
    "corpus": "what is recommended of the corpus: K items by topics, the first of them by colours",
    "for all": "made for everybody's mean taste",
    "by history": "made of the topic that the viewer liked most, and cast by their taste",
    "by embedding": "made of the topic that lies nearest to the viewer in the trained fit, and cast by taste",
    "by instruction": "made as the viewer would say it, naming the topic of most telling likes",
    DRAWN: "drawn by the creator that was trained on this home, for the viewer's group; it may have been "
    "trained on the held-out part, too",
}
_SPOKEN = {"video": "make me a video of {}, 6 seconds", "image": "make me a poster of {}"}


class ContentCreation(Making):
    """A new clip, where there are clips, else a new picture."""

    name = "content creation"
    baselines: tuple[str, ...] = ("corpus", "for all")
    lead: tuple[str, ...] = ("liked share", "PS@K topics", "Cosine@K colours")
    measures: Mapping[str, Measure] = {
        "liked share": SHARE,
        "PS@K topics": PS,
        "Cosine@K topics": COSINE,
        "Cosine@K colours": BY_COLOURS,
        "Cosine@K own encoder": IN_OWN_SPACE,
    }

    def __init__(self, world: World, judges: Judges, shop: Workshop) -> None:
        super().__init__(world, judges, shop)
        ways = ("by history", "by embedding", "by instruction")
        self.ours = (*ways, DRAWN) if self._draws else ways
        self.told = {name: text for name, text in _TOLD.items() if name != DRAWN or self._draws}

    @cached_property
    def _draws(self) -> bool:
        creators = self.shop.parts.creators
        return self.kind == "video" and creators.named(TRAINED).offers(Create(kind="video"))

    @cached_property
    def kind(self) -> Kind | None:
        """What is made here: of what may be put together."""
        able = {item.kind for item in self.world.items.values() if "compose" in item.allow}
        return "video" if "video" in able else "image" if "image" in able else None

    def unable(self) -> str:
        """Nothing can be made of nothing."""
        return "" if self.kind else "this home has no videos or pictures that may be put together"

    def note(self) -> str:
        """Who takes part, and whether what is drawn is among it."""
        if self._draws or self.kind != "video":
            return super().note()
        missing = "The creator that draws is not in it: it needs the extra [diffusion] and a home on which"
        return f"{super().note()} {missing} 'generec train creator' ran."

    def ways(self, user: str, profile: Profile) -> list[tuple[str, dict[str, Way]]]:
        """One new thing for each way; beside it the best of what is recommended."""
        best = self.world.top(user, kind=self.kind)
        if not best:
            raise Left("nothing is recommended")
        shop, topic = self.shop, self.topics(user)[0]
        near = self._nearest(profile)
        said = _SPOKEN[self.kind or "video"].format(topic)
        guidance = shop.parts.reading.guidance(said, item=None, profile=profile, previous=None, create=True)
        ways = {
            "corpus": Way(shop.source(best[0]), best[0].title),
            "for all": Way(shop.created(self._wish(), self._everybody)),
            "by history": Way(shop.created(self._wish(), profile)),
            "by embedding": Way(shop.created(self._wish(), replace(profile, topics={near: 1.0})), near),
            "by instruction": Way(shop.created(guidance, profile), said),
        }
        if self._draws:
            ways[DRAWN] = Way(shop.created(self._wish(), profile, by=TRAINED))
        return [(f"likes {', '.join(sorted(self.judges.liked(user))[:8])}", ways)]

    def _wish(self) -> Guidance:
        create = Create(kind=self.kind, seconds=SECONDS if self.kind == "video" else None)
        return Guidance(clauses=(Clause(route="create", target=None, create=create),))

    @cached_property
    def _everybody(self) -> Profile:
        """Everybody's mean taste, with the topics that most like."""
        return replace(self.world.everybody, topics=self.world.common_topics)

    def _nearest(self, profile: Profile) -> str:
        """The topic whose works lie nearest to the viewer in the fit. Raises `Left` where there is none."""
        model = self.shop.parts.corpus.retriever().model
        near = model.affinity(profile) if model is not None else {}
        rows: dict[str, list[float]] = {}
        for id, value in near.items():
            for topic in self.judges.topics.get(id, ()):
                rows.setdefault(topic, []).append(value)
        means = {topic: float(np.mean(some)) for topic, some in rows.items() if len(some) > 2}
        if not means:
            raise Left("the fit does not know the viewer")
        return max(sorted(means), key=means.__getitem__)

    def judged(self, user: str, ways: Sequence[Mapping[str, Way]]) -> Values:
        """By topics of what the sources show, and by colours."""
        out = self.colours(user, ways)
        labels = self.judges.labels
        best = [labels[item.id] for item in self.world.top(user, kind=self.kind) if item.id in labels]
        rows = {
            m: self.shop.labels(way.made, labels) for m, way in ways[0].items() if m not in ("corpus", DRAWN)
        }
        if not best or any(row is None for row in rows.values()):
            return out
        every = {"corpus": np.stack(best), **{m: row[None] for m, row in rows.items() if row is not None}}
        out["liked share"] = self._shares(user, ways[0], best)
        out |= self.judges.by_topics(user, every)
        return out

    def _shares(self, user: str, ways: Mapping[str, Way], best: Sequence[np.ndarray]) -> dict[str, float]:
        liked = self.judges.liked(user)
        mask = np.array([topic in liked for topic in self.judges.vocabulary], float)
        # A source counts whole where any of its topics is liked, so shares are of time and not of labels.
        good = {id: np.array([float(row @ mask > 0)]) for id, row in self.judges.labels.items()}
        out = {"corpus": float(np.mean([row @ mask > 0 for row in best]))}
        for method, way in ways.items():
            share = self.shop.labels(way.made, good)
            if share is not None and method != DRAWN:
                out[method] = float(share[0])
        return out
