"""What pictures of a draft and of its sources show, in vectors: once for all checks of a gate pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from generec.domain.items import Item
from generec.domain.parts import Encoder
from generec.domain.profiles import Floats, FrameFeatures
from generec.fidelity.looking import Exhibit, Look

LOOKS: Final = 12
"""So many pictures of a draft are compared with its sources, evenly spread over it."""

_CHANGED: Final = 0.8
"""Frames in a row that are less alike than that belong to two shots, or nearly."""

Known = Callable[[str], FrameFeatures | None]
"""From the key of a file to what ingest saw in it."""


class Eyes(NamedTuple):
    """What a home compares pictures with: its encoder, and what it knows of stored files."""

    encoder: Encoder
    known: Known


class Seen(NamedTuple):
    """Pictures with their vectors: of looks (n, d), and of them in the space of words (n, t)."""

    looks: tuple[Look, ...]
    pictures: Floats
    concepts: Floats


def seen(shown: Exhibit, eyes: Eyes) -> Seen:
    """What a draft shows. Raises `MediaError`, `MissingModel`."""

    def look() -> Seen:
        looks = spread(shown.looks(), LOOKS)
        return Seen(tuple(looks), *eyes.encoder.both([one.image for one in looks]))

    found: Seen = shown.once("seen", look)
    return found


def features(sources: Sequence[Item], eyes: Eyes) -> list[tuple[Item, FrameFeatures]]:
    """What is seen in the sources that have pictures."""
    found = [(item, eyes.known(item.media)) for item in sources if item.media and item.kind != "text"]
    return [(item, one) for item, one in found if one is not None and len(one.times)]


def spread(looks: Sequence[Look], n: int) -> list[Look]:
    """At most `n` of them, evenly spread."""
    step = max(1.0, len(looks) / n)
    return [looks[int(i * step)] for i in range(min(n, len(looks)))]


def nearest(
    pictures: Floats, found: Sequence[tuple[Item, FrameFeatures]]
) -> tuple[Floats, list[tuple[Item, float]]]:
    """(n,) each picture's likeness to the most alike frame of a source, and those frames (item, second)."""
    scores = [pictures @ one.pictures.T for _, one in found]
    every = np.concatenate(scores, axis=1)
    places = [(item, float(time)) for item, one in found for time in one.times]
    best = every.argmax(axis=1)
    return every.max(axis=1).astype(np.float32), [places[n] for n in best]


def between(found: FrameFeatures, *, changes: int = 6, each: int = 4) -> list[float]:
    """Moments (s) between the frames that ingest saw where the picture changes most: dissolves lie there."""
    if len(found.times) < 2:
        return []
    like = (found.pictures[1:] * found.pictures[:-1]).sum(axis=1)
    places = [n for n in np.argsort(like)[:changes] if like[n] < _CHANGED]
    inside = np.linspace(0.0, 1.0, each + 2)[1:-1]
    return [
        float(found.times[n] + share * (found.times[n + 1] - found.times[n]))
        for n in places
        for share in inside
    ]


def eyes_of(settings: Mapping[str, Any]) -> tuple[dict[str, Any], Eyes | None]:
    """A check's settings without what a home gives it under `eyes`, and that."""
    return {key: value for key, value in settings.items() if key != "eyes"}, settings.get("eyes")
