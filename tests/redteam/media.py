"""Pictures, films and sounds made by code, out of photos that packages carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from generec import models
from generec.demo.sources import picture

Picture = NDArray[np.uint8]
Sound = NDArray[np.float32]
RATE = 48_000
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".mp4": "video/mp4"}


class Media:
    """Makes each file once, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def told(self, file: Path) -> dict[str, Any]:
        """What a draft or an item says of a file."""
        mime = TYPES[file.suffix]
        if mime.startswith("image/"):
            with Pillow.open(file) as opened:
                return {"mime": mime, "width": opened.width, "height": opened.height}
        with av.open(str(file)) as opened:
            stream = opened.streams.video[0]
            return {
                "mime": mime,
                "width": stream.width,
                "height": stream.height,
                "fps": float(stream.average_rate),
                "duration_s": stream.frames / float(stream.average_rate),
                "has_audio": bool(opened.streams.audio),
            }

    def photo(self, name: str, *, size: tuple[int, int], suffix: str = ".jpg") -> Path:
        """A photo of the sample pack at a size."""
        return self.picture(f"photo-{name}-{size[0]}", lambda: fitted(name, size), suffix=suffix)

    def picture(
        self, name: str, make: Callable[[], Picture], *, suffix: str = ".jpg", **saved: object
    ) -> Path:
        """A picture; `make` gives its pixels."""
        path = self.folder / f"{name}{suffix}"
        if not path.exists():
            Pillow.fromarray(make()).save(path, **({"quality": 92} if suffix == ".jpg" else {}), **saved)
        return path

    def pan(
        self, names: Sequence[str], *, size: tuple[int, int], seconds: float = 2.0, fps: int = 12
    ) -> Path:
        """A film that pans over photos, one after the other, without sound."""
        return self.film(
            f"pan-{'-'.join(names)}-{size[0]}-{seconds}-{fps}",
            lambda: panned(names, size, round(seconds * fps)),
            fps=fps,
        )

    def film(
        self,
        name: str,
        make: Callable[[], Iterable[Picture]],
        *,
        fps: int = 12,
        sound: Sound | None = None,
        crf: int = 23,
        tags: dict[str, str] | None = None,
    ) -> Path:
        """A film of the frames that `make` gives; `sound` is mono at 48 kHz."""
        path = self.folder / f"{name}.mp4"
        if path.exists():
            return path
        frames = iter(make())
        first = next(frames)
        with av.open(str(path), "w") as out:
            out.metadata.update(tags or {})
            stream = out.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "crf": str(crf)})
            stream.height, stream.width = first.shape[:2]
            stream.pix_fmt = "yuv420p"
            stream.codec_context.thread_count = 1
            spoken = out.add_stream("aac", rate=RATE, layout="mono") if sound is not None else None
            for image in _chain(first, frames):
                out.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24")))
            out.mux(stream.encode(None))
            if spoken is not None and sound is not None:
                _speak(out, spoken, sound)
        return path


def _chain(first: Picture, rest: Iterable[Picture]) -> Iterator[Picture]:
    yield first
    yield from rest


def _speak(out: Any, stream: Any, sound: Sound) -> None:
    for begin in range(0, len(sound), 1024):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(sound[None, begin : begin + 1024], np.float32), "fltp", "mono"
        )
        frame.rate, frame.pts, frame.time_base = RATE, begin, Fraction(1, RATE)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def frames_of(path: Path) -> list[Picture]:
    """All frames of a film."""
    with av.open(str(path)) as opened:
        return [frame.to_ndarray(format="rgb24") for frame in opened.decode(video=0)]


def fitted(name: str, size: tuple[int, int], *, at: float = 0.5) -> Picture:
    """A photo that fills (width, height), cropped; `at` in [0, 1] is where along its free side."""
    image = picture(name)
    height, width = image.shape[:2]
    factor = max(size[0] / width, size[1] / height)
    grown = cv2.resize(
        image,
        (max(size[0], round(width * factor)), max(size[1], round(height * factor))),
        interpolation=cv2.INTER_AREA,
    )
    left, top = (round((grown.shape[1 - axis] - size[axis]) * at) for axis in (0, 1))
    return np.ascontiguousarray(grown[top : top + size[1], left : left + size[0]])


def panned(names: Sequence[str], size: tuple[int, int], total: int) -> Iterator[Picture]:
    """Frames that move slowly over each photo in turn."""
    each = -(-total // len(names))
    stills = [fitted(name, (size[0] + 48, size[1])) for name in names]
    for n in range(total):
        left = 48 * (n % each) // max(1, each)
        yield stills[n // each][:, left : left + size[0]]


def letters(
    image: Picture,
    words: str,
    *,
    font: str = "plain",
    size: int = 22,
    at: tuple[float, float] = (0.06, 0.7),
    ink: tuple[int, int, int] = (255, 255, 255),
    band: tuple[int, int, int] | None = (0, 0, 0),
    turned: float = 0.0,
) -> Picture:
    """Words drawn on a picture.

    `font` is plain (Pillow's own), bold (Source Sans) or hershey (lines, as of plotters); `at` is where the
    words begin, as shares of width and height; `band` the colour behind them; `turned` degrees.
    """
    if font == "hershey":
        out = image.copy()
        spot = (round(at[0] * image.shape[1]), round(at[1] * image.shape[0]) + size)
        cv2.putText(out, words, spot, cv2.FONT_HERSHEY_SIMPLEX, size / 30, ink, 1 + size // 16, cv2.LINE_AA)
        return out
    face = (
        ImageFont.truetype(str(models.path("font-bold")), size)
        if font == "bold"
        else ImageFont.load_default(size)
    )
    base = Pillow.fromarray(image).convert("RGBA")
    layer = Pillow.new("RGBA", base.size, (0, 0, 0, 0))
    spot = (at[0] * base.width, at[1] * base.height)
    pen = ImageDraw.Draw(layer)
    if band is not None:
        left, top, right, bottom = pen.multiline_textbbox(spot, words, font=face)
        pen.rectangle((left - 5, top - 4, right + 5, bottom + 4), fill=(*band, 255))
    pen.multiline_text(spot, words, font=face, fill=(*ink, 255))
    if turned:
        layer = layer.rotate(turned, Pillow.Resampling.BICUBIC)
    return np.asarray(Pillow.alpha_composite(base, layer).convert("RGB"))
