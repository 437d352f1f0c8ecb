"""How well a frame would do as a picture, whoever looks: sharp, well exposed, not in a transition."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generec.domain.profiles import Floats, FrameFeatures

TRANSITION_S = 0.15
_DARK, _BRIGHT, _FLAT = 0.06, 0.97, 3.0


def quality(features: FrameFeatures) -> Floats:
    """(frames,) at most about 0.3: sharpness against the video's own median, less for poor exposure
    and for lying within `TRANSITION_S` of a cut."""
    sharp = np.log2((features.sharpness + 1.0) / (np.median(features.sharpness) + 1.0))
    far = np.clip(np.abs(features.brightness - 0.45) / 0.45, 0.0, 1.0)
    score = np.clip(sharp, -2.0, 1.0) / 3.0 - 0.5 * far**3 - 1.0 * near_cut(features)
    return np.asarray(score, np.float32)


def usable(features: FrameFeatures) -> NDArray[np.bool_]:
    """(frames,) False for black, white and blank frames and those in a transition.

    Where that leaves none, all that are not blank; where all are blank, all.
    """
    blank = (features.brightness < _DARK) | (features.brightness > _BRIGHT) | (features.sharpness < _FLAT)
    for good in (~blank & ~near_cut(features), ~blank):
        if good.any():
            return np.asarray(good)
    return np.ones(len(features.times), bool)


def near_cut(features: FrameFeatures) -> NDArray[np.bool_]:
    """(frames,) whether a frame lies so near a cut between shots that it may show both."""
    cuts = features.shots[1:, 0] if len(features.shots) > 1 else np.zeros(0, np.float32)
    if not len(cuts):
        return np.zeros(len(features.times), bool)
    return np.asarray(np.abs(features.times[:, None] - cuts).min(axis=1) < TRANSITION_S)
