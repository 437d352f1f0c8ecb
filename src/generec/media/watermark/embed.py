"""Put a watermark into pictures: a faint pattern, stronger where the picture hides it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.media.watermark.plane import CELL, SIDE, plane

__all__ = ["STRENGTH", "Watermark"]

STRENGTH = 1.9
_LEAST, _MOST = 0.6, 2.6
"""Grey levels that the pattern has at least and at most, before `STRENGTH`."""
_SHARE = 0.25
"""Of the local contrast (standard deviation) that the pattern has."""


@dataclass(slots=True)
class Watermark:
    """A payload of 32 bits under a secret key, ready to be put into pictures of any size.

    Additive spread spectrum with a perceptual mask (Cox et al., Secure spread spectrum watermarking for
    multimedia, 1997), in cells of about 1/70 of a picture's side.
    """

    key: bytes
    payload: int
    strength: float = STRENGTH
    _drawn: tuple[tuple[int, int], NDArray[np.float32]] | None = field(default=None, repr=False)

    def __call__(self, luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(h, w) luma with the mark in it; the input stays as it is."""
        height, width = luma.shape
        small = _small(width, height)
        drawn = self._pattern(small)
        shrunk = cv2.resize(luma, small, interpolation=cv2.INTER_AREA).astype(np.float32)
        delta = cv2.multiply(drawn, _mask(shrunk), scale=self.strength)
        wide = cv2.resize(delta, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(cv2.add(luma, wide, dtype=cv2.CV_8U), dtype=np.uint8)

    def _pattern(self, size: tuple[int, int]) -> NDArray[np.float32]:
        if self._drawn is None or self._drawn[0] != size:
            self._drawn = (size, _draw(plane(self.key).cells(self.payload), size))
        return self._drawn[1]


def _small(width: int, height: int) -> tuple[int, int]:
    """The size at which a pattern is worked out: that of the units, or the picture's own if smaller."""
    scale = min(1.0, SIDE / math.sqrt(width * height))
    return max(8, round(width * scale)), max(8, round(height * scale))


def _draw(cells: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """(h, w) the cells as a smooth pattern over a picture of `size`, its corner at the plane's."""
    width, height = size
    step = SIDE / math.sqrt(width * height) / CELL
    grid = np.array([[step, 0, step / 2 - 0.5], [0, step, step / 2 - 0.5]], dtype=np.float32)
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(cells, grid, size, flags=how, borderMode=cv2.BORDER_WRAP))


def _mask(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """(h, w) how many grey levels a change may have: more amid texture, not so beside a lone edge."""
    mean = cv2.boxFilter(luma, -1, (7, 7))
    spread = np.sqrt(np.maximum(cv2.sqrBoxFilter(luma, -1, (7, 7)) - mean * mean, 0.0))
    calm = cv2.blur(cv2.erode(spread, np.ones((7, 7), np.uint8)), (7, 7))
    return np.asarray(np.clip(_SHARE * calm, _LEAST, _MOST), dtype=np.float32)
