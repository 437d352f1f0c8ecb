"""The sound of a sample clip: its music, an ambience of noise, a breath of air where shots change."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from generec.demo.moods import MOODS
from generec.media.loudness import levelled
from generec.media.music import RATE, Piece
from generec.media.music.drumkit import stroke

Sound = NDArray[np.float32]
"""(2, samples) at 48 kHz, or (samples,)."""


def soundtrack(mood: str, ambience: str, *, seconds: float, changes: Sequence[float], key: str) -> Sound:
    """(2, samples): a bed of music, ambience below it, a breath of air at each change of shot.

    As loud as every other, by EBU R 128.
    """
    seed = zlib.crc32(key.encode())
    rng = np.random.default_rng(seed)
    mix = np.ascontiguousarray(Piece(MOODS[mood].music, seconds=seconds, seed=seed).sound().T)
    n = mix.shape[1]
    if ambience != "none":
        mix += MOODS[mood].air * AMBIENCES[ambience](n, rng) * _rms(mix) * 2.2
    for at in changes:
        _add(mix, 0.10 * _whoosh(rng), round(at * RATE) - RATE // 5)
    mix *= np.minimum(1, np.minimum(np.arange(n) / (0.06 * RATE), (n - np.arange(n)) / (0.55 * RATE)))
    blocks = list(levelled(lambda: [mix.T]))
    return np.concatenate(blocks).T


def _band(n: int, rng: np.random.Generator, low: float, high: float) -> Sound:
    """(2, n) of noise between two frequencies, of mean level 1."""
    noise = rng.standard_normal((2, n))
    out = signal.sosfilt(signal.butter(2, (low, high), "bandpass", fs=RATE, output="sos"), noise, axis=-1)
    return np.asarray(out / (out.std() + 1e-9), np.float32)


def _swell(n: int, rng: np.random.Generator, period: float) -> Sound:
    t = np.arange(n) / RATE
    phase = rng.uniform(0, 2 * np.pi, 3)
    parts = sum(np.sin(2 * np.pi * t / (period * k) + p) for k, p in zip((1, 1.7, 0.6), phase, strict=True))
    return np.asarray(0.55 + 0.15 * parts, np.float32)


def _wind(n: int, rng: np.random.Generator) -> Sound:
    return (
        _band(n, rng, 180, 700) * _swell(n, rng, 3.2) + 0.3 * _band(n, rng, 900, 2200) * _swell(n, rng, 2.1)
    ).astype(np.float32)


def _waves(n: int, rng: np.random.Generator) -> Sound:
    return np.asarray(_band(n, rng, 120, 3800) * _swell(n, rng, 4.5) ** 3 * 1.6, np.float32)


def _birds(n: int, rng: np.random.Generator) -> Sound:
    """A quiet morning: a few calls of short falling and rising whistles, and a little air."""
    out = 0.05 * _band(n, rng, 400, 2500)
    for start in np.sort(rng.uniform(0.1, n / RATE, max(3, n // RATE))):
        base, side = rng.uniform(2600, 4600), rng.uniform(0.15, 0.85)
        for call in range(int(rng.integers(2, 5))):
            t = np.arange(round(rng.uniform(0.07, 0.14) * RATE)) / RATE
            sweep = base * t + rng.uniform(-1, 1) * 5200 * t**2 + 14 * np.sin(2 * np.pi * 26 * t)
            note = np.sin(2 * np.pi * sweep) * np.hanning(len(t)) * rng.uniform(0.3, 0.9)
            _add(out, _pan(note.astype(np.float32), side), round((start + call * 0.17) * RATE))
    return out


def _purr(n: int, rng: np.random.Generator) -> Sound:
    t = np.arange(n) / RATE
    breath = 0.6 + 0.4 * np.sin(2 * np.pi * t / 2.3)
    pulse = np.clip(np.sin(2 * np.pi * 25 * t), 0, 1) ** 2
    return np.asarray(_band(n, rng, 60, 420) * pulse * breath * 1.5, np.float32)


def _engine(n: int, rng: np.random.Generator) -> Sound:
    t = np.arange(n) / RATE
    revs = 38 + 14 * np.clip(np.sin(2 * np.pi * t / 3.4), 0, 1) ** 2
    phase = 2 * np.pi * np.cumsum(revs) / RATE
    tone_ = sum(np.sin(k * phase) / k for k in range(1, 7))
    return np.asarray(np.tanh(1.4 * tone_)[None] * 0.6 + 0.15 * _band(n, rng, 100, 900), np.float32)


def _clock(n: int, rng: np.random.Generator) -> Sound:
    out = np.zeros((2, n), np.float32)
    for tick in range(2 * n // RATE + 1):
        _add(
            out,
            (3.0 if tick % 2 else 2.2) * _pan(stroke("rim")[:, 0], 0.45 + 0.1 * (tick % 2)),
            tick * RATE // 2,
        )
    return out + 0.02 * _band(n, rng, 300, 900)


def _hum(n: int, rng: np.random.Generator) -> Sound:
    t = np.arange(n) / RATE
    mains = np.sum([np.sin(2 * np.pi * 50 * k * t) / k for k in (1, 2, 3, 5)], axis=0)
    sparks = _band(n, rng, 2500, 9000) * (rng.random(n // 441 + 1).repeat(441)[:n] > 0.93)
    return np.asarray(0.35 * mains[None] + 0.5 * sparks, np.float32)


AMBIENCES: dict[str, Callable[[int, np.random.Generator], Sound]] = {
    "wind": _wind,
    "waves": _waves,
    "birds": _birds,
    "purr": _purr,
    "engine": _engine,
    "clock": _clock,
    "hum": _hum,
    "rumble": lambda n, rng: np.asarray(_band(n, rng, 35, 140) * _swell(n, rng, 5.0), np.float32),
    "murmur": lambda n, rng: np.asarray(_band(n, rng, 220, 1100) * _swell(n, rng, 0.45) * 0.7, np.float32),
}


def _whoosh(rng: np.random.Generator) -> Sound:
    n = round(0.42 * RATE)
    return np.asarray(_band(n, rng, 500, 4200) * np.hanning(n) ** 2, np.float32)


def _pan(mono: Sound, side: float) -> Sound:
    """(2, n) of one voice, `side` from 0 (left) to 1 (right), at constant power."""
    angle = side * np.pi / 2
    return np.stack((mono * np.float32(np.cos(angle)), mono * np.float32(np.sin(angle))))


def _add(mix: Sound, part: Sound, at: int) -> None:
    skip = max(0, -at)
    at = max(0, at)
    room = min(part.shape[1] - skip, mix.shape[1] - at)
    if room > 0:
        mix[:, at : at + room] += part[:, skip : skip + room]


def _rms(sound: Sound) -> float:
    return float(np.sqrt(np.mean(sound**2)))
