"""The look `sketch`: graphite on paper, outlines over hatching."""

from __future__ import annotations

import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media.easel import FLAT_SIDE, Easel, enlarged, grain, lookup, shrunk
from generec.media.lines import drawn
from generec.media.motion import Drift, Floats, Layer, Motion, Steady, laid
from generec.media.paint_kernels import MOST_TOOTH, pencil

_PAPER = np.array([250, 248, 243], np.float32)
_GRAPHITE = np.array([46, 46, 50], np.float32)
_SEED = 11
_DRAWN = lookup(_PAPER + np.linspace(0, 1, 256)[:, None] * (_GRAPHITE - _PAPER))[None]
_DARKNESS = (1 - np.sqrt(np.arange(256) / 255)).astype(np.float32)
_DODGED = lookup(255 * (0.25 + 0.75 * (np.arange(256) / 255) ** 1.6))


class Sketch(Easel):
    """Contours by difference of Gaussians and dodging, shades by strokes that lie still on the paper.

    A shade is a threshold on a fixed field of strokes: the darker, the more of them show
    (after Praun et al., "Real-time hatching", SIGGRAPH 2001).
    """

    work_side = 400

    def __init__(self) -> None:
        super().__init__()
        self._input, self._result = Steady(0.4), Steady(0.45)
        self._drift = Drift()
        self._ground: Layer

    def prepare(self, height: int, width: int) -> None:
        """Lay the strokes and the paper."""
        super().prepare(height, width)
        tooth = grain(height, width, sizes=(1.5, 2.7), seed=_SEED + 2)
        self._ground = laid(
            hatching(height, width, angle=58.0, unit=self.unit, seed=_SEED),
            hatching(height, width, angle=-24.0, unit=self.unit, seed=_SEED + 1),
            np.asarray(0.5 + tooth / (2 * MOST_TOOTH), np.float32),
        )

    def paint(self, image: Image, motion: Motion | None) -> Image:
        """Shades first, lines over them."""
        grey = self._input(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8), motion)
        colours = shrunk(image, FLAT_SIDE)
        own = np.asarray(cv2.GaussianBlur(grey, (0, 0), max(0.4, 0.8 * self.unit)), np.uint8)
        small = shrunk(own, FLAT_SIDE // 2)
        share = small.shape[0] / own.shape[0]
        around = enlarged(cv2.GaussianBlur(small, (0, 0), max(0.4, 9 * self.unit * share)), image)
        lines = _contours(grey, colours, own, around, self.unit)
        tone = np.asarray(cv2.addWeighted(own, 0.75, around, 0.25, 0), np.uint8)
        ground = self._drift(self._ground, motion, image.shape[1], image.shape[0])
        cover = np.empty_like(grey)
        pencil(_DARKNESS[tone], lines, ground, cover)
        return np.asarray(cv2.LUT(cv2.merge([self._result(cover, motion)] * 3), _DRAWN), np.uint8)


def hatching(height: int, width: int, *, angle: float, unit: float, seed: int) -> Floats:
    """Pencil strokes (h, w) as ranks in [0, 1], evenly spread: how dark it must be for a point to show."""
    raw = grain(height, width, sizes=(max(0.95, 1.25 * unit),), seed=seed)
    reach = max(5, round(34 * unit)) | 1
    kernel = np.zeros((reach, reach), np.float32)
    middle = reach // 2
    way = np.array([np.cos(np.radians(angle)), -np.sin(np.radians(angle))]) * middle
    ends = [tuple(round(middle + s * w) for w in way) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA)
    smeared = cv2.filter2D(raw, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    sample = np.sort(smeared.ravel()[:: max(1, smeared.size // 4096)])
    ranks = np.interp(smeared, sample, np.linspace(0, 1, len(sample)))
    return np.asarray(ranks, np.float32)


def _contours(grey: Layer, colours: Image, own: Layer, around: Layer, unit: float) -> Layer:
    """255 on paper: the lines of the edges, and what dodging leaves."""
    ink = drawn(grey, colours, unit=unit, width=0.9, sure=0.55)
    dodged = cv2.divide(cv2.add(own, 12), cv2.add(around, 12), scale=255)
    return np.asarray(cv2.multiply(ink, cv2.LUT(dodged, _DODGED), scale=1 / 255), np.uint8)
