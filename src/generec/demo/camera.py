"""Camera moves over photos and film: pushes, pans, prints on a table, two halves, a turning globe."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.demo.canvas import HEIGHT, WIDTH, Picture, ease, glide
from generec.demo.sources import film, picture

Box = tuple[float, float, float]
"""Centre x and y as parts of the picture's sides, and the window's height as a part of its height."""

_ASPECT = WIDTH / HEIGHT
_SPARE = 1.25
"""How much finer than the canvas a prepared picture is: linear sampling of it neither blurs nor trembles."""


def journey(move: str, box: Box, to: Box | None = None) -> tuple[Box, Box]:
    """Where a move begins and ends. `to` serves `pan` (box to it) and `back` (it to box)."""
    x, y, h = box
    wide = (x, y, h * 1.16)
    drift = 0.07 * h
    if move in ("pan", "back") and to is not None:
        return (box, to) if move == "pan" else (to, box)
    return {
        "in": (wide, box),
        "out": (box, wide),
        "up": ((x, y + drift, h), (x, y - drift, h)),
        "down": ((x, y - drift, h), (x, y + drift, h)),
        "left": ((x + drift, y, h), (x - drift, y, h)),
        "right": ((x - drift, y, h), (x + drift, y, h)),
        "hold": ((x, y, h * 1.03), box),
    }[move]


def still(
    name: str, *, start: Box, end: Box, n: int, size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Iterator[Picture]:
    """`n` frames of a move over a photo, with sub-pixel accuracy."""
    image = picture(name)
    aspect = size[0] / size[1]
    start, end = _inside(start, image, aspect), _inside(end, image, aspect)
    work = _prepared(name, min(start[2], end[2]), size[1])
    for i in range(n):
        yield _window(work, _between(start, end, glide(i / max(1, n - 1))), size=size)


def moving(name: str, *, start_s: float, start: Box, end: Box, n: int) -> Iterator[Picture]:
    """`n` frames of a film through a moving window."""
    frames = film(name, start_s=start_s)
    for i in range(n):
        image = next(frames)
        a, b = _inside(start, image, _ASPECT), _inside(end, image, _ASPECT)
        yield _window(image, _between(a, b, glide(i / max(1, n - 1))), interpolation=cv2.INTER_CUBIC)


def print_on_table(name: str, *, n: int, move: str = "in", table: str | None = None) -> Iterator[Picture]:
    """The whole photo as a print over a blurred, dark bed of itself (or of `table`), both drifting apart."""
    bed, card, alpha = _table(table or name), *_card(name)
    grow, turn = (1, -1) if move in ("in", "left", "up") else (-1, 1)
    for i in range(n):
        t = glide(i / max(1, n - 1)) - 0.5
        under = _placed(bed, zoom=1.06 + 0.05 * grow * t, dx=turn * 10 * t, dy=-6 * t)
        zoom, dx = 1 / _SPARE * (1.0 + 0.07 * grow * t), -turn * 14 * t
        over, mask = (
            _placed(layer, zoom=zoom, dx=dx, angle=turn * (0.8 - 0.9 * t)) for layer in (card, alpha)
        )
        yield cv2.add(cv2.multiply(under, cv2.bitwise_not(mask), scale=1 / 255), over)


def band(name: str, *, start: Box, end: Box, n: int) -> Iterator[Picture]:
    """A move over a photo in a window of 4:5, which melts above and below into a blurred bed of itself."""
    bed = _table(name)
    size = (WIDTH, 470)
    top = (HEIGHT - size[1]) // 2
    y = np.arange(size[1], dtype=np.float32)
    solid = np.clip(np.minimum(y, size[1] - 1 - y) / 36, 0, 1)[:, None, None]
    solid = solid * solid * (3 - 2 * solid)
    for i, photo in enumerate(still(name, start=start, end=end, n=n, size=size)):
        frame = _placed(bed, zoom=1.08 + 0.05 * glide(i / n))
        part = frame[top : top + size[1]]
        frame[top : top + size[1]] = part * (1 - solid) + photo * solid
        yield frame


def halves(upper: tuple[str, Box], lower: tuple[str, Box], *, n: int) -> Iterator[Picture]:
    """Two photos, one above the other, sliding in against each other and then drifting."""
    half = (WIDTH, HEIGHT // 2)
    above, below = (
        still(name, start=(x - s * 0.03, y, h), end=(x + s * 0.03, y, h * 0.93), n=n, size=half)
        for (name, (x, y, h)), s in ((upper, 1), (lower, -1))
    )
    for i, (a, b) in enumerate(zip(above, below, strict=True)):
        away = round((1 - ease((i + 5) / 13)) * WIDTH)
        frame = np.full((HEIGHT, WIDTH, 3), 22, np.uint8)
        frame[: half[1] - 2, : WIDTH - away] = a[:-2, away:]
        frame[half[1] + 2 :, away:] = b[2:, : WIDTH - away]
        yield frame


def globe(*, n: int, turn: float = 0.33, start: float = 0.1, zoom: float = 1.0) -> Iterator[Picture]:
    """The Earth turning in space, lit from the left; `turn` and `start` in parts of a full turn."""
    earth = picture("earth")
    height, width = earth.shape[:2]
    sky, light, longitude, latitude, disc = _sphere(zoom)
    for i in range(n):
        there = (longitude / (2 * np.pi) + start - turn * i / n) % 1.0 * width
        ball = cv2.remap(
            earth, there.astype(np.float32), latitude * height, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
        )
        yield (sky * (1 - disc) + ball * light * disc).clip(0, 255).astype(np.uint8)


@lru_cache(maxsize=2)
def _sphere(zoom: float) -> tuple[NDArray[np.float32], ...]:
    radius = 158 * zoom
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x, y = (x - WIDTH / 2 + 0.5) / radius, (y - HEIGHT / 2 + 0.5) / radius
    r2 = x * x + y * y
    z = np.sqrt(np.clip(1 - r2, 0, 1))
    tilt = np.deg2rad(18)
    up, deep = y * np.cos(tilt) - z * np.sin(tilt), y * np.sin(tilt) + z * np.cos(tilt)
    longitude = np.arctan2(x, deep)
    latitude = (0.5 + np.arcsin(np.clip(up, -1, 1)) / np.pi).astype(np.float32)
    lit = np.clip(0.12 + 1.05 * (-0.45 * x - 0.35 * y + 0.82 * z), 0.05, 1.15)
    disc = np.clip((1 - np.sqrt(r2)) * radius + 0.5, 0, 1)
    rng = np.random.default_rng(7)
    stars = np.zeros((HEIGHT, WIDTH), np.float32)
    stars[rng.integers(0, HEIGHT, 260), rng.integers(0, WIDTH, 260)] = rng.uniform(60, 255, 260)
    stars = cv2.GaussianBlur(stars, (3, 3), 0.6)
    air = np.exp(-np.clip((np.sqrt(r2) - 1) * 9, 0, 40)) * np.clip(0.75 - 0.5 * x - 0.3 * y, 0.15, 1)
    sky = stars[..., None] * (1 - air[..., None]) + air[..., None] * np.array((70, 130, 225), np.float32)
    return sky, lit[..., None], longitude, latitude, disc[..., None]


def _inside(box: Box, image: Picture, aspect: float) -> Box:
    """The box moved and shrunk as far as needed to lie within the picture."""
    height, width = image.shape[:2]
    x, y, h = box
    h = min(h, 1.0, width / (aspect * height))
    half_w, half_h = h * height * aspect / width / 2, h / 2
    return min(max(x, half_w), 1 - half_w), min(max(y, half_h), 1 - half_h), h


def _between(start: Box, end: Box, t: float) -> Box:
    zoom = start[2] * (end[2] / start[2]) ** t
    return start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t, zoom


def _window(
    image: Picture,
    box: Box,
    *,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    interpolation: int = cv2.INTER_LINEAR,
) -> Picture:
    height, width = image.shape[:2]
    scale = size[1] / (box[2] * height)
    move = np.array(
        [[scale, 0, size[0] / 2 - scale * box[0] * width], [0, scale, size[1] / 2 - scale * box[1] * height]]
    )
    out: Picture = cv2.warpAffine(image, move, size, flags=interpolation, borderMode=cv2.BORDER_REFLECT_101)
    return out


@lru_cache(maxsize=24)
def _prepared(name: str, smallest: float, height: int) -> Picture:
    """The photo resized so that its tightest window is a little finer than the canvas."""
    image = picture(name)
    factor = min(_SPARE * height / (smallest * image.shape[0]), 4.0)
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_LANCZOS4
    work = cv2.resize(image, None, fx=factor, fy=factor, interpolation=kind)
    if factor > 1.3:
        soft = cv2.GaussianBlur(work, (0, 0), factor * 0.8)
        work = cv2.addWeighted(work, 1.55, soft, -0.55, 0)
    return np.asarray(work, np.uint8)


def _table(name: str) -> Picture:
    image = picture(name)
    small = _window(image, _inside((0.5, 0.5, 0.9), image, _ASPECT))
    soft = cv2.GaussianBlur(cv2.resize(small, (45, 80), interpolation=cv2.INTER_AREA), (0, 0), 4)
    bed = cv2.resize(soft, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray(bed * 0.42 + 12, np.uint8)


@lru_cache(maxsize=16)
def _card(name: str) -> tuple[Picture, Picture]:
    """A print with white border and shadow in the middle of a larger sheet: colour times opacity, opacity."""
    image = picture(name)
    fit = min(316 * _SPARE / image.shape[1], 470 * _SPARE / image.shape[0])
    kind = cv2.INTER_AREA if fit < 1 else cv2.INTER_LANCZOS4
    photo = cv2.resize(image, None, fx=fit, fy=fit, interpolation=kind)
    photo = cv2.copyMakeBorder(photo, 9, 9, 9, 9, cv2.BORDER_CONSTANT, value=(248, 246, 240))
    height, width = round(HEIGHT * _SPARE), round(WIDTH * _SPARE)
    top, left = (height - photo.shape[0]) // 2, (width - photo.shape[1]) // 2
    part = np.s_[top : top + photo.shape[0], left : left + photo.shape[1]]
    shape = np.zeros((height, width), np.uint8)
    shape[part] = 255
    shadow = cv2.GaussianBlur(np.roll(shape, (10, 4), (0, 1)), (0, 0), 12)
    alpha = np.maximum(shape, (shadow * 0.6).astype(np.uint8))
    colour = np.zeros((height, width, 3), np.uint8)
    colour[part] = photo
    return colour, np.repeat(alpha[..., None], 3, 2)


def _placed(layer: Picture, *, zoom: float, dx: float = 0, dy: float = 0, angle: float = 0) -> Picture:
    height, width = layer.shape[:2]
    move = cv2.getRotationMatrix2D((width / 2, height / 2), angle, zoom)
    move[:, 2] += (WIDTH / 2 - width / 2 + dx, HEIGHT / 2 - height / 2 + dy)
    out: Picture = cv2.warpAffine(
        layer, move, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return out
