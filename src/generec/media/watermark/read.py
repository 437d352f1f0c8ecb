"""Find a watermark again, and read it: in whole clips, all frames vote."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.media.watermark.code import CODED, decoded, encoded_all
from generec.media.watermark.plane import CELL, SIDE, Plane, plane

__all__ = ["FOUND", "Ballot", "Reading"]

FOUND = 6.5
"""Score (standard deviations of chance) from which a grid counts as found."""
_FINE = 2
"""Samples a cell has on a side while the grid is looked for."""
_SPAN = 256
"""Such samples of the plane on a side that are looked at."""
_SCALES = tuple(np.arange(0.88, 1.1401, 0.01).tolist())
"""Scales that are tried, for pictures cropped and stretched back."""
_TRIED = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found: `score` of the grid in standard deviations of chance, `soft` the (216,) votes by bit.

    `payload` is None where nothing was found or its check sum is wrong.
    """

    score: float
    soft: NDArray[np.float32]
    payload: int | None

    @property
    def found(self) -> bool:
        """Whether there is a mark under this key."""
        return self.score >= FOUND

    def agrees(self, payload: int) -> float:
        """How well the votes agree with a known payload, in standard deviations of chance."""
        return float(self.agree(np.array([payload]))[0])

    def agree(self, payloads: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n,) the same for many payloads."""
        norm = float(np.linalg.norm(self.soft))
        return encoded_all(payloads) @ self.soft / np.float32(norm or 1.0)


class Ballot:
    """Collects what frames say, whatever the key; then any number of keys can be tried."""

    def __init__(self) -> None:
        self._sum: NDArray[np.float32] | None = None

    def add(self, luma: NDArray[np.uint8]) -> None:
        """One frame, (h, w) luma; the first one's shape counts."""
        height, width = luma.shape
        scale = SIDE / math.sqrt(width * height)
        size = round(width * scale), round(height * scale)
        if self._sum is not None:
            size = self._sum.shape[1], self._sum.shape[0]
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        said = _even(cv2.resize(luma, size, interpolation=how).astype(np.float32), floor=0.3)
        self._sum = said if self._sum is None else self._sum + said

    def extend(self, frames: Iterable[NDArray[np.uint8]]) -> Ballot:
        """Many frames; returns itself."""
        for luma in frames:
            self.add(luma)
        return self

    def mirrored(self) -> Ballot:
        """What the same frames would have said, seen in a mirror."""
        out = Ballot()
        out._sum = None if self._sum is None else np.ascontiguousarray(self._sum[:, ::-1])
        return out

    def cells(self) -> NDArray[np.float32]:
        """(h, w) the votes of the cells where a mark is put, before any key; spread 1, at most 2.5."""
        assert self._sum is not None
        return _evened(_sampled(_white(_even(self._sum, floor=0.01)), _Place()))

    def read(self, key: bytes, *, search: bool = True) -> Reading:
        """The mark under a key. Without `search` only where it was put, not where cropping moved it."""
        if self._sum is None:
            return Reading(0.0, np.zeros(CODED, dtype=np.float32), None)
        field, secret = _white(_even(self._sum, floor=0.01)), plane(key)
        best = _vote(field, secret, _Place())
        if search and best.score < FOUND:
            best = max(best, _searched(field, secret), key=lambda one: one.score)
        return best


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the grid lies: units of the picture a unit of the plane has, and cells it begins at."""

    wide: float = 1.0
    high: float = 1.0
    x: float = 0.0
    y: float = 0.0


def _even(values: NDArray[np.float32], *, floor: float) -> NDArray[np.float32]:
    """What is finer than cells, at the same strength everywhere: edges do not outvote flat parts."""
    fine = values - cv2.GaussianBlur(values, (0, 0), CELL * 0.8)
    spread = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), CELL)) + floor
    return np.asarray(np.clip(fine / spread, -2.0, 2.0), dtype=np.float32)


def _white(field: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same with a flat spectrum, in which a pattern of chance stands out best."""
    spectrum = np.fft.rfft2(field)
    power = cv2.GaussianBlur(np.abs(spectrum) ** 2, (0, 0), 4) + 1e-9
    white = np.fft.irfft2(spectrum / np.sqrt(power), field.shape).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(white, (0, 0), CELL * 0.4))


def _sampled(field: NDArray[np.float32], place: _Place, *, fine: int = 1) -> NDArray[np.float32]:
    """The field at the middles of cells, `fine` samples a cell on a side."""
    height, width = field.shape
    sx, sy = CELL * place.wide / fine, CELL * place.high / fine
    ox, oy = -place.x * CELL * place.wide, -place.y * CELL * place.high
    size = max(1, int((width - ox) / sx)), max(1, int((height - oy) / sy))
    grid = np.array([[sx, 0, sx / 2 - 0.5 + ox], [0, sy, sy / 2 - 0.5 + oy]], dtype=np.float32)
    return np.asarray(cv2.warpAffine(field, grid, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP))


def _evened(cells: NDArray[np.float32]) -> NDArray[np.float32]:
    """Votes of which none outweighs many."""
    inside = cells[cells != 0.0]
    spread = float(inside.std()) if inside.size else 0.0
    return np.asarray(np.clip(cells / (spread or 1.0), -2.5, 2.5), dtype=np.float32)


def _vote(field: NDArray[np.float32], secret: Plane, place: _Place) -> Reading:
    """What the cells say if the grid lies there."""
    cells = _sampled(field, place)
    height, width = (min(a, b) for a, b in zip(cells.shape, secret.signs.shape, strict=True))
    cells, bits = cells[:height, :width], secret.bits[:height, :width]
    inside = cells != 0.0
    if not inside.any():
        return Reading(0.0, np.zeros(CODED, dtype=np.float32), None)
    said = _evened(cells) * secret.signs[:height, :width]
    beacon = said[(bits < 0) & inside]
    score = float(beacon.sum() / math.sqrt(max(1.0, float((beacon * beacon).sum()))))
    soft = np.bincount(bits[bits >= 0], weights=said[bits >= 0], minlength=CODED).astype(np.float32)
    return Reading(score, soft, decoded(soft) if score >= FOUND else None)


def _searched(field: NDArray[np.float32], secret: Plane) -> Reading:
    """The best reading over all places and scales: first with both sides alike, then each by itself."""
    beacon = cv2.resize(secret.beacon(), None, fx=_FINE, fy=_FINE, interpolation=cv2.INTER_NEAREST)
    spectrum = np.fft.rfft2(beacon[:_SPAN, :_SPAN])
    best = Reading(0.0, np.zeros(CODED, dtype=np.float32), None)
    for scales in ([(one, one) for one in _SCALES], itertools.product(_SCALES, _SCALES)):
        found = sorted((_peak(field, spectrum, *scale) for scale in scales), key=lambda one: -one[0])
        tried = (_sharpened(field, secret, place) for _, place in found[:_TRIED])
        best = max(best, *tried, key=lambda one: one.score)
        if best.found:
            break
    return best


def _peak(
    field: NDArray[np.float32], spectrum: NDArray[np.complex128], wide: float, high: float
) -> tuple[float, _Place]:
    """The highest correlation of the plane with the field at a scale, and where."""
    cells = _sampled(field, _Place(wide, high), fine=_FINE)[:_SPAN, :_SPAN]
    said = np.clip(cells / (float(cells.std()) or 1.0), -2.5, 2.5)
    match = np.fft.irfft2(spectrum * np.conj(np.fft.rfft2(said, (_SPAN, _SPAN))), (_SPAN, _SPAN))
    at = np.unravel_index(int(np.argmax(match)), match.shape)
    y, x = ((int(one) + _SPAN // 2) % _SPAN - _SPAN // 2 for one in at)
    return float(match.max()) / math.sqrt(said.size), _Place(wide, high, x / _FINE, y / _FINE)


def _sharpened(field: NDArray[np.float32], secret: Plane, place: _Place) -> Reading:
    """The best reading near a place: one number moved at a time, by smaller and smaller steps."""
    best = _vote(field, secret, place)
    for share in (1.0, 0.5, 0.25):
        for name, step in (("x", 0.5), ("y", 0.5), ("wide", 0.008), ("high", 0.008)):
            for way in (-step * share, step * share):
                moved = replace(place, **{name: getattr(place, name) + way})
                reading = _vote(field, secret, moved)
                if reading.score > best.score:
                    best, place = reading, moved
    return best
