"""A second look at what was taken for a face: closer, mirrored, and by what else it could be.

The detector takes animals and patterns for faces. The surest finds of one face are cut out and searched
again at three sizes, as they are and mirrored: of a face, most of these looks find it. And EfficientNet-Lite0
says how surely a cut shows one of ImageNet's animals (its classes 0 to 397). Only where both speak against a
face is it given up; what is small and blurred is not asked after animals, for then the answer means nothing.
The figures were chosen on one half of local clips and confirmed on the other: docs/models.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec import models
from generec.domain.parts import Image
from generec.encoders import pictures
from generec.encoders.faces import Faces, FacesConfig, Floats
from generec.models import cache

MODEL: Final = "efficientnet-lite0"
"""Its name among the model files."""
GLANCES: Final = 4
"""So many finds of a face are looked at again."""

_SIDE = 224
_ROOM = 2.2
"""Side of a cut in sides of the face."""
_SIZES: Final = (96, 160, 224)
_ANIMALS: Final = 398
_LEAST = 0.05
_AWAY = 0.15
_HIGH = 0.2
"""In the cut, a face is found again at most so far from the middle, and at least so high."""


class LooksConfig(BaseModel):
    """When a find is given up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    animal: float = Field(default=0.6, gt=0, le=1, description="certainty of an animal from which it is one")
    resembling: float = Field(
        default=0.65, ge=0, le=1, description="certainty that keeps an animal's face, too"
    )
    large: float = Field(default=24.0, ge=0, description="sides from which animals are told, pixels")
    unlike: float = Field(
        default=0.12, ge=0, le=1, description="certainty in a second look below which it is no face"
    )
    weak: float = Field(default=0.6, ge=0, le=1, description="mean certainty below which that is believed")


class Glance(NamedTuple):
    """One find: its certainty, its longer side in pixels, and what it looks like from near (224, 224, 3)."""

    score: float
    side: float
    cut: Image


def glance(image: Image, box: Floats, score: float) -> Glance:
    """A find cut out of its frame (height, width, 3), with room around it."""
    height, width = image.shape[:2]
    centre = (box[:2] + box[2:] / 2) * (width, height)
    side = float(max(box[2] * width, box[3] * height))
    scale = _SIDE / max(_ROOM * side, 1.0)
    move = np.array([[scale, 0, _SIDE / 2 - centre[0] * scale], [0, scale, _SIDE / 2 - centre[1] * scale]])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    cut = cv2.warpAffine(image, move, (_SIDE, _SIDE), flags=way, borderMode=cv2.BORDER_REFLECT)
    return Glance(score, side, cut)


class FaceLooks:
    """Looks again. May be shared between threads."""

    def __init__(self, config: LooksConfig | None = None) -> None:
        """Raises `MissingModel` naming the command that brings the models."""
        self.config = config or LooksConfig()
        self._finders = [Faces(FacesConfig(sides=(size,), score=_LEAST)) for size in _SIZES]

    def __call__(self, *, glances: Sequence[Glance], mean: float) -> bool:
        """Whether it may be a face: `mean` is the certainty over all its finds, `glances` are the surest."""
        config = self.config
        like = max(self._like(one.cut) for one in glances)
        if like < config.unlike and mean < config.weak:
            return False
        if like >= config.resembling or max(glances, key=lambda one: one.score).side < config.large:
            return True
        return _animal([one.cut for one in glances]) < config.animal

    def _like(self, cut: Image) -> float:
        """The mean certainty of a face in the middle, over sizes and both ways round."""
        ways = (cut, np.ascontiguousarray(cut[:, ::-1]))
        return float(np.mean([self._middle(find, way) for find in self._finders for way in ways]))

    @staticmethod
    def _middle(find: Faces, cut: Image) -> float:
        found = find(image=cut)
        away = np.abs(found.boxes[:, :2] + found.boxes[:, 2:] / 2 - 0.5).max(axis=1, initial=0.0)
        there = (away < _AWAY) & (found.boxes[:, 3] > _HIGH)
        return float(found.scores[there].max(initial=0.0))


def _animal(cuts: Sequence[Image]) -> float:
    """How surely the cuts show an animal, from near and with what is around: the lesser of both."""
    inner = slice(round(_SIDE * 0.18), round(_SIDE * 0.82))
    _, logits = pictures.forward([*(cut[inner, inner] for cut in cuts), *cuts])
    shares: NDArray[np.float32] = np.exp(logits - logits.max(axis=1, keepdims=True))
    animals = shares[:, :_ANIMALS].sum(axis=1) / shares.sum(axis=1)
    return float(np.minimum(animals[: len(cuts)], animals[len(cuts) :]).mean())


def sha256() -> str:
    """The hash of the model that tells animals, as recipes name it. Raises `MissingModel`."""
    return cache.sha256(models.path(MODEL))
