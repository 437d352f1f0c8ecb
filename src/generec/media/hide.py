"""Faces made unrecognisable: a soft-edged oval of frosted glass over each.

A tenth of what shows is the mean colours of some forty coarse cells, shuffled and moved by noise; the
rest is frost. Order and noise stay with the face, so that the frames of a video do not add up to more
than one. A mosaic in the colours of skin and in its own order is still a face, to people and to
detectors; this is none, so that a detector can tell afterwards whether a face was left out. Nothing
undoes it: the picture under the oval is not in the file.
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

FROST = (236.0, 240.0, 245.0)
"""The colour of the ovals, RGB."""

_THROUGH = 0.1
"""How much of the cells' own colours comes through."""
_ACROSS, _DOWN = 6, 7
_NOISE = 5.0
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
        self._noise = rng.uniform(-_NOISE, _NOISE, (len(ovals), _DOWN * _ACROSS, 1))
        self._order = np.stack([rng.permutation(_DOWN * _ACROSS) for _ in ovals])

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The frame with all faces of that moment hidden."""
        out = image
        for oval, noise, order in zip(self._ovals, self._noise, self._order, strict=True):
            box = oval.at(at_s)
            if box is not None:
                out = out.copy() if out is image else out
                _cover(out, box, noise, order)
        return out


def _cover(image: Image, box: Floats, noise: Floats, order: NDArray[np.integer]) -> None:
    """Paint over one face, in place."""
    height, width = image.shape[:2]
    centre = (box[:2] + box[2:] / 2) * (width, height)
    radius = np.maximum(box[2:] * (width, height) * (_WIDER, _HIGHER) / 2, 3.0)
    low = np.clip(np.floor(centre - radius), 0, (width, height)).astype(int)
    high = np.clip(np.ceil(centre + radius), 0, (width, height)).astype(int)
    if (high <= low).any():
        return
    part = image[low[1] : high[1], low[0] : high[0]]
    cells = cv2.resize(part, (_ACROSS, _DOWN), interpolation=cv2.INTER_AREA).reshape(-1, 3).astype(np.float64)
    cells = np.array(FROST) + _THROUGH * (cells[order] - FROST) + noise
    coarse = np.clip(cells, 0, 255).astype(np.uint8).reshape(_DOWN, _ACROSS, 3)
    size = (part.shape[1], part.shape[0])
    tiles = cv2.resize(coarse, size, interpolation=cv2.INTER_NEAREST)
    soft = cv2.GaussianBlur(tiles, (0, 0), max(0.5, size[0] / _ACROSS / 5))
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]]
    away = np.hypot((x + 0.5 - centre[0]) / radius[0], (y + 0.5 - centre[1]) / radius[1])
    share = np.clip((1.0 - away) / (1.0 - _CLEAR), 0.0, 1.0)[..., None]
    part[:] = (soft * share + part * (1.0 - share) + 0.5).astype(np.uint8)
