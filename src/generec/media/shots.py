"""Where one shot ends and the next begins, found while decoding goes on.

Every frame leaves a signature of 32 x 32 pixels; nothing else of it is kept. A cut is a step
between two signatures that is large, changes the layout (correlation), and stands out from the
steps around it: the adaptive threshold of PySceneDetect's detector, with a correlation test
against flashes of motion. A dissolve or a fade is a change over half a second that is large,
changes the layout and goes straight from one picture to another, as motion does not.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.profiles import Floats
from generec.media.decode import Reader

SIDE = 32
_PLANAR = frozenset(
    ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "yuva420p", "yuv440p")
)
_WEIGHTS = np.array([0.5, 0.25, 0.25], np.float32)
_CHUNK = 64
_FLAT = 32.0


class ShotConfig(BaseModel):
    """When a change of picture is a new shot. Differences are on the 8-bit scale (0-255)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    change: float = Field(default=14.0, gt=0, description="least mean difference of a cut or a dissolve")
    layout: float = Field(default=0.3, ge=0, le=2, description="least drop of correlation at a cut")
    contrast: float = Field(default=3.0, gt=1, description="a cut exceeds the steps around it by this factor")
    around: int = Field(default=5, ge=1, description="steps on either side that a cut is compared with")
    fade_s: float = Field(
        default=0.55, gt=0, description="span over which a dissolve or fade is looked for, s"
    )
    fade_layout: float = Field(
        default=0.5, ge=0, le=2, description="least drop of correlation over a dissolve"
    )
    straight: float = Field(
        default=0.6, gt=0, le=1, description="least straightness of a dissolve (motion: low)"
    )
    least_s: float = Field(default=0.3, ge=0, description="no shot is shorter than this, s")


class ShotDetector:
    """Fed with every frame in order; says the shots at the end.

    Memory: one chunk of signatures, and five numbers a frame.
    """

    def __init__(self, config: ShotConfig | None = None, *, fps: float = 25.0) -> None:
        self.config = config or ShotConfig()
        self.lag = int(np.clip(round((fps or 25.0) * self.config.fade_s), 6, 40))
        self._reformatter = VideoReformatter()
        self._pending: list[NDArray[np.uint8]] = []
        self._tail: NDArray[np.float32] | None = None
        self._times: list[float] = []
        self._steps: list[NDArray[np.float32]] = []
        self._spans: list[NDArray[np.float32]] = []

    def add(self, time: float, frame: VideoFrame) -> None:
        """Take the next frame, shown at `time` seconds."""
        planar = frame.format.name in _PLANAR
        small = frame if planar else self._reformatter.reformat(frame, 2 * SIDE, 2 * SIDE, "yuv444p")
        self.add_signature(time, np.stack([_shrunk(plane) for plane in small.planes[:3]]))

    def add_signature(self, time: float, signature: NDArray[np.uint8]) -> None:
        """Take the next frame as its (3, 32, 32) YUV signature."""
        self._times.append(time)
        self._pending.append(signature)
        if len(self._pending) == _CHUNK:
            self._digest()

    def shots(self, duration_s: float) -> Floats:
        """(m, 2) start and end seconds of each shot; they tile [0, duration_s]."""
        self._digest()
        cuts = self._cuts()
        cuts += [
            cut for cut in self._fades() if all(abs(cut[0] - hard[0]) > self.config.fade_s for hard in cuts)
        ]
        edges = [0.0, *self._spaced(cuts, duration_s), max(duration_s, 0.0)]
        return np.array(list(pairwise(edges)), np.float32).reshape(-1, 2)

    def _digest(self) -> None:
        """Turn pending signatures into steps (change, layout) and spans (the same over the lag)."""
        if not self._pending:
            return
        new = np.stack(self._pending).astype(np.float32)
        self._pending = []
        known = 0 if self._tail is None else len(self._tail)
        block = new if self._tail is None else np.concatenate([self._tail, new])
        first = max(known, 1)
        self._steps.append(_compare(block[first - 1 : -1], block[first:]))
        first = max(known, self.lag)
        if first < len(block):
            self._spans.append(_compare(block[first - self.lag : -self.lag], block[first:]))
        self._tail = block[-self.lag :]

    def _cuts(self) -> list[tuple[float, float]]:
        """(seconds, size of the step) of every hard cut."""
        steps = np.concatenate(self._steps) if self._steps else np.zeros((0, 2), np.float32)
        change, layout = steps[:, 0], steps[:, 1]
        out = []
        for i in map(int, np.flatnonzero((change >= self.config.change) & (layout >= self.config.layout))):
            low = max(0, int(i) - self.config.around)
            near = np.delete(change[low : i + self.config.around + 1], i - low)
            usual = float(np.median(near)) if len(near) else 0.0
            peak = change[i] >= change[max(0, i - 2) : i + 3].max()
            if peak and change[i] >= self.config.contrast * (usual + 0.5):
                out.append((self._times[i + 1], float(change[i])))
        return out

    def _fades(self) -> list[tuple[float, float]]:
        """(seconds of the middle, size) of every dissolve or fade that holds no hard cut."""
        if not self._spans:
            return []
        spans, steps = np.concatenate(self._spans), np.concatenate(self._steps)[:, 0]
        change, layout = spans[:, 0], spans[:, 1]
        path = np.concatenate([[0.0], np.cumsum(steps)])
        walked = path[self.lag :] - path[: -self.lag]
        largest = np.lib.stride_tricks.sliding_window_view(steps, self.lag).max(axis=1)
        found = np.flatnonzero(
            (change >= self.config.change)
            & (layout >= self.config.fade_layout)
            & (change >= self.config.straight * (walked + 1.0))
            & (largest <= 0.5 * change)
        )
        # Two halves of one fade through black lie close together: they are one boundary, in the dark.
        groups = np.split(found, np.flatnonzero(np.diff(found) > 2 * self.lag) + 1) if len(found) else []
        return [(self._times[(g[0] + g[-1] + self.lag) // 2], float(change[g].max())) for g in groups]

    def _spaced(self, cuts: list[tuple[float, float]], duration_s: float) -> list[float]:
        """Times of the cuts, the stronger first, each at least `least_s` from the others and the ends."""
        kept: list[float] = []
        for time, _ in sorted(cuts, key=lambda cut: -cut[1]):
            if all(abs(time - other) >= self.config.least_s for other in (0.0, duration_s, *kept)):
                kept.append(time)
        return sorted(kept)


def shots(path: Path, *, config: ShotConfig | None = None) -> Floats:
    """(m, 2) start and end seconds of a video's shots, in a pass of its own. Raises `MediaError`."""
    with Reader(path) as reader:
        detector = ShotDetector(config, fps=reader.fps)
        for time, frame in reader.frames():
            detector.add(time, frame)
        return detector.shots(reader.end)


def _shrunk(plane: VideoPlane) -> NDArray[np.uint8]:
    """A plane of 8-bit samples at `SIDE` x `SIDE`, by bilinear points: a scaler costs as much as decoding."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    image = rows[: plane.height, : plane.width]
    return np.asarray(cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.uint8)


def _compare(before: NDArray[np.float32], after: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 2): weighted mean difference, and 1 - correlation of the luma, of (n, 3, 32, 32) pairs."""
    change = np.abs(after - before).mean(axis=(2, 3)) @ _WEIGHTS
    a, b = (_centred(x[:, 0].reshape(-1, SIDE * SIDE)) for x in (before, after))
    norms = (np.linalg.norm(a, axis=1) + _FLAT) * (np.linalg.norm(b, axis=1) + _FLAT)
    return np.stack([change, 1.0 - (a * b).sum(axis=1) / norms], axis=1).astype(np.float32)


def _centred(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows - rows.mean(axis=1, keepdims=True), np.float32)
