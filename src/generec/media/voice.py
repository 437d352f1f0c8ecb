"""A voice over the sound of a video: what is heard on the spot steps back while it speaks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from generec.media.loudness import decibels, loudness
from generec.media.samples import CHUNK, STUDIO, Block

VOICE_LUFS = -20.0
"""The voice is that loud before the mix; what is heard on the spot is at -23."""
BACK_DB, RAMP_S = 14.0, 0.25
"""How far, and how gently, the rest steps back under it."""


class Spoken(NamedTuple):
    """A line that was spoken, stereo at 48 kHz, and when it begins (s of the result)."""

    begin_s: float
    sound: Block

    @property
    def end_s(self) -> float:
        """When it ends."""
        return self.begin_s + len(self.sound) / STUDIO.rate


def voiced(own: Iterable[Block] | None, lines: Sequence[Spoken], *, length_s: float) -> Iterator[Block]:
    """`own` sound, or silence, with the lines over it: stereo at 48 kHz, `length_s` long to the sample."""
    level = loudness(iter([np.concatenate([line.sound for line in lines])])) if lines else -math.inf
    gain = decibels(VOICE_LUFS - level) if math.isfinite(level) else np.float32(1)
    done = 0
    for block in own if own is not None else _silence(length_s):
        out = block * _back(lines, done, len(block))[:, None]
        for line in lines:
            _add(out, line.sound, STUDIO.count(line.begin_s) - done, gain)
        done += len(block)
        yield out


def _back(lines: Sequence[Spoken], first: int, n: int) -> Block:
    """(n,) the factor of the rest: 1, less while somebody speaks and a little around it."""
    at = (first + np.arange(n)) / STUDIO.rate
    share = np.zeros(n)
    for line in lines:
        rise = np.clip((at - line.begin_s + RAMP_S) / RAMP_S, 0, 1)
        fall = np.clip((line.end_s + RAMP_S - at) / RAMP_S, 0, 1)
        share = np.maximum(share, np.minimum(rise, fall))
    return np.asarray(10.0 ** (-BACK_DB / 20.0 * share), np.float32)


def _add(out: Block, sound: Block, at: int, gain: np.float32) -> None:
    """Add a line that begins at sample `at` of `out`, as far as it lies there."""
    low, high = max(0, at), min(len(out), at + len(sound))
    if low < high:
        out[low:high] += sound[low - at : high - at] * gain


def _silence(length_s: float) -> Iterator[Block]:
    left = STUDIO.count(length_s)
    while left:
        n = min(left, CHUNK)
        yield np.zeros((n, 2), np.float32)
        left -= n
