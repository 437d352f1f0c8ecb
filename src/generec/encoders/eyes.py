"""Whether eyes are open, for covers that show nobody in the middle of a blink.

MediaPipe's iris model (Ablavatski et al., "Real-time pupil tracking from monocular video for digital
puppetry", 2020) draws the contour of an eye; how high the opening is for its width tells an open eye
from a shut one (Soukupova and Cech, "Real-time eye blink detection using facial landmarks", 2016).
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from generec import models
from generec.domain.parts import Image
from generec.encoders.faces import Faces, Floats, Found

MODEL: Final = "iris-landmarks"
SHUT: Final = 0.22
"""Openness below which eyes are shut: 22 of 23 shut pairs lie below, none of 48 open ones does."""

_WIDE = 0.30
_SIDE = 64
_CROP = 0.85
"""Side of the crop around an eye, in distances between the eyes."""
_CONTOUR = "output_eyes_contours_and_brows"
_LIDS = 16
_LOWER, _UPPER = slice(1, 8), slice(9, 16)
_APART_PX = 14
_SCORE = 0.75
_PROMINENT = 0.6
"""Faces at least so high for the largest one count: nobody minds a blink in the background."""


class Eyes:
    """Looks at the eyes of faces that were found. May be shared between threads."""

    def __init__(self) -> None:
        """Raises `MissingModel` naming the command that brings the model."""
        self._net = cv2.dnn.readNetFromTFLite(str(models.path(MODEL)))
        self._lock = threading.Lock()

    def __call__(self, *, image: Image, found: Found) -> Floats:
        """(n,) how open the wider eye of each face is: about 0.35 open, under `SHUT` shut.

        NaN where the face is too doubtful or too small (eyes less than 14 pixels apart).
        """
        open_ = [
            self._face(image, points) if score >= _SCORE else np.nan
            for points, score in zip(found.points, found.scores, strict=True)
        ]
        return np.array(open_, np.float32)

    def _face(self, image: Image, points: Floats) -> float:
        right, left = points[:2] * (image.shape[1], image.shape[0])
        across = left - right
        apart = float(np.hypot(*across))
        if apart < _APART_PX:
            return float("nan")
        turned = float(np.degrees(np.arctan2(across[1], across[0])))
        eyes = []
        for eye, mirrored in ((right, False), (left, True)):
            move = cv2.getRotationMatrix2D((float(eye[0]), float(eye[1])), turned, _SIDE / (_CROP * apart))
            move[:, 2] += _SIDE / 2 - eye
            crop = cv2.warpAffine(image, move, (_SIDE, _SIDE))
            eyes.append(self._eye(np.ascontiguousarray(crop[:, ::-1] if mirrored else crop)))
        return max(eyes)

    def _eye(self, crop: Image) -> float:
        """The height of the opening for its width, from the contour of the lids."""
        with self._lock:
            self._net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255))
            contour = self._net.forward(_CONTOUR).reshape(-1, 3)[:_LIDS, :2]
        low, width = contour[:, 0].min(), float(np.ptp(contour[:, 0]))
        at = np.linspace(low + 0.3 * width, low + 0.7 * width, 5)
        height = np.abs(_line(contour[_UPPER], at) - _line(contour[_LOWER], at)).mean()
        return float(height / max(width, 1e-6))


def _line(points: NDArray[np.float32], at: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(points[:, 0], kind="stable")
    return np.asarray(np.interp(at, points[order, 0], points[order, 1]))


@cache
def _tools() -> tuple[Faces, Eyes]:
    return Faces(), Eyes()


def blinking(image: Image) -> float:
    """How much a picture (height, width, 3) RGB is spoilt by shut eyes, in [0, 1].

    1 where the eyes of a prominent face are shut, 0 where all are open or none can be judged; for
    choosing among frames of a video, as a penalty. 10 to 30 ms. Raises `MissingModel`.
    """
    faces, eyes = _tools()
    found = faces(image=image)
    if not len(found):
        return 0.0
    open_ = eyes(image=image, found=found)
    prominent = (found.boxes[:, 3] >= _PROMINENT * found.boxes[:, 3].max()) & np.isfinite(open_)
    if not prominent.any():
        return 0.0
    return float(np.clip((_WIDE - open_[prominent].min()) / (_WIDE - SHUT), 0.0, 1.0))
