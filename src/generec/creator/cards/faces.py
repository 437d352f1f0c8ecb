"""Cards for where footage lacks: what a source says of itself, and the topic as moving rows of type."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, takewhile

from generec.creator.cards.cards import MARGIN, WHITE, Fonts, Ground, Palette, shortened
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
from generec.domain.parts import Image
from generec.media.compose import Drawing
from generec.media.lettering import face_of
from generec.media.overlay import Patch

_GREY: Colour = (205, 205, 212)
_DRIFT = 0.09
"""How far a row moves in a second, of the shorter side."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a source says, under a mark that grows, over the line that names it (`by`)."""

    text: str
    by: str
    size: tuple[int, int]
    colours: Palette
    fonts: Fonts
    turn: int = 0

    def __call__(self) -> Drawing:
        """What draws it."""
        words, mark, by = self._laid_out()
        ground = Ground(self.size, self.colours, turn=self.turn, arc=False)

        def draw(at_s: float) -> Image:
            image = ground(at_s)
            lay(image, mark._replace(strength=0.9 * eased(at_s / 0.5)))
            for word in (*words, *by):
                patch = word.at(at_s, end_s=1e9)
                if patch is not None:
                    lay(image, patch)
            return picture(image)

        return draw

    def _laid_out(self) -> tuple[list[Word], Patch, list[Word]]:
        width, height = self.size
        side = min(self.size)
        margin = round(1.3 * MARGIN * side)
        sizes = [round(side * share) for share in (0.105, 0.094, 0.084, 0.074, 0.064, 0.055)]
        rows, size = fitted(
            self.text, width=width - 2 * margin, height=height * 0.46, sizes=sizes, font=self.fonts.bold
        )
        tall, small = round(len(rows) * size * LEADING), round(side * 0.042)
        top = round((height - tall) / 2)
        words = set_rows(
            rows, left=margin, top=top, size=size, font=self.fonts.bold, colour=WHITE, begin_s=0.1
        )
        # The ink of the mark is in the upper third of its line.
        mark = ink(
            "“", size=round(side * 0.3), font=self.fonts.bold, colour=self.colours.accent,
            x=margin - round(side * 0.012), y=top - round(side * 0.2),
        )  # fmt: skip
        said = shortened(
            f"from “{self.by}”" if self.by else "", width - 2 * margin, small, self.fonts.regular
        )
        y = top + tall + round(side * 0.035)
        line = ink(said, size=small, font=self.fonts.regular, colour=_GREY, x=margin, y=y) if said else None
        return words, mark, [Word(line, 0.35, small * 0.3)] if line else []


@dataclass(frozen=True, slots=True)
class Rows:
    """A few words again and again, in rows that drift against each other; one of them stands out."""

    text: str
    size: tuple[int, int]
    colours: Palette
    fonts: Fonts
    turn: int = 0

    def __call__(self) -> Drawing:
        """What draws it."""
        width, height = self.size
        side = min(self.size)
        size = round(side * 0.15)
        step = round(size * 1.22)
        n = -(-height // step) + 1
        first = round((height - n * step) / 2)
        wide = round(face_of(self.fonts.bold, size).getlength(f"{self.text}   "))
        times = len(list(takewhile(lambda i: i * wide < width + 2 * wide, count()))) + 1
        said = "   ".join([self.text] * times)
        ground = Ground(self.size, self.colours, turn=self.turn, arc=False)
        dim, bright = (
            ink(said, size=size, font=self.fonts.bold, colour=colour, x=0, y=0)
            for colour in (self.colours.light, WHITE)
        )
        middle = n // 2
        bar = block(width, step, colour=self.colours.accent, x=0, y=first + middle * step, opacity=0.28)

        def draw(at_s: float) -> Image:
            image = ground(at_s)
            long = max(1, round(width * eased(at_s / 0.6)))
            lay(image, bar._replace(colour=bar.colour[:, :long], opacity=bar.opacity[:, :long]))
            for row in range(n):
                place = (0.37 * row * wide + (1 if row % 2 else -1) * _DRIFT * side * at_s) % wide
                strength = min(1.0, (at_s + 0.15 - 0.03 * abs(row - middle)) / 0.3)
                patch = (bright if row == middle else dim)._replace(
                    x=round(place) - wide - size // 4,
                    y=first + row * step + round((step - 1.3 * size) / 2) - size // 4,
                    strength=max(0.0, strength),
                )
                lay(image, patch)
            return picture(image)

        return draw
