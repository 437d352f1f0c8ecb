"""Captions: words set in a face, wrapped, on a soft dark band in the lower part of the picture."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from generec.media.overlay import Floats, Patch

SIZE = 0.058
"""Height of the type against the side of a square picture of the same area."""
LINES = 4
_SMALLEST = 0.034
_SIDE, _FOOT = 0.07, 0.09
"""Margins beside and below, against width and height: clear of a player's controls and of notches."""
_FADE_S = 0.35
_BAND = 0.62
_TALLEST = 0.45


@dataclass(frozen=True, slots=True)
class Line:
    """Words that are on screen from `start_s` to `end_s` (s of the result; None: to its end)."""

    text: str
    start_s: float = 0.0
    end_s: float | None = None


class Lettering:
    """An overlay that sets captions. Words are data: they are drawn, never interpreted."""

    def __init__(self, lines: Sequence[Line], *, font: Path) -> None:
        self._lines, self._font = tuple(lines), font
        self._set: dict[tuple[str, int, int], Patch] = {}

    def patches(self, width: int, height: int, *, at_s: float) -> list[Patch]:
        """What is said at that time, faded in and out."""
        spoken = [(line.text, _strength(line, at_s)) for line in self._lines]
        found = {(text, width, height): strength for text, strength in spoken if strength > 0}
        self._set = {key: self._set.get(key) or patch(*key, font=self._font) for key in found}
        return [self._set[key]._replace(strength=strength) for key, strength in found.items()]


def patch(text: str, width: int, height: int, *, font: Path) -> Patch:
    """The letters in white over their band in black, as they lie on a frame of that size."""
    ink, band = drawn(text, width=width, height=height, font=font)
    opacity = 1 - (1 - np.float32(_BAND) * band) * (1 - ink)
    rows, columns = (np.flatnonzero((opacity > 1 / 512).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return Patch(np.zeros((1, 1, 3), np.float32), np.zeros((1, 1), np.float32), 0, 0)
    top, left = int(rows[0]), int(columns[0])
    here = np.s_[top : rows[-1] + 1, left : columns[-1] + 1]
    return Patch(ink[here][..., None].repeat(3, axis=2) * np.float32(255), opacity[here], left, top)


def missing(text: str, font: Path) -> str:
    """The first character that the font has no sign for; empty where it has all."""
    face = face_of(font, 32)
    none = _sign(face, "\U0010ffff")
    for character in text:
        if character.isspace():
            continue
        # Marks that were not composed with their letter would stand beside it.
        if not character.isprintable() or unicodedata.combining(character) or _sign(face, character) == none:
            return character
    return ""


def drawn(text: str, *, width: int, height: int, font: Path) -> tuple[Floats, Floats]:
    """The letters and the band behind them, as opacities (h, w) in [0, 1]."""
    rows, size = fitted(text, width=width, height=height, font=font)
    face = face_of(font, size)
    step = round(size * 1.22)
    foot = height - round(height * _FOOT)
    sheet = Pillow.new("L", (width, height))
    pen = ImageDraw.Draw(sheet)
    for i, row in enumerate(rows):
        y = foot - (len(rows) - i) * step + (step - size) // 2
        pen.text((width / 2, y), row, fill=255, font=face, anchor="ma")
    ink = np.asarray(sheet, np.float32) / np.float32(255)
    reach = max(1.0, size * 0.55)
    near = cv2.dilate(ink, np.ones((2 * round(size * 0.35) + 1, 2 * round(size * 0.6) + 1), np.uint8))
    return np.asarray(ink, np.float32), np.asarray(cv2.GaussianBlur(near, (0, 0), reach * 0.5), np.float32)


def fitted(text: str, *, width: int, height: int, font: Path) -> tuple[list[str], int]:
    """The words in rows that fit between the margins, and the size of the type in pixels.

    Smaller type is tried where they do not fit; what fits not even so ends in an ellipsis.
    """
    most = width * (1 - 2 * _SIDE)
    for share in np.linspace(SIZE, _SMALLEST, 6):
        size = max(8, round((width * height) ** 0.5 * float(share)))
        rows = wrapped(text, most=most, face=face_of(font, size))
        if len(rows) <= LINES and len(rows) * size * 1.22 <= height * _TALLEST:
            return rows, size
    room = max(1, min(LINES, int(height * _TALLEST / (size * 1.22))))
    if len(rows) > room:
        rows = [*rows[: room - 1], _cut(rows[room - 1], most, face_of(font, size))]
    return rows, size


def wrapped(text: str, *, most: float, face: ImageFont.FreeTypeFont) -> list[str]:
    """Rows no wider than `most` pixels, about equally long; a word that is too wide is broken."""
    rows = _filled(text, most, face)
    # No column so narrow that it would break a word which fits now.
    widest = max((face.getlength(word) for word in text.split()), default=0.0)
    low, high = max(most / 2, min(widest, most)), most
    # The narrowest column that needs no more rows: the last is then no orphan.
    for _ in range(6):
        middle = (low + high) / 2
        if len(_filled(text, middle, face)) <= len(rows):
            high = middle
        else:
            low = middle
    return _filled(text, high, face)


def _filled(text: str, most: float, face: ImageFont.FreeTypeFont) -> list[str]:
    rows: list[str] = []
    for paragraph in text.splitlines():
        row = ""
        for word in paragraph.split():
            for part in _broken(word, most, face):
                longer = f"{row} {part}".strip()
                if row and face.getlength(longer) > most:
                    rows.append(row)
                    longer = part
                row = longer
        rows += [row] if row else []
    return rows


def _broken(word: str, most: float, face: ImageFont.FreeTypeFont) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and face.getlength(parts[-1] + character) > most:
            parts.append("")
        parts[-1] += character
    return parts


def _cut(row: str, most: float, face: ImageFont.FreeTypeFont) -> str:
    while row and face.getlength(row + "…") > most:
        row = row[:-1]
    return row.rstrip() + "…"


def _strength(line: Line, at_s: float) -> float:
    since = at_s - line.start_s
    left = _FADE_S if line.end_s is None else line.end_s - at_s
    return float(min(max(since / _FADE_S + 0.15, 0.0), 1.0, max(left / 0.2, 0.0))) if since >= 0 else 0.0


@lru_cache(maxsize=16)
def face_of(font: Path, size: int) -> ImageFont.FreeTypeFont:
    """A font file at a size in pixels."""
    # The basic layout is the same wherever Pillow is installed; the other needs a system library.
    return ImageFont.truetype(str(font), size, layout_engine=ImageFont.Layout.BASIC)


def _sign(face: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = face.getmask(character)
    return mask.size, bytes(mask)
