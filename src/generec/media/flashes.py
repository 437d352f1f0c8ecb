"""Flashes that can set off seizures, counted in a video.

After WCAG 2.2 (success criterion 2.3.1) and ITU-R BT.1702: a flash is a pair of opposing changes of relative
luminance by a tenth of the most there is or more, where the darker picture is below 0.80; or a pair of
opposing transitions involving a saturated red. More than three in one second, over more than a quarter
of the picture, are not safe: wherever in it, and whether its parts go up at once or in turn. The
guidelines speak of a quarter of ten degrees of sight; how near a viewer sits is not known, so the whole
picture stands for these, as in BT.1702.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from generec.media.decode import Reader
from generec.media.light import Floats, linear, luminance

__all__ = ["Flashes", "Flashing", "flashes"]

_SIDE: Final = 64
"""Cells on the longer side: finer flicker is averaged away, as the eye does."""
_TILE: Final = 2
"""Cells on a side of a tile. What moves turns as many of them up as down; what flashes turns them one way."""
_ONE_WAY: Final = 0.5
_STEP: Final = 0.1
_DARK: Final = 0.8
_RED_STEP: Final = 20 / 320
_RED: Final = 0.8
_AREA: Final = 0.25
_TOGETHER_S: Final = 0.07
"""Cells of a tile that change within so long change together."""
_WINDOW_S: Final = 0.99
"""Just below one second: frame times are rounded."""


class Flashing(NamedTuple):
    """The most flashes in any second, when that second begins (s), and whether they are red ones."""

    most: float
    at_s: float
    red: bool


@dataclass(slots=True)
class _Swings:
    """Follows one quantity in every cell, and tells of every tile when it turned.

    `step` is how far a swing goes at least, `dark` below what its lower end must lie to count. `extreme`
    is how far each cell has come since it turned last, `way` where it is going, `turned_s` since when; `last`
    is the way that each tile went last, `times` and `turns` the frames at which some turned, and which.
    """

    step: float
    dark: float = np.inf
    extreme: Floats | None = None
    way: NDArray[np.int8] | None = None
    turned_s: Floats | None = None
    last: NDArray[np.int8] | None = None
    times: list[float] = field(default_factory=list)
    turns: list[NDArray[np.bool_]] = field(default_factory=list)

    def see(self, values: Floats, at_s: float) -> None:
        """The next frame, at a second."""
        if self.extreme is None or self.way is None or self.turned_s is None:
            self.extreme, self.way = values.copy(), np.zeros(values.shape, np.int8)
            self.turned_s = np.full(values.shape, -np.inf, np.float32)
            return
        gone = values - self.extreme
        new = np.sign(gone).astype(np.int8)
        turned = (np.abs(gone) >= self.step) & (self.way != new)
        counts = np.minimum(values, self.extreme) < self.dark
        self.extreme = np.where(turned | (new == self.way), values, self.extreme)
        self.turned_s = np.where(turned, np.where(counts, np.float32(at_s), -np.inf), self.turned_s)
        self.way = np.where(turned, new, self.way)
        self._count(_tiles(self.way * (self.turned_s >= at_s - _TOGETHER_S)), at_s)

    def _count(self, together: Floats, at_s: float) -> None:
        """Note the tiles whose cells went the other way together, each but once a turn."""
        if self.last is None:
            self.last = np.zeros(together.shape, np.int8)
        way = np.sign(together).astype(np.int8)
        turned = (np.abs(together) >= _ONE_WAY) & (way != self.last)
        if turned.any():
            self.last = np.where(turned, way, self.last)
            self.times.append(at_s)
            self.turns.append(turned)


class Flashes:
    """Counts the flashes of a video whose frames it is given in order."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._light, self._red = _Swings(_STEP, dark=_DARK), _Swings(_RED_STEP)

    def see(self, time: float, frame: VideoFrame) -> None:
        """The next frame and its second."""
        rgb = linear(self._reader.rgb(frame, longest=_SIDE))
        self._light.see(luminance(rgb), time)
        self._red.see(_redness(rgb), time)

    def done(self) -> Flashing:
        """The worst second."""
        found = _worst(self._light, red=False), _worst(self._red, red=True)
        return max(found, key=lambda one: one.most)


def flashes(path: Path) -> Flashing:
    """The worst second of a video. Decodes all of it; raises `MediaError`."""
    with Reader(path) as reader:
        count = Flashes(reader)
        for time, frame in reader.frames():
            count.see(time, frame)
    return count.done()


def _redness(rgb: Floats) -> Floats:
    """(h, w) R - G - B of what is saturated red, 0 elsewhere."""
    strong = rgb[..., 0] >= _RED * np.maximum(rgb.sum(axis=2), 1e-6)
    return np.asarray(np.maximum(rgb[..., 0] - rgb[..., 1] - rgb[..., 2], 0) * strong, dtype=np.float32)


def _tiles(cells: NDArray[np.int8]) -> Floats:
    """The mean of every tile; those at the lower and right end may be smaller."""
    height, width = (-(-side // _TILE) * _TILE for side in cells.shape)
    padded = np.full((height, width), np.nan, np.float32)
    padded[: cells.shape[0], : cells.shape[1]] = cells
    blocks = padded.reshape(height // _TILE, _TILE, width // _TILE, _TILE)
    return np.asarray(np.nanmean(blocks, axis=(1, 3)), np.float32)


def _worst(swings: _Swings, *, red: bool) -> Flashing:
    """The most flashes that a quarter of the tiles have in one second; two turns are a flash."""
    worst = Flashing(0.0, 0.0, red)
    if not swings.turns:
        return worst
    sums = np.cumsum(np.stack([turned.ravel() for turned in swings.turns]), axis=0, dtype=np.int32)
    least = int(np.ceil(_AREA * sums.shape[1]))
    ends = np.searchsorted(swings.times, np.asarray(swings.times) + _WINDOW_S, side="left") - 1
    for first, end in enumerate(ends):
        inside = sums[end] - (sums[first - 1] if first else 0)
        # the turns that the area has whose every tile turned so often or oftener
        count = float(np.partition(inside, -least)[-least] // 2)
        if count > worst.most:
            worst = Flashing(count, swings.times[first], red)
    return worst
