"""A map of given places: coasts of the world, and the places that appear on it one after the other.

Coasts are Natural Earth's at 1:110 million (public domain), a shapefile that comes as the pack `maps`. Its
format: ESRI, "ESRI Shapefile Technical Description", 1998. Latitudes are drawn as far apart as longitudes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec import models
from generec.creator.cards.cards import WHITE
from generec.creator.cards.kinetic import eased
from generec.creator.cards.panel import Box, Look, Painter, fill, length
from generec.domain.errors import DataError, MissingModel
from generec.domain.facts import Place
from generec.media.overlay import Floats

COASTS = "coastlines"
_LEAST, _AROUND = 50.0, 1.5
_POLYGON = 5
_FINE = 4


class _View(NamedTuple):
    """What a map shows, in degrees: its west and north edges, and pixels to a degree."""

    west: float
    north: float
    scale: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self.west) * self.scale, (self.north - latitude) * self.scale


def there() -> bool:
    """Whether coasts are installed."""
    try:
        models.path(COASTS)
    except MissingModel:
        return False
    return True


def world(places: Sequence[Place]) -> Callable[[Look, Box], Painter]:
    """The map of some places. Raises `MissingModel` without the coasts."""

    def drawing(look: Look, box: Box) -> Painter:
        view = _view(places, box)
        land = _land(models.path(COASTS), view, box)
        whole = np.zeros((look.size[1], look.size[0]), np.uint8)
        whole[box.top : box.bottom, box.left : box.right] = land
        size = max(10, round(0.044 * look.side))
        spots = [view.at(place.longitude, place.latitude) for place in places]
        rows = _apart([round(box.top + y) for _, y in spots], size)

        def paint(image: Floats, at_s: float) -> None:
            fill(image, whole, look.colours.light, min(1.0, at_s / 0.6) * 0.95)
            for i, (place, (x, y)) in enumerate(zip(places, spots, strict=True)):
                since = at_s - 0.7 - 0.55 * i
                if since <= 0:
                    continue
                here = box.left + x, box.top + y
                _pin(image, here, look, since)
                wide = length(place.name, size, look.fonts.bold)
                right = here[0] + size + wide < box.right
                side = 1 if right else -1
                x_name, y_name = round(here[0]) + side * size * 3 // 4, rows[i] - size * 2 // 3
                strength, anchor = min(1.0, since / 0.3), "left" if right else "right"
                look.text(
                    image, place.name, size, x=x_name, y=y_name, bold=True, strength=strength, anchor=anchor
                )

        return paint

    return drawing


def rings(path: Path) -> Iterator[NDArray[np.float32]]:
    """The outlines (n, 2) of a shapefile's polygons: longitude and latitude. Raises `DataError`."""
    data = path.read_bytes()
    if len(data) < 100 or struct.unpack(">i", data[:4])[0] != 9994:
        raise DataError("is no shapefile", file=path.name)
    at = 100
    while at + 12 <= len(data):
        (words,) = struct.unpack(">i", data[at + 4 : at + 8])
        record = data[at + 8 : at + 8 + 2 * words]
        at += 8 + 2 * words
        if struct.unpack("<i", record[:4])[0] != _POLYGON:
            continue
        parts, points = struct.unpack("<2i", record[36:44])
        starts = [*struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts]), points]
        flat = np.frombuffer(record, "<f8", 2 * points, 44 + 4 * parts).reshape(-1, 2)
        for low, high in pairwise(starts):
            yield np.asarray(flat[low:high], np.float32)


@lru_cache(maxsize=1)
def _coasts(path: Path) -> tuple[NDArray[np.float32], ...]:
    return tuple(rings(path))


def _view(places: Sequence[Place], box: Box) -> _View:
    """Around all places, never closer than a continent, as wide as the box, never beyond the poles."""
    east = [place.longitude for place in places]
    north = [place.latitude for place in places]
    wide = max(_AROUND * (max(east) - min(east)), _LEAST)
    high = max(_AROUND * (max(north) - min(north)), _LEAST)
    scale = min(box.width / wide, box.height / high)
    scale = max(scale, box.width / 360, box.height / 180)
    wide, high = box.width / scale, box.height / scale
    middle = float(np.clip((max(east) + min(east)) / 2, -180 + wide / 2, 180 - wide / 2))
    centre = float(np.clip((max(north) + min(north)) / 2, -90 + high / 2, 90 - high / 2))
    return _View(middle - wide / 2, centre + high / 2, scale)


def _land(path: Path, view: _View, box: Box) -> NDArray[np.uint8]:
    """(h, w) of the box: 255 on land, softly less towards the edges of the map."""
    sheet = np.zeros((box.height * _FINE, box.width * _FINE), np.uint8)
    for ring in _coasts(path):
        x, y = view.at(ring[:, 0], ring[:, 1])  # type: ignore[arg-type]
        points = np.rint(np.stack([x, y], axis=1) * _FINE).astype(np.int32)
        cv2.fillPoly(sheet, [points], 255)
    small = cv2.resize(sheet, (box.width, box.height), interpolation=cv2.INTER_AREA)
    edge = max(2, min(box.width, box.height) // 10)
    fade = [
        np.clip(np.minimum(np.arange(n), np.arange(n)[::-1]) / edge, 0, 1) for n in (box.height, box.width)
    ]
    return np.asarray(small * fade[0][:, None] * fade[1][None], np.uint8)


def _pin(image: Floats, at: tuple[float, float], look: Look, since: float) -> None:
    """A dot, and a ring that widens and fades, again and again."""
    dot = max(3, look.side // 80)
    again = (since % 1.8) / 1.8
    for radius, colour, thick, strength in (
        (dot + dot * 3 * eased(again), look.colours.accent, max(1, dot // 3), 0.9 * (1 - again)),
        (dot * eased(since / 0.4), look.colours.accent, -1, 1.0),
        (dot * 0.45 * eased(since / 0.4), WHITE, -1, 1.0),
    ):
        cover = np.zeros(image.shape[:2], np.uint8)
        centre = round(at[0] * 16), round(at[1] * 16)
        cv2.circle(cover, centre, max(1, round(radius * 16)), 255, thick, cv2.LINE_AA, 4)
        fill(image, cover, colour, strength)


def _apart(rows: Sequence[int], size: int) -> list[int]:
    """The heights of names, none upon another."""
    out = list(rows)
    order = sorted(range(len(rows)), key=lambda i: rows[i])
    for before, i in pairwise(order):
        out[i] = max(out[i], out[before] + round(size * 1.15))
    return out
