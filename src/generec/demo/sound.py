"""Music and ambience made from nothing: chords, bass, drums and filtered noise, mixed to one loudness."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from generec.demo.moods import MOODS, Mood

RATE = 44_100
LOUDNESS_DB = -16.0
"""Mean level of the K-weighted sound (ITU-R BS.1770 without its gates), as in feeds of short videos."""

_PEAK = 0.89

Sound = NDArray[np.float32]
"""(channels, samples) or (samples,)."""


def soundtrack(mood: str, ambience: str, *, seconds: float, changes: Sequence[float], key: str) -> Sound:
    """(2, samples) at 44.1 kHz: a bed of music, ambience below it, a breath of air at each change of shot."""
    rng = np.random.default_rng(zlib.crc32(key.encode()))
    n = round(seconds * RATE)
    mix = _music(MOODS[mood], n, rng)
    if ambience != "none":
        mix += MOODS[mood].air * AMBIENCES[ambience](n, rng) * _rms(mix) * 2.2
    for at in changes:
        _add(mix, 0.10 * _whoosh(rng), round(at * RATE) - RATE // 5)
    mix *= np.minimum(1, np.minimum(np.arange(n) / (0.06 * RATE), (n - np.arange(n)) / (0.55 * RATE)))
    return _levelled(mix)


def loudness(sound: Sound) -> float:
    """Mean level in dB after a K-weighting of two shelves' worth: highs up, rumble out."""
    weighted = signal.sosfilt(_weighting(), sound, axis=-1)
    return float(-0.691 + 10 * np.log10(np.mean(weighted**2) * len(np.atleast_2d(sound)) + 1e-12))


def _levelled(mix: Sound) -> Sound:
    for _ in range(3):
        mix = mix * 10 ** ((LOUDNESS_DB - loudness(mix)) / 20)
        mix = _PEAK * np.tanh(mix / _PEAK)
    return mix.astype(np.float32)


@lru_cache(maxsize=1)
def _weighting() -> NDArray[np.float64]:
    low = signal.butter(2, 60, "highpass", fs=RATE, output="sos")
    shelf = np.array([[1.5351, -2.6917, 1.1984, 1.0, -1.6907, 0.7325]])
    return np.concatenate((shelf, low))


def _music(mood: Mood, n: int, rng: np.random.Generator) -> Sound:
    """Four-beat bars of the mood's chords: pad, figure, bass and drums, in one room."""
    beat = round(60 / mood.bpm * RATE)
    key = mood.root + int(rng.integers(-2, 3))
    dry, wet = np.zeros((2, n + 4 * RATE), np.float32), np.zeros((2, n + 4 * RATE), np.float32)
    for bar in range(n // (4 * beat) + 1):
        at = bar * 4 * beat
        chord = [key + step for step in mood.chords[bar % len(mood.chords)]]
        for voice, note in enumerate(chord):
            _add(
                wet,
                mood.pad * _pan(tone(mood.pad_kind, note, 4.3 * beat / RATE), 0.5 + 0.25 * (-1) ** voice),
                at,
            )
        _figure(wet, mood, chord, at, beat, rng)
        for hit in mood.bass:
            _add(
                dry,
                mood.low * _pan(tone("bass", chord[0] - 12, 0.9 * beat / RATE), 0.5),
                at + round(hit * beat),
            )
        for kind, hits in mood.drums.items():
            for hit in hits:
                accent = float(rng.uniform(0.8, 1.0))
                _add(dry, accent * mood.beat * _pan(drum(kind), 0.5), at + round(hit * beat))
    room = np.stack([signal.fftconvolve(wet[side, :n], _room()[side])[:n] for side in (0, 1)])
    return dry[:, :n] + wet[:, :n] + mood.room * room.astype(np.float32)


def _figure(
    mix: Sound, mood: Mood, chord: Sequence[int], at: int, beat: int, rng: np.random.Generator
) -> None:
    """The moving part: the chord's notes in the mood's rhythm, an octave up, louder on the beat."""
    for turn, hit in enumerate(mood.rhythm):
        note = chord[mood.order[turn % len(mood.order)] % len(chord)] + 12
        force = (1.0 if hit % 1 == 0 else 0.72) * float(rng.uniform(0.85, 1.0))
        sway = 0.5 + 0.3 * np.sin(turn * 1.9)
        late = 0.12 * mood.swing if hit % 1 else 0.0
        _add(
            mix,
            mood.lead * force * _pan(tone(mood.lead_kind, note, 1.6), sway),
            at + round((hit + late) * beat),
        )


@lru_cache(maxsize=512)
def tone(kind: str, note: int, seconds: float) -> Sound:
    """One note (MIDI number) of a voice: `keys`, `pluck`, `bell`, `marimba`, `strings`, `glass` or `bass`."""
    t = np.arange(round(seconds * RATE)) / RATE
    f = 440 * 2 ** ((note - 69) / 12)
    wave = _VOICES[kind](t, f)
    release = np.minimum(1, (seconds - t) / min(0.12, seconds / 3))
    return np.asarray(wave * release, np.float32)


def _harmonics(
    t: NDArray[np.float64], f: float, parts: Sequence[tuple[float, float, float]]
) -> NDArray[np.float64]:
    """Partials as (multiple of the frequency, strength, decay per second)."""
    wave = np.zeros_like(t)
    for multiple, strength, decay in parts:
        if f * multiple < RATE / 2.5:
            wave += strength * np.exp(-decay * t) * np.sin(2 * np.pi * f * multiple * t)
    return wave


def _keys(t: NDArray[np.float64], f: float) -> NDArray[np.float64]:
    bell = 1.1 * np.exp(-5 * t) * np.sin(2 * np.pi * f * t * 2.0)
    return np.exp(-1.7 * t) * np.sin(2 * np.pi * f * t + bell) * np.minimum(1, t / 0.004)


def _pluck(t: NDArray[np.float64], f: float) -> NDArray[np.float64]:
    return _harmonics(t, f, [(k, 0.9 / k**1.25, 2.2 + 1.5 * k) for k in range(1, 9)]) * np.minimum(
        1, t / 0.002
    )


def _strings(t: NDArray[np.float64], f: float) -> NDArray[np.float64]:
    wave = np.zeros_like(t)
    for detune in (-0.0035, 0.0, 0.0031):
        wave += _harmonics(t, f * (1 + detune), [(k, 0.28 / k**1.5, 0.0) for k in range(1, 8)])
    return wave * np.minimum(1, t / 0.5) * (1 + 0.08 * np.sin(2 * np.pi * 0.7 * t))


def _glass(t: NDArray[np.float64], f: float) -> NDArray[np.float64]:
    slow = np.minimum(1, t / 0.9)
    return slow * _harmonics(t, f, [(1, 0.55, 0), (1.003, 0.4, 0), (2.0, 0.16, 0), (3.01, 0.07, 0.3)])


def _bass(t: NDArray[np.float64], f: float) -> NDArray[np.float64]:
    return _harmonics(t, f, [(1, 0.9, 1.6), (2, 0.42, 3.0), (3, 0.2, 5.0), (4, 0.08, 8.0)]) * np.minimum(
        1, t / 0.006
    )


_VOICES: dict[str, Callable[[NDArray[np.float64], float], NDArray[np.float64]]] = {
    "keys": _keys,
    "pluck": _pluck,
    "strings": _strings,
    "glass": _glass,
    "bass": _bass,
    "bell": lambda t, f: _harmonics(t, f, [(1, 0.6, 1.8), (2.76, 0.25, 3.5), (5.4, 0.12, 6.0)]),
    "marimba": lambda t, f: _harmonics(t, f, [(1, 0.9, 6.0), (3.93, 0.25, 14.0), (9.2, 0.08, 30.0)]),
}


@lru_cache(maxsize=8)
def drum(kind: str) -> Sound:
    """One stroke of `kick`, `snare`, `hat`, `shaker`, `rim` or `tom`."""
    rng = np.random.default_rng(len(kind))
    t = np.arange(round(0.35 * RATE)) / RATE
    noise = rng.standard_normal(len(t))
    high = signal.sosfilt(signal.butter(2, 6000, "highpass", fs=RATE, output="sos"), noise)
    middle = signal.sosfilt(signal.butter(2, (900, 5000), "bandpass", fs=RATE, output="sos"), noise)
    stroke = {
        "kick": np.exp(-9 * t) * np.sin(2 * np.pi * (48 * t + 4.2 * (1 - np.exp(-30 * t)))),
        "snare": 0.5 * np.exp(-16 * t) * middle + 0.3 * np.exp(-22 * t) * np.sin(2 * np.pi * 190 * t),
        "hat": 0.22 * np.exp(-55 * t) * high,
        "shaker": 0.16 * np.exp(-24 * t) * np.minimum(1, t / 0.03) * high,
        "rim": 0.4 * np.exp(-60 * t) * (np.sin(2 * np.pi * 1650 * t) + 0.4 * middle),
        "tom": 0.8 * np.exp(-8 * t) * np.sin(2 * np.pi * (92 * t + 1.4 * (1 - np.exp(-18 * t)))),
    }[kind]
    return np.asarray(stroke, np.float32)


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
        _add(out, (3.0 if tick % 2 else 2.2) * _pan(drum("rim"), 0.45 + 0.1 * (tick % 2)), tick * RATE // 2)
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


@lru_cache(maxsize=1)
def _room() -> Sound:
    """The echo of a room of 1.3 seconds, different left and right."""
    rng = np.random.default_rng(3)
    t = np.arange(round(1.3 * RATE)) / RATE
    echo = rng.standard_normal((2, len(t))) * np.exp(-4.6 * t) * np.minimum(1, t / 0.012)
    soft = signal.sosfilt(signal.butter(1, 4500, "lowpass", fs=RATE, output="sos"), echo, axis=-1)
    return np.asarray(soft / np.sqrt((soft**2).sum(axis=-1, keepdims=True)), np.float32)


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
