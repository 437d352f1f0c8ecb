"""Drums and shakers, each stroke made from sines and filtered noise."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from generec.media.music.voices import RATE

Wave = NDArray[np.float64]


@lru_cache(maxsize=64)
def stroke(kind: str, take: int = 0) -> NDArray[np.float32]:
    """(n, 1 or 2): one stroke at full force, its peak near 0.5; `take` gives another of the same drum."""
    make, seconds = DRUMS[kind]
    rng = np.random.default_rng(zlib.crc32(f"{kind}:{take}".encode()))
    t = np.arange(round(seconds * RATE)) / RATE
    wave = make(t, rng)
    wave = wave.reshape(len(t), -1)
    fade = len(t) // 5
    wave[-fade:] *= np.linspace(1, 0, fade)[:, None] ** 2
    return np.asarray(0.5 * wave / np.abs(wave).max(), np.float32)


def _noise(t: Wave, rng: np.random.Generator, low: float, high: float, sides: int = 1) -> Wave:
    sos = signal.butter(2, (low, high), "bandpass", fs=RATE, output="sos")
    wave = signal.sosfilt(sos, rng.standard_normal((len(t), sides)), axis=0)
    return np.asarray(wave / wave.std()).squeeze()


def _fall(t: Wave, start: float, end: float, speed: float) -> Wave:
    """A sine that falls from one pitch to another (Hz)."""
    phase = end * t + (start - end) / speed * (1 - np.exp(-speed * t))
    return np.asarray(np.sin(2 * np.pi * phase))


def _on(t: Wave, seconds: float) -> Wave:
    return np.asarray(np.minimum(1.0, t / seconds))


def _kick(t: Wave, rng: np.random.Generator) -> Wave:
    click = np.exp(-260 * t) * _noise(t, rng, 900, 5000)
    return _on(t, 0.001) * (np.exp(-8.5 * t) * _fall(t, 170, 50, 38) + 0.08 * click)


def _thump(t: Wave, rng: np.random.Generator) -> Wave:
    """A kick under a pillow."""
    return _on(t, 0.004) * np.exp(-9 * t) * _fall(t, 95, 48, 26)


def _snare(t: Wave, rng: np.random.Generator) -> Wave:
    skin = np.exp(-24 * t) * (_fall(t, 230, 185, 40) + 0.6 * _fall(t, 380, 330, 40))
    return _on(t, 0.001) * (0.8 * skin + 0.55 * np.exp(-17 * t) * _noise(t, rng, 1400, 9000))


def _clap(t: Wave, rng: np.random.Generator) -> Wave:
    hands = sum(np.exp(-140 * np.maximum(t - at, 0)) * (t >= at) for at in (0.0, 0.011, 0.021))
    tail = np.exp(-16 * np.maximum(t - 0.03, 0)) * (t >= 0.03)
    return np.asarray(_on(t, 0.001) * (0.6 * hands + 0.8 * tail) * _noise(t, rng, 900, 6500))


def _hat(t: Wave, rng: np.random.Generator) -> Wave:
    return _on(t, 0.001) * np.exp(-62 * t) * _noise(t, rng, 6500, 14000)


def _open(t: Wave, rng: np.random.Generator) -> Wave:
    return _on(t, 0.001) * np.exp(-9 * t) * _noise(t, rng, 6000, 14000)


def _ride(t: Wave, rng: np.random.Generator) -> Wave:
    metal = sum(np.sin(2 * np.pi * f * t + p) for f, p in ((3250, 0), (4870, 1), (6730, 2), (8190, 3)))
    return np.asarray(
        _on(t, 0.001) * (0.1 * np.exp(-5 * t) * metal + 0.4 * np.exp(-7 * t) * _noise(t, rng, 5000, 13000))
    )


def _shaker(t: Wave, rng: np.random.Generator) -> Wave:
    return _on(t, 0.028) * np.exp(-30 * t) * _noise(t, rng, 4500, 12000)


def _tambourine(t: Wave, rng: np.random.Generator) -> Wave:
    jingle = sum(np.sin(2 * np.pi * f * t) for f in (5600, 6920, 8340, 9710))
    return np.asarray(_on(t, 0.004) * np.exp(-20 * t) * (0.12 * jingle + 0.5 * _noise(t, rng, 5000, 13000)))


def _rim(t: Wave, rng: np.random.Generator) -> Wave:
    return _on(t, 0.0008) * np.exp(-70 * t) * (_fall(t, 1700, 1640, 50) + 0.3 * _noise(t, rng, 800, 5000))


def _wood(t: Wave, rng: np.random.Generator) -> Wave:
    return _on(t, 0.001) * np.exp(-48 * t) * (_fall(t, 860, 830, 60) + 0.35 * np.sin(2 * np.pi * 2280 * t))


def _bongo(t: Wave, rng: np.random.Generator) -> Wave:
    return _on(t, 0.001) * np.exp(-19 * t) * (_fall(t, 330, 290, 50) + 0.1 * _noise(t, rng, 500, 3000))


def _tom(t: Wave, rng: np.random.Generator) -> Wave:
    return (
        _on(t, 0.002)
        * np.exp(-8 * t)
        * (_fall(t, 135, 92, 18) + 0.08 * np.exp(-40 * t) * _noise(t, rng, 300, 3000))
    )


def _taiko(t: Wave, rng: np.random.Generator) -> Wave:
    stick = np.exp(-55 * t) * _noise(t, rng, 250, 2800)
    return _on(t, 0.002) * (
        np.exp(-4.5 * t) * (_fall(t, 95, 62, 16) + 0.35 * _fall(t, 150, 104, 16)) + 0.14 * stick
    )


def _brush(t: Wave, rng: np.random.Generator) -> Wave:
    return np.minimum(1, t / 0.05) * np.exp(-13 * t) * _noise(t, rng, 1500, 8000)


def _crash(t: Wave, rng: np.random.Generator) -> Wave:
    return (_on(t, 0.002) * np.exp(-2.6 * t))[:, None] * _noise(t, rng, 2500, 13000, sides=2)


def _swell(t: Wave, rng: np.random.Generator) -> Wave:
    """A cymbal that grows towards the next bar."""
    return np.asarray(((t / t[-1]) ** 3)[:, None] * _noise(t, rng, 1800, 11000, sides=2))


def _crackle(t: Wave, rng: np.random.Generator) -> Wave:
    """The dust of an old record, for one bar."""
    dust = rng.standard_normal((len(t), 2)) * (rng.random((len(t), 2)) > 0.99965)
    sos = signal.butter(1, (900, 5500), "bandpass", fs=RATE, output="sos")
    hiss = 0.006 * rng.standard_normal((len(t), 2))
    return np.asarray(signal.sosfilt(sos, dust + hiss, axis=0) * np.sin(np.pi * t / t[-1])[:, None] ** 0.25)


DRUMS: dict[str, tuple[Callable[[Wave, np.random.Generator], Wave], float]] = {
    "kick": (_kick, 0.45),
    "thump": (_thump, 0.4),
    "snare": (_snare, 0.3),
    "clap": (_clap, 0.3),
    "hat": (_hat, 0.09),
    "open": (_open, 0.35),
    "ride": (_ride, 0.7),
    "shaker": (_shaker, 0.16),
    "tambourine": (_tambourine, 0.22),
    "rim": (_rim, 0.09),
    "wood": (_wood, 0.12),
    "bongo": (_bongo, 0.25),
    "tom": (_tom, 0.5),
    "taiko": (_taiko, 0.9),
    "brush": (_brush, 0.3),
    "crash": (_crash, 1.6),
    "swell": (_swell, 1.6),
    "crackle": (_crackle, 2.6),
}
"""Drums by name: how a stroke sounds, and how long it is kept (s)."""
