"""Faces made unrecognisable: an oval of coarse grey tiles over each.

Light and dark tiles alternate, their shades drawn once for each face: they tell nothing of what is
under them, so the frames of a video do not add up to more, and nothing undoes it. They are painted
before any look, which takes them along. Tiles in the colours of the face, ovals in the colour of skin
and tiles mixed with it are still faces to a detector; these are none, so that a detector can tell
afterwards whether a face was left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from generec.domain.parts import Image

Floats = NDArray[np.floating]

GREY = (150.0, 155.0, 162.0)
"""The colour of the tiles, RGB: neither black nor white under any look, and no colour of skin."""

_ACROSS, _DOWN = 8, 9
_SHADES = 90.0
"""Between the lightest and the darkest tile of one oval."""
_PLAIN = 36.0
"""Ovals up to so narrow, in pixels, are plain: small tiles run into faces again."""
_WIDER, _HIGHER = 1.5, 1.55
_CLEAR = 0.82
"""Inside this share of the oval's radius nothing of the picture shows; from there on it fades."""
_STEADY = 2.0
_NEAR_S = 0.06


@dataclass(frozen=True, slots=True)
class Oval:
    """One face to be hidden: `times` (n,) in ascending seconds, `boxes` (n, 4) in shares of the frame."""

    times: Floats
    boxes: Floats

    def at(self, time: float) -> Floats | None:
        """The box at that moment, between its times; None outside of them."""
        if not self.times[0] - _NEAR_S <= time <= self.times[-1] + _NEAR_S:
            return None
        return np.array([np.interp(time, self.times, side) for side in self.boxes.T])


def steadied(times: Floats, boxes: Floats) -> Oval:
    """An oval whose place does not tremble with the finds, and that still covers each of them."""
    if len(times) < 3:
        return Oval(times, boxes)
    centre = gaussian_filter1d(boxes[:, :2] + boxes[:, 2:] / 2, _STEADY, axis=0, mode="nearest")
    away = np.abs(boxes[:, :2] + boxes[:, 2:] / 2 - centre)
    size = gaussian_filter1d(boxes[:, 2:], _STEADY, axis=0, mode="nearest")
    size = np.maximum(size, boxes[:, 2:] + 2 * np.maximum(away - 0.1 * boxes[:, 2:], 0.0))
    return Oval(times, np.concatenate([centre - size / 2, size], axis=1))


class Hide:
    """A painter that hides faces; its `at_s` are seconds on the clock of the ovals."""

    def __init__(self, ovals: Sequence[Oval]) -> None:
        self._ovals = ovals
        rng = np.random.default_rng(len(ovals))
        chequered = np.add.outer(np.arange(_DOWN), np.arange(_ACROSS)) % 2 - 0.5
        drawn = rng.uniform(-0.5, 0.5, (len(ovals), _DOWN, _ACROSS))
        self._shades = _SHADES * ((chequered + drawn) / 2 - 0.25)[..., None]

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The frame with all faces of that moment hidden."""
        out = image
        for oval, shades in zip(self._ovals, self._shades, strict=True):
            box = oval.at(at_s)
            if box is not None:
                out = out.copy() if out is image else out
                _cover(out, box, shades)
        return out


def _cover(image: Image, box: Floats, shades: Floats) -> None:
    """Paint over one face, in place."""
    height, width = image.shape[:2]
    centre = (box[:2] + box[2:] / 2) * (width, height)
    radius = np.maximum(box[2:] * (width, height) * (_WIDER, _HIGHER) / 2, 3.0)
    low = np.clip(np.floor(centre - radius), 0, (width, height)).astype(int)
    high = np.clip(np.ceil(centre + radius), 0, (width, height)).astype(int)
    if (high <= low).any():
        return
    part = image[low[1] : high[1], low[0] : high[0]]
    tiled = shades if 2 * radius.min() > _PLAIN else 0.0
    coarse = np.clip(np.array(GREY) + np.broadcast_to(tiled, (_DOWN, _ACROSS, 3)), 0, 255).astype(np.uint8)
    tiles = cv2.resize(coarse, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST)
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]]
    away = np.hypot((x + 0.5 - centre[0]) / radius[0], (y + 0.5 - centre[1]) / radius[1])
    share = np.clip((1.0 - away) / (1.0 - _CLEAR), 0.0, 1.0)[..., None]
    part[:] = (tiles * share + part * (1.0 - share) + 0.5).astype(np.uint8)
