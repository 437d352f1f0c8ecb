"""What happens to pictures on their way through the world, as functions of frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np

from generec.domain.parts import Image

FINE, ROUGH = 12, 28
"""CRF of a file that shall only carry what was done before, and of the named attack."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A change of each frame, which of the frames stay, and how they are encoded.

    `named` are those whose detection has a limit of its own; `still` takes one frame as a picture.
    """

    name: str
    change: Callable[[Image], Image] = lambda image: image
    keep: Callable[[Iterator[Image], Fraction], Iterable[Image]] = lambda images, _: images
    crf: int = FINE
    named: bool = False
    still: bool = False


def written(source: Path, target: Path, attack: Attack) -> Path:
    """`source` decoded, attacked and encoded anew to `target`: an MP4, for `still` a PNG."""
    with av.open(str(source)) as film:
        rate = film.streams.video[0].average_rate or Fraction(25)
        decoded = (frame.to_ndarray(format="rgb24") for frame in film.decode(video=0))
        images = (attack.change(image) for image in attack.keep(decoded, rate))
        if attack.still:
            image = next(islice(images, int(2 * rate), None))
            cv2.imwrite(str(target), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        else:
            _encode(images, target, rate=rate, crf=attack.crf)
    return target


def _encode(images: Iterable[Image], target: Path, *, rate: Fraction, crf: int) -> None:
    with av.open(str(target), "w") as out:
        stream = out.add_stream("libx264", rate=rate, options={"preset": "medium", "crf": str(crf)})
        for image in images:
            high, wide = (side // 2 * 2 for side in image.shape[:2])
            if not stream.codec_context.is_open:
                stream.width, stream.height, stream.pix_fmt = wide, high, "yuv420p"
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image[:high, :wide]), format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def _cropped(image: Image, left: float, right: float, top: float, bottom: float) -> Image:
    height, width = image.shape[:2]
    return image[
        round(height * top) : height - round(height * bottom),
        round(width * left) : width - round(width * right),
    ]


def _centre(image: Image) -> Image:
    return _cropped(image, 0.025, 0.025, 0.025, 0.025)


def _side(image: Image) -> Image:
    return _cropped(image, 0.05, 0.0, 0.0, 0.0)


def _smaller(image: Image) -> Image:
    return np.asarray(cv2.resize(image, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA), np.uint8)


def _jpeg(image: Image) -> Image:
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def _brighter(image: Image) -> Image:
    return np.asarray(cv2.convertScaleAbs(image, alpha=1.2, beta=12), np.uint8)


def _captioned(image: Image) -> Image:
    out = image.copy()
    height, width = out.shape[:2]
    cv2.rectangle(out, (0, int(height * 0.8)), (width, int(height * 0.95)), (0, 0, 0), -1)
    at = int(width * 0.05), int(height * 0.9)
    cv2.putText(out, "what was said here", at, cv2.FONT_HERSHEY_SIMPLEX, height / 400, (255, 255, 255), 2)
    return out


def _letterboxed(image: Image) -> Image:
    bar = image.shape[0] // 8
    return np.asarray(cv2.copyMakeBorder(image, bar, bar, 0, 0, cv2.BORDER_CONSTANT), np.uint8)


def _mirrored(image: Image) -> Image:
    return np.ascontiguousarray(image[:, ::-1])


def _two_of_three(images: Iterator[Image], _: Fraction) -> Iterator[Image]:
    return (image for number, image in enumerate(images) if number % 3)


def _trimmed(images: Iterator[Image], rate: Fraction) -> Iterator[Image]:
    return islice(images, int(2 * rate), None)


ATTACKS = (
    Attack("encoded anew, nothing else"),
    Attack("CRF 28", crf=ROUGH, named=True),
    Attack("resized to 0.75", _smaller, named=True),
    Attack("cropped by 5 %, around", _centre, named=True),
    Attack("cropped by 5 %, one side", _side, named=True),
    Attack("JPEG q60, each frame", _jpeg, named=True),
    Attack("resized to 0.75, CRF 28", _smaller, crf=ROUGH),
    Attack("cropped by 5 %, CRF 28", _centre, crf=ROUGH),
    Attack("brightness and contrast", _brighter),
    Attack("a third of the frames dropped", keep=_two_of_three),
    Attack("mirrored", _mirrored),
    Attack("first 2 s cut off", keep=_trimmed),
    Attack("a caption laid over", _captioned),
    Attack("letterboxed", _letterboxed),
    Attack("one frame as a picture", still=True),
)
