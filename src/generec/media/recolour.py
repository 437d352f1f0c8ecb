"""Colours moved as a whole: the palette of a picture, and frames brought nearer to another palette.

A palette is the distribution of each channel of Lab, as quantiles; one is brought nearer to another by
a curve for each channel, after Reinhard et al., "Color transfer between images" (IEEE CG&A 2001), with
the whole distribution in place of mean and deviation. Curves are bounded, so that skin stays
skin and black black.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.media.motion import Floats

LEVELS: Final = (0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.98)
"""The quantiles that make up a palette."""
MOST_SHIFT: Final = 22.0, 14.0, 14.0
"""The furthest that a value of L (0 to 100), a or b is moved."""
SLOPES: Final = 0.5, 1.8
"""How much two neighbouring levels may be brought together or spread."""
_SIDE = 128
_STEPS = 1024
_RANGES = (0.0, 100.0), (-128.0, 128.0), (-128.0, 128.0)

Palette = Floats
"""(3, 9): the quantiles `LEVELS` of L, a and b."""
Curve = tuple[tuple[float, float], ...]
Curves = tuple[Curve, Curve, Curve]
"""For each of L, a and b: ascending values, and what each becomes."""


def palette(images: Sequence[Image], weights: Sequence[float] | None = None) -> Palette:
    """The palette of pictures (h, w, 3): the weighted mean of each one's. There must be one at least."""
    rows = []
    for image in images:
        small = cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        values = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).reshape(-1, 3)
        rows.append(np.quantile(values, LEVELS, axis=0).T)
    return np.average(np.stack(rows), axis=0, weights=weights).astype(np.float32)


def towards(source: Palette, goal: Palette, *, share: float) -> Curves:
    """What brings colours a `share` in [0, 1] of the way from one palette to another, within bounds."""
    return tuple(  # type: ignore[return-value]
        _curve(source[channel], share * (goal[channel] - source[channel]), MOST_SHIFT[channel])
        for channel in range(3)
    )


def _curve(values: Floats, moves: Floats, most: float) -> Curve:
    """Ascending knots, a tenth apart at least, moved by at most `most`; none overtakes another."""
    knots, moved = [float(values[0])], [float(np.clip(moves[0], -most, most))]
    for value, move in zip(values[1:].tolist(), moves[1:].tolist(), strict=True):
        gap = value - knots[-1]
        if gap < 0.1:
            continue
        low, high = (gap * (slope - 1) + moved[-1] for slope in SLOPES)
        knots.append(value)
        moved.append(float(np.clip(np.clip(move, -most, most), low, high)))
    return tuple((round(knot, 2), round(knot + move, 2)) for knot, move in zip(knots, moved, strict=True))


class Recoloured:
    """A painter that moves the colours of each frame alike."""

    def __init__(self, curves: Curves) -> None:
        """`curves` map values of L, a and b; beyond their ends values go along with the end."""
        self._tables = [_table(curve, low, high) for curve, (low, high) in zip(curves, _RANGES, strict=True)]

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The recoloured frame; black and white are left as they are."""
        lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        # The ends of the scale have no room for colour: there the move fades out.
        room = np.clip(np.minimum(lab[..., 0], 100 - lab[..., 0]) / 12, 0, 1)
        for channel, (table, (low, high)) in enumerate(zip(self._tables, _RANGES, strict=True)):
            step = ((lab[..., channel] - low) * ((_STEPS - 1) / (high - low))).astype(np.int32)
            lab[..., channel] += room * table[np.clip(step, 0, _STEPS - 1)]
        lab[..., 0] = np.clip(lab[..., 0], 0, 100)
        rgb = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
        return np.asarray(np.clip(rgb * 255 + 0.5, 0, 255), np.uint8)


def _table(curve: Curve, low: float, high: float) -> NDArray[np.float32]:
    """(steps,) the move of each value from `low` to `high`."""
    knots = np.array(curve, np.float64)
    values = np.linspace(low, high, _STEPS)
    return np.interp(values, knots[:, 0], knots[:, 1] - knots[:, 0]).astype(np.float32)
