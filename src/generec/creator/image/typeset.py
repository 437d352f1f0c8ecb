"""Type on pictures that stand still: fitted rows, letters apart, and how far ink stands out."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from generec.domain.parts import Image
from generec.media.lettering import face_of, wrapped
from generec.media.light import linear, luminance
from generec.media.overlay import Floats

Colour = tuple[int, int, int]
READABLE, LARGE = 4.5, 3.0
"""Least contrast of type, and of large type (WCAG 2.2, 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Face:
    """A file of type at a size in pixels, its letters `apart` by shares of the size."""

    font: Path
    size: int
    apart: float = 0.0

    def width(self, text: str) -> float:
        """How wide a row is, pixels."""
        extra = self.apart * self.size * max(0, len(text) - 1)
        return float(face_of(self.font, self.size).getlength(text)) + extra

    @property
    def tall(self) -> int:
        """Height of a capital letter, pixels."""
        box = face_of(self.font, self.size).getbbox("H")
        return round(box[3] - box[1])


@dataclass(frozen=True, slots=True)
class Set:
    """Rows of one face whose first capital's top left is at (`x`, `y`); `step` is from row to row."""

    rows: tuple[str, ...]
    face: Face
    x: int
    y: int
    step: int

    @property
    def height(self) -> int:
        """From the top of the first capitals to the foot of the last, pixels."""
        return (len(self.rows) - 1) * self.step + self.face.tall

    @property
    def depth(self) -> int:
        """Below the foot of the last capitals, for letters that hang, pixels."""
        hangs = bool(self.rows) and any(letter in "gjpqyçş,;Q()" for letter in self.rows[-1])
        return round(0.24 * self.face.size) if hangs else round(0.04 * self.face.size)

    @property
    def width(self) -> int:
        """Of the longest row, pixels."""
        return round(max(map(self.face.width, self.rows), default=0.0))

    def at(self, x: int, y: int) -> Set:
        """The same at another place."""
        return Set(self.rows, self.face, x, y, self.step)


def fit(
    text: str,
    *,
    font: Path,
    width: float,
    height: float,
    sizes: Sequence[int],
    rows: int,
    leading: float = 1.04,
    apart: float = 0.0,
) -> Set | None:
    """The text at the first of `sizes` at which it stands whole in so much room; None where at none."""
    for size in sizes:
        face = Face(font, size, apart)
        # Widths with letters apart are longer by a share of their own: the room is narrowed instead.
        narrow = width / (1 + 1.7 * apart)
        found = tuple(wrapped(text, most=narrow, face=face_of(font, size)))
        whole = all(face.width(word) <= width for word in text.split())
        made = Set(found, face, 0, 0, round(size * leading))
        if found and whole and len(found) <= rows and made.height <= height and made.width <= width:
            return made
    return None


def one_line(text: str, *, font: Path, size: int, width: float, apart: float = 0.0) -> Set:
    """One row, cut with an ellipsis where it is too long."""
    face = Face(font, size, apart)
    kept = text
    while kept and face.width(kept + ("…" if kept != text else "")) > width:
        kept = kept[:-1]
    row = kept if kept == text else f"{kept.rstrip(' ,;·')}…"
    return Set((row,) if kept.strip() else (), face, 0, 0, round(size * 1.3))


def opacity(sets: Sequence[Set], *, width: int, height: int) -> Floats:
    """(h, w) in [0, 1] where the letters of all sets lie."""
    sheet = Pillow.new("L", (width, height))
    pen = ImageDraw.Draw(sheet)
    for one in sets:
        face = face_of(one.face.font, one.face.size)
        top = face.getbbox("H")[1]
        for number, row in enumerate(one.rows):
            x, y = float(one.x), one.y - top + number * one.step
            if not one.face.apart:
                pen.text((x, y), row, fill=255, font=face, anchor="la")
                continue
            for letter in row:
                pen.text((x, y), letter, fill=255, font=face, anchor="la")
                x += face.getlength(letter) + one.face.apart * one.face.size
    return np.asarray(np.asarray(sheet, np.float32) / 255.0, np.float32)


def laid(image: Floats, cover: Floats, colour: Colour) -> Floats:
    """The picture (h, w, 3) in [0, 255] with a colour laid on it where `cover` (h, w) says."""
    ink = np.asarray(colour, np.float32)
    return np.asarray(image + (ink - image) * cover[..., None], np.float32)


def contrast(colour: Colour, behind: Floats) -> float:
    """The ratio of ink to nearly all (95 %) of the colours (n, 3) behind it."""
    own = float(luminance(linear(np.asarray([colour], np.float32)))[0])
    ground = luminance(linear(behind.reshape(-1, 3)))
    light, dark = float(np.percentile(ground, 95)), float(np.percentile(ground, 5))
    if own >= float(np.median(ground)):
        return (own + 0.05) / (light + 0.05)
    return (dark + 0.05) / (own + 0.05)


def around(cover: Floats, reach: int = 5) -> Floats:
    """(h, w) whether a point lies on letters or right beside them."""
    return np.asarray(cv2.dilate(cover, np.ones((reach, reach), np.uint8)) > 0)


def rgb(hue: float, saturation: float, value: float) -> Colour:
    """A colour by hue, saturation and value in [0, 1]."""
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1.0, saturation, value))
    return red, green, blue


def hue_of(image: Image) -> tuple[float, float]:
    """(the hue that most of the colour has, in [0, 1); how colourful the picture is, in [0, 1])."""
    small = cv2.resize(image, (96, 96), interpolation=cv2.INTER_AREA)
    hue, saturation, value = cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2HSV))
    weight = (saturation / 255.0) ** 2 * (value / 255.0)
    bins = np.bincount(hue.ravel() // 6, weight.ravel(), minlength=30)
    smooth = bins + 0.5 * (np.roll(bins, 1) + np.roll(bins, -1))
    return float((int(smooth.argmax()) * 6 + 3) / 180.0), float(np.sqrt(weight.mean()))
