"""From the numbers of a recipe to frames that can be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import cv2
import numpy as np

from generec.creator.diffusion.clips import Frames
from generec.creator.diffusion.material import Floats
from generec.domain.parts import Image
from generec.editor.upscale import doubled

if TYPE_CHECKING:
    from generec.creator.diffusion.sampling import Model

SMOOTH = 1.0
"""What is drawn is smoothed by so many of its own pixels where nothing else is set."""

BETWEEN = 3
"""Frames of the result for each that was drawn: those between are blended."""


class Wanted(NamedTuple):
    """What is to be drawn: a taste (t,) and words (t,); None leaves one open."""

    taste: Floats | None
    words: Floats | None


def drawn(
    model: Model, want: Wanted, params: Mapping[str, Any], *, told: Callable[[str], None] | None
) -> Frames:
    """(n, side, side, 3) frames of a recipe's `params`, large and `BETWEEN` times as many."""
    from generec.creator.diffusion.sampling import Condition, Sampling, extended, sample

    condition = Condition(taste=want.taste, words=want.words)
    how = Sampling(
        steps=int(params["steps"]),
        sampler=params["sampler"],
        guidance=float(params["guidance"]),
        seed=int(params["seed"]),
    )
    frames, half = int(params["frames"]), model.frames // 2
    parts = 1 + max(0, -(-(frames - model.frames) // half))
    clip: Frames = np.zeros((0, model.side, model.side, 3), np.uint8)
    for part in range(parts):
        if told is not None:
            told(f"drawing: part {part + 1} of {parts}")
        if not part:
            clip = sample(model, condition, how)[0]
        else:
            seed = (how.seed + part) % 2**32
            clip = extended(model, clip, condition, how._replace(seed=seed), frames=len(clip) + half)
    if told is not None:
        told("drawing: enlarging")
    clip = smoothed(clip, float(params.get("smooth", 0.0)))
    return between(np.stack([enlarged(frame, int(params["side"])) for frame in clip[:frames]]))


def smoothed(clips: Frames, by: float) -> Frames:
    """Clips (..., h, w, 3) less their finest detail: a Gaussian of `by` pixels over each frame.

    A small network draws that detail as specks of every colour. 0 leaves all as it is drawn.
    """
    if not by:
        return clips
    frames = clips.reshape(-1, *clips.shape[-3:])
    return np.stack([cv2.GaussianBlur(frame, (0, 0), by) for frame in frames]).reshape(clips.shape)


def enlarged(frame: Image, side: int) -> Image:
    """A small square frame at (side, side, 3): doubled by a network as often as it goes."""
    while 2 * frame.shape[0] <= side:
        frame = doubled(frame)
    way = cv2.INTER_AREA if frame.shape[0] > side else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(frame, (side, side), interpolation=way), np.uint8)


def between(frames: Frames) -> Frames:
    """`BETWEEN` times as many frames: each passes into the next."""
    after = np.concatenate([frames[1:], frames[-1:]]).astype(np.float32)
    steps = [
        np.round(frames * (1 - share) + after * share).astype(np.uint8)
        for share in np.arange(BETWEEN, dtype=np.float32) / BETWEEN
    ]
    return np.stack(steps, axis=1).reshape(-1, *frames.shape[1:])
