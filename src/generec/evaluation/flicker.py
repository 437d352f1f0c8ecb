"""How much a styled video flickers, beside the same style applied to each frame on its own.

The warp error of a video is the mean difference between each frame and the one before it, brought
to its place by the optical flow of the *source* (Lai et al., "Learning blind video temporal
consistency", ECCV 2018). Flow is Farnebäck's, another method than the painters steady themselves by;
what was hidden before is left out. The error of the source itself, which no style can be blamed
for, is taken off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.media.chain import Painter
from generec.media.decode import Reader

FRAMES, SIDE = 20, 480
"""How many frames of a clip are looked at, and the longest side of one."""
SETTLED = 4
"""Frames at the start that are not counted: a painter needs some to find its way."""
MOTION_PX = 0.7, 9.0
"""Median motion from frame to frame, in pixels, of the clips that are looked at."""

Floats = NDArray[np.float32]


class Steadiness(NamedTuple):
    """Ratios of the painter to its own frame-by-frame work, and its speed in frames a second.

    `flicker` is of the warp errors less the source's, `sharpness` of the variance of the Laplacian,
    `strength` of the mean distance from the source.
    """

    flicker: float
    sharpness: float
    strength: float
    fps: float


class Flow(NamedTuple):
    """Where each pixel was in the frame before, as maps for `cv2.remap`, and whether it was seen there."""

    x: Floats
    y: Floats
    seen: NDArray[np.bool_]


def consecutive(path: Path, *, start_s: float, n: int = FRAMES, longest: int = SIDE) -> list[Image]:
    """`n` frames in a row from `start_s` on, with even sides."""
    out: list[Image] = []
    with Reader(path) as reader:
        for at, frame in reader.frames():
            if at >= start_s:
                image = reader.rgb(frame, longest=longest)
                height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
                out.append(np.ascontiguousarray(image[:height, :width]))
            if len(out) == n:
                break
    return out


def flows(frames: Sequence[Image]) -> list[Flow]:
    """The motion from each frame to the next, by Farnebäck's method, forth and back."""
    grey = [np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8) for frame in frames]
    return [_flow(before, now) for before, now in pairwise(grey)]


def _flow(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> Flow:
    back, forth = _farneback(now, before), _farneback(before, now)
    y, x = np.mgrid[: now.shape[0], : now.shape[1]].astype(np.float32)
    map_x, map_y = x + back[..., 0], y + back[..., 1]
    there = cv2.remap(forth, map_x, map_y, cv2.INTER_LINEAR, borderValue=(1e3, 1e3))
    # Forth and back must meet (Sundaram et al., ECCV 2010).
    missed = ((back + there) ** 2).sum(axis=2)
    seen = missed < 0.01 * ((back**2).sum(axis=2) + (there**2).sum(axis=2)) + 0.5
    return Flow(map_x, map_y, seen)


def _farneback(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> Floats:
    start: Any = None
    found = cv2.calcOpticalFlowFarneback(one, two, start, 0.5, 5, 15, 4, 7, 1.5, 0)
    return np.asarray(found, np.float32)


def warp_error(frames: Sequence[Image], motion: Sequence[Flow]) -> float:
    """Mean difference (grey values) of each frame to the one before, its motion undone."""
    errors = []
    for (before, now), flow in zip(pairwise(frames), motion, strict=True):
        carried = cv2.remap(before, flow.x, flow.y, cv2.INTER_LINEAR)
        apart = cv2.absdiff(now, carried).mean(axis=2)
        if flow.seen.any():
            errors.append(float(apart[flow.seen].mean()))
    return float(np.mean(errors)) if errors else 0.0


def sharpness(frames: Sequence[Image]) -> float:
    """Mean variance of the Laplacian of the luma."""
    grey = (cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames)
    return float(np.mean([cv2.Laplacian(one, cv2.CV_32F).var() for one in grey]))


def distance(frames: Sequence[Image], source: Sequence[Image]) -> float:
    """Mean difference from the source, in grey values."""
    pairs = zip(frames, source, strict=True)
    return float(np.mean([cv2.absdiff(one, two).mean() for one, two in pairs]))


def steadiness(make: Callable[[], Painter], clips: Sequence[Sequence[Image]]) -> Steadiness:
    """The ratios over all clips: of the sums for flicker, else the mean of each clip's."""
    ours, bound, sharp, strong, spent, n = 0.0, 0.0, [], [], 0.0, 0
    for frames in clips:
        motion = flows(frames)[SETTLED:]
        source = frames[SETTLED:]
        painter = make()
        painter(frames[0], at_s=0.0)
        begin = time.perf_counter()
        painted = [frames[0], *(painter(f, at_s=i / 25) for i, f in enumerate(frames[1:], 1))][SETTLED:]
        spent, n = spent + time.perf_counter() - begin, n + len(frames) - 1
        alone = [make()(frame, at_s=0.0) for frame in source]
        own = warp_error(source, motion)
        ours += warp_error(painted, motion) - own
        bound += warp_error(alone, motion) - own
        sharp.append(sharpness(painted) / max(sharpness(alone), 1e-6))
        strong.append(distance(painted, source) / max(distance(alone, source), 1e-6))
    return Steadiness(ours / max(bound, 1e-6), float(np.mean(sharp)), float(np.mean(strong)), n / spent)


def moving(videos: Sequence[Path], *, most: int) -> Iterator[tuple[str, list[Image]]]:
    """The first `most` videos in which most of the picture moves and nothing cuts: name and frames."""
    for path in videos:
        with Reader(path) as reader:
            start = (reader.duration or 0.0) / 3
        frames = consecutive(path, start_s=start)
        if len(frames) == FRAMES and _moves(frames):
            yield path.stem, frames
            most -= 1
        if not most:
            return


def _moves(frames: Sequence[Image]) -> bool:
    small = [cv2.resize(f, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for f in frames]
    motion = flows([np.asarray(f, np.uint8) for f in small])
    speeds = []
    for flow in motion:
        y, x = np.mgrid[: flow.x.shape[0], : flow.x.shape[1]]
        speeds.append(2 * float(np.median(np.hypot(flow.x - x, flow.y - y))))
    whole = min(float(flow.seen.mean()) for flow in motion)
    return MOTION_PX[0] <= median(speeds) <= MOTION_PX[1] and whole > 0.5
