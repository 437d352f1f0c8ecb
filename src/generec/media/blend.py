"""A painter at less than its full strength."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media.chain import Painter


class Blended:
    """What a painter makes of a frame, mixed with the frame."""

    def __init__(self, painter: Painter, strength: float) -> None:
        """`strength` in (0, 1] is the painting's share."""
        self._painter, self._strength = painter, strength

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The mixed frame (h, w, 3)."""
        painted = self._painter(image, at_s=at_s)
        return np.asarray(cv2.addWeighted(painted, self._strength, image, 1 - self._strength, 0), np.uint8)

    @classmethod
    def of(cls, make: Callable[[], Painter], strength: float) -> Callable[[], Painter]:
        """What gives a new mixed painter, where `make` gives a new painter."""
        return make if strength == 1.0 else lambda: cls(make(), strength)
