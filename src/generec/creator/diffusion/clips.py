"""Videos to small square frames, many to one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.media.decode import Reader

Frames = NDArray[np.uint8]
"""(n, side, side, 3) RGB."""


def squares(path: Path, *, fps: float, side: int, longest_s: float) -> Frames:
    """The middle squares of a video's first `longest_s`, `fps` a second. Raises `MediaError`."""
    out: list[Image] = []
    with Reader(path, threads=1) as reader:
        for time, frame in reader.frames():
            if time > longest_s:
                break
            # A slow video repeats a frame; a fast one leaves some out.
            while len(out) / fps <= time + 1e-6:
                out.append(square(reader.rgb(frame, longest=4 * side), side))
    return np.stack(out) if out else np.zeros((0, side, side, 3), np.uint8)


def square(image: Image, side: int) -> Image:
    """The middle square of a picture at (side, side, 3)."""
    high, wide = image.shape[:2]
    edge = min(high, wide)
    top, left = (high - edge) // 2, (wide - edge) // 2
    cut = image[top : top + edge, left : left + edge]
    way = cv2.INTER_AREA if edge >= side else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(cut, (side, side), interpolation=way), np.uint8)


def starts(n: int, *, frames: int, fps: float, shots: NDArray[np.float32] | None) -> list[int]:
    """First frames of clips that lie within one shot; of a video whose shots are all short, any.

    `shots` (m, 2) are seconds. Nothing for a video of fewer than `frames`.
    """
    every = list(range(max(0, n - frames + 1)))
    if shots is None:
        return every
    cuts = [float(start) * fps for start in shots[1:, 0]]
    whole = [at for at in every if not any(at < cut - 0.5 and cut + 0.5 < at + frames for cut in cuts)]
    return whole or every


def together(clips: Sequence[Frames]) -> tuple[Frames, NDArray[np.int64]]:
    """All frames after one another, and (n + 1,) where each video's begin."""
    bounds = np.concatenate([[0], np.cumsum([len(clip) for clip in clips])]).astype(np.int64)
    return np.concatenate(list(clips)) if clips else np.zeros((0, 1, 1, 3), np.uint8), bounds
