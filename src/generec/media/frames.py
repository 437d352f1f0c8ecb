"""Sampled frames of a video, streamed: at no time is more than one frame held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from av.video.frame import VideoFrame

from generec.domain.errors import MediaError
from generec.domain.parts import Image
from generec.domain.profiles import Floats
from generec.media import pictures
from generec.media.decode import Reader, frames_from
from generec.media.probe import measured_duration
from generec.media.shots import ShotConfig, ShotDetector

EVERY_S = 0.5
LIMIT = 240


class Frame(NamedTuple):
    """The picture that is shown at `time` seconds: (height, width, 3) RGB, upright."""

    time: float
    image: Image


def sample(
    path: Path, *, every_s: float = EVERY_S, limit: int = LIMIT, longest: int | None = None
) -> Iterator[Frame]:
    """The frames shown at the centres of bins of `every_s` seconds, as they are decoded.

    A video of more than `limit` bins is divided into `limit` equal ones; a shorter one than a
    bin gives its middle. Frame times are the centres, so variable frame rates do no harm.
    Raises `MediaError`.
    """
    with Scan(path, every_s=every_s, limit=limit, longest=longest, detect=False) as scan:
        yield from scan


def sample_times(duration_s: float, *, every_s: float = EVERY_S, limit: int = LIMIT) -> list[float]:
    """The times that `sample` looks at, for a video of this length."""
    width = max(every_s, duration_s / limit)
    n = min(limit, int(duration_s / width + 0.5 + 1e-6))
    return [(i + 0.5) * width for i in range(n)] if n else [duration_s / 2]


def frame_at(path: Path, time_s: float, *, longest: int | None = None) -> Image:
    """The picture shown at `time_s` (the first or the last where that lies outside).

    Seeks to the keyframe before and decodes on, so it is exact. Raises `MediaError`.
    """
    with Reader(path) as reader:
        chosen: VideoFrame | None = None
        for time, frame in frames_from(reader, time_s):
            if chosen is not None and time > time_s + 1e-6:
                break
            chosen = frame
        if chosen is None:
            raise MediaError(f"{path.name}: no frame at {time_s:.2f} s")
        return reader.rgb(chosen, longest=longest)


def picture_at(path: Path, *, kind: str, at_s: float, longest: int | None = None) -> Image:
    """A picture as it is (`kind` is "image"), or the frame of a video. Raises `MediaError`."""
    return pictures.read(path, longest=longest) if kind == "image" else frame_at(path, at_s, longest=longest)


class Sampling:
    """Which frames of a video are looked at, told as they are decoded: those of `sample`.

    Give it every frame in order (`see`), then ask for the rest (`end`). Both yield `Frame`s.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        every_s: float = EVERY_S,
        limit: int = LIMIT,
        longest: int | None = None,
    ) -> None:
        self._reader, self._longest = reader, longest
        # Sound may go on after the pictures: only their own length says whether some are missing.
        self._declared = reader.own_duration
        expected = self._declared or reader.duration or measured_duration(reader.path)
        self._targets = sample_times(expected, every_s=every_s, limit=limit)
        self._wanted = 0
        self._shown: VideoFrame | None = None

    def see(self, time: float, frame: VideoFrame) -> Iterator[Frame]:
        """What was wanted up to this frame."""
        while self._wanted < len(self._targets) and time > self._targets[self._wanted]:
            yield self._frame(self._shown or frame)
        self._shown = frame

    def end(self) -> Iterator[Frame]:
        """What is left. Raises `MediaError` where the video is cut short."""
        self._check_end()
        for target in self._targets[self._wanted :]:
            # Past the last frame's time but before its end; a header that overstates gives no more.
            if self._shown is not None and (target < self._reader.end or self._wanted == 0):
                yield self._frame(self._shown, target)

    def _frame(self, frame: VideoFrame, target: float | None = None) -> Frame:
        time = self._targets[self._wanted] if target is None else target
        self._wanted += 1
        return Frame(time, self._reader.rgb(frame, longest=self._longest))

    def _check_end(self) -> None:
        """A file that ends long before its header says was cut short on its way here."""
        declared = self._declared or 0.0
        if self._reader.end < 0.9 * declared - 1.0:
            raise MediaError(
                f"{self._reader.path.name}: is damaged or cut short: pictures end at "
                f"{self._reader.end:.1f} s of {declared:.1f} s"
            )


class Scan:
    """One pass over a video that gives sampled frames, and shots and keyframes at its end.

    Iterate it once, inside `with`; then read `shots` (m, 2), `keyframes` (q,) and `duration_s`.
    """

    def __init__(
        self,
        path: Path,
        *,
        every_s: float = EVERY_S,
        limit: int = LIMIT,
        longest: int | None = None,
        detect: bool = True,
        shots: ShotConfig | None = None,
        threads: int | None = None,
    ) -> None:
        self._reader = Reader(path, threads=threads)
        self._sampling = Sampling(self._reader, every_s=every_s, limit=limit, longest=longest)
        self._detector = ShotDetector(shots, fps=self._reader.fps) if detect else None

    def __enter__(self) -> Scan:
        return self

    def __exit__(self, *error: object) -> None:
        self._reader.__exit__(None, None, None)

    def __iter__(self) -> Iterator[Frame]:
        for time, frame in self._reader.frames():
            if self._detector:
                self._detector.add(time, frame)
            yield from self._sampling.see(time, frame)
        yield from self._sampling.end()

    @property
    def duration_s(self) -> float:
        """Seconds to the end of the last frame that was decoded."""
        return self._reader.end

    @property
    def shots(self) -> Floats:
        """(m, 2) start and end seconds of each shot, tiling the video."""
        if self._detector is None:
            return np.array([[0.0, self.duration_s]], np.float32)
        return self._detector.shots(self.duration_s)

    @property
    def keyframes(self) -> Floats:
        """(q,) seconds of the keyframes."""
        return np.array(sorted(self._reader.keyframes), np.float32)
