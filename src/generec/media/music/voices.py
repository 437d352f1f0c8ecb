"""Instruments: one note each of strings, keys, plucked strings, winds, bells, brass and bass."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from generec.media.music.kernels import Wave, partials, string, tables

RATE = 48_000
"""Samples a second of everything here."""

Floats = NDArray[np.float32]
Player = Callable[[float, int, float, np.random.Generator], Wave]
"""(Hz, samples, force in (0, 1], rng) to a wave of one or two channels, (n,) or (n, 2)."""

Shape = Callable[[Wave], Wave]
"""From frequencies (Hz) to what is left of them."""

_HEARD_HZ = 14_000.0
_LEVEL = 0.1
_TABLE = 2048


def note(voice: str, midi: int, seconds: float, force: float) -> Floats:
    """(n, 1 or 2): a note held for `seconds` with its fading away, as loud in any voice at the same `force`.

    The same arguments give the same wave.
    """
    play, ring_s = VOICES[voice]
    hz = 440.0 * 2 ** ((midi - 69) / 12)
    n = round((seconds + ring_s) * RATE)
    rng = np.random.default_rng(zlib.crc32(f"{voice}:{midi}".encode()))
    wave = play(hz, n, force, rng)
    wave = wave.reshape(n, -1)
    fade = round(ring_s * RATE)
    wave[n - fade :] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade))[:, None]
    return np.asarray(wave * (_LEVEL * force**1.5 / _loudest(wave)), np.float32)


def _loudest(wave: Wave) -> float:
    """The level of the loudest 100 ms of its first second, by which notes are made alike."""
    power = (wave[:RATE] ** 2).mean(axis=1)
    size = min(len(power), RATE // 10)
    sums = np.cumsum(np.concatenate(([0.0], power)))
    return float(np.sqrt(max((sums[size:] - sums[:-size]).max() / size, 1e-12)))


def _rise(n: int, seconds: float) -> Wave:
    """A soft start: from 0 to 1 within `seconds`, and 1 from then on."""
    out = np.ones(n)
    m = min(n, max(1, round(seconds * RATE)))
    out[:m] = 0.5 - 0.5 * np.cos(np.pi * np.arange(m) / m)
    return out


def _soft(wave: Wave, hz: float, order: int = 1) -> Wave:
    """Without what lies above `hz`."""
    sos = signal.butter(order, min(hz, 0.45 * RATE), "lowpass", fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sos, wave, axis=0))


def _seconds(n: int) -> Wave:
    return np.asarray(np.arange(n) / RATE)


def _struck(hz: float, n: int, parts: Sequence[tuple[float, float, float]]) -> Wave:
    """Damped partials as (multiple of `hz`, strength, decay a second)."""
    rows = np.array([row for row in parts if row[0] * hz < _HEARD_HZ])
    return np.asarray(partials(n, rows[:, 0] * hz / RATE, rows[:, 1], rows[:, 2] / RATE))


def _below(cutoff: float) -> Shape:
    """What a lowpass of second order leaves of each frequency."""
    return lambda hz: 1 / np.sqrt(1 + (hz / cutoff) ** 4)


def _vowel(hz: Wave) -> Wave:
    """The formants of "ah"."""
    formants = ((350, 300, 0.4), (650, 110, 1.0), (1080, 140, 0.7), (2650, 300, 0.3), (3400, 400, 0.2))
    return np.asarray(sum(a / (1 + ((hz - centre) / wide) ** 2) for centre, wide, a in formants))


def _table(hz: float, slope: float, odd: float, shape: Shape) -> Wave:
    """One period of harmonics that fall as 1/k^slope, the even ones weaker by `odd`, shaped by frequency."""
    k: Wave = np.arange(1, int(np.clip(_HEARD_HZ / hz, 1, 80)) + 1).astype(np.float64)
    spectrum = np.zeros(_TABLE // 2 + 1, complex)
    spectrum[1 : len(k) + 1] = -1j * k**-slope * np.where(k % 2 == 0, 1 - odd, 1.0) * shape(k * hz)
    return np.asarray(np.fft.irfft(spectrum) * _TABLE / 2)


def _bowed(
    hz: float,
    n: int,
    rng: np.random.Generator,
    *,
    players: int,
    cents: float,
    slope: float = 1.0,
    odd: float = 0.0,
    depth: float = 0.0,
    rate: float = 5.2,
    shape: Shape = np.ones_like,
) -> Wave:
    """`players` oscillators on one note, none quite in tune."""
    tune = np.linspace(-1, 1, players) if players > 1 else np.zeros(1)
    turns = hz * 2 ** ((tune * cents + rng.normal(0, cents / 8, players)) / 1200) / RATE
    table = _table(hz, slope, odd, shape)
    return np.asarray(tables(n, table, turns, rng.random(players), depth, rate / RATE))


def _wide(make: Callable[[], Wave]) -> Wave:
    """Two takes of one thing, left and right."""
    return np.stack((make(), make()), axis=1)


def _piano(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """Felt piano: stretched partials that fade fast and then slow, two strings, a soft hammer."""
    sharp, slow = 3.5e-4 * (hz / 260) ** 1.3, 0.55 * (hz / 260) ** 0.6
    rows = []
    for k in range(1, 15):
        strength = k**-0.6 * np.exp(-k * (0.42 - 0.26 * force) * (hz / 260) ** 0.35)
        at = k * np.sqrt(1 + sharp * k * k)
        rows += [
            (at * 1.0003, 0.7 * strength, slow * (3.2 + 0.9 * k)),
            (at * 0.9996, 0.3 * strength, slow * (0.7 + 0.16 * k)),
        ]
    wave = _struck(hz, n, rows) * _rise(n, 0.004)
    hammer = _soft(rng.standard_normal(min(n, 2400)), 900) * np.exp(-_seconds(min(n, 2400)) * 120)
    wave[: len(hammer)] += 0.05 * force * hammer * _rise(len(hammer), 0.002)
    return wave


def _electric(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """Electric piano by frequency modulation: a body and a tine (Chowning, 1973), slowly swaying sides."""
    t = _seconds(n)
    body = np.sin(2 * np.pi * hz * t + (0.7 + 1.6 * force) * np.exp(-2.6 * t) * np.sin(2 * np.pi * hz * t))
    tine = np.sin(2 * np.pi * hz * t + 0.9 * force * np.exp(-14 * t) * np.sin(2 * np.pi * 14 * hz * t))
    share = 1.0 if 14 * hz < _HEARD_HZ else 0.0
    wave = (np.exp(-1.1 * t) * body + 0.5 * share * np.exp(-2.5 * t) * tine) * _rise(n, 0.003)
    sway = 0.22 * np.sin(2 * np.pi * 4.1 * t)
    return np.stack((wave * (1 + sway), wave * (1 - sway)), axis=1)


def _plucked(
    hz: float,
    n: int,
    force: float,
    rng: np.random.Generator,
    *,
    lasts_s: float,
    dull: float,
    bright_hz: float,
    body: Sequence[tuple[float, float]] = (),
) -> Wave:
    """A string plucked at a seventh of its length, over a body of resonances as (Hz, strength)."""
    period = RATE / hz
    burst = _soft(rng.standard_normal(round(period)), bright_hz * (0.35 + 0.65 * force))
    place = max(1, round(period / 7))
    burst = burst - np.roll(burst, place)
    keep = 10 ** (-3 / (lasts_s * hz))
    wave = np.asarray(string(n, burst - burst.mean(), period, keep, dull))
    for centre, strength in body:
        b, a = signal.iirpeak(centre, 3.0, fs=RATE)
        wave = wave + strength * signal.lfilter(b, a, wave)
    return np.asarray(wave * _rise(n, 0.0015))


def _strings(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A string section, which swells and has vibrato."""
    soft = _below(1400 + 4200 * force)

    def desk() -> Wave:
        return _bowed(hz, n, rng, players=4, cents=11, slope=1.15, depth=0.0035, shape=soft)

    return _wide(desk) * _rise(n, 0.42 - 0.3 * force)[:, None]


def _warm(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A warm synthetic pad."""
    soft = _below(700 + 2000 * force)

    def layer() -> Wave:
        return _bowed(hz, n, rng, players=3, cents=9, slope=1.2, odd=0.4, shape=soft)

    return _wide(layer) * _rise(n, 0.45)[:, None]


def _choir(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """Voices on "ah": a reedy tone through formants."""

    def half() -> Wave:
        return _bowed(hz, n, rng, players=4, cents=14, depth=0.005, rate=4.6, shape=_vowel)

    return _wide(half) * _rise(n, 0.35)[:, None]


def _glass(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """Rubbed glass: nearly pure, beating, slow to come."""

    def rim() -> Wave:
        return _bowed(hz, n, rng, players=2, cents=5, slope=3.0)

    high = _struck(hz, n, ((3.01, 0.12, 0.4), (5.04, 0.05, 0.7)))
    return (_wide(rim) + high[:, None]) * _rise(n, 0.7)[:, None]


def _brass(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """Horns, brighter the louder, with a swell into the note."""

    def half(cutoff: float) -> Wave:
        return _bowed(hz, n, rng, players=2, cents=6, depth=0.002, shape=_below(cutoff))

    swell = _rise(n, 0.12) * np.exp(-0.5 * _seconds(n)) * force
    return _wide(lambda: (half(500) + swell * half(1300 + 3200 * force)) * _rise(n, 0.05))


def _flute(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A wooden flute with breath and late vibrato."""
    tone = _bowed(hz, n, rng, players=1, cents=1, slope=2.4, odd=0.3, depth=0.006, rate=5.0)
    b, a = signal.iirpeak(min(hz * 2, 9000), 1.5, fs=RATE)
    breath = signal.lfilter(b, a, rng.standard_normal(n)) * (0.02 + 0.10 * np.exp(-18 * _seconds(n)))
    return np.asarray((tone + breath) * _rise(n, 0.06))


def _whistle(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """Somebody whistling."""
    tone = _bowed(hz, n, rng, players=1, cents=2, slope=4.0, depth=0.008, rate=5.6)
    breath = _soft(rng.standard_normal(n), 6000) * 0.02
    return (tone + breath) * _rise(n, 0.045)


def _square(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A soft synthetic lead."""
    soft = _below(1600 + 3600 * force)

    def half() -> Wave:
        return _bowed(hz, n, rng, players=2, cents=7, slope=1.1, odd=0.8, depth=0.003, shape=soft)

    return _wide(half) * _rise(n, 0.012)[:, None]


def _stab(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A short bright synthetic chord, closing like a filter."""
    fall = np.exp(-7 * _seconds(n))

    def half(cutoff: float) -> Wave:
        return _bowed(hz, n, rng, players=3, cents=13, shape=_below(cutoff))

    whole = _rise(n, 0.004) * np.exp(-2.2 * _seconds(n))
    return _wide(lambda: (half(1000) + fall * half(2400 + 6500 * force)) * whole)


def _upright(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A plucked double bass."""
    rows = [(k, k**-0.8 * np.exp(-0.22 * k * (1.3 - force)), 1.1 + 0.8 * k) for k in range(1, 14)]
    return _struck(hz, n, rows) * _rise(n, 0.006)


def _electric_bass(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A fingered electric bass."""
    rows = [(k, k**-0.9 * np.exp(-0.18 * k * (1.4 - force)), 0.7 + 0.55 * k) for k in range(1, 16)]
    return np.tanh(0.8 * _struck(hz, n, rows)) * _rise(n, 0.004)


def _deep(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A round synthetic bass that small loudspeakers show too, by its overtones."""
    rows = ((1, 1.0, 0.5), (2, 0.6, 0.8), (3, 0.34, 1.2), (4, 0.2, 2.0), (5, 0.1, 2.8), (6, 0.06, 3.5))
    return np.tanh(1.2 * _struck(hz, n, rows)) * _rise(n, 0.008)


def _growl(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
    """A sawtooth bass whose filter closes with each note."""
    dark = _bowed(hz, n, rng, players=2, cents=6, shape=_below(280))
    bright = _bowed(hz, n, rng, players=2, cents=6, shape=_below(600 + 2400 * force))
    return (dark + np.exp(-9 * _seconds(n)) * bright) * _rise(n, 0.004) * np.exp(-0.8 * _seconds(n))


def _bells(*rows: tuple[float, float, float], rise_s: float = 0.001) -> Player:
    """A struck bar or bell of such partials, harder ones brighter."""

    def play(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
        bent = [(m, a * (0.4 + 0.6 * force) ** (m > 1), d) for m, a, d in rows]
        return _struck(hz, n, bent) * _rise(n, rise_s)

    return play


def _strung(lasts_s: float, dull: float, bright_hz: float, *body: tuple[float, float]) -> Player:
    """A plucked string of that kind."""

    def play(hz: float, n: int, force: float, rng: np.random.Generator) -> Wave:
        return _plucked(hz, n, force, rng, lasts_s=lasts_s, dull=dull, bright_hz=bright_hz, body=body)

    return play


VOICES: dict[str, tuple[Player, float]] = {
    "piano": (_piano, 0.35),
    "electric": (_electric, 0.3),
    "guitar": (_strung(3.2, 0.42, 5200, (105, 0.5), (210, 0.35)), 0.6),
    "ukulele": (_strung(1.1, 0.38, 6500, (330, 0.5), (560, 0.3)), 0.3),
    "harp": (_strung(4.0, 0.36, 4200, (180, 0.4)), 1.0),
    "pizzicato": (_strung(0.5, 0.48, 3600, (290, 0.5), (480, 0.3)), 0.15),
    "muted": (_strung(0.35, 0.45, 4200), 0.1),
    "strings": (_strings, 0.7),
    "warm": (_warm, 0.8),
    "choir": (_choir, 0.8),
    "glass": (_glass, 1.2),
    "brass": (_brass, 0.3),
    "flute": (_flute, 0.18),
    "whistle": (_whistle, 0.12),
    "square": (_square, 0.15),
    "stab": (_stab, 0.12),
    "bell": (_bells((1, 0.7, 1.8), (2.76, 0.22, 3.5), (5.4, 0.1, 6.0)), 1.2),
    "celesta": (_bells((1, 0.9, 2.6), (4.0, 0.25, 6.0), (10.0, 0.05, 20.0)), 0.8),
    "marimba": (_bells((1, 0.9, 5.0), (3.93, 0.22, 13.0), (9.2, 0.07, 30.0)), 0.3),
    "upright": (_upright, 0.08),
    "bass": (_electric_bass, 0.06),
    "deep": (_deep, 0.08),
    "growl": (_growl, 0.06),
}
"""Voices by name: how a note is played, and how long it rings on when it is let go (s)."""
