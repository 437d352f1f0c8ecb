"""The look of an example: redrawn by a network that is handed in, and steadied."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media.easel import Easel
from generec.media.motion import SURE, Floats, Motion, Steady

_MOST_NEW = 0.05
"""Share of a picture that may lag by a frame, for want of an explanation, where a frame is not drawn."""
_WHITE = (255.0,) * 4


class Redrawn(Easel):
    """Frames redrawn by `redraw`, which takes and gives pictures (h, w, 3) in [0, 1].

    Networks that normalise over the picture shift its tones from frame to frame, and lay strokes anew:
    both are carried along with the motion, as in Ruder et al., "Artistic style transfer for
    videos", GCPR 2016.
    """

    def __init__(self, redraw: Callable[[Floats], Floats], *, side: int = 288) -> None:
        """Frames with a shorter side above `side` pixels are drawn smaller and enlarged."""
        super().__init__()
        self.work_side = side
        self._redraw = redraw
        self._result = Steady(0.85, sharp=1.1)
        self._between = False

    def paint(self, image: Image, motion: Motion | None) -> Image:
        """Every second frame goes through the network; one between is carried there, if the motion can."""
        height, width = image.shape[:2]
        self._between = motion is not None and not self._between and self._explained(motion, width, height)
        if motion is not None and self._between:
            return self._result.carried(motion)
        # A network sees nothing in less than a few blocks.
        below, right = max(0, 32 - height), max(0, 32 - width)
        whole = cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE)
        drawn = self._redraw(whole * np.float32(1 / 255))[:height, :width]
        return self._result(cv2.multiply(drawn, _WHITE, dtype=cv2.CV_8U), motion)

    @staticmethod
    def _explained(motion: Motion, width: int, height: int) -> bool:
        return float((motion.at(width, height).trust < SURE).mean()) <= _MOST_NEW
