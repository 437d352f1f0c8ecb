"""Three designs of posters: a picture to the edges, a picture on paper, a picture under a block of colour.

All have one order of reading: the title, a line that says what is seen, and the credit. Ink is chosen by
its contrast with what is behind it; where a picture is too light for it, a shade is laid, as deep as needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from generec.creator.image.typeset import (
    READABLE,
    Colour,
    Set,
    around,
    contrast,
    fit,
    hue_of,
    laid,
    one_line,
    opacity,
    rgb,
)
from generec.domain.parts import Image
from generec.media.motion import Floats

Design = Literal["full", "paper", "block"]
Place = Literal["top", "bottom"]
_MARGIN = 0.068
_SIZES = (0.3, 0.265, 0.235, 0.215, 0.195, 0.175, 0.158, 0.142, 0.127, 0.113, 0.1, 0.088, 0.076, 0.066)
"""Heights of a title's type to try, against the shorter side."""
_WHITE: Colour = (252, 251, 248)
_COLOURLESS, _GOLD = 0.13, 0.12


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on a poster: the title, a line that says what is seen, and whose picture it is."""

    title: str
    line: str
    credit: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A poster to be: its size, its design, where the title stands on a full one, and its faces of type.

    With `whole`, the aspect of a picture (width to height), the window takes its shape: nothing is cut off.
    """

    width: int
    height: int
    design: Design
    place: Place
    regular: Path
    bold: Path
    whole: float | None = None

    @property
    def side(self) -> int:
        """The shorter side, pixels."""
        return min(self.width, self.height)

    @property
    def margin(self) -> int:
        """Free at all sides, pixels."""
        return round(_MARGIN * self.side)

    @property
    def wide(self) -> bool:
        """Whether title and picture stand side by side."""
        return self.width > 1.2 * self.height

    @property
    def tall(self) -> bool:
        """Whether it is clearly higher than wide."""
        return self.height > 1.2 * self.width

    def window(self) -> tuple[int, int, int, int]:
        """(left, top, width, height) of the picture, pixels."""
        left, top, width, height = self.room()
        if self.whole is None:
            return left, top, width, height
        wide, high = min(width, round(height * self.whole)), min(height, round(width / self.whole))
        return left, top + (height - high) // 2, wide, high

    def room(self) -> tuple[int, int, int, int]:
        """(left, top, width, height) that the picture may take, pixels."""
        m = self.margin
        if self.design == "full":
            return 0, 0, self.width, self.height
        if self.design == "paper":
            if self.wide:
                return m, m, round(0.6 * self.width) - m, self.height - 2 * m
            return m, m, self.width - 2 * m, round((0.66 if self.tall else 0.6) * self.height) - m
        if self.wide:
            left = round(0.4 * self.width)
            return left, 0, self.width - left, self.height
        top = round((0.34 if self.tall else 0.36) * self.height)
        return 0, top, self.width, self.height - top

    def size(self, share: float) -> int:
        """A size of type by its share of the shorter side, pixels."""
        return max(11, round(share * self.side))


@dataclass(frozen=True, slots=True)
class Poster:
    """A finished poster and the least contrast of its type with what is behind it."""

    image: Image
    contrast: float


def poster(picture: Image, words: Words, sheet: Sheet, *, hue: float | None = None) -> Poster:
    """Set the words on the picture, which has the size of the sheet's window.

    `hue` in [0, 1) is that of grounds and accents; without it, the picture's own.
    """
    own, colourful = hue_of(picture)
    tint = own if hue is None else hue
    grey = colourful < _COLOURLESS and hue is None
    if sheet.design == "full":
        return _full(picture, words, sheet, tint, grey=grey)
    return _beside(picture, words, sheet, tint, grey=grey)


def calm(picture: Image, busy: Floats, faces: Floats, place: Place, sheet: Sheet) -> float:
    """How quiet the part of a full picture is where the title would stand, less for each face in it."""
    rows = slice(0, round(0.36 * len(busy))) if place == "top" else slice(round(0.6 * len(busy)), len(busy))
    low, high = (0.0, 0.36) if place == "top" else (0.6, 1.0)
    hidden = sum(bool(face[1] < high and face[3] > low) for face in faces)
    return -float(busy[rows].mean() / max(float(busy.mean()), 1e-6)) - 1.5 * hidden


def _full(picture: Image, words: Words, sheet: Sheet, hue: float, *, grey: bool) -> Poster:
    """The picture to the edges, the title at its quiet end."""
    m, width = sheet.margin, sheet.width - 2 * sheet.margin
    room = width * (0.62 if sheet.wide else 1.0)
    title = _title(words.title, sheet, room, 0.4 * sheet.height, rows=3 if not sheet.wide else 2)
    line = _line(words.line, sheet, room)
    credit = _credit(words.credit, sheet, width)
    gap, thick = sheet.size(0.032), max(3, sheet.size(0.009))
    foot = sheet.height - m
    if sheet.place == "bottom":
        credit = credit.at(m, foot - credit.height)
        line = line.at(m, credit.y - round(1.6 * gap) - line.height if credit.rows else foot - line.height)
        title = title.at(m, (line.y - gap if line.rows else foot) - title.depth - title.height)
        bar = title.y - round(1.1 * gap) - thick
    else:
        bar = m
        title = title.at(m, m + thick + gap)
        line = line.at(m, title.y + title.height + title.depth + gap)
        credit = credit.at(m, foot - credit.height)
    deep = rgb(hue, 0.0 if grey else 0.5, 0.07)
    out = picture.astype(np.float32)
    head, tail = (title, line), (credit,)
    out = _shaded(out, opacity(head, width=sheet.width, height=sheet.height), deep)
    out = _shaded(out, opacity(tail, width=sheet.width, height=sheet.height), deep)
    accent = _WHITE if grey else rgb(_GOLD if _muddy(hue) else hue, 0.5, 1.0)
    pale: Colour = (228, 227, 224)
    ratios = [_ratio(out, title, _WHITE), _ratio(out, line, _WHITE), _ratio(out, credit, pale)]
    out[bar : bar + thick, m : m + round(1.9 * title.face.tall)] = accent
    out = laid(out, opacity(head, width=sheet.width, height=sheet.height), _WHITE)
    out = laid(out, opacity(tail, width=sheet.width, height=sheet.height), pale)
    return Poster(_bytes(out), min(ratios))


def _beside(picture: Image, words: Words, sheet: Sheet, hue: float, *, grey: bool) -> Poster:
    """The picture on paper, or beside a block of colour, with the words on the ground."""
    left, top, wide, high = sheet.window()
    m = sheet.margin
    paper = sheet.design == "paper"
    if paper:
        ground = rgb(hue, 0.0 if grey else 0.035, 0.968)
        ink, soft = rgb(hue, 0.0 if grey else 0.55, 0.15), rgb(hue, 0.0 if grey else 0.3, 0.36)
        accent = rgb(hue, 0.0 if grey else 0.72, 0.2 if grey else 0.72)
    else:
        ground = rgb(hue, 0.0 if grey else 0.68, 0.13 if grey else 0.3)
        ink, soft = _WHITE, (226, 225, 221)
        accent = (238, 236, 230) if grey else rgb(hue + 0.45, 0.42, 1.0)
    out = np.broadcast_to(np.asarray(ground, np.float32), (sheet.height, sheet.width, 3)).copy()
    out[top : top + high, left : left + wide] = picture
    box = _room(sheet)
    gap, thick = sheet.size(0.034), max(3, sheet.size(0.009))
    credit = _credit(words.credit, sheet, box[2])
    line = _line(words.line, sheet, box[2])
    least = credit.height + line.height + line.depth + 4 * gap + thick
    title = _title(words.title, sheet, box[2], box[3] - least, rows=4 if sheet.wide else 3)
    bottom = box[1] + box[3]
    credit = credit.at(box[0], bottom - credit.height)
    if paper or sheet.wide:
        bar = box[1]
        title = title.at(box[0], bar + thick + gap)
    else:
        used = title.height + title.depth + line.height + gap
        title = title.at(
            box[0], box[1] + max(0, (box[3] - credit.height - gap - thick - used) // 2) + gap // 2
        )
        bar = max(m // 2, title.y - gap - thick)
    line = line.at(box[0], title.y + title.height + title.depth + gap)
    out[bar : bar + thick, box[0] : box[0] + round(1.9 * title.face.tall)] = accent
    ratios = [_ratio(out, title, ink), _ratio(out, line, soft), _ratio(out, credit, soft)]
    out = laid(out, opacity((title,), width=sheet.width, height=sheet.height), ink)
    out = laid(out, opacity((line, credit), width=sheet.width, height=sheet.height), soft)
    return Poster(_bytes(out), min(ratios))


def _room(sheet: Sheet) -> tuple[int, int, int, int]:
    """(left, top, width, height) where words may stand beside the picture, pixels."""
    left, top, wide, high = sheet.room()
    m = sheet.margin
    if sheet.design == "paper":
        if sheet.wide:
            start = left + wide + m
            return start, m, sheet.width - start - m, sheet.height - 2 * m
        start = top + high + round(0.75 * m)
        return m, start, sheet.width - 2 * m, sheet.height - start - m
    if sheet.wide:
        return m, m, left - 2 * m, sheet.height - 2 * m
    return m, m, sheet.width - 2 * m, top - round(1.6 * m)


def _title(text: str, sheet: Sheet, width: float, height: float, *, rows: int) -> Set:
    sizes = [sheet.size(share) for share in _SIZES]
    return _whole(text, sheet, width, height, sizes, rows)


def _whole(text: str, sheet: Sheet, width: float, height: float, sizes: list[int], rows: int) -> Set:
    found = fit(text, font=sheet.bold, width=width, height=height, sizes=sizes, rows=rows, leading=0.98)
    if found is None:
        small = [sheet.size(share) for share in (0.056, 0.048, 0.04)]
        found = fit(text, font=sheet.bold, width=width, height=height, sizes=small, rows=6)
    return found or one_line(text, font=sheet.bold, size=sheet.size(0.04), width=width)


def _line(text: str, sheet: Sheet, width: float) -> Set:
    size = sheet.size(0.036)
    found = fit(text, font=sheet.regular, width=width, height=4 * size, sizes=[size], rows=2, leading=1.25)
    return found or one_line(text, font=sheet.regular, size=size, width=width)


def _credit(text: str, sheet: Sheet, width: float) -> Set:
    return one_line(text, font=sheet.regular, size=sheet.size(0.0215), width=width, apart=0.02)


def _shaded(out: Floats, letters: Floats, deep: Colour) -> Floats:
    """The picture with a soft shade behind letters, as deep as their contrast needs and no deeper."""
    if not (letters > 0).any():
        return out
    near = around(letters)
    rows = np.flatnonzero(near.any(axis=1))
    height = out.shape[0]
    y = np.arange(height, dtype=np.float32)
    reach = 0.2 * height
    rise = np.clip(np.minimum((y - rows[0] + reach) / reach, (rows[-1] + reach - y) / reach), 0, 1)
    if rows[-1] > 0.8 * height:
        rise = np.clip((y - rows[0] + reach) / reach, 0, 1)
    if rows[0] < 0.2 * height:
        rise = np.clip((rows[-1] + reach - y) / reach, 0, 1)
    cover = np.asarray((rise**2 * (3 - 2 * rise))[:, None], np.float32)
    for depth in np.linspace(0.12, 0.94, 18, dtype=np.float32):
        shaded = out + (np.asarray(deep, np.float32) - out) * (depth * cover)[..., None]
        if contrast(_WHITE, shaded[near]) >= READABLE * 1.12:
            break
    return np.asarray(shaded, np.float32)


def _ratio(out: Floats, one: Set, colour: Colour) -> float:
    if not one.rows:
        return 21.0
    letters = around(opacity((one,), width=out.shape[1], height=out.shape[0]))
    return contrast(colour, out[letters])


def _muddy(hue: float) -> bool:
    """Whether a hue makes no good accent on itself: greens and browns."""
    return 0.05 < hue < 0.42


def _bytes(out: Floats) -> Image:
    return np.asarray(np.clip(cv2.add(out, 0.5), 0, 255), np.uint8)
