"""How a picture moved since the one before, and layers that are steadied by it.

What is drawn anew for each frame flickers: noise tips every threshold. A steadied layer keeps a
share of what was drawn before, carried along by optical flow, wherever the flow explains the picture
(after Lang et al., "Practical temporal consistency for image-based graphics applications", 2012).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image

Floats = NDArray[np.float32]
Layer = NDArray[np.uint8]

_GUIDE_SIDE = 224
"""Longest side of the picture in which motion is sought: flow is smooth, and this takes 2 ms."""
_CUT = 38.0
"""Mean difference of grey values, the flow undone, that only another scene shows."""
_STILL_PX, _MOVING_PX = 0.12, 0.4
"""Motion below the first, in pixels of the guide, is none: it is noise, and resampling blurs."""


class Maps(NamedTuple):
    """Where each pixel was before, as maps (h, w) for `cv2.remap`, and how sure that is, in [0, 1]."""

    x: Floats
    y: Floats
    trust: Floats


class Motion:
    """How a picture moved, known at a small size and given at any."""

    def __init__(self, flow: Floats, trust: Floats) -> None:
        """`flow` (h, w, 2) points, in pixels, to where things were; `trust` (h, w) in [0, 1]."""
        self._flow, self._trust = flow, trust
        self._maps: dict[tuple[int, int], Maps] = {}

    def at(self, width: int, height: int) -> Maps:
        """The maps for a layer of that size."""
        if (width, height) not in self._maps:
            flow = cv2.resize(self._flow, (width, height), interpolation=cv2.INTER_LINEAR)
            scale = width / self._flow.shape[1], height / self._flow.shape[0]
            grid_x, grid_y = _grid(width, height)
            x = grid_x + flow[..., 0] * np.float32(scale[0])
            y = grid_y + flow[..., 1] * np.float32(scale[1])
            trust = cv2.resize(self._trust, (width, height), interpolation=cv2.INTER_LINEAR)
            self._maps[width, height] = Maps(x, y, trust)
        return self._maps[width, height]


class MotionFinder:
    """Motion of each picture since the last one; None for the first and after a cut."""

    def __init__(self) -> None:
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._before: Layer | None = None

    def __call__(self, image: Image) -> Motion | None:
        """`image` is (h, w, 3) RGB, of one size throughout."""
        height, width = image.shape[:2]
        scale = min(1.0, _GUIDE_SIDE / max(height, width))
        size = max(16, round(width * scale)), max(16, round(height * scale))
        small = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
        guide = np.asarray(cv2.GaussianBlur(small, (3, 3), 0), np.uint8)
        before, self._before = self._before, guide
        if before is None:
            return None
        flow = self._calmed(self._flow.calc(guide, before, None))
        grid_x, grid_y = _grid(guide.shape[1], guide.shape[0])
        carried = cv2.remap(
            before, grid_x + flow[..., 0], grid_y + flow[..., 1], cv2.INTER_LINEAR, borderValue=(255.0,)
        )
        apart = cv2.absdiff(guide, carried)
        if apart.mean() > _CUT:
            return None
        worst = cv2.dilate(cv2.blur(apart, (3, 3)), np.ones((3, 3), np.uint8)).astype(np.float32)
        trust = np.clip(1.6 - worst / 9.0, 0.0, 1.0)
        return Motion(flow, np.asarray(trust, np.float32))

    @staticmethod
    def _calmed(flow: Floats) -> Floats:
        length = np.hypot(flow[..., 0], flow[..., 1])
        share = np.clip((length - _STILL_PX) / (_MOVING_PX - _STILL_PX), 0.0, 1.0)
        return np.asarray(flow * share[..., None], np.float32)


class Steady:
    """One layer of a painting, each time blended with what it was before."""

    def __init__(self, keep: float) -> None:
        """`keep` in [0, 1) is the share of the past where the motion is sure."""
        self._keep = keep
        self._before: Layer | None = None

    def __call__(self, layer: Layer, motion: Motion | None) -> Layer:
        """The steadied layer, (h, w) or (h, w, n)."""
        if motion is not None and self._before is not None and self._before.shape == layer.shape:
            maps = motion.at(layer.shape[1], layer.shape[0])
            past = cv2.remap(self._before, maps.x, maps.y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
            share = maps.trust * np.float32(self._keep)
            layer = np.asarray(cv2.blendLinear(past, layer, share, np.float32(1.0) - share), np.uint8)
        self._before = layer
        return layer


@lru_cache(maxsize=8)
def _grid(width: int, height: int) -> tuple[Floats, Floats]:
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return x, y
