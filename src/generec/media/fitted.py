"""A whole frame shown in another aspect ratio, before a soft and darker copy of itself."""

from __future__ import annotations

from dataclasses import dataclass

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from generec.media.crop import planes

_LONGEST = 1920
"""Longest side of what is made larger than its source, pixels."""
_SMALL = 48
_DIM, _PALE = 0.5, 0.75
_SHADOW = 0.05
"""Width of the shadow that the frame casts, in shares of the shorter side."""

Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class Fitted:
    """All of a frame, as large as it goes, in the middle of a frame of `aspect` (width to height).

    What is left free shows the frame itself, filling it, out of focus and darkened. Nothing is enlarged
    but that; where the result would be longer than 1920 pixels and than the source, all is made smaller.
    """

    aspect: tuple[int, int]

    def size(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) of the result for a frame of that size: even numbers."""
        wide, high = self.aspect
        across, down = max(width, height * wide / high), max(height, width * high / wide)
        scale = min(1.0, max(_LONGEST, width, height) / max(across, down))
        return max(2, round(across * scale / 2) * 2), max(2, round(down * scale / 2) * 2)

    def __call__(self, frame: av.VideoFrame, *, source_s: float) -> av.VideoFrame:
        """The frame, yuv420p of limited range, in a larger one of the same kind."""
        width, height = self.size(frame.width, frame.height)
        scale = min(1.0, width / frame.width, height / frame.height)
        inner = round(frame.width * scale / 2) * 2, round(frame.height * scale / 2) * 2
        left, top = (width - inner[0]) // 4 * 2, (height - inner[1]) // 4 * 2
        out = av.VideoFrame(width, height, "yuv420p")
        for number, (source, target) in enumerate(zip(planes(frame), planes(out), strict=True)):
            part = 2 if number else 1
            size = inner[0] // part, inner[1] // part
            place = np.s_[top // part : top // part + size[1], left // part : left // part + size[0]]
            target[:] = _ground(source, target.shape, chroma=bool(number))
            if not number:
                _cast(target, left, top, *inner)
            same = source.shape == size[::-1]
            target[place] = source if same else cv2.resize(source, size, interpolation=cv2.INTER_AREA)
        out.color_range, out.colorspace = frame.color_range, frame.colorspace
        return out


def _ground(source: Plane, shape: tuple[int, ...], *, chroma: bool) -> Plane:
    """The source filling `shape` from its middle, without its details, darker and paler."""
    high, wide = source.shape
    share = min(wide / shape[1], high / shape[0])
    across, down = max(1, round(shape[1] * share)), max(1, round(shape[0] * share))
    left, top = (wide - across) // 2, (high - down) // 2
    part = source[top : top + down, left : left + across]
    small = max(1, round(_SMALL * shape[1] / max(shape))), max(1, round(_SMALL * shape[0] / max(shape)))
    soft = cv2.GaussianBlur(cv2.resize(part, small, interpolation=cv2.INTER_AREA), (0, 0), 2.5)
    base, gain = (128.0, _PALE) if chroma else (16.0, _DIM)
    dimmed = base + (soft.astype(np.float32) - base) * gain
    large = cv2.resize(dimmed, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(large + 0.5, 0, 255), np.uint8)


def _cast(luma: Plane, left: int, top: int, width: int, height: int) -> None:
    """A shadow on both sides of the frame that will stand there."""
    reach = max(2, round(_SHADOW * min(luma.shape)))
    fall = (1 - 0.55 * np.linspace(1, 0, reach) ** 2).astype(np.float32)
    if left:
        _shade(luma[:, max(0, left - reach) : left], fall[::-1][-left:][None, :])
        _shade(luma[:, left + width : left + width + reach], fall[: luma.shape[1] - left - width][None, :])
    if top:
        _shade(luma[max(0, top - reach) : top], fall[::-1][-top:][:, None])
        _shade(luma[top + height : top + height + reach], fall[: luma.shape[0] - top - height][:, None])


def _shade(part: Plane, by: NDArray[np.float32]) -> None:
    part[:] = (16 + (part.astype(np.float32) - 16) * by + 0.5).astype(np.uint8)
