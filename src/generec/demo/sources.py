"""Pictures and film out of the sample pack."""

from __future__ import annotations

import bz2
from collections.abc import Iterator
from functools import lru_cache

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from generec.demo import pack
from generec.demo.canvas import FPS, HEIGHT, Picture

_LONGEST = 1600


@lru_cache(maxsize=40)
def picture(name: str) -> Picture:
    """A photo of the pack as RGB, at most 1600 pixels on its longer side."""
    path = pack.path(name)
    if path.suffix == ".dat":
        image = np.frombuffer(bz2.decompress(path.read_bytes()), np.uint8).reshape(768, 1024, 3)
    elif pack.samples()[name].file.endswith((".mp4", ".mpg")):
        return next(film(name, start_s=0.0))
    else:
        with Pillow.open(path) as opened:
            image = np.asarray(opened.convert("RGB"))
    image = cv2.LUT(image, _light(name))
    longest = max(image.shape[:2])
    if longest > _LONGEST:
        factor = _LONGEST / longest
        image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image)


def film(name: str, *, start_s: float) -> Iterator[Picture]:
    """The frames of a film from `start_s` on, at the canvas' frame rate, the last one held for ever."""
    table = _light(name)
    with av.open(str(pack.path(name))) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        wanted, last = start_s, None
        rate = float(stream.average_rate or FPS)
        for index, frame in enumerate(container.decode(stream)):
            until = (index + 0.5) / rate
            if until < wanted:
                continue
            shown = frame.to_ndarray(format="rgb24", height=_film_height(frame), width=_film_width(frame))
            last = cv2.LUT(shown, table)
            while wanted <= until:
                yield last
                wanted += 1 / FPS
    while last is not None:
        yield last


def _light(name: str) -> NDArray[np.uint8]:
    """The table that brightens or darkens a source as its entry in the pack says."""
    return (255 * np.linspace(0, 1, 256) ** pack.samples()[name].light).round().astype(np.uint8)


def _film_height(frame: av.VideoFrame) -> int:
    return min(HEIGHT, int(frame.height))


def _film_width(frame: av.VideoFrame) -> int:
    return 2 * round(int(frame.width) * _film_height(frame) / int(frame.height) / 2)
