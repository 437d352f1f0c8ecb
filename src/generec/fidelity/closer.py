"""A closer look for a picture in its sources, where the frames that ingest saw are not like it.

Points that lie alike in both, mirrored or not; the frame that its recipe puts there, and moments between
ingest's frames (a flash, a dissolve); parts of either that have the other's shape (cropped, or fitted in);
and the same light and dark in the same places, for what has neither points nor things an encoder knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.drafts import Draft
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.profiles import Floats, FrameFeatures
from generec.editor.stretches import read
from generec.fidelity.guarded import agreeing, points
from generec.fidelity.looking import COVER, Exhibit
from generec.fidelity.seeing import Eyes, between
from generec.media.frames import picture_at

_LONGEST: Final = 400
_SAME: Final = 0.95
"""Pictures of which each holds so much of the other's shape have one shape."""
_GRAIN: Final = 96
"""The longer side (pixels) at which light and dark are compared."""
_COARSE: Final = 6.0
"""Shades wider than this (pixels, standard deviation) are taken away: a sky above a ground is everywhere."""
_FLAT: Final = 2.0
_ZOOMS: Final = tuple(np.geomspace(1.0, 0.55, 9).tolist())
"""How much of a side a crop shows is not known."""
_OFF_S: Final = (0.0, -0.04, 0.04)
"""A moment of the result is looked for in the source so near to where the recipe puts it."""


class Place(NamedTuple):
    """A moment (s) of an item; 0 for an image."""

    item: Item
    time: float


def agree(image: Image, place: Place, shown: Exhibit) -> int:
    """How many points of a picture lie as in the frame at a place, mirrored or not."""
    theirs = _frame(shown, place)
    if theirs is None:
        return 0
    other = points(theirs)
    return max(agreeing(points(one), other) for one in (image, np.ascontiguousarray(image[:, ::-1])))


class Closer(NamedTuple):
    """What is found at best: a cosine of the encoder's vectors, a correlation of light and dark."""

    likeness: float
    overlaid: float


def closer(
    image: Image, time: float, shown: Exhibit, found: Sequence[tuple[Item, FrameFeatures]], eyes: Eyes
) -> Closer:
    """A draft's picture at `time` (s) beside frames of its sources that ingest did not see, -1 for none."""
    by_recipe = [Place(item, at) for item, one in found for at in moments(shown.draft, time, one.duration_s)]
    changing = [Place(item, at) for item, one in found for at in between(one)]
    sides = [
        _side(by_recipe, image, shown, eyes),
        # The same for all pictures of one shape.
        shown.once(f"between {image.shape}", lambda: _side(changing, image, shown, eyes)),
    ]
    frames = [frame for side in sides for frame in side.frames]
    if not frames:
        return Closer(-1.0, -1.0)
    ours, _ = eyes.encoder.both([image, *parts(image, frames[0])])
    best = max(float((ours @ side.vectors.T).max()) for side in sides if side.frames)
    return Closer(best, max(overlaid(image, frame) for frame in frames))


class _Side(NamedTuple):
    """Frames of sources, and vectors (n, d) of them and of their parts."""

    frames: list[Image]
    vectors: Floats


def _side(places: Sequence[Place], image: Image, shown: Exhibit, eyes: Eyes) -> _Side:
    """What is to be seen at places, with parts of the image's shape."""
    frames = [frame for place in places if (frame := _frame(shown, place)) is not None]
    theirs = [part for frame in frames for part in (frame, *parts(frame, image))]
    return _Side(frames, eyes.encoder.both(theirs)[0] if theirs else np.zeros((0, 1), np.float32))


def overlaid(image: Image, frame: Image) -> float:
    """The greatest correlation (-1 to 1) of fine light and dark where one of two pictures lies in the other.

    Normalised cross-correlation (Lewis, Fast Template Matching, 1995) over all places and a few sizes;
    0 where a picture is plain.
    """
    one, other = _shades(image), _shades(frame)
    return max(_within(one, other), _within(other, one))


def _within(part: NDArray[np.float32], whole: NDArray[np.float32]) -> float:
    best = 0.0
    fit = min(whole.shape[0] / part.shape[0], whole.shape[1] / part.shape[1])
    for zoom in _ZOOMS:
        size = tuple(
            max(8, min(limit, round(n * fit * zoom)))
            for n, limit in zip(part.shape, whole.shape, strict=True)
        )
        template = cv2.resize(part, size[::-1], interpolation=cv2.INTER_AREA)
        if template.std() > _FLAT and whole.std() > _FLAT:
            best = max(best, float(cv2.matchTemplate(whole, template, cv2.TM_CCOEFF_NORMED).max()))
    return best


def _shades(image: Image) -> NDArray[np.float32]:
    """Light and dark of a picture made small, less its coarse shades."""
    share = _GRAIN / max(image.shape[:2])
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    size = [max(16, round(n * share)) for n in grey.shape]
    small = cv2.resize(grey, (size[1], size[0]), interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(small - cv2.GaussianBlur(small, (0, 0), _COARSE), np.float32)


def moments(draft: Draft, time: float, length_s: float) -> Iterator[float]:
    """Seconds of a source of `length_s` that a draft shows at `time` (s), by its recipe; none for a cover."""
    if time == COVER:
        return
    spans: tuple[tuple[float, float], ...] = ((0.0, length_s),)
    speed = 1.0
    for step in draft.recipe.steps:
        if step.op == "clip":
            spans = read(step.params)
        factor = step.params.get("factor", 1.0)
        speed *= factor if isinstance(factor, int | float) else 1.0
    left = time * speed
    for start, end in spans:
        if left <= end - start:
            yield from (min(max(0.0, start + left + off * speed), length_s) for off in _OFF_S)
            return
        left -= end - start


def parts(image: Image, other: Image) -> list[Image]:
    """Parts of an image with another's shape, at both ends and in the middle; none where it has it."""
    (height, width), ratio = image.shape[:2], other.shape[1] / other.shape[0]
    wide, high = min(width, round(height * ratio)), min(height, round(width / ratio))
    if not wide or not high or wide * high > _SAME * width * height:
        return []
    places = [((width - wide) * share // 2, (height - high) * share // 2) for share in range(3)]
    return [np.ascontiguousarray(image[y : y + high, x : x + wide]) for x, y in places]


def _frame(shown: Exhibit, place: Place) -> Image | None:
    item, time = place
    with shown.file(item) as path:
        if path is None:
            return None
        return picture_at(path, kind=item.kind, at_s=time, longest=_LONGEST)
