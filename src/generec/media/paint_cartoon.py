"""The look `cartoon`: flat bright tones inside dark outlines."""

from __future__ import annotations

import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media.easel import FLAT_SIDE, Easel, enlarged, flattened, lookup, shrunk
from generec.media.lines import drawn
from generec.media.motion import Motion, Steady

_TONES = 7
_CRISP = 5.0
_COLOUR = 1.45


class Cartoon(Easel):
    """Bilateral flattening, soft steps of lightness, more colour, ink lines along the edges.

    After Winnemöller et al., "Real-time video abstraction", SIGGRAPH 2006, with the lines of
    `generec.media.lines`.
    """

    work_side = 400

    def __init__(self) -> None:
        super().__init__()
        self._result = Steady(0.7, sharp=1.04)
        levels = np.arange(256) / 255 * _TONES
        near = np.round(levels)
        soft = near + 0.5 * np.tanh(_CRISP * (levels - near)) / np.tanh(_CRISP / 2)
        # Steps of lightness, lifted: comics are printed on white.
        self._steps = lookup(255 * np.clip(soft / _TONES, 0, 1) ** 0.82)
        self._chroma = lookup(128 + _COLOUR * (np.arange(256) - 128))

    def paint(self, image: Image, motion: Motion | None) -> Image:
        """Tones below, ink above."""
        small = shrunk(image, FLAT_SIDE)
        reach = 4 * self.unit * small.shape[0] / image.shape[0]
        flat = flattened(small, reach=reach, rounds=3, strength=32)
        lab = cv2.cvtColor(flat, cv2.COLOR_RGB2LAB)
        grey = np.asarray(enlarged(lab[..., 0], image), np.uint8)
        ink = drawn(grey, flat, unit=self.unit, width=1.1, sure=0.9)
        layers = [cv2.LUT(lab[..., 0], self._steps), *(cv2.LUT(lab[..., c], self._chroma) for c in (1, 2))]
        tones = enlarged(cv2.cvtColor(cv2.merge(layers), cv2.COLOR_LAB2RGB), image)
        inked = np.asarray(cv2.multiply(tones, cv2.merge([ink] * 3), scale=1 / 255), np.uint8)
        return self._result(inked, motion)
