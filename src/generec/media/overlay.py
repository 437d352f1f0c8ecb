"""Pictures laid over the frames of a video in its own colours: only what they cover is touched."""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from generec.media.crop import planes

Floats = NDArray[np.float32]

_WEIGHTS = {1: (0.2126, 0.0722), 9: (0.2627, 0.0593)}
"""Kr and Kb by the number of the matrix (ITU-T H.273); for others those of BT.601."""
_BT601 = (0.299, 0.114)


class Patch(NamedTuple):
    """What lies over a part of a frame whose corner is at (`x`, `y`).

    `colour` (h, w, 3) RGB in [0, 255] times `opacity` (h, w) in [0, 1]; `strength` in [0, 1] fades it.
    """

    colour: Floats
    opacity: Floats
    x: int
    y: int
    strength: float = 1.0


@runtime_checkable
class Overlay(Protocol):
    """Lays pictures over the frames of one video, which come in order."""

    def patches(self, width: int, height: int, *, at_s: float) -> list[Patch]:
        """What lies over a frame of that size at a moment of the result; the same arrays while it stays."""
        ...


class Laying:
    """Lays patches over frames; planes of the last ones are kept, for most stay for many frames."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int], tuple[Floats, list[tuple[Floats, Floats]]]] = {}

    def __call__(self, frame: av.VideoFrame, patches: list[Patch]) -> av.VideoFrame:
        """The frame, of yuv420p in limited range, with the patches over it; changed in place."""
        if patches:
            frame.make_writable()
        kept = {}
        for patch in patches:
            key = id(patch.colour), int(frame.colorspace)
            # the array is kept beside its planes: while it lives, no other one can have its id
            kept[key] = self._kept.get(key) or (patch.colour, _layers(patch, int(frame.colorspace)))
            for number, (plane, layer) in enumerate(zip(planes(frame), kept[key][1], strict=True)):
                _lay(plane, *layer, patch, half=number > 0)
        self._kept = kept
        return frame


def _layers(patch: Patch, matrix: int) -> list[tuple[Floats, Floats]]:
    """(value, opacity) of each plane, the values times the opacity; both padded to even places."""
    left, top = patch.x % 2, patch.y % 2
    down, right = (patch.opacity.shape[0] + top) % 2, (patch.opacity.shape[1] + left) % 2
    around = ((top, down), (left, right))
    colour = np.pad(patch.colour, (*around, (0, 0))) / np.float32(255)
    opacity = np.pad(patch.opacity, around)
    kr, kb = _WEIGHTS.get(matrix, _BT601)
    red, green, blue = np.moveaxis(colour, 2, 0)
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    small = opacity.shape[1] // 2, opacity.shape[0] // 2
    half = cv2.resize(opacity, small, interpolation=cv2.INTER_AREA)
    layers = [(16 * opacity + 219 * luma, opacity)]
    for channel, weight in ((blue, kb), (red, kr)):
        chroma = cv2.resize(224 * (channel - luma) / (2 * (1 - weight)), small, interpolation=cv2.INTER_AREA)
        layers.append((128 * half + chroma, half))
    return [(np.asarray(value, np.float32), np.asarray(share, np.float32)) for value, share in layers]


def _lay(plane: NDArray[np.uint8], value: Floats, opacity: Floats, patch: Patch, *, half: bool) -> None:
    """Blend one plane where the patch lies, as far as it lies in the frame."""
    x, y = (patch.x // 2, patch.y // 2) if half else (patch.x // 2 * 2, patch.y // 2 * 2)
    top, left = max(0, -y), max(0, -x)
    part = plane[max(0, y) : max(0, y + value.shape[0]), max(0, x) : max(0, x + value.shape[1])]
    here = np.s_[top : top + part.shape[0], left : left + part.shape[1]]
    if part.size:
        strength = np.float32(patch.strength)
        part[:] = np.rint(part * (1 - strength * opacity[here]) + strength * value[here]).astype(np.uint8)
