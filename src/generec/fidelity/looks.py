"""The pictures of a film that are looked at: often enough, and wherever it changes."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image as Pillow

from generec.domain.parts import Image
from generec.fidelity.watching import Watcher, Watchers
from generec.media import frames, pictures
from generec.media.decode import Reader

COVER: Final = -1.0
"""Stands for the cover where a frame's second stands."""
_LOOK_S: Final = 0.2
LOOKS: Final = 3_000
"""So many frames of a film are sampled at most."""
LONGEST: Final = 512
"""The longer side of what is looked at, pixels."""
_PLAIN: Final = 48


class Look:
    """One picture of a draft and its second (`COVER` for the cover). Many together are kept compressed."""

    def __init__(self, time: float, image: Image, *, packed: bool = False) -> None:
        self.time = time
        self._kept: Image | bytes = _packed(image) if packed else image

    @property
    def image(self) -> Image:
        """(height, width, 3) sRGB, the longer side at most 512."""
        return pictures.read(self._kept) if isinstance(self._kept, bytes) else self._kept


def looking(every_s: float = 2.0, change: float = 20.0) -> Watchers:
    """What takes the looks of `Exhibit.looks` from a film."""
    return {("looks", every_s, change): lambda reader: _Looking(reader, every_s, change)}


class _Looking(Watcher):
    """Keeps the pictures that are looked at."""

    def __init__(self, reader: Reader, every_s: float, change: float) -> None:
        self._sampling = frames.Sampling(reader, every_s=_LOOK_S, limit=LOOKS, longest=LONGEST)
        self._every_s, self._change = every_s, change
        self._last: tuple[float, NDArray[np.float32]] | None = None
        self._taken: list[Look] = []

    def see(self, time: float, frame: VideoFrame) -> None:
        for one in self._sampling.see(time, frame):
            self._look(one)

    def done(self) -> tuple[Look, ...]:
        for one in self._sampling.end():
            self._look(one)
        return tuple(self._taken)

    def _look(self, seen: frames.Frame) -> None:
        """Keep it where it is time to, or where the picture changed."""
        now, last = small(seen.image, (16, 16)), self._last
        late = last is None or seen.time - last[0] >= self._every_s
        if late or (last is not None and np.abs(now - last[1]).mean() >= self._change):
            self._last = (seen.time, now)
            self._taken.append(Look(seen.time, seen.image, packed=len(self._taken) >= _PLAIN))


def small(image: Image, size: tuple[int, int]) -> NDArray[np.float32]:
    """(height, width, 3) the picture brought to (width, height), each field an average."""
    return np.asarray(Pillow.fromarray(image).resize(size, Pillow.Resampling.BOX), np.float32)


def _packed(image: Image) -> bytes:
    buffer = io.BytesIO()
    Pillow.fromarray(image).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()
