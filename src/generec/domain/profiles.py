"""What the system believes of a viewer, and what the viewer has said and switched."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from generec.domain.guidance import Clause
from generec.domain.record import Record

Floats = NDArray[np.float32]


class Wish(Record):
    """A standing wish: a clause kept until the viewer forgets it. `at` is epoch seconds.

    `over` are the older wishes that it took something away from, as they were: undone, they come back.
    """

    id: str
    clause: Clause
    at: float
    over: tuple[Wish, ...] = ()


class Asked(Record):
    """A topic of the corpus that the viewer asked for in words, and when (epoch seconds)."""

    topic: str
    at: float


class Viewer(Record):
    """A viewer's own record: switches, standing wishes, and topics asked for, the latest last.

    `ai` off keeps everything that AI made, in part or whole, away; `profiling` off means that
    nothing this viewer did before is used. `minor` asks the checks to be stricter. `offered_at` is
    when something was last offered unasked (epoch seconds).
    """

    id: str = Field(min_length=1, max_length=512)
    ai: bool = True
    profiling: bool = True
    minor: bool = False
    wishes: tuple[Wish, ...] = ()
    asked: tuple[Asked, ...] = Field(default=(), exclude_if=lambda asked: not asked)
    offered_at: float | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What behaviour says of one viewer, ready to be used.

    `meaning` (t,) and `pictures` (d,) are unit vectors of what the viewer likes, in the space of
    words and in the space of pictures, or None where nothing is known: a viewer without history
    has a profile too, and every user of it must serve them. `topics` are weights in [-1, 1], and
    `asked` in (0, 1] those of them that were asked for in words of late; `length_s` is the liked
    length in seconds. `liked` and `rejected` are works with weights in
    (0, 1], most recent first. `seen` are works shown before. `n_events` counts what it rests on.
    `dissatisfaction` in [0, 1] grows with runs of skips and rejections; `ai_affinity` in
    [-1, 1] is how much better (or worse) made items do with this viewer than found ones, and
    `looks` in [-1, 1] the same of each style that they met on an edited item. `shared`: it is that of a
    group and of nobody, so that what is made from it is for all.
    """

    viewer: Viewer
    meaning: Floats | None = None
    pictures: Floats | None = None
    topics: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    length_s: float | None = None
    liked: dict[str, float] = field(default_factory=dict)
    rejected: dict[str, float] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    n_events: int = 0
    dissatisfaction: float = 0.0
    ai_affinity: float = 0.0
    looks: dict[str, float] = field(default_factory=dict)
    shared: bool = False

    @property
    def user(self) -> str:
        """The viewer's id."""
        return self.viewer.id


@dataclass(frozen=True, slots=True)
class FrameFeatures:
    """What is known of a video's sampled frames (an image has one frame).

    times (n,) seconds from the start, ascending; pictures (n, d) unit rows; concepts (n, t)
    unit rows; sharpness (n,) variance of the Laplacian of the 8-bit luma; brightness (n,) mean
    luma in [0, 1]; shots (m, 2) start and end seconds of each shot, which tile the video;
    keyframes (q,) seconds of the stream's keyframes. `duration_s` is the length of the video.
    """

    times: Floats
    pictures: Floats
    concepts: Floats
    sharpness: Floats
    brightness: Floats
    shots: Floats
    keyframes: Floats
    duration_s: float
