"""The part of a video that shows what was asked for: whole shots, not a window of usual length."""

from __future__ import annotations

import numpy as np

from generec.domain.profiles import Floats, FrameFeatures
from generec.editor.taste import Centre, centred, shot_of, tastes, wished

NEAR, LIKELY = 0.85, 0.8
"""A neighbouring shot belongs to the part from this share of the best shot's match, or certainty, on."""

SHARP = 0.1
"""The difference of cosines by which one of two names is e times as likely (the softmax's temperature)."""

LEAST_S = 1.0
"""Shots shorter than this are no part on their own: flashes and scraps between cuts."""


def match_of(features: FrameFeatures, about: Floats, *, centre: Centre | None) -> float:
    """How well the best shot matches `about` (k, t), vectors of words: the mean cosine of its frames.

    Pictures and words are compared after the catalogue's mean is taken off, so chance is near 0.
    """
    scores, shots = wished(features, about, centre=centre), shot_of(features)
    return max(float(scores[shots == n].mean()) for n in set(shots.tolist()))


def certainty(own: Floats, features: FrameFeatures, others: Floats, *, centre: Centre | None) -> Floats:
    """(frames,) log of how likely a frame shows what it has the cosines `own` (frames,) to (`wished`), rather
    than one of the `others` (n, t).

    A softmax over cosines, as a picture is named by words (Radford et al. 2021): some frames are near to all
    words, and others to none, so a cosine alone does not tell which of them shows this.
    """
    mean = None if centre is None else centre.meaning
    frames = centred(features.concepts, None if centre is None else centre.concepts)
    rest = frames @ tastes(list(others), others.shape[1], mean).T
    scaled = np.column_stack((own, rest)) / SHARP
    return np.asarray(scaled[:, 0] - np.logaddexp.reduce(scaled, axis=1), np.float32)


def part_of(
    features: FrameFeatures, about: Floats, *, centre: Centre | None, others: Floats | None = None
) -> tuple[float, float] | None:
    """(start, end) in seconds of the shots that show `about` (k, t), vectors of words.

    The best shot by the mean of its frames, and its neighbours while they do nearly as well: by cosine, or
    beside `others` (n, t), names that it could be given instead. None where the video is one shot, or
    nothing in it is nearer to the words than the rest.
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
    least = NEAR
    if others is not None and len(others):
        sure = certainty(scores, features, others, centre=centre)
        found = np.isfinite(match)
        match[found] = [np.exp(sure[shots == n].mean()) for n in np.flatnonzero(found)]
        best, least = int(match.argmax()), LIKELY
    first = last = best
    while first > 0 and match[first - 1] >= least * match[best]:
        first -= 1
    while last + 1 < len(spans) and match[last + 1] >= least * match[best]:
        last += 1
    return round(float(spans[first, 0]), 3), round(float(spans[last, 1]), 3)
