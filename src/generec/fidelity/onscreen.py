"""What can be read in a draft's pictures, and whether a source shows it too.

Every picture that is looked at is searched for lines, but one whose edges are where they were in the picture
before; a line that looks as it did is not read again. Words that stand for a shorter time than between two
looks of one shot are not seen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.encoders.reading import Line, Reading, upright

_CELLS: Final = (32, 32)
_STILL: Final = 0.06
"""Edges in no cell may change by more than this share for the picture to hold the same words."""
_ALIKE: Final = 40.0
_AS_WIDE: Final = 0.05
_STRIP: Final = (96, 12)
_REMEMBERED: Final = 60
_SAME_WORDS: Final = 0.8

Floats = NDArray[np.float32]


class Shown(NamedTuple):
    """A line of words on screen: when it is first and last seen (seconds; -1 for the cover), and where.

    `box` is left, top, width and height as shares of the picture, at the first sight.
    """

    words: str
    time: float
    until: float
    box: tuple[float, float, float, float]
    sure: float


def shown(looks: Iterable[tuple[float, Image]]) -> tuple[Shown, ...]:
    """The lines of the pictures, each once, as they come. Raises `MissingModel`."""
    out: dict[str, Shown] = {}
    for time, line in _lines(looks, Reading()):
        key = plain(line.words)
        known = out.get(key)
        if known is None:
            out[key] = Shown(line.words, time, time, line.box, line.sure)
        else:
            out[key] = known._replace(until=time)
    return tuple(out.values())


def says(known: Sequence[str], words: str) -> bool:
    """Whether one of the known lines, or all of them one after the other, has these words, as far as read.

    Readings of one line differ in a letter here and there: four fifths of them have to agree.
    """
    wanted = plain(words)
    for text in (*known, " ".join(known)):
        told = plain(text)
        if wanted in told or SequenceMatcher(None, wanted, told).ratio() >= _SAME_WORDS:
            return True
    return False


def plain(words: str) -> str:
    """Letters and digits alone, small, without accents: what two readings of a line have in common."""
    return "".join(c for c in unicodedata.normalize("NFKD", words).casefold() if c.isalnum())


def _lines(looks: Iterable[tuple[float, Image]], reading: Reading) -> Iterator[tuple[float, Line]]:
    edges: Floats | None = None
    lines: tuple[Line, ...] = ()
    reader = _Reader(reading)
    for time, image in looks:
        now = _edges(image)
        if edges is None or np.abs(now - edges).max() > _STILL:
            lines = reader(image)
        edges = now
        for line in lines:
            yield time, line


class _Reader:
    """Reads picture after picture, and each line once: a strip that looks as one did before says the same."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._known: list[tuple[_Print, tuple[str, float]]] = []

    def __call__(self, image: Image) -> tuple[Line, ...]:
        corners = self.reading.find(image)
        strips = [upright(image, corner) for corner in corners]
        prints = [_print(strip) for strip in strips]
        told = [self._before(one) for one in prints]
        new = [i for i, known in enumerate(told) if known is None]
        for i, read in zip(new, self.reading.read([strips[i] for i in new]), strict=True):
            told[i] = read
            self._known.append((prints[i], read))
        return self.reading.lines(image, corners, [one for one in told if one])

    def _before(self, mine: _Print) -> tuple[str, float] | None:
        for one, told in reversed(self._known[-_REMEMBERED:]):
            if (
                abs(one.wide - mine.wide) < _AS_WIDE * mine.wide
                and np.abs(one.luma - mine.luma).max() < _ALIKE
            ):
                return told
        return None


class _Print(NamedTuple):
    """How a strip looks: how many times wider than high, and its luma on a small grid."""

    wide: float
    luma: Floats


def _print(strip: Image) -> _Print:
    luma = cv2.resize(cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY), _STRIP, interpolation=cv2.INTER_AREA)
    return _Print(strip.shape[1] / strip.shape[0], luma.astype(np.float32))


def _edges(image: Image) -> Floats:
    """(32, 32) the share of pixels with a strong edge: where something that could be letters stands."""
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    strong = (cv2.morphologyEx(luma, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 48).astype(np.float32)
    return np.asarray(cv2.resize(strong, _CELLS, interpolation=cv2.INTER_AREA), np.float32)
