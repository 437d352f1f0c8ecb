"""A title set on a picture as on a poster: large type over a soft shade, beside a bar of colour."""

from __future__ import annotations

import colorsys
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from generec.domain.parts import Image
from generec.media.lettering import face_of, wrapped
from generec.media.light import linear, luminance
from generec.media.motion import Floats

Place = Literal["bottom", "top"]
ROWS = 2
_SIZES = (0.125, 0.11, 0.096, 0.084)
"""Heights of the type to try against the shorter side; the largest that fits is taken."""
_MARGIN = 0.06
_LEADING = 1.08
_INK = 250.0
CONTRAST = 4.5
"""Least contrast between type and what is behind it (WCAG 2.2, 1.4.3; large type would need 3)."""


def room(text: str, *, width: int, height: int, place: Place, font: Path) -> tuple[int, int, int, int] | None:
    """(left, top, right, bottom) in pixels that the title would take; None where it cannot be set whole."""
    found = _set(text, width=width, height=height, font=font)
    if found is None:
        return None
    rows, size = found
    margin, top, tall = _band(len(rows), size, width=width, height=height, place=place)
    longest = max(face_of(font, size).getlength(row) for row in rows)
    return margin, top, min(width, margin + round(longest)), top + tall


def titled(image: Image, text: str, *, place: Place, font: Path) -> Image:
    """The picture with the title at its left, in at most two rows; unchanged where it does not fit.

    The shade behind it is as dark as the contrast needs, and no darker.
    """
    height, width = image.shape[:2]
    found = _set(text, width=width, height=height, font=font)
    if found is None:
        return image
    rows, size = found
    ink, bar, box = _drawn(rows, size, width=width, height=height, place=place, font=font)
    shade = _shade(width, height, box, place)
    out = image.astype(np.float32)
    out *= 1 - _depth(out, shade, ink) * shade[..., None]
    for mask, colour in ((bar, _accent(image)), (ink, np.full(3, _INK, np.float32))):
        out += (colour - out) * mask[..., None]
    return np.asarray(np.clip(out + 0.5, 0, 255), np.uint8)


def _set(text: str, *, width: int, height: int, font: Path) -> tuple[list[str], int] | None:
    """The rows and the size of the type in pixels; None where no size fits."""
    for share in _SIZES:
        size = max(10, round(min(width, height) * share))
        face = face_of(font, size)
        rows = wrapped(text, most=width * (1 - 2 * _MARGIN), face=face)
        words = text.split()
        if len(rows) <= ROWS and all(face.getlength(word) <= width * (1 - 2 * _MARGIN) for word in words):
            return rows, size
    return None


def _drawn(
    rows: list[str], size: int, *, width: int, height: int, place: Place, font: Path
) -> tuple[Floats, Floats, tuple[int, int]]:
    """Opacities (h, w) of letters and bar, and the band of rows (first, last) that they take."""
    margin, top, tall = _band(len(rows), size, width=width, height=height, place=place)
    step, thick, gap = _measures(size)
    letters, line = (Pillow.new("L", (width, height)) for _ in range(2))
    ImageDraw.Draw(line).rectangle((margin, top, margin + round(size * 1.5), top + thick - 1), fill=255)
    pen = ImageDraw.Draw(letters)
    for i, row in enumerate(rows):
        y = top + thick + gap + i * step + (step - size) // 2
        pen.text((margin, y), row, fill=255, font=face_of(font, size), anchor="la")
    ink, bar = (np.asarray(sheet, np.float32) / np.float32(255) for sheet in (letters, line))
    return np.asarray(ink, np.float32), np.asarray(bar, np.float32), (top, top + tall)


def _measures(size: int) -> tuple[int, int, int]:
    """From row to row, thickness of the bar, and the gap below it."""
    return round(size * _LEADING), max(2, round(size * 0.13)), round(size * 0.42)


def _band(rows: int, size: int, *, width: int, height: int, place: Place) -> tuple[int, int, int]:
    """The margin, the first row of pixels of bar and letters, and how many they take."""
    step, thick, gap = _measures(size)
    margin, tall = round(min(width, height) * _MARGIN), thick + gap + rows * step
    return margin, margin if place == "top" else height - margin - tall, tall


def _shade(width: int, height: int, box: tuple[int, int], place: Place) -> Floats:
    """(h, w) in [0, 1]: full over the title, gone a third of the picture further."""
    y = np.arange(height, dtype=np.float32)
    reach = height * 0.34
    column = (box[1] + reach - y) / reach if place == "top" else (y - box[0] + reach) / reach
    smooth = np.clip(column, 0, 1) ** 2 * (3 - 2 * np.clip(column, 0, 1))
    return np.repeat(np.asarray(smooth, np.float32)[:, None], width, axis=1)


def _depth(image: Floats, shade: Floats, ink: Floats) -> np.float32:
    """How strong the shade has to be for the type to stand out from nearly all that is behind it."""
    near = cv2.dilate(ink, np.ones((5, 5), np.uint8)) > 0
    behind, cover = image[near], shade[near]
    for depth in np.linspace(0.35, 0.92, 12):
        light = np.percentile(luminance(linear(behind * (1 - depth * cover)[:, None])), 95)
        if (luminance(linear(np.full((1, 3), _INK, np.float32)))[0] + 0.05) / (light + 0.05) >= CONTRAST:
            break
    return np.float32(depth)


def _accent(image: Image) -> Floats:
    """The picture's most telling colour, made bright: the hue that most of its saturation has."""
    hue, saturation, value = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2HSV))
    weight = (saturation / 255.0) ** 2 * (value / 255.0)
    bins = np.bincount(hue.ravel() // 10, weight.ravel(), minlength=18)
    if bins.sum() < 0.01 * image.shape[0] * image.shape[1]:
        return np.full(3, 255, np.float32)
    best = (int(bins.argmax()) * 10 + 5) / 180.0
    return np.asarray([255 * part for part in colorsys.hsv_to_rgb(best, 0.72, 1.0)], np.float32)
