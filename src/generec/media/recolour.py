"""Colours moved as a whole: what a frame's palette is in six numbers, and frames brought nearer to another.

Mean and deviation of each channel of Lab (Reinhard et al., "Color transfer between images", IEEE
CG&A 2001), brought nearer by a bounded part, so that skin stays skin and black stays black.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media.motion import Floats

MOST_SHIFT = 22.0, 14.0, 14.0
"""The furthest that the means of L (0 to 100), a and b are moved."""
GAINS = 0.75, 1.4
_SIDE = 128


class Palette(NamedTuple):
    """Mean and deviation of L, a and b, each (3,)."""

    mean: Floats
    spread: Floats


Move = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""For each of L, a and b: what it is multiplied by, and what is added."""


def palette(images: Sequence[Image], weights: Sequence[float] | None = None) -> Palette:
    """The palette of pictures (h, w, 3): the weighted mean of each one's. There must be one at least."""
    rows = []
    for image in images:
        small = cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        values = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).reshape(-1, 3)
        rows.append(np.concatenate([values.mean(axis=0), values.std(axis=0)]))
    both = np.average(np.stack(rows), axis=0, weights=weights).astype(np.float32)
    return Palette(both[:3], both[3:])


def towards(source: Palette, goal: Palette, *, share: float) -> Move:
    """What brings colours a `share` in [0, 1] of the way from one palette to another, within bounds."""
    out = []
    for channel in range(3):
        wanted = (float(goal.spread[channel]) + 1) / (float(source.spread[channel]) + 1)
        gain = round(float(np.clip(1 + share * (wanted - 1), *GAINS)), 2)
        most = MOST_SHIFT[channel]
        shift = share * float(goal.mean[channel] - source.mean[channel])
        middle = float(source.mean[channel])
        out.append((gain, round(middle + float(np.clip(shift, -most, most)) - gain * middle, 1)))
    return out[0], out[1], out[2]


class Recoloured:
    """A painter that moves the colours of each frame alike."""

    def __init__(self, move: Move) -> None:
        """`move` multiplies and shifts L, a and b."""
        self._gain = np.array([gain for gain, _ in move], np.float32)
        self._add = np.array([add for _, add in move], np.float32)

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The recoloured frame; black and white are left as they are."""
        lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        moved = lab * self._gain + self._add
        # The ends of the scale have no room for colour: there the move fades out.
        room = np.minimum(np.minimum(lab[..., :1] / 12, (100 - lab[..., :1]) / 12), 1)
        moved = lab + (moved - lab) * room
        moved[..., 0] = np.clip(moved[..., 0], 0, 100)
        rgb = cv2.cvtColor(moved, cv2.COLOR_LAB2RGB)
        return np.asarray(np.clip(rgb * 255 + 0.5, 0, 255), np.uint8)
