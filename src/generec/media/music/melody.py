"""Melody: a short motif, repeated, moved and answered, its accents on the chord's tones."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from generec.media.music.theory import SCALES, Chord, nearest, on_scale, step

_STEPS = (-2, -1, -1, 0, 1, 1, 2)
"""Moves along the scale: mostly by step."""


class Sung(NamedTuple):
    """A note of a melody: from which step of the bar, how many steps long, MIDI note and force."""

    at: int
    steps: int
    midi: int
    force: float


class Motif(NamedTuple):
    """A rhythm of one bar and a contour: moves along the scale from note to note."""

    row: str
    moves: tuple[int, ...]


def motif(row: str, rng: np.random.Generator) -> Motif:
    """A contour for the rhythm: steps, with one leap that is turned back from."""
    count = sum(sign != "." and sign != "-" for sign in row)
    moves = [int(rng.choice(_STEPS)) for _ in range(count)]
    if count > 2:
        leap = int(rng.integers(1, count - 1))
        way = int(rng.choice((-1, 1)))
        moves[leap], moves[leap + 1] = way * int(rng.integers(3, 5)), -way
    return Motif(row, tuple(moves))


def strokes(row: str) -> list[tuple[int, int, str]]:
    """(step, steps held, sign) of every stroke in a rhythm."""
    out: list[tuple[int, int, str]] = []
    for at, sign in enumerate(row):
        if sign == "-" and out and sum(out[-1][:2]) == at:
            out[-1] = (out[-1][0], out[-1][1] + 1, out[-1][2])
        elif sign not in ".-":
            out.append((at, 1, sign))
    return out


def sing(
    idea: Motif,
    harmony: Callable[[int], Chord],
    *,
    key: int,
    scale: str,
    start: int,
    low: int,
    high: int,
    strong: int,
    closing: bool = False,
) -> list[Sung]:
    """The motif over `harmony` (the chord at a step), from near `start`; a closing bar ends on a long one.

    Every `strong` steps a note falls on the chord; others go along the scale, less what grates on the chord.
    """
    rows = strokes(idea.row)
    if closing:
        rows = rows[:1] if len(rows) < 3 else rows[:2]
        at, _, sign = rows[-1]
        rows[-1] = (at, max(1, len(idea.row) - at - strong // 2), sign)
    note, out = start, list[Sung]()
    for index, (at, held, sign) in enumerate(rows):
        chord = harmony(at)
        scale_now = _kept(SCALES[scale], chord)
        note = on_scale(note, key=key, scale=scale_now)
        note = step(note, idea.moves[index] if index else 0, key=key, scale=scale_now)
        if note > high or note < low:
            note += -12 if note > high else 12
        if at % strong == 0 or held >= strong or (closing and index == len(rows) - 1):
            note = nearest(note, chord, key=key)
        accent = {"X": 1.0, "x": 0.8}.get(sign, 0.6) * (1.0 if at % strong == 0 else 0.88)
        out.append(Sung(at, held, note, accent))
    return out


def _kept(scale: tuple[int, ...], chord: Chord) -> tuple[int, ...]:
    """The scale with the chord's tones in it, and without what lies a semitone beside one of them."""
    classes = chord.classes
    near = {(c + way) % 12 for c in classes for way in (-1, 1)}
    return tuple(sorted(classes | {s for s in scale if s not in near}))
