"""Faces followed through a video, so that none is lost between two frames that show it well.

Every frame is searched. A face that is found is linked to the one before it; where it is not found
(turned, blurred, behind a hand) it is carried along by optical flow until it comes again, and for a
while before it was first seen and after it was last seen. Doubtful finds continue a face that was
sure at some moment, and are dropped otherwise (the two thresholds of Zhang et al., "ByteTrack", 2022).
What was followed to its end is looked at a second time (`generec.encoders.face_looks`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.parts import Image
from generec.encoders.face_looks import GLANCES, FaceLooks, Glance, LooksConfig, glance
from generec.encoders.faces import Faces, FacesConfig, Floats, Found, overlap
from generec.media.decode import Reader, frames_from
from generec.media.motion import Motion, MotionFinder

_GRID = 48
_CARRIED_GROWTH = 0.5
"""A carried box grows by this share in a second: where the face is becomes less sure."""


class TracksConfig(BaseModel):
    """How faces are followed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sides: tuple[int, ...] = Field(
        default=(480, 960), description="longest sides at which frames are searched, pixels"
    )
    usual: tuple[int, ...] = Field(default=(480,), description="those at which every frame is searched")
    every: int = Field(default=3, ge=1, description="every so many frames all sides are searched")
    doubtful: float = Field(default=0.4, gt=0, le=1, description="certainty that continues a face")
    sure: float = Field(default=0.6, gt=0, le=1, description="certainty that a face must have somewhere")
    certain: float = Field(default=0.68, gt=0, le=1, description="certainty at which one find is enough")
    finds: int = Field(default=3, ge=1, description="finds that a face needs otherwise")
    lost_s: float = Field(default=1.0, ge=0, description="how long a face is looked for when lost, s")
    around_s: float = Field(
        default=0.6, ge=0, description="how long a face is carried on before its first and after its last, s"
    )
    linked: float = Field(default=0.2, gt=0, lt=1, description="least overlap of one face in two frames")
    looks: LooksConfig = Field(default=LooksConfig(), description="when a face is given up at a second look")


class Track(NamedTuple):
    """One face: `times` (n,) in seconds of the source, one for each frame, and `boxes` (n, 4).

    Boxes are left, top, width and height in shares of the frame; `score` is the surest find.
    """

    times: NDArray[np.float64]
    boxes: Floats
    score: float


def follow(
    path: Path, *, start_s: float = 0.0, end_s: float | None = None, config: TracksConfig | None = None
) -> list[Track]:
    """The faces of a stretch of a video, the first that appears first. Raises `MediaError`, `MissingModel`.

    Memory: two frames, and five numbers for each frame of each face.
    """
    config = config or TracksConfig()
    follower = _Follower(config)
    longest = max(config.sides)
    for time, image in _frames(path, start_s - config.around_s, end_s, longest):
        follower.add(time, image)
    return follower.tracks()


def _frames(path: Path, start_s: float, end_s: float | None, longest: int) -> Iterator[tuple[float, Image]]:
    with Reader(path) as reader:
        for time, frame in frames_from(reader, start_s):
            if end_s is not None and time >= end_s:
                return
            if time >= start_s:
                yield time, reader.rgb(frame, longest=longest)


@dataclass(slots=True, eq=False)
class _Trail:
    """A face on its way: `seen` is how many of its boxes stand, the rest are carried."""

    times: list[float] = field(default_factory=list)
    boxes: list[Floats] = field(default_factory=list)
    seen: int = 0
    finds: int = 0
    score: float = 0.0
    total: float = 0.0
    glances: list[Glance] = field(default_factory=list)

    def find(self, time: float, box: Floats, score: float, image: Image) -> None:
        """It was found: what was carried meanwhile covers the way between the finds, too."""
        gap = len(self.boxes) - self.seen
        if self.seen and gap:
            last = self.boxes[self.seen - 1]
            for step in range(gap):
                between = last + (box - last) * np.float32((step + 1) / (gap + 1))
                self.boxes[self.seen + step] = _hull(self.boxes[self.seen + step], between)
        self.times.append(time)
        self.boxes.append(box)
        self.seen = len(self.boxes)
        self.finds += 1
        self.score = max(self.score, score)
        self.total += score
        if len(self.glances) < GLANCES or score > self.glances[-1].score:
            self.glances.append(glance(image, box, score))
            self.glances = sorted(self.glances, key=lambda one: -one.score)[:GLANCES]

    def cut(self, after_s: float) -> Track:
        """As it stands, carried on for at most `after_s`."""
        until = self.times[self.seen - 1] + after_s
        n = self.seen + sum(1 for time in self.times[self.seen :] if time <= until)
        return Track(np.array(self.times[:n]), np.stack(self.boxes[:n]), self.score)


class _Follower:
    """Fed with the frames in order."""

    def __init__(self, config: TracksConfig) -> None:
        self.config = config
        self._close = Faces(FacesConfig(sides=config.sides, score=config.doubtful))
        self._quick = Faces(FacesConfig(sides=config.usual, score=config.doubtful))
        self._again = FaceLooks(config.looks)
        self._motion = MotionFinder()
        self._past: deque[tuple[float, Floats | None]] = deque()
        self._open: list[_Trail] = []
        self._done: list[_Trail] = []
        self._count = 0

    def add(self, time: float, image: Image) -> None:
        """Take the next frame."""
        moved = _moves(self._motion(image))
        self._past.append((time, moved))
        while self._past[0][0] < time - self.config.around_s:
            self._past.popleft()
        find = self._close if self._count % self.config.every == 0 or moved is None else self._quick
        self._count += 1
        self._carry(moved)
        self._link(time, image, find(image=image))

    def tracks(self) -> list[Track]:
        """What was followed, without what was never sure."""
        self._end(self._open)
        return sorted(
            (trail.cut(self.config.around_s) for trail in self._done), key=lambda track: track.times[0]
        )

    def _end(self, trails: list[_Trail]) -> None:
        """They are lost: those that were faces are kept, without the pictures of them."""
        self._open = [one for one in self._open if one not in trails]
        for trail in trails:
            if self._is_face(trail) and self._again(glances=trail.glances, mean=trail.total / trail.finds):
                self._done.append(trail)
            trail.glances = []

    def _is_face(self, trail: _Trail) -> bool:
        config = self.config
        often = trail.finds >= config.finds and trail.score >= config.sure
        return often or trail.score >= config.certain

    def _carry(self, moved: Floats | None) -> None:
        """Where the open faces should be now; at a cut they end."""
        if moved is None:
            self._end(self._open)
            return
        for trail in self._open:
            trail.boxes.append(_carried(trail.boxes[-1], moved))

    def _link(self, time: float, image: Image, found: Found) -> None:
        free = list(range(len(found)))
        for trail in sorted(self._open, key=lambda one: -one.score):
            expected = trail.boxes.pop()
            nearness = overlap(expected, found.boxes[free])
            if len(free) and nearness.max() >= self.config.linked:
                index = free.pop(int(nearness.argmax()))
                trail.find(time, found.boxes[index], float(found.scores[index]), image)
            else:
                trail.times.append(time)
                lost = time - trail.times[trail.seen - 1]
                step = time - trail.times[-2] if len(trail.times) > 1 else 0.0
                trail.boxes.append(_grown(expected, 1 + _CARRIED_GROWTH * step if lost else 1.0))
        gone = [one for one in self._open if time - one.times[one.seen - 1] > self.config.lost_s]
        self._end(gone)
        for index in free:
            self._open.append(self._begun(time, image, found.boxes[index], float(found.scores[index])))

    def _begun(self, time: float, image: Image, box: Floats, score: float) -> _Trail:
        """A new face, with where it must have been before."""
        trail = _Trail()
        before: list[tuple[float, Floats]] = []
        at = box
        for (_, moved), (earlier, _) in zip(
            reversed(self._past), list(reversed(self._past))[1:], strict=False
        ):
            if moved is None:
                break
            at = _grown(_moved(at, moved), 1 + _CARRIED_GROWTH * 0.04)
            before.append((earlier, at))
        for earlier, place in reversed(before):
            trail.times.append(earlier)
            trail.boxes.append(place)
        trail.seen = 0
        trail.find(time, box, score, image)
        return trail


def _moves(motion: Motion | None) -> Floats | None:
    """(grid, grid, 2) where things were before, in shares of the frame; None after a cut."""
    if motion is None:
        return None
    maps = motion.at(_GRID, _GRID)
    return np.asarray(np.stack([maps.dx, maps.dy], axis=2) / _GRID, np.float32)


def _moved(box: Floats, moves: Floats) -> Floats:
    """The box a frame earlier: shifted by the median of the motion inside it."""
    low = np.clip(np.floor(box[:2] * _GRID), 0, _GRID - 1).astype(int)
    high = np.clip(np.ceil((box[:2] + box[2:]) * _GRID), low + 1, _GRID).astype(int)
    inside = moves[low[1] : high[1], low[0] : high[0]].reshape(-1, 2)
    return np.concatenate([box[:2] + np.median(inside, axis=0), box[2:]]).astype(np.float32)


def _carried(box: Floats, moves: Floats) -> Floats:
    """The box a frame later: where the motion that ends there began at the box."""
    later = box
    for _ in range(3):
        later = np.concatenate([box[:2] - (_moved(later, moves) - later)[:2], box[2:]]).astype(np.float32)
    return later


def _grown(box: Floats, by: float) -> Floats:
    more = box[2:] * np.float32(by - 1)
    return np.concatenate([box[:2] - more / 2, box[2:] + more]).astype(np.float32)


def _hull(one: Floats, other: Floats) -> Floats:
    low = np.minimum(one[:2], other[:2])
    high = np.maximum(one[:2] + one[2:], other[:2] + other[2:])
    return np.concatenate([low, high - low]).astype(np.float32)
