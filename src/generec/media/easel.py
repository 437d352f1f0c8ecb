"""What painters share: a working size, motion since the last frame, grain, and the flow of edges."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.media.motion import CutFinder, Floats, Layer, Motion, MotionFinder


class Easel(ABC):
    """A painter that works at a bounded size and knows how the picture moved.

    `unit` is the scale of strokes and lines: 1 for a shorter side of 480 pixels. A frame with a
    shorter side above `work_side` is painted smaller and enlarged: strokes need no more.
    """

    work_side = 720
    finder: type[MotionFinder | CutFinder] = MotionFinder

    def __init__(self) -> None:
        self.unit = 1.0
        self._find = self.finder()
        self._shape: tuple[int, ...] = ()

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The painted frame, of the same size."""
        height, width = image.shape[:2]
        small = shrunk(image, self.work_side)
        if small.shape != self._shape:
            self._shape, self._find = small.shape, self.finder()
            self.prepare(*small.shape[:2])
        painted = self.paint(small, self._find(small))
        if painted.shape == image.shape:
            return painted
        return np.asarray(cv2.resize(painted, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)

    def working(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) at which a picture of that size is painted."""
        scale = min(1.0, self.work_side / min(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))

    def prepare(self, height: int, width: int) -> None:
        """Make what depends on the working size alone, before the first frame of that size."""
        self.unit = min(height, width) / 480

    @abstractmethod
    def paint(self, image: Image, motion: Motion | None) -> Image:
        """The painted frame at working size."""


FLAT_SIDE = 240
"""Shorter side at which regions are flattened: enough for areas without detail, and quick."""


def shrunk(image: Image, side: int) -> Image:
    """The picture with a shorter side of at most `side` pixels."""
    height, width = image.shape[:2]
    scale = side / min(height, width)
    if scale >= 1:
        return image
    # Means of whole blocks are quick, those of parts of pixels are not.
    while scale <= 0.5:
        image = np.asarray(
            cv2.resize(image, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8
        )
        height, width = image.shape[:2]
        scale = side / min(height, width)
    if scale == 1:
        return image
    soft = cv2.GaussianBlur(image, (3, 3), 0) if scale < 0.75 else image
    size = round(width * scale), round(height * scale)
    return np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def grain(height: int, width: int, *, sizes: tuple[float, ...], seed: int) -> Floats:
    """Fixed noise (h, w), mean 0 and deviation 1, as the sum of blurs of `sizes` pixels."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    for size in sizes:
        # Coarse noise is made small and enlarged: the same look for a fraction of the time.
        step = max(1, int(size / 2))
        raw = rng.standard_normal((height // step + 3, width // step + 3), dtype=np.float32)
        soft = cv2.GaussianBlur(raw, (0, 0), max(0.3, size / step))
        part = cv2.resize(soft, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)[:height, :width]
        total += part / max(float(part.std()), 1e-6)
    return np.asarray((total - total.mean()) / max(float(total.std()), 1e-6), np.float32)


def flattened(image: Image, *, reach: float, rounds: int, strength: float) -> Image:
    """Regions smoothed over `reach` pixels and edges kept, by bilateral filtering.

    After Winnemöller et al., "Real-time video abstraction", SIGGRAPH 2006.
    """
    for _ in range(rounds):
        image = np.asarray(cv2.bilateralFilter(image, 5, strength, max(1.0, reach)), np.uint8)
    return image


def enlarged(layer: Layer, image: Image) -> Layer:
    """The layer at the size of `image`."""
    size = image.shape[1], image.shape[0]
    return np.asarray(cv2.resize(layer, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def lookup(values: NDArray[np.floating[Any]]) -> Layer:
    """A table of 256 bytes for `cv2.LUT`."""
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
