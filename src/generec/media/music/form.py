"""Form: how many bars at which tempo fill a length, and which sections they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from generec.media.music.moods import Mood

_TEMPI = 25
_BODY = (
    ("a", 0.6),
    ("a", 0.75),
    ("b", 0.9),
    ("b", 1.0),
    ("break", 0.45),
    ("a", 0.85),
    ("b", 1.0),
    ("a", 0.9),
)
"""Phrases of four bars in a long piece, over and over, with how much is going on in each."""

_SHORT = {1: (("a", 0.8),), 2: (("a", 0.7), ("b", 0.95)), 3: (("a", 0.62), ("b", 0.88), ("a", 1.0))}


class Section(NamedTuple):
    """A stretch of bars: `kind` is intro, a, b or break, `round` counts how often the form began anew."""

    kind: str
    begin: int
    bars: int
    drive: float
    round: int


@dataclass(frozen=True, slots=True)
class Form:
    """`bars` bars of `meter` beats at `bpm`, then a last chord that rings for `ring_s`: the asked length."""

    bpm: float
    meter: int
    bars: int
    ring_s: float

    @property
    def bar_s(self) -> float:
        """Length of a bar, s."""
        return self.meter * 60.0 / self.bpm

    def sections(self) -> Iterator[Section]:
        """The sections in order: an introduction where there is time, then themes in phrases of four bars."""
        intro = _intro(self.bars)
        if intro:
            yield Section("intro", 0, intro, 0.42, 0)
        phrases = max(1, (self.bars - intro) // 4)
        order = _SHORT.get(phrases, _BODY)
        begin = intro
        for index in range(phrases if self.bars else 0):
            kind, drive = order[index % len(order)]
            last = index == phrases - 1
            bars = self.bars - begin if last else 4
            yield Section(
                "b" if last and kind == "break" else kind, begin, bars, max(drive, 0.9 * last), index // 8
            )
            begin += bars


def fitted(mood: Mood, seconds: float, rng: np.random.Generator) -> Form:
    """The form that fills `seconds` with a natural end, at a tempo of the mood near one drawn by `rng`.

    Whole phrases, and a last chord that rings about as long as the mood wants it to, are preferred.
    """
    slow, fast = mood.bpm
    liked = rng.uniform(slow, fast)
    ring = min(mood.ring_s, 0.35 * seconds)
    best, least = Form(liked, mood.meter, 0, seconds), np.inf
    for bpm in np.linspace(slow, fast, _TEMPI):
        bar = mood.meter * 60.0 / bpm
        near = int((seconds - ring) / bar)
        for bars in range(max(near - 1, 0), near + 3):
            rest = seconds - bars * bar
            if rest < 0.5 * ring:
                continue
            odd = 0.0 if bars % 4 == 0 else 0.15 if bars % 2 == 0 else 0.3
            cost = abs(rest / ring - 1) + odd + 0.25 * abs(bpm - liked) / (fast - slow)
            if cost < least:
                best, least = Form(float(bpm), mood.meter, bars, rest), cost
    return best


def _intro(bars: int) -> int:
    if bars >= 20:
        return 4 if bars % 4 == 0 else bars % 4
    return 2 if bars >= 6 and bars % 4 in (2, 3) else 0
