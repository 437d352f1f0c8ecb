"""Titles and cards: type and shapes that move, drawn by code frame by frame."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from generec.creator.cards.kinetic import (
    LEADING,
    LEAVE_S,
    STAGGER_S,
    Colour,
    Word,
    block,
    eased,
    fitted,
    ink,
    lay,
    picture,
    set_rows,
)
from generec.domain.parts import Image
from generec.media.compose import Drawing
from generec.media.lettering import face_of
from generec.media.overlay import Floats, Patch

WHITE: Colour = (250, 250, 250)
MARGIN = 0.08
_NOISE = 1.2
_COARSE = 4
"""The ground of a card is drawn so many times smaller: it has no edges."""


class Palette(NamedTuple):
    """The colours of one video's cards: of the ground, of the light on it, and of accents."""

    deep: Colour
    light: Colour
    accent: Colour


class Fonts(NamedTuple):
    """Files of the faces."""

    regular: Path
    bold: Path


def palette(hue: float) -> Palette:
    """A dark ground of that hue (in [0, 1)), a light beside it, and an accent across from it."""
    return Palette(_rgb(hue, 0.62, 0.16), _rgb(hue + 0.06, 0.66, 0.42), _rgb(hue + 0.5, 0.62, 1.0))


class Title:
    """The overlay of a title: words rise from below over a soft shade, under a bar that grows."""

    def __init__(self, text: str, *, end_s: float, colours: Palette, fonts: Fonts) -> None:
        self._text, self._end_s, self._colours, self._fonts = text, end_s, colours, fonts
        self._set: tuple[tuple[int, int], Patch, Patch, list[Word]] | None = None

    def patches(self, width: int, height: int, *, at_s: float) -> list[Patch]:
        """What is over a frame of that size; nothing from its end on."""
        if at_s >= self._end_s:
            return []
        if self._set is None or self._set[0] != (width, height):
            self._set = (width, height), *self._laid_out(width, height)
        _, shade, bar, words = self._set
        strength = min(1.0, 0.35 + at_s / 0.4, (self._end_s - at_s) / LEAVE_S)
        found = [word.at(at_s + 0.12, end_s=self._end_s) for word in words]
        return [shade._replace(strength=strength), bar._replace(strength=strength), *filter(None, found)]

    def _laid_out(self, width: int, height: int) -> tuple[Patch, Patch, list[Word]]:
        side = min(width, height)
        margin = round(MARGIN * side)
        sizes = [round(side * share) for share in (0.18, 0.155, 0.13, 0.11, 0.09, 0.07)]
        rows, size = fitted(
            self._text, width=width - 2 * margin, height=height * 0.3, sizes=sizes, font=self._fonts.bold
        )
        foot = round(height * (0.2 if height > width else 0.13))
        top = height - foot - round(len(rows) * size * LEADING)
        bar = block(
            round(size * 1.1), max(3, size // 9), colour=self._colours.accent, x=margin, y=top - size // 3
        )
        words = set_rows(
            rows, left=margin, top=top, size=size, font=self._fonts.bold, colour=WHITE, begin_s=0.0
        )
        return shade(width, height, top), bar, words


@dataclass(frozen=True, slots=True)
class Statement:
    """A card of a few words, or of none, on a ground that moves slowly."""

    text: str
    seconds: float
    size: tuple[int, int]
    colours: Palette
    fonts: Fonts
    turn: int = 0

    def __call__(self) -> Drawing:
        """What draws it."""
        width, height = self.size
        side = min(self.size)
        margin = round(1.3 * MARGIN * side)
        sizes = [round(side * share) for share in (0.13, 0.115, 0.1, 0.085, 0.072, 0.06)]
        rows, size = fitted(
            self.text, width=width - 2 * margin, height=height * 0.5, sizes=sizes, font=self.fonts.bold
        )
        top = round((height - len(rows) * size * LEADING) * 0.5)
        words = set_rows(
            rows, left=margin, top=top, size=size, font=self.fonts.bold, colour=WHITE, begin_s=0.12
        )
        ground = Ground(self.size, self.colours, turn=self.turn)

        def draw(at_s: float) -> Image:
            image = ground(at_s)
            if words:
                long, thick = round(eased(at_s / 0.6) * size * 1.4), max(3, size // 10)
                lay(image, block(long, thick, colour=self.colours.accent, x=margin, y=top - size // 2))
            for word in words:
                patch = word.at(at_s, end_s=self.seconds + 1.0)
                if patch is not None:
                    lay(image, patch)
            return picture(image)

        return draw


@dataclass(frozen=True, slots=True)
class Credits:
    """The end card: what it was made from, by whom, under which licence. `lines` are (title, the rest)."""

    heading: str
    lines: Sequence[tuple[str, str]]
    more: str
    foot: str
    size: tuple[int, int]
    colours: Palette
    fonts: Fonts

    def __call__(self) -> Drawing:
        """What draws it."""
        words = self._laid_out()
        ground = Ground(self.size, self.colours, turn=3)

        def draw(at_s: float) -> Image:
            image = ground(at_s)
            for word in words:
                patch = word.at(at_s + 0.1, end_s=1e9)
                if patch is not None:
                    lay(image, patch)
            return picture(image)

        return draw

    def _laid_out(self) -> list[Word]:
        height, side = self.size[1], min(self.size)
        margin = round(MARGIN * side)
        room = height - 2 * margin
        rows = [*self.lines, *([(self.more, "")] if self.more else [])]
        # A row takes two lines of type, large enough to read while it is on screen.
        row = min(side * 0.125, (room - side * 0.26) / max(1, len(rows)))
        big, small = max(9, round(row * 0.44)), max(8, round(row * 0.33))
        top = round((height - row * len(rows) - side * 0.26) / 2)
        words = self._line(
            self.heading, margin, top, round(side * 0.075), bold=True, colour=self.colours.accent
        )
        top += round(side * 0.13)
        for number, (title, rest) in enumerate(rows):
            y, begin = top + round(number * row), 0.15 + 0.06 * number
            words += self._line(title, margin, y, big, bold=True, colour=WHITE, begin_s=begin)
            words += self._line(
                rest, margin, y + round(big * 1.1), small, colour=(205, 205, 212), begin_s=begin
            )
        foot = top + round(len(rows) * row + side * 0.03)
        return words + self._line(
            self.foot, margin, foot, round(side * 0.036), colour=(205, 205, 212), begin_s=0.5
        )

    def _line(
        self,
        text: str,
        x: int,
        y: int,
        size: int,
        *,
        colour: Colour,
        bold: bool = False,
        begin_s: float = 0.0,
    ) -> list[Word]:
        """One line, cut to the width; nothing for none."""
        font = self.fonts.bold if bold else self.fonts.regular
        text = shortened(text, self.size[0] - 2 * x, size, font)
        return [Word(ink(text, size=size, font=font, colour=colour, x=x, y=y), begin_s, 6.0)] if text else []


class Ground:
    """A dark ground with two lights that drift over it, and (unless without `arc`) an arc that opens."""

    def __init__(self, size: tuple[int, int], colours: Palette, *, turn: int = 0, arc: bool = True) -> None:
        width, height = size
        self._size, self._colours, self._with_arc = size, colours, arc
        self._phase = turn * 2.1
        y, x = np.mgrid[0 : height // _COARSE, 0 : width // _COARSE].astype(np.float32) * _COARSE
        self._x, self._y = x / min(size), y / min(size)
        # Without a little noise, 8 bits show steps in soft light.
        self._noise = np.random.default_rng(1).uniform(-_NOISE, _NOISE, (height, width, 1)).astype(np.float32)

    def __call__(self, at_s: float) -> Floats:
        """(h, w, 3) in [0, 255]."""
        width, height = self._size
        deep, light, accent = (np.asarray(colour, np.float32) for colour in self._colours)
        across, down = width / min(self._size), height / min(self._size)
        ground = np.broadcast_to(deep, (*self._x.shape, 3)).copy()
        for number, (colour, share) in enumerate(((light, 0.95), (accent, 0.13))):
            angle = self._phase + 2.6 * number + 0.35 * at_s
            x, y = across * (0.5 + 0.38 * np.cos(angle)), down * (0.5 + 0.42 * np.sin(angle * 0.9))
            glow = np.exp(-((self._x - x) ** 2 + (self._y - y) ** 2) / (2 * 0.42**2))[..., None]
            ground += (colour - ground) * (glow * np.float32(share))
        image = cv2.resize(ground, self._size, interpolation=cv2.INTER_LINEAR) + self._noise
        if self._with_arc:
            self._arc(image, at_s)
        return np.asarray(image, np.float32)

    def _arc(self, image: Floats, at_s: float) -> None:
        side = min(self._size)
        centre = round(self._size[0] - 0.06 * side), round(0.1 * side)
        sweep, turned = 300 * eased(at_s / 1.4), 40 * self._phase + 14 * at_s
        cover = np.zeros(image.shape[:2], np.uint8)
        for radius, thick in ((0.34, 3), (0.26, 1)):
            axes = round(radius * side), round(radius * side)
            start = turned * (1 if thick > 1 else -1.4)
            cv2.ellipse(cover, centre, axes, start, 0, sweep, 255, thick, cv2.LINE_AA)
        share = cover.astype(np.float32)[..., None] * np.float32(0.5 / 255)
        image += (np.asarray(self._colours.accent, np.float32) - image) * share


def title_s(text: str) -> float:
    """How long a title has to stay to be read, s."""
    return 1.2 + STAGGER_S * len(text.split()) + 0.06 * len(text)


def shade(width: int, height: int, top: int) -> Patch:
    """Black from the foot up, gone above the type."""
    reach = height * 0.22
    y = np.arange(height, dtype=np.float32)
    rise = np.clip((y - top + reach) / reach, 0, 1)
    cover = np.repeat((0.66 * rise**2 * (3 - 2 * rise))[:, None], width, axis=1)
    first = int(np.flatnonzero(rise > 0)[0])
    part = np.asarray(cover[first:], np.float32)
    return Patch(np.zeros((*part.shape, 3), np.float32), part, 0, first)


def shortened(text: str, width: int, size: int, font: Path) -> str:
    """A line that fits the width: the text, or its beginning and an ellipsis; nothing where not even that."""
    face = face_of(font, size)
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…" if text.strip() else ""


def _rgb(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1.0, saturation, value))
    return red, green, blue
