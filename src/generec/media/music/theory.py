"""Harmony: chords by their Roman numerals, scales, and voices that move as little as they can."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "harmonic": (0, 2, 3, 5, 7, 8, 11),
    "pentatonic": (0, 2, 4, 7, 9),
    "blue": (0, 3, 5, 7, 10),
}
"""Semitones above the key note."""

_MAJOR = SCALES["major"]
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
_NAME = re.compile(r"(b|#)?(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(.*)")
_KINDS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "": ((0, 4, 7), (0, 3, 7)),
    "5": ((0, 7), (0, 7)),
    "6": ((0, 4, 7, 9), (0, 3, 7, 9)),
    "7": ((0, 4, 7, 10), (0, 3, 7, 10)),
    "maj7": ((0, 4, 7, 11), (0, 3, 7, 11)),
    "9": ((0, 4, 7, 10, 14), (0, 3, 7, 10, 14)),
    "maj9": ((0, 4, 7, 11, 14), (0, 3, 7, 11, 14)),
    "13": ((0, 4, 10, 14, 21), (0, 3, 10, 14, 21)),
    "add9": ((0, 4, 7, 14), (0, 3, 7, 14)),
    "69": ((0, 4, 7, 9, 14), (0, 3, 7, 9, 14)),
    "sus2": ((0, 2, 7), (0, 2, 7)),
    "sus4": ((0, 5, 7), (0, 5, 7)),
    "7sus": ((0, 5, 7, 10), (0, 5, 7, 10)),
    "dim": ((0, 3, 6), (0, 3, 6)),
    "dim7": ((0, 3, 6, 9), (0, 3, 6, 9)),
    "m7b5": ((0, 3, 6, 10), (0, 3, 6, 10)),
    "aug": ((0, 4, 8), (0, 4, 8)),
}


class Chord(NamedTuple):
    """A chord in a key: its root and its tones, as semitones above the key note."""

    name: str
    root: int
    tones: tuple[int, ...]

    @property
    def classes(self) -> frozenset[int]:
        """The tones within one octave."""
        return frozenset(tone % 12 for tone in self.tones)


@lru_cache(maxsize=256)
def chord(name: str) -> Chord:
    """The chord of a Roman numeral: `IV`, `ii9`, `bVImaj7`, `V7sus`; capitals are major.

    Degrees count on the major scale, in minor keys too, so the flat sixth of a minor key is `bVI`.
    Raises `ValueError` for anything else.
    """
    found = _NAME.fullmatch(name)
    if not found or found[3] not in _KINDS:
        raise ValueError(f"{name!r} is no chord")
    root = _MAJOR[_NUMERALS.index(found[2].upper())] + {"b": -1, "#": 1}.get(found[1], 0)
    tones = _KINDS[found[3]][0 if found[2].isupper() else 1]
    return Chord(name, root % 12, tuple(root % 12 + tone for tone in tones))


def voiced(
    chord: Chord, *, key: int, low: int, high: int, voices: int, before: Sequence[int] = ()
) -> tuple[int, ...]:
    """The chord as `voices` MIDI notes between `low` and `high`, low to high, moving least from `before`.

    The root may be left to the bass where there are more tones than voices; no two voices cross or meet.
    """
    wanted = sorted({(key + tone) % 12 for tone in chord.tones})
    if len(wanted) > voices:
        spare = ((key + chord.root) % 12, (key + chord.root + 7) % 12)
        for drop in spare[: len(wanted) - voices]:
            wanted.remove(drop)
    pool = [note for note in range(low, high + 1) if note % 12 in wanted]
    middle = (low + high) / 2
    best, least = (pool[0],) * voices, 1e9
    for notes in _spread(tuple(pool), voices):
        missing = len(wanted) - len({note % 12 for note in notes})
        wide = sum(max(0, b - a - 9) for a, b in pairwise(notes))
        tight = sum(b - a < 2 for a, b in pairwise(notes))
        moved = sum(abs(a - b) for a, b in zip(notes, before, strict=False))
        cost = 12 * missing + 2 * wide + 4 * tight + moved + 0.3 * abs(sum(notes) / voices - middle)
        if cost < least:
            best, least = notes, cost
    return best


@lru_cache(maxsize=512)
def _spread(pool: tuple[int, ...], voices: int) -> tuple[tuple[int, ...], ...]:
    """Every rising choice of that many different notes within two octaves."""
    return tuple(row for row in combinations(pool, voices) if row[-1] - row[0] <= 24)


def on_scale(note: int, *, key: int, scale: Sequence[int]) -> int:
    """The note of the scale nearest to a MIDI note, the lower one of two."""
    return min(range(note - 3, note + 4), key=lambda n: ((n - key) % 12 not in scale, abs(n - note), n))


def step(note: int, by: int, *, key: int, scale: Sequence[int]) -> int:
    """The note `by` steps of the scale above (or below) a note that is on it."""
    way = 1 if by > 0 else -1
    for _ in range(abs(by)):
        note += way
        while (note - key) % 12 not in scale:
            note += way
    return note


def nearest(note: int, chord: Chord, *, key: int) -> int:
    """The chord's tone nearest to a MIDI note, the lower one of two."""
    classes = chord.classes
    return min(range(note - 6, note + 7), key=lambda n: ((n - key) % 12 not in classes, abs(n - note), n))
