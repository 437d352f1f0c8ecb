"""A chosen picture made ready for print: opened, cropped around what matters, enlarged, graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from generec.creator.film.looking import bars
from generec.domain.parts import Image
from generec.editor.art import graded
from generec.editor.picture import changed
from generec.editor.subject import free_room
from generec.editor.upscale import doubled
from generec.encoders.faces import Faces, FacesConfig
from generec.encoders.reading import Reading
from generec.media.chain import Change
from generec.media.easel import grain
from generec.media.motion import Floats

LONGEST = 2400
_FACE, _HEAD = 0.6, (0.2, 0.35, 0.2, 0.2)
"""Certainty of a face that is not to be cut, and the room around it: left, above, right, below."""
_EDGE, _DARK, _FLAT = 0.08, 48.0, 9.0
"""How far from the side a dark line may lie, how light it may be, and how uneven."""
_ENLARGE, _SOFT, _TWICE, _GRAIN = 1.25, 1.7, 2.4, 3.0
_MOST = 500_000
"""Pixels of a picture that is enlarged a second time, at most."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in shares of a picture."""
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


_HIGH, _TRIM, _LEFT = 0.022, 0.3, 0.6
"""Words at least so high can be read on a sheet; so much of a side goes for them; so much has to stay."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that was looked at: without black bars, where these ended, its faces (n, 4) as left,
    top, right and bottom in shares, and the lines of words that stand in it likewise."""

    image: Image
    inside: Box
    faces: Floats
    words: Floats = field(default_factory=lambda: np.zeros((0, 4), np.float32))


def seen(image: Image) -> Seen:
    """Look at a picture. Raises `MissingModel`."""
    left, top, right, bottom = (max(two) for two in zip(bars([image]), edges(image), strict=True))
    inside = (left, top, 1 - right, 1 - bottom)
    image = cut(image, inside)
    found = Faces(FacesConfig(sides=(480,), score=_FACE))(image=image).boxes
    room = found[:, [2, 3, 2, 3]] * np.asarray(_HEAD, np.float32)
    faces = np.concatenate([found[:, :2] - room[:, :2], found[:, :2] + found[:, 2:] + room[:, 2:]], axis=1)
    return Seen(image, inside, np.asarray(np.clip(faces, 0, 1), np.float32))


def wordless(one: Seen) -> Seen:
    """The same without the lines of words at its sides, and with those that are left named.

    A sheet has words of its own: those of a frame (titles, marks of a channel) do not belong on it.
    Raises `MissingModel`.
    """
    boxes = [line.box for line in Reading()(image=one.image) if line.box[3] >= _HIGH and len(line.words) > 1]
    lines = [(left, top, left + wide, top + high) for left, top, wide, high in boxes]
    inner = WHOLE
    for line in lines:
        inner = _trimmed(inner, line)
    if inner == WHOLE:
        return replace(one, words=np.asarray(lines, np.float32).reshape(-1, 4))
    return Seen(
        cut(one.image, inner),
        within(one.inside, inner),
        moved(one.faces, inner),
        moved(np.asarray(lines, np.float32), inner),
    )


def _trimmed(inner: Box, line: Box) -> Box:
    """A part of a picture without a line of words: as much as is needed of one side, where little is."""
    left, top, right, bottom = inner
    if line[0] >= right or line[2] <= left or line[1] >= bottom or line[3] <= top:
        return inner
    width, height = right - left, bottom - top
    ways: list[tuple[float, Box]] = [
        ((line[2] - left) / width, (line[2], top, right, bottom)),
        ((line[3] - top) / height, (left, line[3], right, bottom)),
        ((right - line[0]) / width, (left, top, line[0], bottom)),
        ((bottom - line[1]) / height, (left, top, right, line[1])),
    ]
    share, best = min(ways)
    stays = (best[2] - best[0]) * (best[3] - best[1]) >= _LEFT
    return best if share <= _TRIM and stays else inner


def moved(boxes: Floats, part: Box) -> Floats:
    """Boxes of a whole as those of a part; what lies outside is gone."""
    size = np.array([part[2] - part[0], part[3] - part[1]] * 2, np.float32)
    moved = np.clip((boxes - np.array([part[0], part[1]] * 2, np.float32)) / size, 0, 1)
    there = (moved[:, 2] > moved[:, 0]) & (moved[:, 3] > moved[:, 1])
    return np.asarray(moved[there], np.float32).reshape(-1, 4)


def edges(image: Image) -> Box:
    """How much of each side (left, top, right, bottom) is a dark line without anything in it, in shares."""
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    out = []
    for lines in (luma.T, luma, luma.T[::-1], luma[::-1]):
        most = round(_EDGE * len(lines))
        flat = (lines[:most].max(axis=1) < _DARK) & (lines[:most].std(axis=1) < _FLAT)
        n = int(np.argmin(flat)) if not flat.all() else most
        out.append((n + 2) / len(lines) if n else 0.0)
    return out[0], out[1], out[2], out[3]


def cut(image: Image, box: Box) -> Image:
    """A part of a picture."""
    height, width = image.shape[:2]
    left, right = round(box[0] * width), round(box[2] * width)
    top, bottom = round(box[1] * height), round(box[3] * height)
    return np.ascontiguousarray(image[top : max(top + 1, bottom), left : max(left + 1, right)])


def crop(one: Seen, *, aspect: float) -> tuple[Box, int]:
    """(the largest part of that aspect, width to height, around what matters; how many faces it cuts).

    From the place with the most to see it moves no further than is needed to cut fewer faces, then to
    hold fewer lines of words.
    """
    height, width = one.image.shape[:2]
    wide, high = min(1.0, aspect * height / width), min(1.0, width / aspect / height)
    x, y = free_room([one.image], width=max(1, round(1000 * aspect)), height=1000)
    best: tuple[tuple[int, int, float], Box] | None = None
    for share in np.linspace(0.0, 1.0, 21):
        place = (float(share), y) if wide < high else (x, float(share))
        left, top = place[0] * (1 - wide), place[1] * (1 - high)
        box = (round(left, 4), round(top, 4), round(left + wide, 4), round(top + high, 4))
        away = abs(share - (x if wide < high else y))
        cost = _cuts(box, one.faces), holds(box, one.words), away
        if best is None or cost < best[0]:
            best = cost, box
    assert best is not None
    return best[1], best[0][0]


def holds(box: Box, words: Floats) -> int:
    """How many lines of words a part of a picture holds, whole or not."""
    apart = (
        (words[:, 2] <= box[0]) | (words[:, 0] >= box[2]) | (words[:, 3] <= box[1]) | (words[:, 1] >= box[3])
    )
    return int((~apart).sum())


def within(outer: Box, inner: Box) -> Box:
    """A part of a part, as a part of the whole."""
    width, height = outer[2] - outer[0], outer[3] - outer[1]
    left, right = outer[0] + inner[0] * width, outer[0] + inner[2] * width
    top, bottom = outer[1] + inner[1] * height, outer[1] + inner[3] * height
    return round(left, 4), round(top, 4), round(right, 4), round(bottom, 4)


def enlargement(size: tuple[int, int], target: tuple[int, int]) -> float:
    """By how much a picture of that size (width, height) has to grow to fill the other."""
    return max(target[0] / max(1, size[0]), target[1] / max(1, size[1]))


def filled(
    image: Image, target: tuple[int, int], *, changes: Sequence[Change] = (), grade: bool = True
) -> Image:
    """The picture at exactly (width, height) `target`, of about its aspect: enlarged by a network where it is
    small, graded, and with the changes of a look. Raises `MissingModel`.
    """
    grown = enlargement((image.shape[1], image.shape[0]), target)
    for least in (_ENLARGE, _TWICE):
        if grown > least and image.shape[0] * image.shape[1] <= _MOST:
            image = doubled(image)
    image = sized(image, target)
    if grade and not changes:
        # What was enlarged much shows every stroke of a sharpener: it is graded by half.
        fine = graded(image)
        image = fine if grown <= _SOFT else np.asarray(cv2.addWeighted(fine, 0.4, image, 0.6, 0), np.uint8)
    if changes:
        # Filters for video take even sides alone.
        even = target[0] + target[0] % 2, target[1] + target[1] % 2
        image = sized(changed(sized(image, even), changes), target)
    if grown > _TWICE and grade:
        noise = grain(target[1], target[0], sizes=(1.0,), seed=1)[..., None]
        image = np.asarray(np.clip(image + noise * np.float32(_GRAIN), 0, 255), np.uint8)
    return image


def sized(image: Image, target: tuple[int, int]) -> Image:
    """The picture at (width, height), what stands over at the sides cut off."""
    height, width = image.shape[:2]
    scale = max(target[0] / width, target[1] / height)
    size = max(target[0], round(width * scale)), max(target[1], round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    big = image if size == (width, height) else cv2.resize(image, size, interpolation=how)
    left, top = (size[0] - target[0]) // 2, (size[1] - target[1]) // 2
    return np.ascontiguousarray(big[top : top + target[1], left : left + target[0]], np.uint8)


def _cuts(box: Box, faces: Floats) -> int:
    """How many faces lie in part outside; those wholly outside are left out, not cut."""
    if not len(faces):
        return 0
    inside = (
        (faces[:, 0] >= box[0] - 0.01)
        & (faces[:, 1] >= box[1] - 0.01)
        & (faces[:, 2] <= box[2] + 0.01)
        & (faces[:, 3] <= box[3] + 0.01)
    )
    apart = (
        (faces[:, 2] <= box[0]) | (faces[:, 0] >= box[2]) | (faces[:, 3] <= box[1]) | (faces[:, 1] >= box[3])
    )
    return int((~inside & ~apart).sum())
