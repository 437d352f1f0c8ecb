"""Frames of the catalogue that a model is shown: what is liked, and what a video begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from generec.creator.footage.stock import StockConfig, Studio, stock
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Guidance, Topic
from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures, Profile
from generec.editor.quality import quality, usable
from generec.encoders.topics import topic_vectors

_RECENT = 40
"""So many of the works liked last are looked at."""
_PIECE_S = 3.0


class Frame(NamedTuple):
    """A moment of an item, in seconds; 0 for a picture."""

    item: Item
    at_s: float


def liked(profile: Profile, topics: Sequence[Topic], *, studio: Studio, most: int) -> list[Frame]:
    """At most so many liked works that allow it, by the frame of each that fits the topics best.

    Those that fit best come first, more liked ones before others.
    """
    if not most:
        return []
    works = list(profile.liked)[:_RECENT]
    items = studio.tools.items(works)
    sought = topic_vectors(tuple(topics), texts=studio.texts)
    found: list[tuple[float, Frame]] = []
    for work in works:
        item = items.get(work)
        features = _features(item, profile, studio)
        if item is None or features is None:
            continue
        fit = (features.concepts @ sought.T).max(axis=1)
        best = int(np.where(usable(features), fit, fit - 1.0).argmax())
        at_s = 0.0 if item.kind == "image" else round(float(features.times[best]), 3)
        found.append((float(fit[best]) + 0.2 * profile.liked[work], Frame(item, at_s)))
    found.sort(key=lambda one: (-one[0], one[1].item.id))
    return [frame for _, frame in found[:most]]


def _features(item: Item | None, profile: Profile, studio: Studio) -> FrameFeatures | None:
    """What is known of the frames of an item that may be used; else None."""
    if item is None or item.media is None or item.kind == "text" or not {"compose", "serve"} <= item.allow:
        return None
    user = None if profile.shared else profile.user
    features = studio.tools.features(item.media) if item.showable(at=studio.clock(), user=user) else None
    return features if features is not None and len(features.times) else None


def beginning(
    guidance: Guidance, topics: tuple[Topic, ...], *, profile: Profile, studio: Studio, config: StockConfig
) -> Frame:
    """The frame of the catalogue that shows the topics best. Raises `NotAllowed` where nothing does."""
    pieces = stock(guidance, topics, studio=studio, config=config).pieces(
        _PIECE_S, profile=profile, studio=studio
    )
    best = max(
        pieces,
        key=lambda one: (float(one.relevance.mean()) + 0.3 * one.quality, one.item.id, -one.start_s),
        default=None,
    )
    if best is None or best.relevance.max() <= 0:
        raise NotAllowed(f"nothing here shows {topics[0][0]}")
    features = studio.tools.features(best.item.media or "")
    return Frame(best.item, _sharpest(features, best.start_s, best.end_s))


def _sharpest(features: FrameFeatures | None, start_s: float, end_s: float) -> float:
    """The best-made moment within a stretch, s."""
    if features is not None:
        inside = (features.times >= start_s) & (features.times < end_s)
        if inside.any():
            best = np.where(inside, quality(features), -np.inf).argmax()
            return round(float(features.times[best]), 3)
    return round((start_s + end_s) / 2, 3)
