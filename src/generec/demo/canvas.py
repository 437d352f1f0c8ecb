"""The canvas of the sample films: its size, easing, colour and words on a picture."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter, ImageFont

from generec import models
from generec.domain.errors import MissingModel

WIDTH, HEIGHT, FPS = 360, 640, 24

Picture = NDArray[np.uint8]
"""(height, width, 3) RGB."""

Colour = tuple[int, int, int]


class Sprite(NamedTuple):
    """Something to lay over a frame: colour already multiplied by its opacity, and the opacity."""

    colour: NDArray[np.float32]
    alpha: NDArray[np.float32]


def ease(t: float) -> float:
    """From 0 to 1, soft at both ends."""
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)


def glide(t: float) -> float:
    """From 0 to 1, nearly even: a camera that never quite rests."""
    return float(t - np.sin(2 * np.pi * t) / (4 * np.pi))


def overshoot(t: float) -> float:
    """From 0 to 1 with a little too much in between (Penner's back-out)."""
    t = min(1.0, max(0.0, t)) - 1
    return 1 + 2.2 * t**3 + 1.2 * t**2


@lru_cache(maxsize=32)
def font(size: int, *, bold: bool = True) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font of the model files, or Pillow's own where they were not pulled."""
    try:
        return ImageFont.truetype(str(models.path("font-bold" if bold else "font-regular")), size)
    except MissingModel:
        return ImageFont.load_default(size)


@lru_cache(maxsize=256)
def words(
    text: str, *, size: int, colour: Colour = (255, 255, 255), bold: bool = True, shadow: bool = True
) -> Sprite:
    """One line of text as a sprite with a soft shadow and 12 pixels of room around."""
    face, room = font(size, bold=bold), 12
    left, top, right, bottom = face.getbbox(text)
    box = (int(right - left) + 2 * room, int(bottom - top) + 2 * room)
    at = (room - left, room - top)
    ink = Pillow.new("L", box)
    ImageDraw.Draw(ink).text(at, text, font=face, fill=255)
    dark = ink.filter(ImageFilter.GaussianBlur(5)).point(lambda v: min(255, int(v * 1.1)))
    front = np.asarray(ink, np.float32)[..., None] / 255
    behind = np.asarray(dark, np.float32)[..., None] / 255 * (0.75 if shadow else 0)
    colours = np.array(colour, np.float32)
    return Sprite((front * colours).astype(np.float32), (front + behind * (1 - front)).astype(np.float32))


def lay(frame: Picture, sprite: Sprite, *, x: float, y: float, opacity: float = 1.0) -> None:
    """Draw a sprite into the frame, its top left corner at (x, y), whole pixels; what is outside is cut."""
    left, top = round(x), round(y)
    height, width = sprite.alpha.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(frame.shape[1], left + width), min(frame.shape[0], top + height)
    if x0 >= x1 or y0 >= y1 or opacity <= 0:
        return
    part = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    under = frame[y0:y1, x0:x1].astype(np.float32)
    frame[y0:y1, x0:x1] = under * (1 - sprite.alpha[part] * opacity) + sprite.colour[part] * opacity


def caption(frame: Picture, text: str, *, i: int, n: int, accent: Colour) -> None:
    """A caption of one or two lines (`|` between) at the top left that comes in and leaves with its shot."""
    show = ease((i - 3) / 9) * ease((n - 2 - i) / 7)
    if show <= 0:
        return
    lines = text.split("|")
    shade = 1 - 0.5 * show * _top_shade()
    frame[: len(shade)] = frame[: len(shade)] * shade
    bar = np.array(accent, np.float32)
    height = round((34 * len(lines) - 6) * show)
    frame[62 : 62 + height, 24:28] = bar
    for row, line in enumerate(lines):
        sprite = words(line, size=27)
        lay(frame, sprite, x=26 + 14 * show - 6, y=46 + 34 * row, opacity=show)


@lru_cache(maxsize=1)
def _top_shade() -> NDArray[np.float32]:
    y = np.linspace(0, 1, 210, dtype=np.float32)[:, None, None]
    return np.asarray(np.minimum(1, (1 - y) * 1.6) ** 1.5, np.float32)


@lru_cache(maxsize=8)
def grade(look: str) -> NDArray[np.uint8]:
    """The colour table (1, 256, 3) of a look: a gentle curve, and a tint of shadows and lights."""
    t = np.linspace(0, 1, 256)
    curve = t + 0.055 * np.sin(2 * np.pi * (t - 0.5))
    shadows, lights = {
        "plain": ((0, 0, 0), (0, 0, 0)),
        "warm": ((3, -1, -5), (6, 1, -9)),
        "cool": ((-4, 0, 7), (-6, 0, 6)),
        "night": ((-5, -2, 10), (2, 0, 6)),
        "old": ((16, 7, -5), (-4, -11, -34)),
    }[look]
    table = curve[:, None] * 255 + np.outer(1 - t, shadows) + np.outer(t, lights)
    return np.asarray(table.clip(0, 255), np.uint8)[None]


@lru_cache(maxsize=1)
def _vignette() -> NDArray[np.float32]:
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    dark = 1 - 0.22 * np.clip(np.hypot(x * 0.8, y) - 0.35, 0, None) ** 1.5
    return np.asarray(dark[..., None].repeat(3, 2), np.float32)


def finish(frame: Picture, look: str) -> Picture:
    """Grade a frame and darken its corners a little."""
    graded = cv2.LUT(frame, grade(look))
    shaded: Picture = cv2.multiply(graded, _vignette(), dtype=cv2.CV_8U)
    return shaded
