"""A crop that moves from frame to frame, smoothly, without leaving the colours of the video."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from generec.domain.errors import DataError

_WHOLE = 1 / 32
"""A position so little behind a pixel is on it: nothing has to be resampled."""


@dataclass(frozen=True)
class Crop:
    """The largest crop of an aspect ratio, moved along planned positions.

    `aspect` is width to height; `zoom` (at least 1) makes the crop so much smaller, and with it the
    result. `x` and `y` share out the free room beside and above the crop, in [0, 1], at `times` in
    seconds of the source, ascending; one position stands still. Between them the crop follows
    monotone cubics (Fritsch and Carlson, 1980), which never overshoot; outside of them it stands.
    Two times a frame or less apart make a jump, for a cut. Positions lie between pixels: the planes
    are resampled, so slow moves do not judder.
    """

    aspect: tuple[int, int]
    times: tuple[float, ...] = (0.0,)
    x: tuple[float, ...] = (0.5,)
    y: tuple[float, ...] = (0.5,)
    zoom: float = 1.0

    def __post_init__(self) -> None:
        """Raises `DataError` for positions that do not fit together."""
        counts = {len(self.times), len(self.x), len(self.y)}
        steps = np.diff(self.times)
        if len(counts) != 1 or counts == {0} or (steps <= 0).any() or self.zoom < 1 or min(self.aspect) < 1:
            raise DataError("a crop needs as many x and y as ascending times, and a zoom of 1 or more")

    def __call__(self, frame: av.VideoFrame, *, source_s: float) -> av.VideoFrame:
        """The crop of a frame in yuv420p of even sizes, of the moment `source_s` (s of the source)."""
        width, height = self.size(frame.width, frame.height)
        x, y = self.at(source_s)
        left, top = x * (frame.width - width), y * (frame.height - height)
        out = av.VideoFrame(width, height, "yuv420p")
        for number, (source, target) in enumerate(zip(planes(frame), planes(out), strict=True)):
            share = 0.5 if number else 1.0
            _shift(source, target, left * share, top * share)
        out.color_range, out.colorspace = frame.color_range, frame.colorspace
        return out

    def size(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) of the crop of a frame of that size: even numbers."""
        wide, high = self.aspect
        across = min(width, height * wide / high) / self.zoom
        down = min(height, width * high / wide) / self.zoom
        return max(2, int(across) // 2 * 2), max(2, int(down) // 2 * 2)

    def at(self, source_s: float) -> tuple[float, float]:
        """(x, y) in [0, 1] at that moment."""
        if len(self.times) == 1:
            return self.x[0], self.y[0]
        x, y = self._path(np.clip(source_s, self.times[0], self.times[-1]))
        return float(np.clip(x, 0.0, 1.0)), float(np.clip(y, 0.0, 1.0))

    @cached_property
    def _path(self) -> PchipInterpolator:
        return PchipInterpolator(self.times, np.stack([self.x, self.y], axis=1))


def planes(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    """The planes of a frame of 8-bit planes as arrays (height, width) on its own memory."""
    return [
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    ]


def _shift(source: NDArray[np.uint8], target: NDArray[np.uint8], left: float, top: float) -> None:
    """Copy the part of `source` at (`left`, `top`) that fills `target`, between pixels if need be.

    Cubic convolution (Keys, 1981), first along rows and then along columns.
    """
    height, width = target.shape
    column, row = math.floor(left + _WHOLE), math.floor(top + _WHOLE)
    across, down = left - column >= _WHOLE, top - row >= _WHOLE
    if not (across or down):
        target[:] = source[row : row + height, column : column + width]
        return
    part = _around(source, row, column, height + 3, width + 3)
    part = part if down else part[1 : height + 1]
    part = part if across else part[:, 1 : width + 1]
    if across:
        four = [part[:, i : i + width] for i in range(4)]
        part = _mixed(four, left - column, target if not down else None)
    if down:
        _mixed([part[i : i + height] for i in range(4)], top - row, target)


def _around(source: NDArray[np.uint8], row: int, column: int, height: int, width: int) -> NDArray[np.uint8]:
    """So much of `source` from one before (`row`, `column`) on, its edges repeated outside of it."""
    high, wide = source.shape
    top, left = row - 1, column - 1
    over = max(0, -top), max(0, top + height - high), max(0, -left), max(0, left + width - wide)
    part = source[max(0, top) : top + height, max(0, left) : left + width]
    return np.asarray(cv2.copyMakeBorder(part, *over, cv2.BORDER_REPLICATE)) if any(over) else part


def _mixed(
    four: Sequence[NDArray[np.uint8]], share: float, target: NDArray[np.uint8] | None
) -> NDArray[np.uint8]:
    """Four neighbours mixed for a place `share` behind the second, into `target` if there is one.

    The inner two and the outer two are mixed first: what OpenCV does quickest is to mix two.
    """
    t = np.array([1 + share, share, 1 - share, 2 - share])
    weights = np.where(t <= 1, 1.5 * t**3 - 2.5 * t**2 + 1, -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2)
    a, b, c, d = (float(weight) for weight in weights)
    near = cv2.addWeighted(four[1], b / (b + c), four[2], c / (b + c), 0)
    far = cv2.addWeighted(four[0], a / (a + d), four[3], d / (a + d), 0)
    return np.asarray(cv2.addWeighted(near, b + c, far, a + d, 0, dst=target))
