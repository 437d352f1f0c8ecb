"""How pictures look, in few bits that stay nearly the same when a file is encoded anew, resized or trimmed.

One word of 64 bits for each sampled frame: the signs of the lowest frequencies of its luma against their
median (C. Zauner, Implementation and benchmarking of perceptual image hash functions, 2010, "pHash").
Frames of nearly one colour have no word: their bits would be chance, and all alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.media import pictures
from generec.media.frames import sample
from generec.media.sniff import sniff

__all__ = [
    "ALIKE",
    "EVERY_S",
    "LIMIT",
    "NEAR",
    "Words",
    "distance",
    "fingerprint",
    "likeness",
    "packed",
    "unpacked",
    "word",
    "words",
]

Words = NDArray[np.uint64]

NEAR: Final = 12
"""Bits that two pictures of the same thing differ in at most."""
ALIKE: Final = 0.6
"""Share of a video's frames that look like those of another from which it counts as part of it."""
EVERY_S: Final = 1.0
LIMIT: Final = 60
_SIDE, _KEPT = 32, 8
_FLAT: Final = 4.0
"""Standard deviation of the luma, in grey levels, below which a picture has no word."""


def fingerprint(path: Path) -> Words:
    """(n,) the words of a picture, or of a video's frames, one a second and at most 60. Raises `MediaError`.

    Empty where nothing can be told apart.
    """
    if sniff(path).mime.startswith("image/"):
        return words([pictures.read(path, longest=512)])
    return words(frame.image for frame in sample(path, every_s=EVERY_S, limit=LIMIT, longest=256))


def words(images: Iterable[Image]) -> Words:
    """(n,) the words of those pictures (height, width, 3) that have one."""
    found = (word(image) for image in images)
    return np.array([one for one in found if one is not None], dtype=np.uint64)


def word(image: Image) -> int | None:
    """The word of a picture (height, width, 3) or luma (height, width); None for nearly one colour."""
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    small = cv2.resize(luma, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    if float(small.std()) < _FLAT:
        return None
    low = cv2.dct(small)[:_KEPT, :_KEPT].ravel()
    signs = low > np.median(low[1:])
    return int.from_bytes(np.packbits(signs).tobytes(), "big")


def distance(some: Words, others: Words) -> NDArray[np.uint8]:
    """(n, m) bits in which each of (n,) words differs from each of (m,) others."""
    return np.asarray(np.bitwise_count(some[:, None] ^ others[None, :]), dtype=np.uint8)


def likeness(some: Words, others: Words) -> float:
    """Share of `some` words that have a near one among `others`: 1 for a part of it, 0 for something else."""
    if not len(some) or not len(others):
        return 0.0
    return float((distance(some, others).min(axis=1) <= NEAR).mean())


def packed(some: Words) -> str:
    """The words as text, 16 hex digits each."""
    return some.astype(">u8").tobytes().hex()


def unpacked(text: str) -> Words:
    """The words of such a text."""
    return np.frombuffer(bytes.fromhex(text), dtype=">u8").astype(np.uint64)
