"""Faces in pictures, found by YuNet at several sizes.

Wu et al., "YuNet: a tiny millisecond-level face detector", 2023. It sees faces of
about 10 to 300 pixels, so a picture is looked at more than once: enlarged for those far away, made
smaller for those that fill it. It also takes the faces of cats, dogs and drawings for faces, and
overlooks heads from behind, faces bent far down, and crowds of a few pixels each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec import models
from generec.domain.parts import Image
from generec.models import cache

MODEL: Final = "yunet"
"""Its name among the model files."""


class Recall(NamedTuple):
    """How many faces a detector finds: of `faces`, `share`; by chance it could be `low` to `high`."""

    share: float
    low: float
    high: float
    faces: int

    def __str__(self) -> str:
        return (
            f"of {self.faces} labelled faces the detector finds {self.share:.0%}"
            f" (95%: {self.low:.0%} to {self.high:.0%})"
        )


RECALL: Final = Recall(share=0.94, low=0.91, high=0.98, faces=179)
"""At the default settings, on frames of short clips and posters labelled by hand: docs/models.md."""

_SAME = 0.35
"""Two boxes that overlap by this share of their union show one face."""
_STRIDES: Final = (8, 16, 32)
_COARSEST: Final = 32
_OUTPUTS: Final = [f"{kind}_{stride}" for kind in ("cls", "obj", "bbox", "kps") for stride in _STRIDES]

Floats = NDArray[np.float32]


class FacesConfig(BaseModel):
    """How closely pictures are searched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sides: tuple[int, ...] = Field(
        default=(480, 960), description="longest sides at which a picture is searched, pixels"
    )
    score: float = Field(default=0.5, gt=0, le=1, description="certainty from which it is a face")


@dataclass(frozen=True, slots=True)
class Found:
    """The faces of one picture, the surest first.

    `boxes` (n, 4) are left, top, width and height as shares of the picture's width and height,
    `points` (n, 5, 2) the right and left eye, the tip of the nose and the corners of the mouth, in
    the same measure, `scores` (n,) in [0, 1].
    """

    boxes: Floats
    points: Floats
    scores: Floats

    def __len__(self) -> int:
        return len(self.scores)

    def above(self, score: float) -> Found:
        """Those of at least that score."""
        sure = self.scores >= score
        return Found(self.boxes[sure], self.points[sure], self.scores[sure])


class Faces:
    """Finds faces. May be shared between threads."""

    def __init__(self, config: FacesConfig | None = None) -> None:
        """Raises `MissingModel` naming the command that brings the model."""
        self.config = config or FacesConfig()
        self._session = models.session(MODEL)

    def __call__(self, *, image: Image) -> Found:
        """The faces of a picture (height, width, 3) RGB, upright."""
        height, width = image.shape[:2]
        bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        rows = [self._at(bgr, side / max(height, width)) for side in self.config.sides]
        return _joined(np.concatenate(rows), width, height)

    def _at(self, bgr: Image, scale: float) -> Floats:
        """(n, 15) boxes, points and scores in shares of the picture, seen at `scale`."""
        wide, high = (max(_COARSEST, round(side * scale)) for side in bgr.shape[1::-1])
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        seen = bgr if scale == 1 else cv2.resize(bgr, (wide, high), interpolation=how)
        across, down = -(-wide // _COARSEST), -(-high // _COARSEST)
        canvas = np.zeros((1, 3, down * _COARSEST, across * _COARSEST), np.float32)
        canvas[0, :, :high, :wide] = seen.transpose(2, 0, 1)
        given = self._session.run(_OUTPUTS, {"input": canvas})
        maps = [part[0] for part in given]
        rows = np.concatenate(
            [
                _decoded(*maps[place :: len(_STRIDES)], stride=stride, width=canvas.shape[3])
                for place, stride in enumerate(_STRIDES)
            ]
        )
        rows = rows[rows[:, 14] >= self.config.score]
        rows[:, 0:14:2] /= wide
        rows[:, 1:14:2] /= high
        return rows


def _decoded(sure: Floats, face: Floats, boxes: Floats, points: Floats, *, stride: int, width: int) -> Floats:
    """(cells, 15) boxes, points and scores in pixels, of one map of the network (its authors' decoding)."""
    cell = np.arange(len(sure))
    at = np.stack([cell % (width // stride), cell // (width // stride)], axis=1).astype(np.float32)
    size = np.exp(boxes[:, 2:]) * stride
    corner = (at + boxes[:, :2]) * stride - size / 2
    marks = (points.reshape(-1, 5, 2) + at[:, None]) * stride
    score = np.sqrt(np.clip(sure, 0, 1) * np.clip(face, 0, 1))
    return np.concatenate([corner, size, marks.reshape(-1, 10), score], axis=1)


def sha256() -> str:
    """The hash of the model file, as recipes name it. Raises `MissingModel`."""
    return cache.sha256(models.path(MODEL))


def overlap(box: Floats, boxes: Floats) -> Floats:
    """(n,) shares of the union that `box` (4,) has in common with each of `boxes` (n, 4)."""
    areas = np.prod(boxes[:, 2:], axis=1)
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[:2] + box[2:], boxes[:, :2] + boxes[:, 2:])
    common = np.prod(np.clip(high - low, 0.0, None), axis=1)
    return np.asarray(common / (np.prod(box[2:]) + areas - common + 1e-12), np.float32)


def _joined(rows: Floats, width: int, height: int) -> Found:
    """Each face once: of boxes over the same face the surest stays."""
    rows = rows[np.argsort(-rows[:, 14], kind="stable")]
    square = np.array([width, height, width, height], np.float32)
    kept: list[int] = []
    for index, row in enumerate(rows):
        if not kept or overlap(row[:4] * square, rows[kept, :4] * square).max() < _SAME:
            kept.append(index)
    rows = rows[kept]
    return Found(rows[:, :4], rows[:, 4:14].reshape(-1, 5, 2), rows[:, 14])
