"""How shots meet: cuts, dissolves, and whips, on the planes of the frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from itertools import islice

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from generec.media.crop import planes

Plane = NDArray[np.uint8]
_BLUR = 0.55
"""How long the shutter of a whip stays open, as a share of a frame."""


def joined_frames(
    streams: Iterator[Iterator[av.VideoFrame]], shots: Sequence[tuple[int, str, int]], *, first: int = 0
) -> Generator[av.VideoFrame, None, None]:
    """The frames of the shots from `first` on, in a row; `streams` begin with the shot before that.

    For each shot: its frames, how it is joined to the one before, and in how many frames. Its
    stream has half of those of both its joins more, before and behind.
    """
    tail: list[av.VideoFrame] = []
    begin = max(0, first - 1)
    for number, (stream, (count, kind, n)) in enumerate(zip(streams, shots[begin:], strict=True), begin):
        behind = shots[number + 1][2] // 2 if number + 1 < len(shots) else 0
        ahead = behind + behind  # the join behind begins half of its frames before the cut
        plain = count - n // 2 - ahead // 2
        if number < first:
            # What was shown already is gone through all the same: looks remember the frames before.
            deque(islice(stream, n + plain), maxlen=0)
            tail = list(islice(stream, ahead))
            continue
        for place, (old, new) in enumerate(zip(tail, islice(stream, n), strict=True)):
            yield joined(old, new, kind=kind, place=(place + 0.5) / n, step=1 / n)
        yield from islice(stream, plain)
        tail = list(islice(stream, ahead))
    yield from tail


def joined(old: av.VideoFrame, new: av.VideoFrame, *, kind: str, place: float, step: float) -> av.VideoFrame:
    """A frame between two shots: `place` in (0, 1) is how far the join is, `step` how far a frame goes."""
    new.make_writable()
    for one, other in zip(planes(old), planes(new), strict=True):
        if kind == "whip":
            other[:] = _whipped(one, other, place, step)
        else:
            share = place * place * (3 - 2 * place)
            other[:] = cv2.addWeighted(one, 1 - share, other, share, 0)
    return new


def _whipped(old: Plane, new: Plane, place: float, step: float) -> Plane:
    """Both side by side, passed by the camera from left to right, quickest in the middle."""
    width = old.shape[1]
    at, speed = (
        _eased(place),
        (_eased(min(1.0, place + step / 2)) - _eased(max(0.0, place - step / 2))) * width,
    )
    both = np.concatenate([old, new], axis=1)
    reach = max(1, round(speed * _BLUR))
    both = cv2.blur(both, (reach, 1), borderType=cv2.BORDER_REPLICATE)
    left = round(at * width)
    return np.asarray(both[:, left : left + width], np.uint8)


def _eased(place: float) -> float:
    """Slow, fast, slow: a cubic ease in and out."""
    return 4 * place**3 if place < 0.5 else 1 - (2 - 2 * place) ** 3 / 2
