"""How one shot goes over into the next: cut, cross-fade, whip pan, push."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import cv2
import numpy as np

from generec.demo.canvas import HEIGHT, WIDTH, Picture, ease

FRAMES = {"cut": 0, "fade": 8, "whip": 6, "push": 5}
"""How many frames two shots share."""


def join(shots: Sequence[tuple[str, Iterable[Picture]]]) -> Iterator[Picture]:
    """The frames of all shots in order; each comes with the way it takes over from the one before it."""
    held: list[Picture] = []
    for at, (_, shot) in enumerate(shots):
        into = shots[at][0] if at else "cut"
        leave = FRAMES[shots[at + 1][0]] if at + 1 < len(shots) else 0
        frames = iter(shot)
        fresh = list(islice(frames, FRAMES[into]))
        for i, (old, new) in enumerate(zip(held, fresh, strict=True)):
            yield _between(old, new, how=into, t=(i + 1) / (len(fresh) + 1))
        held = []
        for frame in frames:
            held.append(frame)
            if len(held) > leave:
                yield held.pop(0)
    yield from held


def _between(old: Picture, new: Picture, *, how: str, t: float) -> Picture:
    if how == "fade":
        return np.asarray(cv2.addWeighted(old, 1 - ease(t), new, ease(t), 0), np.uint8)
    if how == "push":
        gone = round(ease(ease(t)) * HEIGHT)
        return np.concatenate((old[gone:], new[:gone]))
    # As in an editing room: a whip is a cut, hidden where both pictures are blurred by the camera's swing.
    side, swing = (old, t * 2) if t < 0.5 else (new, (t - 1) * 2)
    wide = 1 + 2 * round(12 + 80 * abs(np.sin(np.pi * t)))
    swept = np.roll(side, -round(swing * abs(swing) * WIDTH * 0.4), axis=1)
    return np.asarray(cv2.blur(swept, (wide, 1)), np.uint8)
