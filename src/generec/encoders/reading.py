"""Words in pictures, line by line: PP-OCRv6 small, found by one network and read by another.

Detection is differentiable binarization (Liao et al., "Real-time scene text detection with differentiable
binarization", AAAI 2020), reading a network with CTC (Graves et al., 2006) whose best symbols are taken. It
knows Latin letters with their accents, digits, Chinese and Japanese; Greek in part; no Cyrillic, Arabic or
Indic letters, which it takes for Latin ones that look alike. Letters below about 9 pixels, handwriting, words
upside down and letters one below the other are mostly overlooked; a space between words is lost now and then.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec import models
from generec.domain.parts import Image

DETECT: Final = "ocr-detect"
READ: Final = "ocr-read"
"""Their names among the model files."""
_MULTIPLE: Final = 32
_HIGH: Final = 48
_WIDEST: Final = 1_200
_LEAST_SIDE: Final = 3.0
_TALL: Final = 1.5
_BATCH: Final = 6

Floats = NDArray[np.float32]


class Line(NamedTuple):
    """A line of words as it stands in a picture.

    `sure` in [0, 1] is the mean certainty of its letters; `box` is left, top, width and height as shares of
    the picture's width and height.
    """

    words: str
    sure: float
    box: tuple[float, float, float, float]


class ReadingConfig(BaseModel):
    """How closely pictures are searched for words, and how sure a line must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    longest: int = Field(
        default=640, ge=64, description="longest side at which a picture is searched, pixels"
    )
    ink: float = Field(default=0.3, gt=0, lt=1, description="certainty from which a pixel belongs to a line")
    line: float = Field(default=0.5, gt=0, lt=1, description="mean certainty from which it is a line")
    grow: float = Field(
        default=1.6, ge=1, description="how far a found line is grown: times its area over its outline"
    )
    sure: float = Field(
        default=0.7, ge=0, le=1, description="mean certainty of its letters from which a line counts as read"
    )
    lines: int = Field(default=60, ge=1, description="at most so many lines of a picture are read")


class Reading:
    """Finds and reads the words of a picture. Safe to share between threads."""

    def __init__(self, config: ReadingConfig | None = None) -> None:
        self.config = config or ReadingConfig()

    def __call__(self, *, image: Image) -> tuple[Line, ...]:
        """The lines of (height, width, 3) sRGB, from top to bottom. Raises `MissingModel`."""
        corners = self.find(image)
        return self.lines(image, corners, self.read([upright(image, corner) for corner in corners]))

    def lines(
        self, image: Image, corners: Sequence[Floats], told: Sequence[tuple[str, float]]
    ) -> tuple[Line, ...]:
        """What was read at those corners of the picture, less what is too unsure."""
        return tuple(
            Line(words, sure, _box(corner, image))
            for corner, (words, sure) in zip(corners, told, strict=True)
            if words.strip() and sure >= self.config.sure
        )

    def find(self, image: Image) -> list[Floats]:
        """(4, 2) the corners of each line in pixels, clockwise from its upper left, from top to bottom."""
        session = models.session(DETECT)
        fitted = _fitted(image, self.config.longest)
        batch = (fitted.astype(np.float32)[None, ..., ::-1] / 127.5 - 1.0).transpose(0, 3, 1, 2)
        inked = session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(batch)})[0][0, 0]
        scale = np.array(image.shape[1::-1], np.float32) / np.array(inked.shape[::-1], np.float32)
        found = [
            (corners * scale).astype(np.float32) for corners in self._lines(np.asarray(inked, np.float32))
        ]
        return _by_rows(found)

    def read(self, lines: Sequence[Image]) -> list[tuple[str, float]]:
        """(words, certainty) of upright pictures of one line each."""
        out: list[tuple[str, float]] = [("", 0.0)] * len(lines)
        order = sorted(range(len(lines)), key=lambda i: lines[i].shape[1] / lines[i].shape[0])
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            for i, told in zip(chosen, _told([lines[i] for i in chosen]), strict=True):
                out[i] = told
        return out

    def _lines(self, inked: Floats) -> Iterator[Floats]:
        """The rectangles of connected ink, the largest first, each grown as training shrank it."""
        config = self.config
        mask = cv2.dilate((inked > config.ink).astype(np.uint8), np.ones((2, 2), np.uint8))
        contours = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
        for contour in sorted(contours, key=cv2.contourArea, reverse=True)[: config.lines]:
            (x, y), (width, height), angle = cv2.minAreaRect(contour)
            if min(width, height) < _LEAST_SIDE:
                continue
            inner = cv2.boxPoints(((x, y), (width, height), angle))
            if _certainty(inked, inner) < config.line:
                continue
            by = 2 * config.grow * width * height / (2 * (width + height))
            yield _ordered(cv2.boxPoints(((x, y), (width + by, height + by), angle)))


def _fitted(image: Image, longest: int) -> Image:
    height, width = image.shape[:2]
    scale = min(1.0, longest / max(height, width))
    size = [max(_MULTIPLE, round(side * scale / _MULTIPLE) * _MULTIPLE) for side in (width, height)]
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _certainty(inked: Floats, corners: Floats) -> float:
    left, top = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    part = inked[top:bottom, left:right]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _by_rows(lines: Sequence[Floats]) -> list[Floats]:
    """From top to bottom; what stands side by side from left to right."""
    rows: list[list[Floats]] = []
    for line in sorted(lines, key=lambda line: float(line[:, 1].mean())):
        last = rows[-1][-1] if rows else None
        if last is not None and float(line[:, 1].mean()) < float(last[:, 1].max() + last[:, 1].mean()) / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: float(line[:, 0].min()))]


def _ordered(corners: Floats) -> Floats:
    """Clockwise from the upper left: left pair and right pair, each from top to bottom."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = (pair[np.argsort(pair[:, 1], kind="stable")] for pair in (by_x[:2], by_x[2:]))
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def upright(image: Image, corners: Floats) -> Image:
    """The line's own picture, straightened; what is much taller than wide is turned to lie."""
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = (max(1, int(max(pair))) for pair in ((sides[0], sides[2]), (sides[1], sides[3])))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    out = cv2.warpPerspective(
        image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return np.asarray(np.rot90(out) if height >= _TALL * width else out, np.uint8)


def _told(lines: Sequence[Image]) -> Iterator[tuple[str, float]]:
    """Words and certainty of lines of about the same shape, read together."""
    session = models.session(READ)
    widths = [min(_WIDEST, max(_HIGH, round(_HIGH * x.shape[1] / x.shape[0]))) for x in lines]
    batch = np.zeros((len(lines), 3, _HIGH, max(widths)), np.float32)
    for i, (line, width) in enumerate(zip(lines, widths, strict=True)):
        fitted = cv2.resize(line, (width, _HIGH)).astype(np.float32)
        batch[i, :, :, :width] = (fitted[..., ::-1] / 127.5 - 1.0).transpose(2, 0, 1)
    certain = np.asarray(session.run(None, {session.get_inputs()[0].name: batch})[0], np.float32)
    letters = _letters()
    for row in certain:
        best = row.argmax(axis=1)
        kept = (best != 0) & (best != np.concatenate([[-1], best[:-1]]))
        sure = row[kept, best[kept]]
        yield "".join(letters[i] for i in best[kept]), float(sure.mean()) if len(sure) else 0.0


@functools.cache
def _letters() -> tuple[str, ...]:
    """What the reader's outputs mean: nothing, then its letters, then a space."""
    told = models.session(READ).get_modelmeta().custom_metadata_map["character"]
    return ("", *told.splitlines(), " ")


def _box(corners: Floats, image: Image) -> tuple[float, float, float, float]:
    size = np.array(image.shape[1::-1], np.float32)
    low, high = np.clip(corners.min(axis=0) / size, 0, 1), np.clip(corners.max(axis=0) / size, 0, 1)
    return (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
