"""How a picture moved since the one before, and layers that are steadied by it.

What is drawn anew for each frame flickers: noise tips every threshold. A steadied layer keeps a
share of what was drawn before, carried along by optical flow, wherever the flow explains the picture
(after Lang et al., "Practical temporal consistency for image-based graphics applications", 2012).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image

Floats = NDArray[np.float32]
Layer = NDArray[np.uint8]

_GUIDE_SIDE = 320
"""Longest side of the picture in which motion is sought: flow is smooth, and this takes 4 ms."""
_CUT = 38.0
"""Mean difference of grey values, the flow undone, that only another scene shows."""
_STILL_PX, _MOVING_PX = 0.12, 0.4
"""Motion below the first, in pixels of the guide, is none: it is noise, and resampling blurs."""
_CORNER, _AROUND = 4e-5, 31
"""The smaller eigenvalue of a clear corner (noise has a tenth), and how far flow is borrowed, in pixels."""
_MOST_GAIN = 2.0
SURE = 0.9
"""Trust from which a place need not be drawn anew at each frame."""
_COARSER = 4
"""Pixels of the picture to one of the field of ways."""
_STRETCHED = 0.4
"""Mean stretch of a texture at which it is laid anew."""


class Maps(NamedTuple):
    """How far off each pixel was before, in pixels (h, w); how sure that is, and whether it moved.

    `trust` and `moved` (h, w) are in [0, 1].
    """

    dx: Floats
    dy: Floats
    trust: Floats
    moved: Floats


class Motion:
    """How a picture moved, known at a small size and given at any."""

    def __init__(self, flow: Floats, trust: Floats) -> None:
        """`flow` (h, w, 2) points, in pixels, to where things were; `trust` (h, w) in [0, 1]."""
        self._flow, self._trust = flow, trust
        self._maps: dict[tuple[int, int], Maps] = {}

    def at(self, width: int, height: int) -> Maps:
        """The maps for a layer of that size."""
        if (width, height) not in self._maps:
            scale = width / self._flow.shape[1], height / self._flow.shape[0]
            ways = [cv2.multiply(way, share) for way, share in zip(cv2.split(self._flow), scale, strict=True)]
            moved = np.minimum(cv2.magnitude(*ways) / np.float32(_MOVING_PX), np.float32(1.0))
            self._maps[width, height] = Maps(
                *(
                    np.asarray(cv2.resize(field, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
                    for field in (*ways, self._trust, moved)
                )
            )
        return self._maps[width, height]


class _Finder(ABC):
    """Looks at each picture beside the last one."""

    def __init__(self) -> None:
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._before: Layer | None = None

    def __call__(self, image: Image) -> Motion | None:
        """`image` is (h, w, 3) RGB, of one size throughout."""
        guide = _guide(image)
        before, self._before = self._before, guide
        return None if before is None else self._between(before, guide)

    @abstractmethod
    def _between(self, before: Layer, guide: Layer) -> Motion | None:
        """The motion from one guide to the next."""


class CutFinder(_Finder):
    """No motion: no way and no trust; None for the first picture and after a cut."""

    def _between(self, before: Layer, guide: Layer) -> Motion | None:
        # Most pictures are told from another scene without a look at how they moved.
        if cv2.absdiff(guide, before).mean() > _CUT:
            moved = _carried(before, self._flow.calc(guide, before, None))
            if cv2.absdiff(guide, moved).mean() > _CUT:
                return None
        return Motion(np.zeros((*guide.shape, 2), np.float32), np.zeros(guide.shape, np.float32))


class MotionFinder(_Finder):
    """Motion of each picture since the last one; None for the first and after a cut."""

    def _between(self, before: Layer, guide: Layer) -> Motion | None:
        raw = self._flow.calc(guide, before, None)
        moved = _compelled(guide, before, raw)
        flow = self._calmed(_borrowed(raw, moved, guide))
        apart = cv2.absdiff(guide, _carried(before, flow))
        if apart.mean() > _CUT:
            return None
        worst = cv2.dilate(cv2.blur(apart, (3, 3)), np.ones((3, 3), np.uint8)).astype(np.float32)
        trust = np.clip(1.6 - worst / 14.0, 0.0, 1.0)
        return Motion(flow, np.asarray(trust, np.float32))

    @staticmethod
    def _calmed(flow: Floats) -> Floats:
        ways = cv2.split(flow)
        share = np.clip((cv2.magnitude(*ways) - _STILL_PX) / (_MOVING_PX - _STILL_PX), 0.0, 1.0)
        return np.asarray(cv2.merge([cv2.multiply(way, share) for way in ways]), np.float32)


def _guide(image: Image) -> Layer:
    """The grey picture in which motion is sought."""
    height, width = image.shape[:2]
    scale = min(1.0, _GUIDE_SIDE / max(height, width))
    size = max(16, round(width * scale)), max(16, round(height * scale))
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (3, 3), 0), np.uint8)


def _carried(before: Layer, flow: Floats) -> Layer:
    grid_x, grid_y = _grid(before.shape[1], before.shape[0])
    there = grid_x + flow[..., 0], grid_y + flow[..., 1]
    return np.asarray(cv2.remap(before, *there, cv2.INTER_LINEAR, borderValue=(255.0,)), np.uint8)


def _compelled(guide: Layer, before: Layer, flow: Floats) -> Floats:
    """0 where no motion explains the picture about as well as the flow does, up to 1 (h, w)."""
    still, moved = (
        cv2.blur(cv2.absdiff(guide, other).astype(np.float32), (9, 9))
        for other in (before, _carried(before, flow))
    )
    return np.asarray(np.clip((still - 1.3 * moved - 0.2) / (0.3 * moved + 0.3), 0.0, 1.0), np.float32)


def _borrowed(flow: Floats, moved: Floats, guide: Layer) -> Floats:
    """The flow where the picture says what it is, and elsewhere that of what lies around.

    Corners tell motion from rest, edges only where they `moved`; in plain areas flow follows noise.
    """
    calm = cv2.GaussianBlur(guide, (0, 0), 1.5)
    corners = (cv2.cornerMinEigenVal(calm, 7, ksize=3) / np.float32(_CORNER)) ** 2
    sure = np.maximum(corners / (corners + 1), moved * np.float32(0.7))
    ways = [cv2.multiply(way, moved) for way in cv2.split(flow)]
    weighed = cv2.merge([*(cv2.multiply(way, sure) for way in ways), sure])
    # A mean over so many pixels is as good at half the size.
    total = cv2.resize(weighed, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    mean = np.float32(0.02) * np.array(cv2.mean(total)[:3], np.float32) + np.float32(1e-6)
    for _ in range(2):
        total = cv2.blur(total, (_AROUND // 2, _AROUND // 2))
    total += mean
    *along, weight = cv2.split(total)
    half = cv2.merge([cv2.divide(way, weight) for way in along])
    around = cv2.resize(half, flow.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.blendLinear(cv2.merge(ways), around, sure, 1 - sure), np.float32)


def _taken_along(layer: Layer, maps: Maps) -> Layer:
    """The layer (h, w) or (h, w, n) as the motion has carried it.

    Bicubic to twice the size and bilinear from there: nearly as crisp as bicubic, in a tenth of its time.
    """
    twice = cv2.resize(layer, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    x, y = (
        cv2.scaleAdd(way, 2.0, grid)
        for way, grid in zip(maps[:2], _twice(layer.shape[1], layer.shape[0]), strict=True)
    )
    past = cv2.remap(twice, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    still = np.asarray(maps.moved == 0, np.uint8)
    return np.asarray(cv2.copyTo(layer, still, past), np.uint8)


class Steady:
    """One layer of a painting, each time blended with what it was before, and as sharp as when drawn anew.

    Carrying a layer along resamples it, and blending averages its detail away. Both are given back:
    the finest band is raised until the Laplacian varies as much as that of the new layer.
    """

    def __init__(self, keep: float, *, sharp: float = 1.0) -> None:
        """`keep` in [0, 1) is the share of the past where the motion is sure.

        `sharp` is how sharp the result is beside a new layer, for new layers that themselves are softer
        than a first one.
        """
        self._keep, self._sharp = keep, sharp
        self._before: Layer | None = None
        self._goal = 0.0

    def __call__(self, layer: Layer, motion: Motion | None) -> Layer:
        """The steadied layer, (h, w) or (h, w, n)."""
        if motion is not None and self._before is not None and self._before.shape == layer.shape:
            maps = motion.at(layer.shape[1], layer.shape[0])
            share = maps.trust * np.float32(self._keep)
            mask = np.asarray(maps.moved > 0.5, np.uint8)
            self._goal = self._sharp * _detail(layer, mask)
            layer = self._mixed(layer, self._before, maps, share)
        self._before = layer
        return layer

    def patched(self, layer: Layer, motion: Motion) -> Layer:
        """What was before, carried along, and the layer only where the motion is less than `SURE`.

        For layers that are drawn only there, between whole ones. Raises `ValueError` before the first layer.
        """
        if self._before is None:
            raise ValueError("there is nothing to patch")
        maps = motion.at(layer.shape[1], layer.shape[0])
        rest = np.float32(1 - self._keep) * np.maximum((maps.trust - SURE) / np.float32(1 - SURE), 0)
        self._before = self._mixed(layer, self._before, maps, maps.trust * np.float32(self._keep) + rest)
        return self._before

    def carried(self, motion: Motion) -> Layer:
        """What was before, carried along, for a layer that is not drawn at all.

        Raises `ValueError` before the first layer.
        """
        if self._before is None:
            raise ValueError("there is nothing to carry along")
        maps = motion.at(self._before.shape[1], self._before.shape[0])
        self._before = _as_sharp(_taken_along(self._before, maps), self._goal, maps.moved)
        return self._before

    def _mixed(self, layer: Layer, before: Layer, maps: Maps, share: Floats) -> Layer:
        past = _taken_along(before, maps)
        mixed = np.asarray(cv2.blendLinear(past, layer, share, np.float32(1.0) - share), np.uint8)
        return _as_sharp(mixed, self._goal, maps.moved)


def _as_sharp(layer: Layer, goal: float, moved: Floats) -> Layer:
    """The layer with as much fine detail as `goal`, within reason, where it `moved`.

    What stands still was not resampled: there the model's noise is all that is missing.
    """
    mask = np.asarray(moved > 0.5, np.uint8)
    gain = min(goal / max(_detail(layer, mask), 0.1), _MOST_GAIN) - 1
    if gain <= 0:
        return layer
    soft = cv2.GaussianBlur(layer, (0, 0), 0.7)
    # The band above the blur holds about 0.7 of what the Laplacian sees.
    more = gain / 0.7
    sharp = cv2.addWeighted(layer, 1 + more, soft, -more, 0)
    return np.asarray(cv2.blendLinear(sharp, layer, moved, 1 - moved), np.uint8)


def _detail(layer: Layer, mask: Layer) -> float:
    """Deviation of the Laplacian of the luma where the mask is set."""
    grey = layer if layer.ndim == 2 else cv2.cvtColor(layer, cv2.COLOR_RGB2GRAY)
    return float(cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S), mask=mask)[1][0, 0])


class Drift:
    """How far what is on screen has moved since the scene began, for a texture that goes along with it.

    A texture read through these maps stays as crisp as it was laid: what is carried from frame to
    frame is the smooth field of ways, not the texture (after Bousseau et al., "Video watercolorization
    using bidirectional texture advection", SIGGRAPH 2007). Where motion is unknown, the way is
    that of what lies around.
    """

    def __init__(self) -> None:
        self._way: Floats | None = None

    def __call__(self, texture: Layer, motion: Motion | None, width: int, height: int) -> Layer:
        """The texture as it lies on a picture of that size; it is of twice the size, see `laid`."""
        size = max(4, width // _COARSER), max(4, height // _COARSER)
        if motion is None or self._way is None or self._way.shape[:2] != size[::-1]:
            self._way = np.zeros((size[1], size[0], 2), np.float32)
        else:
            self._way = self._moved(self._way, motion, size)
        scale = 2 * width / size[0], 2 * height / size[1]
        full = (
            cv2.resize(cv2.multiply(way, share), (width, height), interpolation=cv2.INTER_LINEAR)
            for way, share in zip(cv2.split(self._way), scale, strict=True)
        )
        x, y = (cv2.add(a, b) for a, b in zip(full, _twice(width, height), strict=True))
        return np.asarray(cv2.remap(texture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.uint8)

    @staticmethod
    def _moved(way: Floats, motion: Motion, size: tuple[int, int]) -> Floats:
        maps = motion.at(*size)
        grid_x, grid_y = _grid(*size)
        there = grid_x + maps.dx, grid_y + maps.dy
        carried = cv2.remap(way, *there, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        carried += np.stack([maps.dx, maps.dy], axis=2)
        weight = maps.trust + np.float32(0.01)
        soft = cv2.GaussianBlur(carried * weight[..., None], (0, 0), 1.5)
        around = soft / cv2.GaussianBlur(weight, (0, 0), 1.5)[..., None]
        across, down = (np.diff(around, axis=axis) for axis in (1, 0))
        if max(np.abs(across).mean(), np.abs(down).mean()) > _STRETCHED:
            around = np.broadcast_to(around.mean(axis=(0, 1)), around.shape)
        return np.asarray(around, np.float32)


def laid(*fields: Floats) -> Layer:
    """Fields (h, w) in [0, 1] as one texture (2 h, 2 w, n): large enough to be read between pixels."""
    one = cv2.merge([np.asarray(np.clip(field * 255 + 0.5, 0, 255), np.uint8) for field in fields])
    return np.asarray(cv2.resize(one, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


@lru_cache(maxsize=8)
def _grid(width: int, height: int) -> tuple[Floats, Floats]:
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return x, y


@lru_cache(maxsize=8)
def _twice(width: int, height: int) -> tuple[Floats, Floats]:
    """The grid in a picture of twice the size, whose pixels lie on both sides of it."""
    x, y = _grid(width, height)
    return 2 * x + np.float32(0.5), 2 * y + np.float32(0.5)
