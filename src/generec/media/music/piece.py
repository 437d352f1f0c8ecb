"""A piece of music: composed for a mood, a seed and a length, and played in blocks."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError
from generec.media.music.arrange import Arranger, Bar
from generec.media.music.desk import Desk
from generec.media.music.form import Form, fitted
from generec.media.music.moods import Mood, moods
from generec.media.music.voices import RATE, Floats

SHORTEST_S, LONGEST_S = 0.5, 12 * 3600.0
_FADE_S, _KEPT_S = 1.6, 60.0


class Piece:
    """Music of a mood that lasts exactly `seconds` and comes to an end, the same for the same arguments.

    No sample of anything recorded is in it: it is composed by rule and chance and played by formulas.
    """

    def __init__(self, mood: str, *, seconds: float, seed: int = 0) -> None:
        """Raises `DataError` for an unknown mood, or a length below half a second or above twelve hours."""
        if mood not in moods():
            raise DataError(f"no music is called {mood!r}: there is {', '.join(moods())}", field="mood")
        if not (math.isfinite(seconds) and SHORTEST_S <= seconds <= LONGEST_S):
            raise DataError(
                f"music of {seconds:g} s cannot be made: {SHORTEST_S:g} s at least", field="seconds"
            )
        self.name, self.seed = mood, seed
        self.mood: Mood = moods()[mood]
        self.samples = round(seconds * RATE)
        rng = np.random.default_rng([seed, zlib.crc32(mood.encode())])
        self.key = int(rng.choice(self.mood.keys))
        self.form: Form = fitted(self.mood, self.samples / RATE, rng)

    @property
    def seconds(self) -> float:
        """Its length, s."""
        return self.samples / RATE

    @cached_property
    def beats(self) -> NDArray[np.float64]:
        """When the beats are, s, that of the last chord included: where to cut."""
        count = self.form.bars * self.form.meter + 1
        return np.asarray(np.arange(count) * (60.0 / self.form.bpm), np.float64)

    @cached_property
    def bars(self) -> NDArray[np.float64]:
        """When the bars begin, s, that of the last chord included."""
        return self.beats[:: self.form.meter]

    def score(self) -> Iterator[Bar]:
        """What is played, bar by bar."""
        key = 48 + (self.key - 48) % 12
        return Arranger(self.mood, self.form, key=key, seed=self.seed).bars()

    def play(self) -> Iterator[Floats]:
        """The sound in blocks (n, 2) at 48 kHz, about a bar each, in bounded memory.

        Every piece is about as loud as every other (-16 LUFS) and stays below -1 dB of true peak.
        """
        mood = self.mood
        desk = Desk(echo_s=mood.echo_s, pump=mood.pump, gain=10 ** (mood.gain / 20))
        for bar in self.score():
            if bar.section.kind == "end":
                yield desk(bar.notes, until=self.samples, fade=self._fade(bar.begin_s))
            else:
                yield desk(bar.notes, until=round((bar.begin_s + self.form.bar_s) * RATE))

    def sound(self) -> Floats:
        """All of it at once, (n, 2)."""
        return np.concatenate(list(self.play()))

    def _fade(self, begin_s: float) -> Floats:
        n = self.samples - round(begin_s * RATE)
        m = min(round(_FADE_S * RATE), round(0.6 * n))
        out = np.ones((n, 1), np.float32)
        out[n - m :, 0] = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, m + 1) / m)
        return out


def player(mood: str, *, seed: int) -> Callable[[float], Iterator[Floats]]:
    """From a length (s) to that much music in blocks (n, 2), the same each time.

    Of up to a minute the sound is kept for the next call; what is longer is played anew. A length
    below the shortest gets the beginning of that. Raises `DataError` for an unknown mood.
    """
    kept: dict[float, list[Floats]] = {}
    Piece(mood, seconds=SHORTEST_S, seed=seed)

    def play(seconds: float) -> Iterator[Floats]:
        piece = Piece(mood, seconds=max(seconds, SHORTEST_S), seed=seed)
        if seconds > _KEPT_S:
            return piece.play()
        if seconds not in kept:
            kept.clear()
            kept[seconds] = list(piece.play())
        return iter(kept[seconds])

    return play
