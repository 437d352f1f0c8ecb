"""A look at the frames of a chosen segment: where to crop, its colours beside the others', who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import MediaError
from generec.domain.parts import Image
from generec.domain.record import Record
from generec.editor import camera
from generec.editor.subject import free_room, watch
from generec.encoders.faces import Faces, FacesConfig
from generec.media.chain import Filter
from generec.media.decode import Reader, seek

_LONGEST = 320
_AT = (0.15, 0.5, 0.85)
_BLACK, _BAR, _MOST_BAR, _UNEVEN, _EDGE = 20, 0.03, 0.36, 0.02, 0.5
_SOFT_BAR, _BLUR, _LINE, _JUMP = 0.08, 0.2, 5.0, 6.0
_MOST_KEPT, _EVERY_S = 0.95, 0.4
_LUMA, _CHROMA = 0.35, 0.25
"""How far brightness and colour casts go towards the common look."""
_GAMMA, _CAST = 1.2, 4.0


class Tone(NamedTuple):
    """Mean luma in (0, 1), and means of both differences of colour around 0, in 8-bit steps."""

    luma: float
    blue: float
    red: float


class Looked(NamedTuple):
    """What was seen: frames without black bars, these (left, top, right, bottom) in shares, and colours."""

    images: tuple[Image, ...]
    bars: tuple[float, float, float, float]
    tone: Tone
    hue: float


class Way(NamedTuple):
    """Where a crop stands in its free room, `x` and `y` in [0, 1], at ascending `times` (s of the source)."""

    times: tuple[float, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]


class Grade(Record):
    """A gentle correction: gamma of the luma, and what is added to both differences of colour."""

    gamma: float = 1.0
    blue: float = 0.0
    red: float = 0.0

    def filters(self) -> list[Filter]:
        """The correction as a filter; none where there is nothing to do."""
        if self == Grade():
            return []
        luma = f"16+219*pow(clip(val-16\\,0\\,219)/219\\,{self.gamma:.3f})"
        chroma = [f"clip(val{part:+.2f}\\,16\\,240)" for part in (self.blue, self.red)]
        return [
            ("format", "pix_fmts=yuv420p|yuv422p|yuv444p"),
            ("lutyuv", f"y={luma}:u={chroma[0]}:v={chroma[1]}"),
        ]


def look(path: Path, start_s: float, end_s: float) -> Looked:
    """Look at three frames of a stretch. Raises `MediaError`."""
    frames = _frames(path, [start_s + share * (end_s - start_s) for share in _AT])
    edges = bars(frames)
    if not any(edges):
        edges = soft_bars(frames)
    height, width = frames[0].shape[:2]
    box = np.s_[
        round(edges[1] * height) : height - round(edges[3] * height),
        round(edges[0] * width) : width - round(edges[2] * width),
    ]
    images = tuple(np.ascontiguousarray(frame[box]) for frame in frames)
    return Looked(images, edges, _tone(images), _hue(images))


def _frames(path: Path, times: Sequence[float]) -> list[Image]:
    """The pictures shown at ascending times, in one pass from the keyframe before; the last, past the end."""
    out: list[Image] = []
    with Reader(path) as reader:
        seek(reader, times[0])
        shown = None
        for at, frame in reader.frames():
            while shown is not None and len(out) < len(times) and at > times[len(out)] + 1e-6:
                out.append(reader.rgb(shown, longest=_LONGEST))
            if len(out) == len(times):
                return out
            shown = frame
        if shown is None:
            raise MediaError(f"{path.name}: no frame at {times[0]:.2f} s")
        return [*out, *[reader.rgb(shown, longest=_LONGEST)] * (len(times) - len(out))]


def place(images: Sequence[Image], *, aspect: tuple[int, int]) -> tuple[float, float]:
    """Where in the free room the crop of that aspect stands: see `generec.editor.subject.free_room`."""
    return free_room(images, width=aspect[0], height=aspect[1])


def way(path: Path, start_s: float, end_s: float, *, looked: Looked, aspect: tuple[int, int]) -> Way:
    """Where the crop of that aspect stands over a stretch: it follows its subject (see `editor.camera`).

    Where nearly all of the picture is kept, or within black bars, it stands still. Raises `MediaError`.
    """
    wide, high = aspect
    height, width = looked.images[0].shape[:2]
    kept = min(width * high / (height * wide), height * wide / (width * high))
    if kept > _MOST_KEPT or any(looked.bars):
        x, y = place(looked.images, aspect=aspect)
        return Way((round(start_s, 3),), (x,), (y,))
    upright = width * high < height * wide
    seen = watch(path, start_s=start_s, end_s=end_s, upright=upright, every_s=_EVERY_S)
    found = camera.plan(seen, share=kept)
    if not found.times:
        x, y = place(looked.images, aspect=aspect)
        return Way((round(start_s, 3),), (x,), (y,))
    rest = (0.5,) * len(found.times)
    return Way(found.times, *((rest, found.places) if upright else (found.places, rest)))


def grades(tones: Sequence[Tone]) -> list[Grade]:
    """What brings each shot gently towards the median of all."""
    if not tones:
        return []
    target = Tone(*(float(np.median([tone[part] for tone in tones])) for part in range(3)))
    out = []
    for tone in tones:
        wanted = tone.luma + _LUMA * (target.luma - tone.luma)
        gamma = float(np.clip(np.log(wanted) / np.log(tone.luma), 1 / _GAMMA, _GAMMA))
        cast = [
            float(np.clip(_CHROMA * (aim - is_), -_CAST, _CAST))
            for aim, is_ in ((target.blue, tone.blue), (target.red, tone.red))
        ]
        out.append(Grade(gamma=round(gamma, 3), blue=round(cast[0], 2), red=round(cast[1], 2)))
    return out


def has_faces(images: Sequence[Image]) -> bool:
    """Whether somebody's face is in one of the pictures. Raises `MissingModel`."""
    find = Faces(FacesConfig(sides=(480,), score=0.7))
    return any(len(find(image=image)) for image in images)


def bars(frames: Sequence[Image]) -> tuple[float, float, float, float]:
    """Black bars at the left, top, right and bottom of all frames, in shares of the side; 0 for none.

    Bars are alike at both ends of one axis, and end in a straight line: a planet in the night has none.
    """
    lit = np.max([frame.max(axis=2) for frame in frames], axis=0) > _BLACK
    left, right = _ends(lit.mean(axis=0))
    top, bottom = _ends(lit.mean(axis=1))
    return (left, 0.0, right, 0.0) if left + right > top + bottom else (0.0, top, 0.0, bottom)


def soft_bars(frames: Sequence[Image]) -> tuple[float, float, float, float]:
    """Bars that are filled with a blurred copy of the picture: as `bars`, for both ends of one axis.

    They are as wide at both ends, hold next to no detail beside what is between, and end in a line.
    """
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32) for frame in frames]
    top = _soft(grey)
    left = _soft([image.T for image in grey]) if not top else 0.0
    return (left, top, left, top)


def _soft(grey: Sequence[NDArray[np.float32]]) -> float:
    """The share at the top, and as much at the bottom, that is blurred; 0 for none."""
    n = len(grey[0])
    detail = np.max([np.abs(cv2.Laplacian(image, cv2.CV_32F)).mean(axis=1) for image in grey], axis=0)
    step = np.min([np.abs(np.gradient(image, axis=0)).mean(axis=1) for image in grey], axis=0)
    for line in range(round(_SOFT_BAR * n), round(_MOST_BAR * n)):
        other = n - 1 - line
        inside = detail[line + 3 : other - 2].mean()
        ends = max(detail[: line - 2].mean(), detail[other + 3 :].mean())
        edges = min(step[line - 1 : line + 2].max(), step[other - 1 : other + 2].max())
        usual = float(np.median(step[line + 3 : other - 2]))
        jump = min(
            detail[line + 2 : line + 6].mean() / max(detail[line - 6 : line - 2].mean(), 1.0),
            detail[other - 5 : other - 1].mean() / max(detail[other + 3 : other + 7].mean(), 1.0),
        )
        if ends < _BLUR * inside and (edges > max(_LINE, 2 * usual) or jump > _JUMP):
            return round((line + 2) / n, 4)
    return 0.0


def _ends(lit: NDArray[np.float64]) -> tuple[float, float]:
    """How much of an axis is dark at its start and end, with a line more; `lit` are shares of each line."""
    inside, n = np.flatnonzero(lit > 0), len(lit)
    if not len(inside):
        return 0.0, 0.0
    first, last = int(inside[0]), int(inside[-1])
    shares = first / n, (n - 1 - last) / n
    # The line behind the edge: the edge itself is blurred by coding.
    straight = min(lit[min(first + 2, n - 1)], lit[max(last - 2, 0)]) >= _EDGE
    if not straight or abs(shares[0] - shares[1]) > _UNEVEN or not _BAR <= min(shares) <= _MOST_BAR:
        return 0.0, 0.0
    return round(shares[0] + 1 / n, 4), round(shares[1] + 1 / n, 4)


def _tone(images: Sequence[Image]) -> Tone:
    pixels = np.concatenate([cv2.resize(image, (48, 48), interpolation=cv2.INTER_AREA) for image in images])
    luma, red, blue = np.moveaxis(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb).astype(np.float32), 2, 0)
    mean = float(np.clip(luma.mean() / 255, 0.05, 0.95))
    return Tone(mean, float(blue.mean() - 128), float(red.mean() - 128))


def _hue(images: Sequence[Image]) -> float:
    """The hue that most of the colour has, in [0, 1)."""
    small = np.concatenate([cv2.resize(image, (48, 48), interpolation=cv2.INTER_AREA) for image in images])
    hue, saturation, value = cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2HSV))
    weight = (saturation / 255.0) ** 2 * (value / 255.0)
    bins = np.bincount(hue.ravel() // 10, weight.ravel(), minlength=18)
    return float((int(bins.argmax()) * 10 + 5) / 180.0)
