"""Which of the footage is weighed, and in which shape it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generec.creator.footage.segments import Segment
from generec.domain.guidance import Aspect
from generec.editor.looks import ASPECTS
from generec.policy.licences import derive

Bars = tuple[float, float, float, float]
_NO_BARS: Bars = (0.0, 0.0, 0.0, 0.0)


def surest(found: Sequence[Segment], share: float) -> list[Segment]:
    """The segments that show one of their topics nearly as surely as the best does."""
    if not found:
        return []
    best = np.max([one.relevance for one in found], axis=0)
    return [one for one in found if ((one.relevance > 0) & (one.relevance >= share * best)).any()]


def compatible(found: Sequence[Segment]) -> list[Segment]:
    """The segments without those whose licence conflicts with that of better ones."""
    best: dict[str, float] = {}
    for one in found:
        best[one.item.id] = max(best.get(one.item.id, 0.0), float(one.relevance.max()))
    items = {one.item.id: one.item for one in found}
    kept: list[str] = []
    for id in sorted(best, key=lambda id: (-best[id], id)):
        if not derive([items[other] for other in (*kept, id)]).conflict:
            kept.append(id)
    return [one for one in found if one.item.id in kept]


def share_kept(segment: Segment, aspect: Aspect, bars: Bars = _NO_BARS) -> float:
    """The share of the picture within its bars that a crop to that aspect keeps."""
    item, (wide, high) = segment.item, ASPECTS[aspect]
    left, top, right, bottom = bars
    own = item.width / item.height if item.width and item.height else wide / high
    own *= (1 - left - right) / (1 - top - bottom)
    return min(own * high / wide, wide / high / own)


def fitting(found: Sequence[Segment], bars: Sequence[Bars] = ()) -> Aspect:
    """The aspect that keeps the most of the footage, the surest counting most."""
    aspects: tuple[Aspect, ...] = ("16:9", "9:16", "1:1")
    weights = [float(one.relevance.max()) * one.length_s for one in found]
    barred = bars or [_NO_BARS] * len(found)
    rows = list(zip(weights, found, barred, strict=True))
    return max(aspects, key=lambda aspect: sum(w * share_kept(one, aspect, edges) for w, one, edges in rows))


def unlike(found: Sequence[Segment], most: float) -> list[Segment]:
    """The segments, the surest and longest of those whose pictures are more alike than `most` (a cosine)."""
    kept: list[int] = []
    worth = [float(one.relevance.max()) * min(one.length_s, 3.0) for one in found]
    for i in sorted(range(len(found)), key=lambda i: (-worth[i], i)):
        if all(float(found[i].picture @ found[j].picture) < most for j in kept):
            kept.append(i)
    return [found[i] for i in sorted(kept)]
