"""Put a watermark into what is about to be written: a video's frame, or a picture."""

from __future__ import annotations

import av
import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media.crop import planes
from generec.media.watermark.embed import Watermark

__all__ = ["on_frame", "on_picture"]


def on_frame(frame: av.VideoFrame, mark: Watermark) -> av.VideoFrame:
    """A new frame, in yuv420p, with the mark in its luma: a decoder may still need the given one."""
    if frame.format.name != "yuv420p":
        frame = frame.reformat(format="yuv420p")
    out = av.VideoFrame(frame.width, frame.height, "yuv420p")
    (luma, *rest), (new, *others) = planes(frame), planes(out)
    new[:] = mark(luma)
    for plane, other in zip(rest, others, strict=True):
        other[:] = plane
    for name in ("color_range", "colorspace", "color_primaries", "color_trc"):
        setattr(out, name, getattr(frame, name))
    return out


def on_picture(image: Image, mark: Watermark) -> Image:
    """The picture (height, width, 3) with the mark in its luma, its colours as they are."""
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    change = np.subtract(mark(luma), luma, dtype=np.int16)
    return np.asarray(np.clip(image + change[..., None], 0, 255), dtype=np.uint8)
