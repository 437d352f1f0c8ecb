"""Compiled loops of the synthesiser. Compiled at the first call, then cached."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Wave = NDArray[np.float64]
"""(samples,) of one channel."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def partials(n: int, turns: Wave, strengths: Wave, decays: Wave) -> Wave:
    """`n` samples of damped sines: `turns` in cycles and `decays` in nepers a sample."""
    out = np.zeros(n)
    for k in range(len(turns)):
        angle = 2 * np.pi * turns[k]
        shrink = np.exp(-decays[k])
        c, s = shrink * np.cos(angle), shrink * np.sin(angle)
        x, y = strengths[k], 0.0
        for i in range(n):
            out[i] += y
            x, y = x * c - y * s, x * s + y * c
    return out


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def tables(n: int, table: Wave, turns: Wave, starts: Wave, depth: float, rate: float) -> Wave:
    """`n` samples of the mean of oscillators that read one period from `table`.

    `turns` and `starts` are in periods; all sway together by `depth` (a part of their pitch), `rate`
    times a sample, as a player's vibrato does after a moment.
    """
    out = np.zeros(n)
    size = len(table)
    for k in range(len(turns)):
        at = starts[k] * size
        step = turns[k] * size
        sway = step
        for i in range(n):
            if i % 64 == 0:
                rise = min(1.0, i * rate * 0.5)
                sway = step * (1 + depth * rise * np.sin(2 * np.pi * (rate * i + starts[k])))
            low = int(at)
            part = at - low
            high = low + 1 if low + 1 < size else 0
            out[i] += table[low] * (1 - part) + table[high] * part
            at += sway
            if at >= size:
                at -= size
    return out / max(1, len(turns))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def string(n: int, burst: Wave, period: float, keep: float, dull: float) -> Wave:
    """A plucked string: `burst` runs round a delay line of `period` samples and loses its highs.

    `keep` is what a turn leaves, `dull` in [0, 0.5] how much of the neighbouring sample is mixed in
    (Karplus and Strong, 1983; tuned by an allpass as in Jaffe and Smith, 1983).
    """
    whole = int(period - dull - 0.1)
    rest = period - dull - whole
    tune = (1 - rest) / (1 + rest)
    line = np.zeros(max(whole, 2))
    out = np.zeros(n)
    before, x_before, y_before = 0.0, 0.0, 0.0
    at = 0
    for i in range(n):
        x = line[at]
        if i < len(burst):
            x += burst[i]
        soft = keep * ((1 - dull) * x + dull * before)
        before = x
        y = tune * soft + x_before - tune * y_before
        x_before, y_before = soft, y
        line[at] = y
        out[i] = x
        at = at + 1 if at + 1 < len(line) else 0
    return out


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def add(mix: NDArray[np.float32], wave: NDArray[np.float32], at: int, left: float, right: float) -> None:
    """Add `wave` (n, 1 or 2) to `mix` (m, 2) from sample `at` on, as far as there is room."""
    n = min(len(wave), len(mix) - at)
    other = wave.shape[1] - 1
    for i in range(n):
        mix[at + i, 0] += left * wave[i, 0]
        mix[at + i, 1] += right * wave[i, other]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def room(
    sound: NDArray[np.float32],
    lines: Wave,
    lengths: NDArray[np.int64],
    places: NDArray[np.int64],
    low: Wave,
    keeps: Wave,
    damp: float,
) -> NDArray[np.float32]:
    """The echo of `sound` (n, 2) in a network of 8 delay lines, whose state is kept in the arrays.

    Lines feed one another through a Householder matrix and a lowpass `damp` each (Jot and Chaigne, 1991).
    """
    out = np.zeros_like(sound)
    count = len(lengths)
    values = np.zeros(count)
    for i in range(len(sound)):
        total = 0.0
        for k in range(count):
            low[k] += (1 - damp) * (lines[k, places[k]] - low[k])
            values[k] = keeps[k] * low[k]
            total += values[k]
        left, right = 0.0, 0.0
        for k in range(count):
            sign = 1.0 if (k // 2) % 2 == 0 else -1.0
            if k % 2 == 0:
                left += sign * values[k]
            else:
                right += sign * values[k]
            lines[k, places[k]] = values[k] - 2.0 / count * total + sign * sound[i, k % 2]
            places[k] = places[k] + 1 if places[k] + 1 < lengths[k] else 0
        out[i, 0], out[i, 1] = left, right
    return out


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def compress(
    sound: NDArray[np.float32], state: Wave, floor: float, ratio: float, up: float, down: float
) -> None:
    """Turn down in place what is louder than `floor` (mean power), by `ratio`, both channels alike.

    `up` and `down` are the shares of a new value that the level takes on each sample; `state` holds it.
    """
    level = state[0]
    power = 0.5 * (1 / ratio - 1)
    for i in range(len(sound)):
        now = 0.5 * (sound[i, 0] ** 2 + sound[i, 1] ** 2)
        level += (up if now > level else down) * (now - level)
        if level > floor:
            gain = (level / floor) ** power
            sound[i, 0] *= gain
            sound[i, 1] *= gain
    state[0] = level


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def limit(
    sound: NDArray[np.float32],
    held: NDArray[np.float32],
    over: Wave,
    state: Wave,
    ceiling: float,
    free: float,
) -> NDArray[np.float32]:
    """`sound` later by `len(held)` samples and nowhere above `ceiling`, turned down ahead of peaks.

    `held` and `over` are the delay and the gains of that time, `state` (place, level, hold, sum).
    """
    out = np.empty_like(sound)
    ahead = len(held)
    at, level, hold, total = int(state[0]), state[1], state[2], state[3]
    for i in range(len(sound)):
        peak = max(abs(sound[i, 0]), abs(sound[i, 1])) / ceiling
        if hold <= 0:
            level = max(1.0, level * free)
        if peak > level * free**ahead:
            level, hold = max(peak, level), float(ahead)
        else:
            hold -= 1
        gain = 1.0 / max(level, 1.0)
        total += gain - over[at]
        over[at] = gain
        mean = min(1.0, total / ahead)
        for side in range(2):
            out[i, side] = held[at, side] * mean
            held[at, side] = sound[i, side]
        at = at + 1 if at + 1 < ahead else 0
    state[0], state[1], state[2], state[3] = at, level, hold, total
    return out
