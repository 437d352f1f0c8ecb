"""Where the subject of a picture is: what catches the eye, what moves, and above all faces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.encoders.faces import Faces, FacesConfig, Found
from generec.media.decode import Reader, frames_from
from generec.media.shots import ShotDetector

Floats = NDArray[np.float64]

SIDE: Final = 96
_FACES, _MOTION, _CENTRE = 2.5, 0.8, 0.25
_BALANCE, _LARGE = 4.0, 0.4
_MOVING: Final = 6.0
_FACE: Final = 0.6
"""Certainty of a face that counts; cats and statues are found, too, and are welcome here."""
_ROOM_X, _ROOM_ABOVE, _ROOM_BELOW = 0.25, 0.4, 0.6
_LONGEST: Final = 480
_ENOUGH, _NEARLY = 0.72, 0.92
"""Shares of what stands out that a crop must hold, and what is fitted in: by eye, on 56 crops of clips."""
_EVERYWHERE, _FLAT = 15, 0.08
_OVER: Final = 1.0
"""How wide faces in front may be for the crop, the room around them counted in."""
_FRONT: Final = 0.6


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in one sampled frame, along the axis on which a crop can move.

    `weight` (n,) is how much there is to see at each place, summing to one; `faces` (k, 2) from
    where to where each face reaches, with room around it, in shares of the axis, the largest first.
    """

    time: float
    weight: Floats
    faces: Floats


@dataclass(frozen=True, slots=True)
class Seen:
    """The looks at a stretch of video, and the times of its cuts (s of the source)."""

    looks: tuple[Look, ...]
    cuts: tuple[float, ...]
    frame_s: float


def watch(path: Path, *, start_s: float, end_s: float, upright: bool, every_s: float = 0.2) -> Seen:
    """Look at a stretch of a video every `every_s` seconds, along its height if `upright`, else its width.

    One pass with one frame in memory. Raises `MediaError`, `MissingModel`.
    """
    watcher = _Watcher(upright=upright)
    looks: list[Look] = []
    with Reader(path) as reader:
        frame_s = 1 / (reader.fps or 25.0)
        shots = ShotDetector(fps=reader.fps)
        due = start_s
        for time, frame in frames_from(reader, start_s):
            if time >= end_s:
                break
            if time < start_s - frame_s:
                continue
            shots.add(time, frame)
            if time >= due - frame_s / 2:
                looks.append(watcher(reader.rgb(frame, longest=_LONGEST), time))
                due = time + every_s
    cuts = tuple(float(cut) for cut in shots.shots(end_s)[1:, 0] if start_s < cut < end_s)
    return Seen(tuple(looks), cuts, frame_s)


def needed(looks: Sequence[Look], share: float) -> float:
    """The share of the axis that has to be shown, from `share`, where a crop of that size will do, up to 1.

    It will do where it holds most of what there is to see and no face in front is wider. Else so much
    is needed that nearly all of it is in sight: then what is shown has to be fitted in.
    """
    faces = [_extent(look.faces) for look in looks if len(look.faces)]
    widest = float(np.median(faces)) if faces else 0.0
    if _held(looks, share) >= _ENOUGH and widest <= share * _OVER:
        return share
    steps = [size for size in np.linspace(share, 1.0, 9)[1:-1] if size >= 1.05 * widest]
    return next((round(float(size), 3) for size in steps if _held(looks, size) >= _NEARLY), 1.0)


def _held(looks: Sequence[Look], share: float) -> float:
    """How much of what stands out the best window of that share holds, the mean over the looks.

    What is as much everywhere is taken off; where that leaves next to nothing, anything holds it.
    """
    span = min(SIDE, max(1, round(SIDE * share)))
    above = [np.clip(look.weight - np.percentile(look.weight, _EVERYWHERE), 0, None) for look in looks]
    if np.mean([part.sum() for part in above]) < _FLAT:
        return 1.0
    told = [part / part.sum() for part in above if part.any()]  # a plain frame tells nothing
    return float(np.mean([np.convolve(part, np.ones(span), "valid").max() for part in told]))


def _extent(faces: Floats) -> float:
    """How much the largest face takes, with those that are nearly as large."""
    low, high = _ends(faces)
    return high - low


def _ends(faces: Floats) -> tuple[float, float]:
    """From where to where the faces in front reach."""
    sizes = faces[:, 1] - faces[:, 0]
    front = faces[sizes >= _FRONT * sizes.max()]
    return float(front[:, 0].min()), float(front[:, 1].max())


def still_room(images: Sequence[Image], *, width: int, height: int) -> tuple[float, float, float]:
    """(x, y, shown): `free_room`, and the share of the axis along which is cropped that has to be shown.

    `shown` is above what a crop of the aspect shows where no such crop holds the subject; `x` and `y` are
    then of a crop that shows so much.
    """
    size_y, size_x = images[0].shape[:2]
    own, asked = size_x / size_y, width / height
    upright, share = own < asked, min(own / asked, asked / own)
    looks = list(_looks(images, upright=upright)) if share < 1 else []
    if not looks:
        return 0.5, 0.5, share
    shown = needed(looks, share)
    faces = [_ends(look.faces) for look in looks if len(look.faces)]
    low, high = np.mean(faces, axis=0) if faces else (0.0, 0.0)
    weight = np.mean([look.weight for look in looks], axis=0)
    place = best_place(weight, shown, front=(float(low), float(high))) if shown < 1 else 0.5
    return (0.5, place, shown) if upright else (place, 0.5, shown)


def free_room(images: Sequence[Image], *, width: int, height: int) -> tuple[float, float]:
    """(x, y) in [0, 1]: how the room that a crop of aspect `width`:`height` leaves is shared.

    The still crop with the most to see over all pictures; the middle wins where little speaks
    against it.
    """
    size_y, size_x = images[0].shape[:2]
    shares = min(1.0, (size_y * width / height) / size_x), min(1.0, (size_x * height / width) / size_y)
    out = []
    for upright, share in zip((False, True), shares, strict=True):
        looks = list(_looks(images, upright=upright)) if share < 1 else []
        out.append(best_place(np.mean([look.weight for look in looks], axis=0), share) if looks else 0.5)
    return out[0], out[1]


def best_place(weight: Floats, share: float, *, front: tuple[float, float] = (0.0, 0.0)) -> float:
    """Where in the free room, in [0, 1], a window of that share holds the most, leaning to the middle.

    `front` is from where to where faces in front reach: the more of the window they take, the more it leans
    to having them in its own middle, so that nobody stands at its edge because something else is bright.
    """
    gain = gains(weight, share)
    large = min(1.0, (front[1] - front[0]) / share / _LARGE)
    middles = share / 2 + np.linspace(0.0, 1.0, len(gain)) * (1 - share)
    gain = gain - _BALANCE * large**2 * ((middles - np.mean(front)) / share) ** 2
    return round(float(np.linspace(0.0, 1.0, len(gain))[np.argmax(gain)]), 3)


def gains(weight: Floats, share: float) -> Floats:
    """(places,) how much a window of that share of the axis holds at each place of the free room."""
    span = min(len(weight), max(1, round(len(weight) * share)))
    sums = np.convolve(weight, np.ones(span), mode="valid")
    places = np.linspace(0.0, 1.0, len(sums))
    return np.asarray(sums / max(weight.sum(), 1e-9) - _CENTRE * (places - 0.5) ** 2)


def _looks(images: Sequence[Image], *, upright: bool) -> Iterator[Look]:
    for number, image in enumerate(images):
        yield _Watcher(upright=upright)(image, float(number))


class _Watcher:
    """Looks at frames in order; remembers the last one, for motion."""

    def __init__(self, *, upright: bool) -> None:
        self._upright = upright
        self._find = Faces(FacesConfig(sides=(_LONGEST,), score=_FACE))
        self._before: NDArray[np.uint8] | None = None

    def __call__(self, image: Image, time: float) -> Look:
        small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        found = self._find(image=image)
        field = salience(small)
        field = field / field.sum()
        moving = self._moving(small)
        field = field + moving
        weight = field.sum(axis=1 if self._upright else 0)
        spans = _spans(found, upright=self._upright)
        for (low, high), score in zip(spans, found.scores, strict=True):
            ends = np.clip([low * SIDE, high * SIDE], 0, SIDE).astype(int)
            size = max(1, ends[1] - ends[0])
            weight[ends[0] : ends[0] + size] += _FACES * score / size / max(1, len(spans))
        order = np.argsort([low - high for low, high in spans], kind="stable")
        return Look(time, weight / weight.sum(), np.array(spans).reshape(-1, 2)[order])

    def _moving(self, small: Image) -> Floats:
        """(side, side) where things move that the camera does not, summing to at most `_MOTION`."""
        grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (3, 3), 0)
        before, self._before = self._before, np.asarray(grey, np.uint8)
        if before is None:
            return np.zeros((SIDE, SIDE))
        change = cv2.absdiff(grey, before).astype(np.float64)
        change = np.clip(change - 2 * np.median(change) - 4, 0, None)
        total = change.sum()
        strength = min(1.0, total / (SIDE * _MOVING))
        return np.asarray(change / max(total, 1e-9) * _MOTION * strength)


def _spans(found: Found, *, upright: bool) -> list[tuple[float, float]]:
    """From where to where each face reaches, with the head and a little room around it."""
    low, size = (found.boxes[:, 1], found.boxes[:, 3]) if upright else (found.boxes[:, 0], found.boxes[:, 2])
    before, after = (_ROOM_ABOVE, _ROOM_BELOW) if upright else (_ROOM_X, _ROOM_X)
    return [
        (float(max(0.0, a - before * s)), float(min(1.0, a + s + after * s)))
        for a, s in zip(low, size, strict=True)
    ]


def salience(small: Image) -> Floats:
    """(h, w) how far a point's colour and edges stand out from the whole picture.

    After Achanta et al., "Frequency-tuned salient region detection", CVPR 2009.
    """
    lab = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), (5, 5), 0).astype(np.float64)
    apart = np.linalg.norm(lab - lab.mean(axis=(0, 1)), axis=2)
    edges = np.abs(cv2.Laplacian(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), cv2.CV_64F))
    found = apart / max(apart.max(), 1.0) + cv2.GaussianBlur(edges, (9, 9), 0) / max(edges.max(), 1.0)
    return np.asarray(found + 1e-6)
