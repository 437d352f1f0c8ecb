"""A fact over footage: its words rise into the lower part of the picture, its source under them."""

from __future__ import annotations

from generec.creator.cards.cards import WHITE, shade, shortened
from generec.creator.cards.kinetic import LEADING, LEAVE_S, Word, block, eased, fitted, ink, set_rows
from generec.creator.cards.panel import GREY, Look, source_line
from generec.domain.facts import Fact
from generec.media.overlay import Patch

_MARGIN = 0.085


class Plate:
    """The overlay of one fact from `begin_s` to `end_s` (s of the result)."""

    def __init__(self, fact: Fact, *, begin_s: float, end_s: float, look: Look) -> None:
        self._fact, self._begin_s, self._end_s, self._look = fact, begin_s, end_s, look
        self._set: tuple[Patch, Patch, list[Word]] | None = None
        self._bars: dict[int, Patch] = {}

    def patches(self, width: int, height: int, *, at_s: float) -> list[Patch]:
        """What is over a frame of that size; nothing outside of its time."""
        since, left = at_s - self._begin_s, self._end_s - at_s
        if since < 0 or left <= 0:
            return []
        self._set = self._set or self._laid_out(width, height)
        dark, bar, words = self._set
        strength = min(1.0, since / 0.3, left / LEAVE_S)
        mark = self._grown(bar, eased(since / 0.5))._replace(strength=strength)
        found = [word.at(since, end_s=self._end_s - self._begin_s) for word in words]
        return [dark._replace(strength=strength), mark, *filter(None, found)]

    def _grown(self, bar: Patch, share: float) -> Patch:
        """The upper part of the bar; kept, for overlays are known by their arrays."""
        rows = max(1, round(bar.opacity.shape[0] * share))
        if rows not in self._bars:
            self._bars[rows] = bar._replace(colour=bar.colour[:rows], opacity=bar.opacity[:rows])
        return self._bars[rows]

    def _laid_out(self, width: int, height: int) -> tuple[Patch, Patch, list[Word]]:
        look, side = self._look, min(width, height)
        margin = round(_MARGIN * side)
        left = margin + round(0.035 * side)
        room = width - left - margin
        sizes = [round(side * share) for share in (0.078, 0.07, 0.063, 0.056, 0.05)]
        rows, size = fitted(
            self._fact.text, width=room, height=height * 0.27, sizes=sizes, font=look.fonts.bold
        )
        small = max(9, round(0.033 * side))
        tall = round(len(rows) * size * LEADING + small * 1.6)
        top = height - round(height * (0.17 if height > width else 0.1)) - tall
        words = set_rows(rows, left=left, top=top, size=size, font=look.fonts.bold, colour=WHITE, begin_s=0.1)
        source = shortened(source_line(self._fact), room, small, look.fonts.regular)
        if source:
            patch = ink(
                source, size=small, font=look.fonts.regular, colour=GREY, x=left, y=top + tall - small
            )
            words.append(Word(patch, 0.5, small * 0.3))
        bar = block(max(3, side // 100), tall + small // 2, colour=look.colours.accent, x=margin, y=top)
        return shade(width, height, top), bar, words
