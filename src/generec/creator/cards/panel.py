"""The frame of a card that tells a fact: its topic, where it is from, its words, and room for a drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.creator.cards.cards import WHITE, Fonts, Ground, Palette, shortened
from generec.creator.cards.kinetic import (
    LEADING,
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
from generec.domain.facts import Fact
from generec.domain.parts import Image
from generec.media.compose import Drawing
from generec.media.lettering import face_of
from generec.media.overlay import Floats

GREY: Colour = (196, 196, 206)
_MARGIN = 0.085


class Box(NamedTuple):
    """A part of the picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Look:
    """What all drawings of one card share: the size of the picture, its colours and faces."""

    size: tuple[int, int]
    colours: Palette
    fonts: Fonts

    @property
    def side(self) -> int:
        """The shorter side, pixels."""
        return min(self.size)

    def text(
        self, image: Floats, text: str, size: int, *, x: int, y: int, bold: bool = False,
        colour: Colour = WHITE, strength: float = 1.0, anchor: str = "left",
    ) -> None:  # fmt: skip
        """Set one line, its top at `y`, its left, middle or right at `x`."""
        font = self.font(bold)
        patch = ink(text, size=size, font=font, colour=colour, x=0, y=y)
        width = length(text, size, font)
        x -= {"left": 0, "middle": width // 2, "right": width}[anchor]
        lay(image, patch._replace(x=patch.x + x, strength=strength))

    def font(self, bold: bool) -> Path:
        """The file of a face."""
        return self.fonts.bold if bold else self.fonts.regular


Painter = Callable[[Floats, float], None]
"""Draws onto a picture of floats in [0, 255], in place, for a moment in seconds."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A card: the topic and the source above, the statement below or beside a drawing.

    `drawing` is given the look and its box; None leaves the statement alone, set large. Without `words` the
    statement is left out: it is spoken and written elsewhere.
    """

    fact: Fact
    look: Look
    drawing: Callable[[Look, Box], Painter] | None = None
    words: bool = True
    turn: int = 0

    def __call__(self) -> Drawing:
        """What draws it."""
        ground = Ground(self.look.size, self.look.colours, turn=self.turn, arc=False)
        heading, head = self._heading()
        box, room = self._boxes(head)
        words = self._statement(room) if self.words or self.drawing is None else []
        paint = self.drawing(self.look, box) if self.drawing else None
        accent = self.look.colours.accent
        bar = block(max(3, self.look.side // 120), head - room_top(self.look), colour=accent, x=0, y=0)

        def draw(at_s: float) -> Image:
            image = ground(at_s)
            grown = max(1, round(bar.opacity.shape[0] * eased(at_s / 0.5)))
            left = round(_MARGIN * self.look.side)
            lay(image, bar._replace(colour=bar.colour[:grown], opacity=bar.opacity[:grown], x=left,
                                    y=room_top(self.look)))  # fmt: skip
            if paint is not None:
                paint(image, at_s)
            for word in (*heading, *words):
                patch = word.at(at_s, end_s=1e9)
                if patch is not None:
                    lay(image, patch)
            return picture(image)

        return draw

    def _heading(self) -> tuple[list[Word], int]:
        """Topic and source behind the bar, and where they end."""
        look, side = self.look, self.look.side
        left, y = round(_MARGIN * side + 0.03 * side), room_top(look)
        width = look.size[0] - left - round(_MARGIN * side)
        out: list[Word] = []
        rows: tuple[tuple[str, int, bool, Colour], ...] = (
            (self.fact.topic, round(0.05 * side), True, WHITE),
            (source_line(self.fact), round(0.033 * side), False, GREY),
        )
        for text, size, bold, colour in rows:
            shown = shortened(text, width, size, look.font(bold))
            if shown:
                patch = ink(shown, size=size, font=look.font(bold), colour=colour, x=left, y=y)
                out.append(Word(patch, 0.1, size * 0.3))
                y += round(size * 1.3)
        return out, y

    def _boxes(self, head: int) -> tuple[Box, Box]:
        """Where the drawing is, and where the statement."""
        width, height = self.look.size
        side = self.look.side
        margin = round(_MARGIN * side)
        top, foot = head + round(0.05 * side), height - round((0.16 if height > width else 0.1) * height)
        if not self.words:
            foot = height - round(0.3 * height if height > width else 0.28 * height)
        whole = Box(margin, top, width - margin, foot)
        if self.drawing is None or not self.words:
            return whole, whole
        if width > height:
            half = margin + round(0.56 * (width - 2 * margin))
            return whole._replace(right=half), whole._replace(left=half + round(0.07 * side))
        cut = top + round((foot - top) * (0.68 if height > width else 0.64))
        return whole._replace(bottom=cut), whole._replace(top=cut + round(0.05 * side))

    def _statement(self, room: Box) -> list[Word]:
        look, side = self.look, self.look.side
        alone = self.drawing is None
        shares = (0.105, 0.095, 0.085, 0.075, 0.066) if alone else (0.064, 0.058, 0.052, 0.046, 0.042)
        sizes = [round(side * share) for share in shares]
        rows, size = fitted(
            self.fact.text, width=room.width, height=room.height, sizes=sizes, font=look.fonts.bold
        )
        tall = round(len(rows) * size * LEADING)
        centred = alone or look.size[0] > look.size[1]
        top = room.top + (round((room.height - tall) / 2) if centred else 0)
        return set_rows(
            rows, left=room.left, top=top, size=size, font=look.fonts.bold, colour=WHITE, begin_s=0.25
        )


def room_top(look: Look) -> int:
    """Where the heading begins: clear of what phones lay over the upper edge."""
    width, height = look.size
    return round((0.1 if height > width else 0.085) * height)


def source_line(fact: Fact) -> str:
    """Where a fact is from, in a few words."""
    return f"Source: {fact.source.title}"


def length(text: str, size: int, font: Path) -> int:
    """How wide a line is, pixels."""
    return round(face_of(font, size).getlength(text))


def fill(image: Floats, cover: NDArray[np.uint8], colour: Colour, strength: float = 1.0) -> None:
    """Lay a colour where `cover` (h, w) of 0 to 255 is, in place."""
    share = cover.astype(np.float32)[..., None] * np.float32(strength / 255)
    image += (np.asarray(colour, np.float32) - image) * share


def stroke(
    image: Floats, points: NDArray[np.float32], colour: Colour, *, thick: int, strength: float = 1.0
) -> None:
    """A line through points (n, 2), in place; smooth to a sixteenth of a pixel."""
    cover = np.zeros(image.shape[:2], np.uint8)
    fixed = np.rint(points * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(cover, [fixed], False, 255, thick, cv2.LINE_AA, 4)
    fill(image, cover, colour, strength)
