"""What painters share: a working size, motion since the last frame, grain, and the flow of edges."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.media.motion import Floats, Layer, Motion, MotionFinder

WORK_SIDE = 720
"""Shorter side above which a frame is painted smaller and enlarged: strokes need no more."""


class Easel(ABC):
    """A painter that works at a bounded size and knows how the picture moved.

    `unit` is the scale of strokes and lines: 1 for a shorter side of 480 pixels.
    """

    def __init__(self) -> None:
        self.unit = 1.0
        self._find = MotionFinder()
        self._shape: tuple[int, ...] = ()

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The painted frame, of the same size."""
        height, width = image.shape[:2]
        small = _shrunk(image)
        if small.shape != self._shape:
            self._shape, self._find = small.shape, MotionFinder()
            self.prepare(*small.shape[:2])
        painted = self.paint(small, self._find(small))
        if painted.shape == image.shape:
            return painted
        return np.asarray(cv2.resize(painted, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)

    def prepare(self, height: int, width: int) -> None:
        """Make what depends on the working size alone, before the first frame of that size."""
        self.unit = min(height, width) / 480

    @abstractmethod
    def paint(self, image: Image, motion: Motion | None) -> Image:
        """The painted frame at working size."""


def _shrunk(image: Image) -> Image:
    height, width = image.shape[:2]
    scale = WORK_SIDE / min(height, width)
    if scale >= 1:
        return image
    size = round(width * scale), round(height * scale)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


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
        total += part / part.std()
    return np.asarray((total - total.mean()) / max(float(total.std()), 1e-6), np.float32)


def blurred(layer: NDArray[np.generic], sigma: float) -> NDArray[np.generic]:
    """Gaussian blur of that deviation in pixels."""
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), max(sigma, 0.3)))


def flattened(image: Image, *, unit: float, rounds: int, strength: float) -> Image:
    """Regions smoothed and edges kept, by bilateral filtering at a smaller size.

    After Winnemöller et al., "Real-time video abstraction", SIGGRAPH 2006.
    """
    height, width = image.shape[:2]
    scale = min(1.0, 270 / min(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    reach = max(1.0, 4.0 * unit * scale)
    for _ in range(rounds):
        small = cv2.bilateralFilter(small, 7, strength, reach)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def lookup(values: NDArray[np.floating[Any]]) -> Layer:
    """A table of 256 bytes for `cv2.LUT`."""
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
