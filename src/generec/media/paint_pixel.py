"""The look `pixel`: square blocks and few colours, as in games of the 1980s."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.media.easel import Easel
from generec.media.motion import CutFinder, Floats, Motion

ROWS = 84
"""Blocks along the shorter side, about: faces are still faces."""
COLOURS = 24
_STICK = 0.38
"""A block changes its colour only for one that is nearer than this share of the old one's distance."""
_OUTGROWN = 1.3
_RENEWED = COLOURS // 4
Index = NDArray[np.int64]

_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - 0.47


def block_of(height: int, width: int) -> int:
    """Side of a block in pixels: even, so that colour at half resolution keeps its borders."""
    return max(2, 2 * round(min(height, width) / ROWS / 2))


class Pixel(Easel):
    """Blocks of one colour each from a palette that is chosen for a scene and then kept."""

    finder = CutFinder

    def __init__(self) -> None:
        super().__init__()
        self._palette: Floats | None = None
        self._fit = 0.0
        self._index: Index | None = None

    def prepare(self, height: int, width: int) -> None:
        """Forget the scene."""
        super().prepare(height, width)
        self._palette = self._index = None

    def paint(self, image: Image, motion: Motion | None) -> Image:
        """Blocks of the palette's colours."""
        height, width = image.shape[:2]
        block = block_of(height, width)
        rows, columns = -(-height // block), -(-width // block)
        whole = cv2.copyMakeBorder(
            image, 0, rows * block - height, 0, columns * block - width, cv2.BORDER_REPLICATE
        )
        small = _vivid(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA))
        lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        index = self._indexed(lab, fresh=motion is None)
        assert self._palette is not None
        colours = cv2.cvtColor(self._palette[None], cv2.COLOR_LAB2RGB)[0]
        flat = np.clip(np.round(colours * 255), 0, 255).astype(np.uint8)[index]
        large = cv2.resize(flat, None, fx=block, fy=block, interpolation=cv2.INTER_NEAREST)
        return np.ascontiguousarray(large[:height, :width])

    def _indexed(self, lab: Floats, *, fresh: bool) -> Index:
        """Which colour of the palette each block has (rows, columns)."""
        if self._palette is None or fresh:
            self._palette, self._index = chosen(lab.reshape(-1, 3)), None
            self._fit = _error(lab, self._palette)
        elif _error(lab, self._palette) > _OUTGROWN * self._fit + 1.0:
            self._palette = renewed(lab.reshape(-1, 3), self._palette)
            self._fit = _error(lab, self._palette)
        dither = np.tile(_BAYER, (lab.shape[0] // 4 + 1, lab.shape[1] // 4 + 1))
        tuned = lab.copy()
        tuned[..., 0] += 5.0 * dither[: lab.shape[0], : lab.shape[1]]
        apart = _distances(tuned, self._palette)
        index: Index = apart.argmin(axis=2)
        if self._index is not None:
            old = np.take_along_axis(apart, self._index[..., None], axis=2)[..., 0]
            index = np.where(apart.min(axis=2) < _STICK * old, index, self._index)
        self._index = np.asarray(index)
        return self._index


def chosen(colours: Floats, *, k: int = COLOURS) -> Floats:
    """A palette (k, 3) for Lab colours (n, 3): far apart, so that small bright things have theirs."""
    return settled(colours, _spread(colours, colours.mean(axis=0)[None], k=k))


def renewed(colours: Floats, palette: Floats) -> Floats:
    """The palette for a scene that has changed: those least used make way for what has come."""
    index = _distances(colours[None], palette)[0].argmin(axis=1)
    used = np.bincount(index, minlength=len(palette))
    kept = np.sort(np.argsort(-used, kind="stable")[: len(palette) - _RENEWED])
    return settled(colours, _spread(colours, palette[kept], k=len(palette)))


def _spread(colours: Floats, palette: Floats, *, k: int) -> Floats:
    """The palette filled up to `k` with colours that are far from all others in it."""
    nearest = np.sqrt(_distances(colours[None], palette)[0].min(axis=1))
    while len(palette) < k:
        palette = np.concatenate([palette, colours[nearest.argmax()][None]])
        nearest = np.minimum(nearest, np.linalg.norm(colours - palette[-1], axis=1))
    return np.asarray(palette, np.float32)


def settled(colours: Floats, palette: Floats, *, rounds: int = 4) -> Floats:
    """The palette moved to the means of the colours that are nearest to each (Lloyd)."""
    for _ in range(rounds):
        index = _distances(colours[None], palette)[0].argmin(axis=1)
        count = np.bincount(index, minlength=len(palette)).astype(np.float32)
        sums = np.stack([np.bincount(index, colours[:, c], len(palette)) for c in range(3)], axis=1)
        palette = np.where(count[:, None] > 0, sums / np.maximum(count, 1)[:, None], palette)
        palette = palette.astype(np.float32)
    return palette


def _distances(lab: Floats, palette: Floats) -> Floats:
    """(h, w, k) squared distances."""
    cross = lab @ palette.T
    square = (lab**2).sum(axis=2)[..., None] + (palette**2).sum(axis=1)
    return np.asarray(np.maximum(square - 2 * cross, 0), np.float32)


def _error(lab: Floats, palette: Floats) -> float:
    return float(np.sqrt(_distances(lab, palette).min(axis=2)).mean())


def _vivid(image: Image) -> Image:
    """More contrast and colour: averaging blocks takes both away."""
    values = image.astype(np.float32)
    grey = values.mean(axis=2, keepdims=True)
    out = grey + 1.3 * (values - grey)
    return np.asarray(np.clip((out - 128) * 1.12 + 130, 0, 255), np.uint8)
