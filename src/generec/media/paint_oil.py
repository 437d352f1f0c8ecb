"""The look `oil`: thick strokes that follow the forms, on canvas."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.media.easel import Easel, grain
from generec.media.motion import Floats, Motion, Steady
from generec.media.paint_kernels import lit, strokes

_SEED = 31
_BRISTLES = 64
_MOST_NEW = 0.6
"""Share of a picture near what its motion does not explain from which it is painted whole."""
_COLOUR, _CONTRAST = 1.42, 1.08
_PIGMENT = np.hstack(
    [_CONTRAST * (_COLOUR * np.eye(3) + (1 - _COLOUR) / 3), np.full((3, 1), 128 * (1 - _CONTRAST))]
)
"""Matrix and offset (3, 4) that draw colours away from grey, and grey from its middle."""


class _Layer(NamedTuple):
    """Strokes of one brush: half length and half width (px at 480 lines), spacing, what sets them off."""

    length: float
    width: float
    spacing: float
    gate: float


_LAYERS = (
    _Layer(length=34.0, width=9.5, spacing=18.0, gate=0.0),
    _Layer(length=24.0, width=6.5, spacing=13.0, gate=10.0),
    _Layer(length=13.0, width=3.3, spacing=6.4, gate=13.0),
)
"""From the large brush to the small; a smaller one paints where what is there differs by its gate."""


class Oil(Easel):
    """Three brushes, each stroke of one colour and along the edges, lit from above left.

    After Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes", SIGGRAPH 1998,
    and "Fast paint texture", NPAR 2002. Strokes have fixed places, so that they do not swim.
    """

    work_side = 300

    def __init__(self) -> None:
        super().__init__()
        self._result = Steady(0.85)
        self._tensor: Floats | None = None
        self._angles: Floats
        self._patched = False
        rng = np.random.default_rng(_SEED)
        rows = rng.standard_normal((_BRISTLES, 33)).astype(np.float32)
        self._bristles = np.asarray(cv2.GaussianBlur(rows, (3, 1), 0), np.float32)
        self._places: list[NDArray[np.float32]]
        self._swirl: Floats
        self._canvas: Floats

    def prepare(self, height: int, width: int) -> None:
        """Set the places of the strokes, the drift of strokes in plain areas, and the canvas."""
        super().prepare(height, width)
        self._tensor, self._patched = None, False
        unit = max(self.unit, 0.25)
        self._places = [
            _places(height, width, spacing=max(2.0, layer.spacing * unit), seed=_SEED + i)
            for i, layer in enumerate(_LAYERS)
        ]
        half = max(1, height // 2), max(1, width // 2)
        angle = 0.9 + 1.0 * grain(*half, sizes=(30 * unit,), seed=_SEED + 9)
        self._swirl = np.stack([np.cos(2 * angle), np.sin(2 * angle)], axis=2).astype(np.float32)
        x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        step = max(3.0, 3.4 * unit)
        self._canvas = 0.09 * np.sin(2 * np.pi * x / step) * np.sin(2 * np.pi * y / step)

    def paint(self, image: Image, motion: Motion | None) -> Image:
        """Every second frame is painted; on one between, only what the motion does not explain."""
        spots = None if motion is None or self._patched else self._spots(image, motion)
        self._patched = spots is not None
        if motion is not None and spots is not None:
            return self._result.patched(self._painted(image, self._angles, spots), motion)
        self._angles = self._angle(image, fresh=motion is None)
        return self._result(self._painted(image, self._angles, self._places), motion)

    def _spots(self, image: Image, motion: Motion) -> list[NDArray[np.float32]] | None:
        """The strokes that reach what the motion does not explain; None where that is most of the picture."""
        trust = motion.at(image.shape[1], image.shape[0]).trust
        reach = 2 * round(1.2 * _LAYERS[0].length * max(self.unit, 0.25)) + 1
        near = cv2.dilate(np.asarray(trust < 1, np.uint8), np.ones((reach, reach), np.uint8))
        if near.mean() > _MOST_NEW:
            return None
        limits = np.array(near.shape[::-1]) - 1
        inside = ((places, np.minimum(places[:, :2].astype(np.int64), limits)) for places in self._places)
        return [places[near[at[:, 1], at[:, 0]] > 0] for places, at in inside]

    def _painted(self, image: Image, angle: Floats, strokes_of: list[NDArray[np.float32]]) -> Image:
        """Large strokes, smaller ones where they are needed, light."""
        rich = _rich(image)
        painted = cv2.GaussianBlur(rich, (0, 0), max(0.8, 5 * self.unit)).astype(np.float32)
        height = np.zeros(image.shape[:2], np.float32)
        for layer, places in zip(_LAYERS, strokes_of, strict=True):
            unit = max(self.unit, 0.25)
            soft = cv2.GaussianBlur(rich, (0, 0), max(0.5, 0.45 * layer.width * unit))
            strokes(
                soft,
                painted.copy(),
                layer.gate,
                angle,
                places,
                self._bristles,
                max(1.5, layer.length * unit),
                max(0.8, layer.width * unit),
                painted,
                height,
            )
        return self._lit(painted, height)

    def _angle(self, image: Image, *, fresh: bool) -> Floats:
        """Direction of strokes, in radians, at half the size: along edges, drifting where there are none."""
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        size = self._swirl.shape[1], self._swirl.shape[0]
        half = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        gx, gy = (cv2.Sobel(half, cv2.CV_32F, *way, ksize=3) for way in ((1, 0), (0, 1)))
        both = cv2.merge([gy * gy - gx * gx, -2 * gx * gy])
        tensor = cv2.GaussianBlur(both, (0, 0), max(0.5, 2.0 * self.unit)) + 350.0 * self._swirl
        if self._tensor is not None and not fresh:
            tensor = 0.75 * self._tensor + 0.25 * tensor
        self._tensor = np.asarray(tensor, np.float32)
        return np.asarray(0.5 * cv2.phase(self._tensor[..., 0], self._tensor[..., 1]), np.float32)

    def _lit(self, painted: Floats, height: Floats) -> Image:
        out = np.empty(painted.shape, np.uint8)
        lit(painted, height + self._canvas, 15.0, 52.0, out)
        return out


def _places(height: int, width: int, *, spacing: float, seed: int) -> NDArray[np.float32]:
    """Strokes (n, 5) in the order of painting: x, y, change of angle, of lightness, and bristle row."""
    rng = np.random.default_rng(seed)
    rows, columns = max(1, round(height / spacing)), max(1, round(width / spacing))
    y, x = np.meshgrid(np.arange(rows) + 0.5, np.arange(columns) + 0.5, indexing="ij")
    spots = np.stack([x.ravel(), y.ravel()], axis=1) + rng.uniform(-0.5, 0.5, (rows * columns, 2))
    spots *= (width / columns, height / rows)
    more = np.stack(
        [
            rng.normal(0, 0.12, len(spots)),
            rng.normal(0, 11.0, len(spots)),
            rng.integers(0, _BRISTLES, len(spots)),
        ],
        axis=1,
    )
    return np.concatenate([spots, more], axis=1).astype(np.float32)[rng.permutation(len(spots))]


def _rich(image: Image) -> Image:
    """Deeper colour: pigment in oil."""
    return np.asarray(np.clip(cv2.transform(image, _PIGMENT), 0, 255), np.uint8)
