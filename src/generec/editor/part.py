"""The part of a video that shows what was asked for: whole shots, not a window of usual length."""

from __future__ import annotations

import numpy as np

from generec.domain.profiles import Floats, FrameFeatures
from generec.editor.taste import Centre, shot_of, wished

NEAR = 0.85
"""A neighbouring shot belongs to the part from this share of the best shot's match on."""

LEAST_S = 1.0
"""Shots shorter than this are no part on their own: flashes and scraps between cuts."""


def match_of(features: FrameFeatures, about: Floats, *, centre: Centre | None) -> float:
    """How well the best shot matches `about` (k, t), vectors of words: the mean cosine of its frames.

    Pictures and words are compared after the catalogue's mean is taken off, so chance is near 0.
    """
    scores, shots = wished(features, about, centre=centre), shot_of(features)
    return max(float(scores[shots == n].mean()) for n in set(shots.tolist()))


def part_of(features: FrameFeatures, about: Floats, *, centre: Centre | None) -> tuple[float, float] | None:
    """(start, end) in seconds of the shots nearest to `about` (k, t), vectors of words.

    The best shot by the mean of its frames, and its neighbours while they match nearly as well.
    None where the video is one shot, or nothing in it is nearer to the words than the rest.
    """
    shots = shot_of(features)
    spans = features.shots
    if len(spans) < 2:
        return None
    scores = wished(features, about, centre=centre)
    match = np.array(
        [scores[shots == n].mean() if (shots == n).any() else -np.inf for n in range(len(spans))], np.float32
    )
    match[(spans[:, 1] - spans[:, 0] < LEAST_S)] = -np.inf
    best = int(match.argmax())
    if not np.isfinite(match[best]) or match[best] <= max(0.0, float(np.median(scores))):
        return None
    first = last = best
    while first > 0 and match[first - 1] >= NEAR * match[best]:
        first -= 1
    while last + 1 < len(spans) and match[last + 1] >= NEAR * match[best]:
        last += 1
    return round(float(spans[first, 0]), 3), round(float(spans[last, 1]), 3)
