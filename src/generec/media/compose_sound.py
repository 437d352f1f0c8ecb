"""The sound of shots from several sources, brought to like loudness and faded into each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from generec.media.decode import Reader, sound_of
from generec.media.loudness import SILENT_LUFS, decibels, loudness
from generec.media.samples import CHUNK, STUDIO, Block
from generec.media.sound import source_sound
from generec.media.spans import Span

LEVEL_LUFS = -23.0
"""To this every shot is brought, so that none is louder than its neighbours for no reason."""
_MOST_DB = 12.0
"""A shot is raised by at most this: what is nearly silent is meant to be."""
FADE_S = 0.12


class Heard(NamedTuple):
    """The sound of a shot of `seconds`: a stretch of `path` from `start_s` on, or silence (None)."""

    path: Path | None
    start_s: float
    seconds: float

    @property
    def sounds(self) -> bool:
        """Whether the source has sound at all. Raises `MediaError`."""
        if self.path is None:
            return False
        with Reader(self.path, threads=1) as reader:
            return sound_of(reader) is not None


def joined(parts: Sequence[Heard], *, length_s: float) -> Iterator[Block]:
    """The sound of all shots in order, stereo at 48 kHz, `length_s` long to the sample.

    Neighbours fade into each other over `FADE_S`: each fades in before its cut and out behind it.
    """
    total, half = STUDIO.count(length_s), STUDIO.count(FADE_S / 2)
    begin_s, done = 0.0, 0
    store = np.zeros((0, 2), np.float32)
    for part in parts:
        first = max(0, STUDIO.count(begin_s) - half)
        last = min(total, STUDIO.count(begin_s + part.seconds) + half)
        block = _faded(
            _sound(part, lead_s=(STUDIO.count(begin_s) - first) / STUDIO.rate, n=last - first), half
        )
        ready, store = store[: first - done], store[first - done :]
        done = first
        yield from _chunks(ready)
        both = np.zeros((max(len(store), len(block)), 2), np.float32)
        both[: len(store)] += store
        both[: len(block)] += block
        store = both
        begin_s += part.seconds
    yield from _chunks(store[: total - done])


def _sound(part: Heard, *, lead_s: float, n: int) -> Block:
    """`n` samples from `lead_s` before the shot on, at the common level."""
    out = np.zeros((n, 2), np.float32)
    if part.path is None or not part.sounds:
        return out
    start_s = max(0.0, part.start_s - lead_s)
    span = Span(start_s, start_s + n / STUDIO.rate, 0.0, 1.0)
    blocks = [block for block in source_sound(part.path, [span], form=STUDIO) if len(block)]
    found = np.concatenate(blocks)[:n] if blocks else out
    level = loudness(iter([found]))
    if math.isfinite(level) and level > SILENT_LUFS:
        out[: len(found)] = found * decibels(min(LEVEL_LUFS - level, _MOST_DB))
    return out


def _faded(block: Block, half: int) -> Block:
    """Both ends on a quarter of a sine, over twice `half` samples."""
    n = min(2 * half, len(block) // 2)
    rise = np.sin((np.arange(n, dtype=np.float32) + 0.5) * np.float32(np.pi / 2 / max(n, 1)))[:, None]
    block[:n] *= rise
    block[len(block) - n :] *= rise[::-1]
    return block


def _chunks(block: Block) -> Iterator[Block]:
    for at in range(0, len(block), CHUNK):
        yield block[at : at + CHUNK]
