"""A cover made of a frame: cropped around what matters, enlarged, graded, and titled."""

from __future__ import annotations

import re
from collections.abc import Callable

import cv2
import numpy as np

from generec import models
from generec.domain.parts import Image
from generec.editor.looks import ASPECTS
from generec.editor.subject import SIDE, salience
from generec.editor.upscale import doubled
from generec.encoders.faces import Faces
from generec.media import pictures, poster
from generec.media.lettering import missing
from generec.media.motion import Floats
from generec.media.poster import Place

FONT = "font-bold"
_LONGEST_TITLE, _MOST_WORDS = 34, 6
_PLACES: tuple[Place, ...] = ("bottom", "top")
_BREAK = re.compile(r"\s+[-–—|•·]\s+|[:;(\[{|]|\.\s|\s@|\s#")


def short(title: str) -> str:
    """The part of a title that can stand on a cover: its first phrase, if that is short; else nothing.

    It is cut between phrases only: half a sentence could say something else.
    """
    phrase = _BREAK.split(" ".join(title.split()), maxsplit=1)[0].strip(" .,-–—!\"'“”")
    ok = 1 < len(phrase) <= _LONGEST_TITLE and len(phrase.split()) <= _MOST_WORDS
    return phrase if ok and any(c.isalpha() for c in phrase) and not _is_file(phrase) else ""


def _is_file(phrase: str) -> bool:
    return bool(re.search(r"_|\.\w{2,4}$|\d{5,}", phrase))


def cropped(image: Image, *, aspect: str, x: float, y: float) -> Image:
    """The largest part of that aspect, its free room shared by `x` and `y` in [0, 1]."""
    wide, high = ASPECTS[aspect]
    height, width = image.shape[:2]
    w, h = min(width, round(height * wide / high)), min(height, round(width * high / wide))
    left, top = round((width - w) * x), round((height - h) * y)
    return np.ascontiguousarray(image[top : top + h, left : left + w])


def place_of(image: Image, title: str) -> Place | None:
    """Where the title covers no face and least of what catches the eye; None where it fits nowhere."""
    height, width = image.shape[:2]
    font = models.path(FONT)
    if not title or missing(title, font):
        return None
    faces = Faces()(image=image).boxes
    small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    busy = cv2.resize(salience(small).astype(np.float32), (width, height))
    best: tuple[float, Place] | None = None
    for place in _PLACES:
        box = poster.room(title, width=width, height=height, place=place, font=font)
        if box is None or any(_touch(face, box, width, height) for face in faces):
            continue
        left, top, right, bottom = box
        found = float(busy[top:bottom, left:right].mean())
        if best is None or found < 0.6 * best[0]:
            best = found, place
    return best[1] if best else None


def _touch(face: Floats, box: tuple[int, int, int, int], width: int, height: int) -> bool:
    x, y, w, h = face * np.array([width, height, width, height], np.float32)
    return bool(x < box[2] and x + w > box[0] and y < box[3] and y + h > box[1])


def graded(image: Image) -> Image:
    """Fuller contrast and colour, within bounds: what is dark on purpose stays dark."""
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    light = lab[..., 0]
    low, high = np.percentile(light, (0.5, 99.5))
    gain = min(1.22, 250.0 / max(high - low, 1.0))
    middle = float(np.mean(light))
    light = np.clip(middle + (light - middle) * max(1.0, gain), 0, 255)
    curve = light / 255.0
    lab[..., 0] = 255.0 * (curve + 0.18 * curve * (1 - curve) * (2 * curve - 1))
    chroma = np.hypot(lab[..., 1] - 128, lab[..., 2] - 128)
    # Vibrance: pale colours gain most, so that skin and what is bright already stay as they are.
    boost = 1.0 + 0.25 * np.clip(1 - chroma / 60.0, 0, 1)
    lab[..., 1:] = 128 + (lab[..., 1:] - 128) * boost[..., None]
    out = cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB).astype(np.float32)
    soft = cv2.GaussianBlur(out, (0, 0), 1.2)
    return np.asarray(np.clip(out + 0.35 * (out - soft), 0, 255), np.uint8)


def made(
    frame: Image,
    *,
    longest: int,
    title: str = "",
    place: Place = "bottom",
    enlarge: int = 1,
    dress: Callable[[Image], Image] | None = None,
) -> Image:
    """The cover (h, w, 3) of a frame in its aspect: `enlarge` 2 for small ones, `dress` gives a look.

    Raises `MissingModel`.
    """
    image = doubled(frame) if enlarge == 2 else frame
    image = graded(image)
    if max(image.shape[:2]) > longest:
        image = pictures.resize(image, longest=longest)
    image = image if dress is None else dress(image)
    return poster.titled(image, title, place=place, font=models.path(FONT)) if title else image


def told(*, enlarge: int, title: str, look: str = "") -> list[str]:
    """What was done to the frame, in plain words."""
    parts = ["enlarged by a network"] if enlarge > 1 else []
    parts += [f"given the look {look!r}, which did well with you"] if look else []
    return parts + ["colours and contrast made fuller"] + (["its title set on it"] if title else [])
