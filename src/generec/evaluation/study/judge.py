"""Who judges: topics that people gave, and colours; on likes that the chooser never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError
from generec.evaluation.metrics.exposure import unit_rows
from generec.evaluation.metrics.liking import (
    Act,
    Judge,
    Quality,
    cosine_at_k,
    ps_at_k,
    quality,
    train_judge,
)
from generec.evaluation.study.acts import liked_topics
from generec.evaluation.study.config import Left
from generec.evaluation.study.pieces import Piece, Pieces
from generec.evaluation.study.world import World

Floats = NDArray[np.float64]
TOPICS, COLOURS = "topics that people gave", "colours (shares of hue, saturation and brightness)"
CIRCLE = "the encoder that chose: a circle, no evidence"


class Judges:
    """Everything is told by held-out acts alone, and in no space in which anything was chosen."""

    def __init__(self, world: World, pieces: Pieces) -> None:
        self.world, self.pieces = world, pieces
        items = world.items
        self.topics = {id: item.topics for id, item in items.items() if item.topics}
        self.vocabulary = tuple(sorted({topic for said in self.topics.values() for topic in said}))
        index = {topic: n for n, topic in enumerate(self.vocabulary)}
        self.labels: dict[str, Floats] = {}
        for id, said in self.topics.items():
            self.labels[id] = np.zeros(len(index))
            self.labels[id][[index[topic] for topic in said]] = 1.0

    @cached_property
    def recommender(self) -> Judge | None:
        """The scorer of PS@K; None where no labels are or nothing tells likes from the rest."""
        try:
            return train_judge(self._acts, self.labels, space=TOPICS)
        except DataError:
            return None

    @cached_property
    def _acts(self) -> list[Act]:
        return [act for mine in self.world.held.after.values() for act in mine]

    def quality(self) -> Quality | None:
        """How well such a scorer foretells acts: trained on every other held-out act, asked for the rest."""
        every = [mine for mine in self.world.held.after.values() if len(mine) > 1]
        try:
            judge = train_judge([a for mine in every for a in mine[::2]], self.labels, space=TOPICS)
        except DataError:
            return None
        return quality(judge, [a for mine in every for a in mine[1::2]], self.labels)

    def liked(self, user: str) -> set[str]:
        """The topics that a viewer likes, by what is held out."""
        return liked_topics(self.world.after(user), self.topics)

    def likes(self, user: str) -> list[str]:
        """What the viewer liked in the held-out part."""
        return [act.item for act in self.world.after(user) if act.liked and act.item in self.world.items]

    def by_topics(self, user: str, rows: Mapping[str, Floats]) -> dict[str, dict[str, float]]:
        """Cosine@K and PS@K of each method's (K, topics) rows. Raises `Left`."""
        if self.recommender is None:
            raise Left("nothing is labelled with topics, or all is liked")
        liked = [self.labels[id] for id in self.likes(user) if id in self.labels]
        if not liked:
            raise Left("nothing that has topics was liked in the held-out part")
        out: dict[str, dict[str, float]] = {"Cosine@K topics": {}, "PS@K topics": {}}
        for method, of_method in rows.items():
            out["Cosine@K topics"][method] = float(
                cosine_at_k({user: of_method}, {user: np.stack(liked)}).values[0]
            )
            out["PS@K topics"][method] = float(ps_at_k({user: of_method}, self.recommender).values[0])
        return out

    @cached_property
    def _usual(self) -> Floats:
        """The mean colours of what is shown here: what all pictures share says nothing of a taste."""
        ids = sorted(self.world.items)[:: max(1, len(self.world.items) // 200)]
        found = [piece for id in ids if (piece := self.pieces.of(self.world.items[id])) is not None]
        return np.asarray(np.mean([piece.colours.mean(axis=0) for piece in found], axis=0))

    def apart(self, rows: Floats) -> Floats:
        """Colours less what all share."""
        return np.asarray(rows - self._usual)

    def by_colours(self, user: str, rows: Mapping[str, Floats]) -> dict[str, float]:
        """Cosine@K of each method's (K, colours) rows with the held-out likes. Raises `Left`."""
        found = [self.pieces.of(self.world.items[id]) for id in self.likes(user)]
        liked = [piece.colours.mean(axis=0) for piece in found if piece is not None]
        if not liked:
            raise Left("nothing that has a picture was liked in the held-out part")
        goal = {user: self.apart(np.stack(liked))}
        return {
            method: float(cosine_at_k({user: self.apart(one)}, goal).values[0])
            for method, one in rows.items()
        }

    def in_own_space(self, user: str, rows: Mapping[str, Floats], centre: Floats) -> dict[str, float]:
        """The circle, told as one: Cosine@K in the space of pictures in which the choice was made."""
        ids = self.likes(user)
        vectors, known = self.world.system.home.collection("pictures").get(ids)
        if not known.any():
            return {}
        goal = {user: unit_rows(vectors[known]) - centre}
        return {
            method: float(cosine_at_k({user: one - centre}, goal).values[0]) for method, one in rows.items()
        }

    def record(self) -> dict[str, Any]:
        """Who chose and who judged, for the report."""
        found = self.quality()
        chosen = self.world.system.home.encoder.name
        return {
            "chose": f"{chosen}: pictures and words of what the viewer liked before the split",
            "judged": [TOPICS, COLOURS],
            "quality": found._asdict() if found is not None else None,
            "topics": len(self.vocabulary),
        }


def frames_of(piece: Piece, span: tuple[float, float]) -> NDArray[np.int64]:
    """Which frames lie in a span of seconds; the nearest where none does."""
    times = piece.features.times
    inside = np.flatnonzero((times >= span[0]) & (times < span[1]))
    return inside if len(inside) else np.array([int(np.abs(times - np.mean(span)).argmin())])


def mean_rows(rows: Floats, chosen: Sequence[NDArray[np.int64]]) -> Floats:
    """The mean of chosen frames."""
    return np.stack([rows[one].mean(axis=0) for one in chosen])
