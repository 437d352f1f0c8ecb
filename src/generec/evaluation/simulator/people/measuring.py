"""What a viewer's eyes and ears get of a file: measured from the media alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import MediaError
from generec.domain.parts import Image
from generec.evaluation.metrics.pictures import blur
from generec.evaluation.simulator.messages import Labelled, Showing
from generec.media import pictures
from generec.media.decode import Reader, sound_of
from generec.media.frames import sample
from generec.media.loudness import loudness
from generec.media.samples import STUDIO
from generec.media.sound import source_sound
from generec.media.spans import timeline
from generec.store.durable import replacing

Floats = NDArray[np.float32]
EVERY_S = 0.5
_SIDE, _LONGEST = 16, 160
_NONE, _SAME = -100.0, 0.6
"""The loudness of silence; and from which likeness a frame is taken to show what a source shows."""
SHAPES = (0.0, 1.0, 9 / 16)
"""Width to height of the middles of a frame that are compared: the whole, square, upright."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A file: length (s), loudness (LUFS), blur and colourfulness in [0, 1], width to height, and looks.

    `looks` is (frames, shapes, 256): small grey unit pictures every `EVERY_S` seconds.
    """

    seconds: float
    lufs: float
    blur: float
    colour: float
    wide: float
    looks: Floats


class Measures:
    """Measures files, each once; what was measured is kept in a folder under the file's own name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.of = lru_cache(maxsize=4096)(self._of)

    def _of(self, media: str) -> Measured:
        """The measures of a file. Raises `MediaError`."""
        path = Path(media)
        kept = self.folder / f"{path.name}-{path.stat().st_size}.npz"
        if not kept.exists():
            found = measured(path)
            with replacing(kept) as stream:
                np.savez(
                    stream,
                    figures=[found.seconds, found.lufs, found.blur, found.colour, found.wide],
                    looks=found.looks.astype(np.float16),
                )
        with np.load(kept, allow_pickle=False) as table:
            seconds, lufs, blurred, colour, wide = (float(value) for value in table["figures"])
            return Measured(seconds, lufs, blurred, colour, wide, table["looks"].astype(np.float32))


def measured(path: Path) -> Measured:
    """Measure a video or a picture. Raises `MediaError`."""
    try:
        image = pictures.read(path, longest=_LONGEST)
    except MediaError:
        frames = [frame.image for frame in sample(path, every_s=EVERY_S, longest=_LONGEST)]
        seconds, lufs = _heard(path)
    else:
        frames, seconds, lufs = [image], 0.0, _NONE
    height, width = frames[0].shape[:2]
    some = frames[:: max(1, len(frames) // 6)]
    return Measured(
        seconds=seconds,
        lufs=lufs,
        blur=float(np.mean([blur(frame) for frame in some])),
        colour=float(np.mean([_colour(frame) for frame in some])),
        wide=width / height,
        looks=np.stack([looks(frame) for frame in frames]),
    )


def _heard(path: Path) -> tuple[float, float]:
    """Length and loudness."""
    with Reader(path) as reader:
        spans = timeline(reader, ((0.0, None),))
        length, sounds = sum(span.length_s for span in spans), sound_of(reader) is not None
    level = loudness(source_sound(path, spans, form=STUDIO)) if sounds else -np.inf
    return length, max(float(level), _NONE)


def _colour(image: Image) -> float:
    """Colourfulness after Hasler and Suesstrunk 2003, 0 for grey, 1 for very colourful (109 of theirs)."""
    r, g, b = (image[..., n].astype(np.float32) for n in range(3))
    rg, yb = r - g, 0.5 * (r + g) - b
    spread, mean = np.hypot(rg.std(), yb.std()), np.hypot(rg.mean(), yb.mean())
    return float(min(1.0, (spread + 0.3 * mean) / 109.0))


def looks(image: Image) -> Floats:
    """(shapes, 256) small grey pictures of the frame's middles, each with mean 0 and length 1."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    out = []
    for shape in SHAPES:
        w, h = (
            (width, height)
            if not shape
            else (min(width, round(height * shape)), min(height, round(width / shape)))
        )
        x, y = (width - w) // 2, (height - h) // 2
        small = cv2.resize(grey[y : y + h, x : x + w], (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
        flat = small.astype(np.float32).ravel()
        flat -= flat.mean()
        out.append(flat / max(float(np.linalg.norm(flat)), 1e-6))
    return np.stack(out)


Part = tuple[float, float, tuple[str, ...]]
"""A stretch of what plays: start and end (s), and the topics that it shows."""


class Eyes:
    """Sees which topics are on screen when: by the labels of what is shown, or of what it was made from."""

    def __init__(self, catalogue: Sequence[Labelled], measures: Measures) -> None:
        self.known = {item.id: item for item in catalogue}
        self.measures = measures

    def measured(self) -> list[Measured]:
        """The measures of all videos of the catalogue but compilations."""
        return [
            self.measures.of(item.media)
            for item in self.known.values()
            if item.kind == "video" and item.media and not item.parts
        ]

    def whole(self, item: Labelled) -> tuple[Part, ...]:
        """All of an item of the catalogue."""
        if item.parts:
            return item.parts
        seconds = self.measures.of(item.media).seconds if item.kind == "video" and item.media else 1.0
        return ((0.0, seconds, item.topics),)

    def sources(self, showing: Showing) -> list[Labelled]:
        """The items of the catalogue that it is, or was made of."""
        ids = (showing.item, *showing.parents)
        return [self.known[id] for id in ids if id in self.known]

    def parts(self, showing: Showing) -> tuple[Part, ...]:
        """What plays of a showing, in order, each with its topics."""
        own = self.known.get(showing.item)
        if own is not None:
            return tuple(_cut(self.whole(own), showing.clip))
        sources = self.sources(showing)
        if showing.kind != "video" or showing.media is None:
            topics = tuple(dict.fromkeys(topic for one in sources for topic in one.topics))
            return ((0.0, 1.0, topics),)
        seconds = self.measures.of(showing.media).seconds
        sets = {part[2] for one in sources for part in self.whole(one)}
        if len(sets) < 2:
            return tuple(_cut(((0.0, seconds, next(iter(sets), ())),), showing.clip))
        return tuple(_cut(self._matched(showing.media, sources, seconds), showing.clip))

    def _matched(self, media: str, sources: Sequence[Labelled], seconds: float) -> tuple[Part, ...]:
        """Each moment shows the topics of the source's frame that looks most like it, or none."""
        rows, labels = [], []
        for one in sources:
            if one.media is None:
                continue
            for number, look in enumerate(self.measures.of(one.media).looks):
                rows.append(look)
                labels.append(_at(self.whole(one), (number + 0.5) * EVERY_S))
        if not rows:
            return ((0.0, seconds, ()),)
        made, table = self.measures.of(media).looks, np.stack(rows)
        likeness = np.max([made[:, 0] @ table[:, shape].T for shape in range(len(SHAPES))], axis=0)
        best = likeness.argmax(axis=1)
        step = seconds / len(made)
        shown = [labels[b] if likeness[n, b] >= _SAME else () for n, b in enumerate(best)]
        return tuple(_joined([(n * step, (n + 1) * step, topics) for n, topics in enumerate(shown)]))


def _at(parts: Sequence[Part], second: float) -> tuple[str, ...]:
    return next((topics for start, end, topics in parts if start <= second < end), parts[-1][2])


def _cut(parts: Sequence[Part], clip: tuple[float, float] | None) -> Iterator[Part]:
    """What of the parts lies in a window, counted from its start."""
    a, b = clip if clip is not None else (0.0, float("inf"))
    for start, end, topics in parts:
        if min(end, b) > max(start, a):
            yield max(start, a) - a, min(end, b) - a, topics


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Neighbours that show the same as one."""
    out: list[Part] = []
    for start, end, topics in parts:
        if out and out[-1][2] == topics:
            out[-1] = (out[-1][0], end, topics)
        else:
            out.append((start, end, topics))
    return out
