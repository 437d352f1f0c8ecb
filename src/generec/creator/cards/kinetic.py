"""Animated type: words that rise into their places one after the other, as patches for overlays and cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from generec.domain.parts import Image
from generec.media.lettering import face_of, wrapped
from generec.media.overlay import Floats, Patch

Colour = tuple[int, int, int]
RISE_S, STAGGER_S, LEAVE_S = 0.5, 0.09, 0.3
LEADING = 1.14


@dataclass(frozen=True, slots=True)
class Word:
    """A word set at (`x`, `y`), its left and top in pixels, that comes at `begin_s`."""

    patch: Patch
    begin_s: float
    rise: float

    def at(self, at_s: float, *, end_s: float) -> Patch | None:
        """The word at a moment; None while it is not there. It is gone at `end_s`."""
        since = (at_s - self.begin_s) / RISE_S
        if since < 0 or at_s >= end_s:
            return None
        place = eased(since)
        left = min(1.0, (end_s - at_s) / LEAVE_S)
        y = self.patch.y + round((1 - place) * self.rise)
        return self.patch._replace(y=y, strength=min(1.0, 1.6 * since) * left)


def eased(place: float) -> float:
    """Quick, then slow: a cubic ease out, from 0 to 1."""
    return 1 - (1 - min(max(place, 0.0), 1.0)) ** 3


def fitted(
    text: str, *, width: float, height: float, sizes: Sequence[int], font: Path
) -> tuple[list[str], int]:
    """The rows of a text, and the first of the `sizes` (pixels) at which it fits, else the last."""
    for size in sizes:
        face = face_of(font, size)
        rows = wrapped(text, most=width, face=face)
        whole = all(face.getlength(word) <= width for word in text.split())
        if whole and len(rows) * size * LEADING <= height:
            break
    return rows, size


def set_rows(
    rows: Sequence[str], *, left: int, top: int, size: int, font: Path, colour: Colour, begin_s: float
) -> list[Word]:
    """The words of rows, each a little later than the one before."""
    face, words = face_of(font, size), list[Word]()
    for number, row in enumerate(rows):
        at = 0
        for word in row.split():
            at = row.index(word, at)
            x = left + round(face.getlength(row[:at]))
            patch = ink(
                word, size=size, font=font, colour=colour, x=x, y=top + round(number * size * LEADING)
            )
            words.append(Word(patch, begin_s + len(words) * STAGGER_S, size * 0.5))
            at += len(word)
    return words


def ink(text: str, *, size: int, font: Path, colour: Colour, x: int, y: int) -> Patch:
    """Text whose line begins at (`x`, `y`), its top left."""
    opacity = _drawn(text, size, font)
    pad = size // 4
    layer = opacity[..., None] * np.asarray(colour, np.float32)
    return Patch(np.asarray(layer, np.float32), opacity, x - pad, y - pad)


def block(width: int, height: int, *, colour: Colour, x: int, y: int, opacity: float = 1.0) -> Patch:
    """A plain rectangle."""
    cover = np.full((max(1, height), max(1, width)), opacity, np.float32)
    return Patch(np.asarray(cover[..., None] * np.asarray(colour, np.float32), np.float32), cover, x, y)


def lay(image: Floats, patch: Patch) -> None:
    """Blend a patch into an RGB picture of floats in [0, 255], in place."""
    height, width = patch.opacity.shape
    top, left = max(0, -patch.y), max(0, -patch.x)
    part = image[max(0, patch.y) : max(0, patch.y + height), max(0, patch.x) : max(0, patch.x + width)]
    here = np.s_[top : top + part.shape[0], left : left + part.shape[1]]
    if part.size:
        part *= 1 - patch.strength * patch.opacity[here][..., None]
        part += patch.strength * patch.colour[here]


def picture(image: Floats) -> Image:
    """Floats in [0, 255] as 8 bit."""
    return np.asarray(np.clip(image + 0.5, 0, 255), np.uint8)


@lru_cache(maxsize=512)
def _drawn(text: str, size: int, font: Path) -> Floats:
    """(h, w) opacity of a line of text with room around it."""
    face, pad = face_of(font, size), size // 4
    width = round(face.getlength(text)) + 2 * pad + 1
    sheet = Pillow.new("L", (max(1, width), round(size * 1.4) + 2 * pad))
    ImageDraw.Draw(sheet).text((pad, pad), text, fill=255, font=face, anchor="la")
    return np.asarray(sheet, np.float32) / np.float32(255)
