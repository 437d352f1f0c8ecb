"""The look `watercolor`: thin washes on rough white paper, darker where they dried."""

from __future__ import annotations

import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media.easel import Easel, enlarged, flattened, grain, lookup, shrunk
from generec.media.motion import Drift, Floats, Layer, Motion, Steady, laid
from generec.media.paint_kernels import aside, glaze

_PAPER = np.array([252, 250, 244], np.float32) / 255
_SEED = 21
_WASH_SIDE = 270


class Watercolor(Easel):
    """Flat washes whose borders wander with the paper, with dark rims, granulation and a bare margin.

    Pigment density after Bousseau et al., "Interactive watercolor rendering with temporal coherence
    and abstraction", NPAR 2006: C' = C - (C - C^2)(d - 1).
    """

    work_side = 400

    def __init__(self) -> None:
        super().__init__()
        self._result = Steady(0.85, sharp=1.15)
        self._drift = Drift()
        levels = np.arange(256) / 255
        self._light = lookup(255 * (0.20 + 0.80 * levels**0.72))
        self._chroma = lookup(128 + 1.35 * (np.arange(256) - 128))
        self._ground: Layer
        self._scales: Floats
        self._margin: Floats
        self._bare: Floats
        self._paper: Layer

    def prepare(self, height: int, width: int) -> None:
        """Lay the paper: its wander, its grain, its margin."""
        super().prepare(height, width)
        unit = max(self.unit, 0.3)
        wander = [
            grain(height, width, sizes=(2.5 * unit, 9 * unit), seed=_SEED + i) * 1.4 * unit for i in (0, 1)
        ]
        x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        tooth = grain(height, width, sizes=(max(0.7, unit), 1.8 * unit), seed=_SEED + 2)
        clouds = grain(height, width, sizes=(14 * unit, 45 * unit), seed=_SEED + 3)
        relief = 1 + 0.02 * (np.roll(tooth, 1, axis=0) - np.roll(tooth, -1, axis=1))
        fields = [*wander, 0.17 * tooth + 0.22 * clouds, relief - 1]
        most = [max(float(np.abs(field).max()), 1e-6) for field in fields]
        self._ground = laid(
            *(
                np.asarray(0.5 + field / (2 * top), np.float32)
                for field, top in zip(fields, most, strict=True)
            )
        )
        self._scales = np.array(most, np.float32) / np.float32(127.5)
        edge = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
        ragged = edge + 5 * unit * grain(height, width, sizes=(4 * unit, 16 * unit), seed=_SEED + 4)
        self._margin = np.asarray(np.clip((ragged - 13 * unit) / (3 * unit), 0, 1), np.float32)
        self._bare = 1 - self._margin
        shade = np.clip(_PAPER * relief[..., None], 0, 1)
        self._paper = (255 * shade).astype(np.uint8)

    def paint(self, image: Image, motion: Motion | None) -> Image:
        """The wash, its rims, the paper."""
        small = shrunk(image, _WASH_SIDE)
        share = small.shape[0] / image.shape[0]
        flat = flattened(small, reach=6.4 * self.unit * share, rounds=3, strength=36)
        lab = cv2.cvtColor(flat, cv2.COLOR_RGB2LAB)
        chroma = [cv2.LUT(lab[..., c], self._chroma) for c in (1, 2)]
        bright = cv2.merge([cv2.LUT(lab[..., 0], self._light), *chroma])
        wash = enlarged(cv2.cvtColor(bright, cv2.COLOR_LAB2RGB), image)
        ground = self._drift(self._ground, motion, image.shape[1], image.shape[0])
        x, y = np.empty(image.shape[:2], np.float32), np.empty(image.shape[:2], np.float32)
        aside(ground, self._scales, x, y)
        wandered = cv2.remap(wash, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        out = np.empty_like(image)
        glaze(wandered, ground, self._scales, self._rims(wandered), out)
        return self._framed(self._result(out, motion))

    def _framed(self, painted: Image) -> Image:
        """The painting inside the bare margin, which stays where it is."""
        return np.asarray(cv2.blendLinear(painted, self._paper, self._margin, self._bare), np.uint8)

    def _rims(self, wash: Image) -> Floats:
        """Where pigment gathers (h, w): along the borders of washes, and of the painted field."""
        grey = cv2.cvtColor(wash, cv2.COLOR_RGB2GRAY)
        field = cv2.multiply(grey, self._margin, scale=1 / 255, dtype=cv2.CV_32F)
        soft = cv2.GaussianBlur(cv2.add(field, self._bare), (0, 0), max(0.6, 1.3 * self.unit))
        gx, gy = (
            cv2.Sobel(soft, cv2.CV_32F, *way, ksize=3, scale=1.5 * self.unit) for way in ((1, 0), (0, 1))
        )
        return np.asarray(cv2.min(cv2.magnitude(gx, gy), 0.9), np.float32)
