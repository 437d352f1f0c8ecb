"""Arbitrary style transfer: what a picture's style is in 100 numbers, and pictures redrawn in it.

Ghiasi et al., "Exploring the structure of a real-time, arbitrary neural artistic stylization
network", BMVC 2017; Magenta's small version, stored as int8.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.models import cache
from generec.models.sessions import session

PREDICT, TRANSFORM = "style-predict", "style-transform"
DIMS = 100
_SIDE, _STEP = 256, 4

Floats = NDArray[np.float32]
Redraw = Callable[[Floats], Floats]
"""From a picture (h, w, 3) in [0, 1] to the redrawn one of the same size."""


def vector(image: Image) -> Floats:
    """The style of a picture (h, w, 3): 100 numbers. Raises `MissingModel`."""
    side = min(image.shape[:2])
    top, left = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
    square = np.ascontiguousarray(image[top : top + side, left : left + side])
    small = cv2.resize(square, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    network = session(PREDICT)
    found: Any = network.run(None, {network.get_inputs()[0].name: small[None]})[0]
    return np.asarray(found, np.float32).reshape(DIMS)


def redrawer(style: Sequence[float] | Floats) -> Redraw:
    """What redraws pictures of any size in a style of 100 numbers. Raises `MissingModel`."""
    network = session(TRANSFORM)
    picture, bottleneck = (given.name for given in network.get_inputs())
    numbers = np.asarray(style, np.float32).reshape(1, 1, 1, DIMS)

    def redraw(image: Floats) -> Floats:
        height, width = image.shape[:2]
        below, right = -height % _STEP, -width % _STEP
        whole = cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE)
        found: Any = network.run(None, {picture: whole[None], bottleneck: numbers})[0]
        return np.asarray(found[0, :height, :width], np.float32)

    return redraw


def models() -> dict[str, str]:
    """The files that a redrawn picture depends on, with their SHA-256, for recipes. Raises `MissingModel`."""
    return {TRANSFORM: cache.sha256(cache.path(TRANSFORM))}
