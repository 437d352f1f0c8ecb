"""Ears: what can be measured of a piece of music, for tests that nobody listens to."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray
from scipy import signal

RATE = 48_000
Floats = NDArray[np.float64]

BANDS = (20, 60, 120, 250, 500, 1000, 2000, 4000, 8000, 16000)
"""Edges of the bands of `balance`, Hz."""


class Level(NamedTuple):
    """EBU R 128: integrated loudness (LUFS), true peak (dBTP), range (LU); and crest (dB)."""

    lufs: float
    peak: float
    range: float
    crest: float


def level(sound: NDArray[np.float32]) -> Level:
    """The level of (n, 2) samples at 48 kHz, by libavfilter's `ebur128`."""
    graph = Graph()
    nodes = [
        graph.add_abuffer(sample_rate=RATE, format="flt", layout="stereo", time_base=Fraction(1, RATE)),
        graph.add("ebur128", "peak=true:metadata=1:framelog=quiet"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    told = {}
    for begin in range(0, len(sound), 4800):
        part = np.ascontiguousarray(sound[begin : begin + 4800], np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(part, format="flt", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, begin, Fraction(1, RATE)
        graph.push(frame)
        while True:
            try:
                told = graph.pull().metadata
            except (av.BlockingIOError, av.EOFError):
                break
    rms = np.sqrt((sound.astype(float) ** 2).mean())
    return Level(
        float(told["lavfi.r128.I"]),
        20 * np.log10(float(told["lavfi.r128.true_peak"])),
        float(told["lavfi.r128.LRA"]),
        20 * np.log10(np.abs(sound).max() / rms),
    )


def spectrum(
    sound: NDArray[np.float32], *, size: int = 4096, hop: int = 1024
) -> tuple[Floats, Floats, Floats]:
    """(Hz, seconds, power (frames, bins)) of the sum of both sides."""
    f, t, z = signal.stft(sound.mean(axis=1), RATE, nperseg=size, noverlap=size - hop, boundary=None)
    return f, t, (np.abs(z) ** 2).T


def balance(sound: NDArray[np.float32]) -> Floats:
    """The energy of each of `BANDS`, dB beside all of it."""
    f, _, power = spectrum(sound)
    mean = power.mean(axis=0)
    rows = [mean[(f >= low) & (f < high)].sum() for low, high in pairwise(BANDS)]
    return 10 * np.log10(np.array(rows) / mean.sum() + 1e-12)


def brightness(sound: NDArray[np.float32]) -> float:
    """The frequency at the middle of the heard energy, Hz: that of 1/f noise weighted flat."""
    f, _, power = spectrum(sound)
    weight = np.sqrt(power.mean(axis=0))
    return float((f * weight).sum() / weight.sum())


def onsets(sound: NDArray[np.float32]) -> tuple[Floats, float]:
    """How much begins in each frame, and frames a second."""
    f, _, power = spectrum(sound, size=2048, hop=480)
    edges = np.geomspace(60, 12_000, 25)
    rows = [power[:, (f >= a) & (f < b)].sum(axis=1) for a, b in pairwise(edges)]
    loud = np.log1p(1e6 * np.stack(rows, axis=1))
    rise = np.maximum(np.diff(loud, axis=0, prepend=loud[:1]), 0).sum(axis=1)
    return np.maximum(rise - signal.medfilt(rise, 41), 0), RATE / 480


def density(sound: NDArray[np.float32]) -> float:
    """Onsets a second."""
    rise, rate = onsets(sound)
    peaks, _ = signal.find_peaks(rise, height=0.25 * np.quantile(rise, 0.995), distance=5)
    return len(peaks) / (len(rise) / rate)


def tempo_gain(sound: NDArray[np.float32], bpm: float) -> float:
    """How far the autocorrelation of onsets at the beat, its half and its double stands above the rest.

    In standard deviations of all lags from 0.25 to 2 s.
    """
    rise, rate = onsets(sound)
    rise = rise - rise.mean()
    full = signal.correlate(rise, rise, "full")[len(rise) - 1 :]
    lags = np.arange(round(0.25 * rate), round(2.0 * rate))
    here = full[lags]
    best = []
    for times in (0.5, 1, 2):
        at = times * 60 / bpm * rate
        if lags[0] <= at < lags[-1] - 2:
            best.append(full[round(at) - 1 : round(at) + 2].max())
    return float((max(best) - here.mean()) / here.std())


def found_tempo(sound: NDArray[np.float32]) -> float:
    """The tempo that the onsets suggest, beats a minute: the lag at which they are most alike."""
    rise, rate = onsets(sound)
    rise = rise - rise.mean()
    full = signal.correlate(rise, rise, "full")[len(rise) - 1 :]
    lags = np.arange(round(0.25 * rate), round(1.5 * rate))
    best = lags[full[lags].argmax()]
    a, b, c = full[best - 1 : best + 2]
    return float(60 * rate / (best + 0.5 * (a - c) / (a - 2 * b + c)))


def chroma(sound: NDArray[np.float32], begin_s: float, end_s: float) -> Floats:
    """The energy of the twelve pitch classes (C first) between 100 and 2100 Hz, summing to 1."""
    part = sound[round(begin_s * RATE) : round(end_s * RATE)].mean(axis=1)
    size = 1 << 15
    f, _, z = signal.stft(part, RATE, nperseg=min(size, len(part)), nfft=size, boundary=None)
    power = (np.abs(z) ** 2).mean(axis=1)
    peak = np.r_[False, (power[1:-1] > power[:-2]) & (power[1:-1] >= power[2:]), False]
    use = peak & (f > 100) & (f < 2100)
    classes = np.round(69 + 12 * np.log2(f[use] / 440)).astype(int) % 12
    out = np.bincount(classes, weights=power[use], minlength=12)
    return out / out.sum()


def sides(sound: NDArray[np.float32]) -> tuple[float, float]:
    """The correlation of left and right, and how much louder left is (dB)."""
    left, right = sound[:, 0].astype(float), sound[:, 1].astype(float)
    return float(np.corrcoef(left, right)[0, 1]), float(10 * np.log10((left**2).mean() / (right**2).mean()))


def clicks(sound: NDArray[np.float32]) -> int:
    """Jumps of single samples: where the third difference is far beyond anything within 3 ms around."""
    bent = np.abs(np.diff(sound.astype(float), n=3, axis=0)).max(axis=1)
    around = signal.medfilt(bent[: len(bent) // 2 * 2 + 1], 5)
    near = signal.oaconvolve(bent, np.ones(289) / 289, "same")
    return int(((bent[: len(around)] > 0.05) & (bent[: len(around)] > 25 * near[: len(around)])).sum())


def stillness(sound: NDArray[np.float32]) -> float:
    """The longest time below -55 dB of full scale, s."""
    power = signal.oaconvolve((sound.astype(float) ** 2).mean(axis=1), np.ones(480) / 480, "same")
    quiet = np.concatenate(([0], (power < 10**-5.5).astype(int), [0]))
    edges = np.flatnonzero(np.diff(quiet))
    return float((edges[1::2] - edges[::2]).max(initial=0) / RATE)


def likeness(sound: NDArray[np.float32], bars: Floats) -> Floats:
    """(n, n) how alike the waves of the bars are: 1 is a loop of the same sound."""
    n = int(np.diff(bars).min() * RATE)
    rows = np.stack([sound[round(at * RATE) : round(at * RATE) + n].sum(axis=1) for at in bars[:-1]]).astype(
        float
    )
    rows = signal.resample_poly(rows, 1, 8, axis=1)
    size = rows.shape[1]
    spectra = np.fft.rfft(rows, 2 * size, axis=1)
    norms = np.sqrt((rows**2).sum(axis=1))
    out = np.eye(len(rows))
    for i in range(len(rows)):
        cross = np.fft.irfft(spectra[i] * spectra.conj(), axis=1)
        near = np.concatenate((cross[:, :300], cross[:, -300:]), axis=1).max(axis=1)
        out[i] = near / (norms[i] * norms)
    return out
