"""Pictures through EfficientNet-Lite0: features for likeness, and class probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from generec import models
from generec.domain.errors import DataError
from generec.domain.parts import Image
from generec.models.efficientnet import CLASSES, FEATURES, SIDE

_BATCH = 4
"""Pictures in one call: more at once is not faster on a CPU, and takes more memory."""


def forward(
    images: Sequence[Image], *, threads: int | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Features (n, 1280) and logits (n, 1000) of pictures of any size.

    Raises `DataError` for what is not a picture, `MissingModel` when the weights are not there.
    """
    session = models.session("efficientnet-lite0", threads)
    features = np.empty((len(images), FEATURES), dtype=np.float32)
    logits = np.empty((len(images), CLASSES), dtype=np.float32)
    for start in range(0, len(images), _BATCH):
        part = slice(start, start + _BATCH)
        squares = [square(image, at=start + i) for i, image in enumerate(images[part])]
        features[part], logits[part] = session.run(["features", "logits"], {"pictures": np.stack(squares)})
    return features, logits


def square(image: Image, *, at: int = 0) -> Image:
    """The whole picture at the network's size, (224, 224, 3): nothing is cropped, the sides may be distorted.

    `at` is its place in the caller's list, for the message. Raises `DataError` for a wrong shape or type.
    """
    check(image, at=at)
    height, width = image.shape[:2]
    way = cv2.INTER_AREA if height * width > SIDE * SIDE else cv2.INTER_CUBIC
    resized: Image = cv2.resize(np.ascontiguousarray(image), (SIDE, SIDE), interpolation=way)
    return resized


def check(image: Image, *, at: int) -> None:
    """Raise `DataError` for what is not (height, width, 3) of unsigned bytes with at least one pixel."""
    shape = getattr(image, "shape", None)
    if shape is None or len(shape) != 3 or shape[2] != 3 or min(shape) < 1 or image.dtype != np.uint8:
        found = f"{image.dtype} {shape}" if shape is not None else type(image).__name__
        raise DataError(f"a picture must be (height, width, 3) of uint8, not {found}", field=f"images[{at}]")


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length one."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = (rows / np.maximum(length, 1e-12)).astype(np.float32)
    return scaled
