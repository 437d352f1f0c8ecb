"""The mixing desk: notes to their places, the room, and what keeps the sum even. Works in blocks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import signal

from generec.media.music.drumkit import stroke
from generec.media.music.kernels import Wave, add, compress, limit, room
from generec.media.music.players import Note
from generec.media.music.voices import RATE, Floats, note

LONGEST_S = 10.0
"""No note rings on for longer than this beyond the block in which it begins."""

CEILING = 0.8
_LENGTHS = (1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797)
_DAMP = 0.35
_KEPT_BYTES = 96 << 20
_AHEAD = 240
_FORCE_STEPS = 6
_GIVES_WAY_S = 0.16
_KICKS = ("kick", "thump", "taiko")


class Room:
    """The echo of a room in which sound falls by 60 dB in `seconds`, as loud as what goes in."""

    def __init__(self, seconds: float) -> None:
        self._lengths = np.array(_LENGTHS)
        self._lines = np.zeros((len(_LENGTHS), max(_LENGTHS)))
        self._places = np.zeros(len(_LENGTHS), np.int64)
        self._low = np.zeros(len(_LENGTHS))
        self._keeps: Wave = 10 ** (-3 * self._lengths / (seconds * RATE))
        self._gain = 1.0 if seconds <= 0 else _echo_gain(seconds)

    def __call__(self, sound: Floats) -> Floats:
        """The echo of the next block (n, 2)."""
        state = (self._lines, self._lengths, self._places, self._low, self._keeps)
        return np.asarray(self._gain * room(sound, *state, _DAMP), np.float32)


@lru_cache(maxsize=32)
def _echo_gain(seconds: float) -> float:
    """What brings the energy of the echo of one click to that of the click."""
    lengths = np.array(_LENGTHS)
    click = np.zeros((round(min(seconds, 2.0) * RATE), 2), np.float32)
    click[0] = 1.0
    keeps = 10 ** (-3 * lengths / (seconds * RATE))
    count = len(_LENGTHS)
    echo = room(
        click,
        np.zeros((count, max(_LENGTHS))),
        lengths,
        np.zeros(count, np.int64),
        np.zeros(count),
        keeps,
        _DAMP,
    )
    return float(np.sqrt(2.0 / (echo.astype(float) ** 2).sum()))


class Master:
    """What the sum goes through: no rumble, gentle compression, no peak above the ceiling."""

    def __init__(self, gain: float) -> None:
        self._gain = gain
        self._rumble = signal.butter(2, 32, "highpass", fs=RATE, output="sos")
        self._zi = np.zeros((1, 2, 2))
        self._level = np.zeros(1)
        self._held, self._over = np.zeros((_AHEAD, 2), np.float32), np.ones(_AHEAD)
        self._limit = np.array([0.0, 1.0, 0.0, float(_AHEAD)])
        self._skip = _AHEAD

    def __call__(self, sound: Floats, *, last: bool = False) -> Floats:
        """The next block; it comes a few milliseconds late, which the first is cut by and the last longer."""
        if last:
            sound = np.concatenate((sound, np.zeros((_AHEAD, 2), np.float32)))
        clean, self._zi = signal.sosfilt(self._rumble, self._gain * sound, axis=0, zi=self._zi)
        clean = np.ascontiguousarray(clean, np.float32)
        compress(
            clean, self._level, 0.1**2, 2.0, 1 - np.exp(-1 / (0.03 * RATE)), 1 - np.exp(-1 / (0.25 * RATE))
        )
        out = limit(clean, self._held, self._over, self._limit, CEILING, float(np.exp(-1 / (0.12 * RATE))))
        skip, self._skip = self._skip, 0
        return np.asarray(out[skip:])


class Desk:
    """Takes the notes of a stretch and gives its sound; what rings on is kept for the next."""

    def __init__(self, *, echo_s: float, pump: float, gain: float) -> None:
        self._room, self._master, self._pump = Room(echo_s), Master(gain), pump
        tail = round(LONGEST_S * RATE)
        self._dry, self._ducked, self._sent = (np.zeros((tail, 2), np.float32) for _ in range(3))
        self._at = 0
        self._kicks: list[float] = []
        self._waves: OrderedDict[tuple[str, int, float, int], Floats] = OrderedDict()
        self._bytes = 0

    def __call__(self, notes: Sequence[Note], *, until: int, fade: Floats | None = None) -> Floats:
        """The sound (n, 2) up to sample `until`; `fade` (n, 1) ends the piece."""
        n = until - self._at
        self._dry, self._ducked, self._sent = (_longer(b, n) for b in (self._dry, self._ducked, self._sent))
        for one in notes:
            self._put(one)
        mix = self._dry[:n] + self._ducked[:n] * self._giving_way(n) + self._room(self._sent[:n])
        if fade is not None:
            mix *= fade
        self._dry, self._ducked, self._sent = (b[n:] for b in (self._dry, self._ducked, self._sent))
        self._at = until
        return self._master(mix, last=fade is not None)

    def _put(self, one: Note) -> None:
        part = one.part
        at = max(0, round(one.at_s * RATE) - self._at)
        if one.midi is None:
            wave = stroke(part.voice, at % 3 if part.voice not in _KICKS else 0)
            gain = one.gain * one.force
            if part.voice in _KICKS:
                self._kicks.append(one.at_s)
        else:
            wave = self._wave(part.voice, one.midi, one.seconds, one.force)
            gain = one.gain
        angle = (part.pan + 1) * np.pi / 4
        left, right = gain * np.sqrt(2) * np.cos(angle), gain * np.sqrt(2) * np.sin(angle)
        add(self._ducked if part.pump else self._dry, wave, at, left, right)
        if part.send:
            add(self._sent, wave, at, part.send * left, part.send * right)

    def _wave(self, voice: str, midi: int, seconds: float, force: float) -> Floats:
        """The note in one of a few degrees of force; those used last are kept."""
        degree = max(1, round(force * _FORCE_STEPS))
        key = (voice, midi, round(min(seconds, LONGEST_S - 3), 2), degree)
        wave = self._waves.pop(key, None)
        if wave is None:
            wave = note(voice, midi, key[2], degree / _FORCE_STEPS)
            self._bytes += wave.nbytes
        self._waves[key] = wave
        while self._bytes > _KEPT_BYTES:
            self._bytes -= self._waves.popitem(last=False)[1].nbytes
        return wave

    def _giving_way(self, n: int) -> Floats:
        """The gain (n, 1) of what gives way to the kick."""
        gain = np.ones(n, np.float32)
        t = np.arange(n) / RATE
        for kick in self._kicks if self._pump else ():
            after = t + self._at / RATE - kick
            dip = np.exp(-np.maximum(after, 0) / _GIVES_WAY_S) * np.clip(after / 0.008, 0, 1)
            gain = np.minimum(gain, 1 - self._pump * dip.astype(np.float32))
        self._kicks = [kick for kick in self._kicks if kick > (self._at + n) / RATE - 1.0]
        return gain[:, None]


def _longer(buffer: Floats, n: int) -> Floats:
    missing = n + round(LONGEST_S * RATE) - len(buffer)
    return np.concatenate((buffer, np.zeros((missing, 2), np.float32))) if missing > 0 else buffer
