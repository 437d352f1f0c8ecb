"""Loudness by EBU R 128, and sound brought to it under a ceiling of true peaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from generec.media.samples import STUDIO, Block, block_of, filtered

TARGET_LUFS = -16.0
"""Integrated loudness of a mix. Broadcast takes -23; phones and browsers need more, and other clips
in a feed have about this much."""
CEILING_DBTP = -1.0
"""Highest true peak (dBTP), as EBU R 128 s2 wants it before lossy coding."""
SILENT_LUFS = -50.0
"""Below this nobody hears anything in it."""
_MARGIN_DB = 1.0
"""AAC and the way back from four times the rate overshoot a little."""
_MOST_DB = 30.0
CORRECTIONS = 3
"""How often what the limiter took is put back: each time less is missing."""
_NEAR_LU = 0.3


def loudness(blocks: Iterable[Block]) -> float:
    """Integrated loudness in LUFS of stereo samples at 48 kHz (ITU-R BS.1770 with the gates of EBU R 128).

    -inf for silence and for less than 0.4 s.
    """
    return course(blocks).integrated


class Course(NamedTuple):
    """How loud a sound is over time: momentary loudness (LUFS, over 0.4 s) every 0.1 s, and all of it."""

    momentary: NDArray[np.float32]
    integrated: float


def course(blocks: Iterable[Block]) -> Course:
    """Momentary and integrated loudness of stereo samples at 48 kHz, as `loudness` measures it."""
    found, whole = [], -math.inf
    for frame in filtered(blocks, [("ebur128", "metadata=1")]):
        told = frame.metadata
        if "lavfi.r128.M" in told:
            found.append(float(told["lavfi.r128.M"]))
            whole = float(told["lavfi.r128.I"])
    return Course(np.array(found, np.float32), whole if whole > -70.0 else -math.inf)


def decibels(db: float) -> np.float32:
    """The factor of an amplitude."""
    return np.float32(10.0 ** (db / 20.0))


def levelled(sound: Callable[[], Iterable[Block]]) -> Iterator[Block]:
    """The sound brought to the target by one gain, its peaks held below the ceiling.

    `sound` gives it anew each time it is called, which is up to `2 + CORRECTIONS` times: where holding
    the peaks costs loudness, the gain is raised by what is missing, and measured again.
    """
    measured = loudness(sound())
    gain = min(TARGET_LUFS - measured, _MOST_DB) if math.isfinite(measured) else 0.0
    if gain < _MOST_DB and math.isfinite(measured):
        for _ in range(CORRECTIONS):
            missing = TARGET_LUFS - loudness(_limited(sound(), gain))
            if missing < _NEAR_LU:
                break
            gain += missing
    yield from _limited(sound(), gain)


def _limited(sound: Iterable[Block], gain_db: float) -> Iterator[Block]:
    """The limiter sees four times the rate, so that peaks between samples count."""
    limit = decibels(CEILING_DBTP - _MARGIN_DB)
    chain = [
        ("volume", f"{gain_db:.4f}dB"),
        ("aresample", str(STUDIO.rate * 4)),
        ("alimiter", f"limit={limit:.5f}:attack=4:release=60:level=0:latency=1"),
        ("aresample", str(STUDIO.rate)),
        ("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
    ]
    return map(block_of, filtered(sound, chain))
