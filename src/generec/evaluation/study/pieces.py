"""What a cover or a window is chosen from: frames of clips, crops of pictures, and compilations of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.profiles import FrameFeatures
from generec.evaluation.bench_taste import histogram
from generec.evaluation.compilations import Compilation, apart, planned, rendered
from generec.evaluation.study.world import Say, World
from generec.media import pictures
from generec.media.frames import frame_at, sample
from generec.store.durable import replacing
from generec.system.frames import Frames

Floats = NDArray[np.float64]
LONGEST = 256
Box = tuple[float, float, float, float]
CROPS: tuple[Box, ...] = (
    (0.0, 0.0, 1.0, 1.0),
    (0.0, 0.0, 1.0, 0.6),
    (0.0, 0.2, 1.0, 0.8),
    (0.0, 0.4, 1.0, 1.0),
    (0.15, 0.15, 0.85, 0.85),
)
"""Left, top, right and bottom of a picture's covers, in shares: the whole, three bands, the middle."""
CLIPS, SIDE = 4, 288
_FEWEST = 8
_COLUMNS: tuple[Box, ...] = tuple((n / CLIPS, 0.0, (n + 1) / CLIPS, 1.0) for n in range(CLIPS))
Part = tuple[float, float, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to choose from: `features` for the chooser, `colours` (n, d) of its frames for the judge.

    `parts` are (start s, end s, topics) as people labelled them; `sources` the items that it shows.
    Pictures have a second for each of their crops.
    """

    id: str
    title: str
    kind: str
    features: FrameFeatures
    colours: Floats
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    media: str

    def labels(self, vocabulary: Sequence[str]) -> Floats:
        """(n, topics) the labels of the part that each frame lies in."""
        index = {topic: n for n, topic in enumerate(vocabulary)}
        out = np.zeros((len(self.features.times), len(vocabulary)))
        for row, part in zip(out, self.part_of(), strict=True):
            row[[index[topic] for topic in self.parts[part][2]]] = 1.0
        return out

    def part_of(self) -> NDArray[np.int64]:
        """(n,) which part each frame lies in."""
        ends = np.array([end for _, end, _ in self.parts])
        found = np.searchsorted(ends, self.features.times, side="right")
        return np.asarray(np.minimum(found, len(self.parts) - 1), np.int64)


_ROW = np.zeros(0, np.float32)
_NONE = FrameFeatures(_ROW, _ROW, _ROW, _ROW, _ROW, _ROW, _ROW, 0.0)
_EMPTY = np.zeros((0, 0))


class Pieces:
    """Pieces by item, looked at once and kept in the study's folder."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[str, Piece] = {}
        self._mixes: dict[str, Compilation] = {}

    def of(self, item: Item) -> Piece | None:
        """The piece of an item; None for what has no pictures."""
        if item.media is None or item.kind == "text":
            return None
        if item.id not in self._known:
            found = self._clip(item) if item.kind == "video" else self._picture(item)
            if found is None:
                return None
            self._known[item.id] = found
        return self._known[item.id]

    def image(self, piece: Piece, at_s: float) -> Image:
        """The frame or crop of a piece at a second."""
        with self.file(piece) as path:
            if piece.kind == "video":
                return frame_at(path, at_s, longest=480)
            whole = pictures.read(path, longest=1200)
        boxes = CROPS if len(piece.parts) == 1 else _COLUMNS
        return cropped(whole, boxes[min(int(at_s), len(boxes) - 1)])

    def mixed(self, *, say: Say) -> list[Piece]:
        """Compilations of four labelled clips, or of four pictures side by side; kept in the folder."""
        world, folder = self.world, self.world.out / "mixes"
        folder.mkdir(exist_ok=True)
        rng = np.random.default_rng((world.config.seed, 2))
        labelled = _least_met([item for item in world.items.values() if item.topics], world)
        if any(item.kind == "video" for item in labelled):
            say(f"planning up to {world.config.mixes} compilations")
            return list(self._reels(labelled, folder, rng))
        return list(self._sheets([item for item in labelled if item.kind == "image"], folder, rng))

    def _reels(self, items: Sequence[Item], folder: Path, rng: np.random.Generator) -> Iterator[Piece]:
        """Compilations as their clips' own frames have them; a file is made where one is shown."""
        frames = Frames(self.world.system.home)
        for mix in planned(items, folder=folder, n=self.world.config.mixes, rng=rng, clips=CLIPS):
            found = [frames(item.media or "") for item in mix.sources]
            known = [one for one in found if one is not None and len(one.times)]
            if len(known) == len(mix.sources):
                title = ", ".join(part[2][0] for part in mix.parts)
                sources = tuple(item.id for item in mix.sources)
                self._mixes[mix.id] = mix
                yield Piece(mix.id, title, "video", joined(known, mix.parts), _EMPTY, mix.parts, sources, "")

    @contextmanager
    def file(self, piece: Piece) -> Iterator[Path]:
        """The media of a piece; of a compilation it is put together first. Raises `MediaError`."""
        if piece.id in self._mixes:
            yield rendered(self._mixes[piece.id], media=self.world.system.media)
            return
        with self.world.system.home.blobs.path(piece.media) as path:
            yield path

    def _sheets(self, items: Sequence[Item], folder: Path, rng: np.random.Generator) -> Iterator[Piece]:
        system = self.world.system
        for number in range(self.world.config.mixes):
            chosen = apart(items, CLIPS, rng)
            if len(chosen) < CLIPS:
                return
            file = folder / f"sheet-{number:03d}.png"
            if not file.exists():
                file.write_bytes(
                    pictures.png(np.concatenate([self._square(item) for item in chosen], axis=1))
                )
            key = system.home.blobs.put(file)
            parts = tuple((float(n), n + 1.0, item.topics) for n, item in enumerate(chosen))
            title = " | ".join(item.title for item in chosen)
            sources = tuple(item.id for item in chosen)
            piece = Piece(f"sheet-{number:03d}", title, "image", _NONE, _EMPTY, parts, sources, key)
            yield self._still(key, _COLUMNS, parts, piece)

    def _square(self, item: Item) -> Image:
        with self.world.system.media(item) as path:
            image = pictures.read(path, longest=900)
        side = min(image.shape[:2])
        return np.asarray(cv2.resize(image[:side, :side], (SIDE, SIDE), interpolation=cv2.INTER_AREA))

    def _clip(self, item: Item) -> Piece | None:
        key = item.media or ""
        features = Frames(self.world.system.home)(key)
        if features is None or not len(features.times):
            return None
        parts: tuple[Part, ...] = ((0.0, features.duration_s, item.topics),)
        colours = self._kept(key, partial(self._of_video, key, features))
        return Piece(item.id, item.title, "video", features, colours, parts, (item.id,), key)

    def _picture(self, item: Item) -> Piece:
        parts: tuple[Part, ...] = ((0.0, float(len(CROPS)), item.topics),)
        piece = Piece(item.id, item.title, "image", _NONE, _EMPTY, parts, (item.id,), item.media or "")
        return self._still(piece.media, CROPS, parts, piece)

    def _still(self, key: str, boxes: Sequence[Box], parts: tuple[Part, ...], piece: Piece) -> Piece:
        """The piece with what its crops show: each has a second, and each part is a shot."""
        home = self.world.system.home
        name = f"{home.encoder.name} crops {len(boxes)}"
        known = home.features.get(key, encoder=name)
        with home.blobs.path(key) as path:
            whole = pictures.read(path, longest=1024)
        crops = [cropped(whole, box) for box in boxes]
        if known is None:
            known = _looked(crops, *home.encoder.both(crops), shots=parts)
            home.features.put(key, known, encoder=name)
        colours = self._kept(key, lambda: np.stack([histogram(crop) for crop in crops]).astype(float))
        return replace(piece, features=known, colours=colours)

    def _of_video(self, key: str, features: FrameFeatures) -> Floats:
        """The judge's colours of the frames that the chooser saw."""
        config = self.world.system.settings.ingest
        with self.world.system.home.blobs.path(key) as path:
            found = sample(path, every_s=config.every_s, limit=config.limit, longest=LONGEST)
            rows = [histogram(frame.image) for frame in found][: len(features.times)]
        rows += rows[-1:] * (len(features.times) - len(rows))
        return np.stack(rows).astype(float)

    def _kept(self, key: str, look: Callable[[], Floats]) -> Floats:
        file = self.world.out / "judge" / f"{key.removeprefix('sha256:')}.npy"
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            with replacing(file) as stream:
                np.save(stream, look())
        return np.asarray(np.load(file, allow_pickle=False), float)


def _least_met(items: Sequence[Item], world: World) -> list[Item]:
    """The half that fewest viewers met, so that compilations are new to as many as can be."""
    acts = (
        act.item for part in (world.held.before, world.held.after) for mine in part.values() for act in mine
    )
    met = Counter(acts)
    return sorted(items, key=lambda item: (met[item.id], item.id))[: max(len(items) // 2, _FEWEST)]


def joined(clips: Sequence[FrameFeatures], parts: Sequence[Part]) -> FrameFeatures:
    """The frames of the beginnings of clips, one after another: each fills its part (start s, end s)."""
    kept = [
        clip.times < max(end - start, float(clip.times[0]) + 1e-6)
        for clip, (start, end, _) in zip(clips, parts, strict=True)
    ]
    shots = [
        (start + float(a), min(end, start + float(b)))
        for clip, (start, end, _) in zip(clips, parts, strict=True)
        for a, b in clip.shots
        if a < end - start
    ]
    pairs = list(zip(clips, kept, strict=True))
    return FrameFeatures(
        times=np.concatenate(
            [clip.times[some] + part[0] for (clip, some), part in zip(pairs, parts, strict=True)]
        ).astype(np.float32),
        pictures=np.concatenate([clip.pictures[some] for clip, some in pairs]),
        concepts=np.concatenate([clip.concepts[some] for clip, some in pairs]),
        sharpness=np.concatenate([clip.sharpness[some] for clip, some in pairs]),
        brightness=np.concatenate([clip.brightness[some] for clip, some in pairs]),
        shots=np.array(shots or [(0.0, parts[-1][1])], np.float32),
        keyframes=np.zeros(0, np.float32),
        duration_s=float(parts[-1][1]),
    )


def cropped(image: Image, box: Box) -> Image:
    """The part of a picture between shares of its sides."""
    high, wide = image.shape[:2]
    left, top, right, bottom = (round(s * n) for s, n in zip(box, (wide, high, wide, high), strict=True))
    return np.ascontiguousarray(image[top : max(bottom, top + 1), left : max(right, left + 1)])


def _looked(
    crops: Sequence[Image],
    shown: NDArray[np.float32],
    concepts: NDArray[np.float32],
    *,
    shots: Sequence[Part],
) -> FrameFeatures:
    sharp, bright = zip(*(pictures.measure(crop) for crop in crops), strict=True)
    return FrameFeatures(
        times=np.arange(len(crops), dtype=np.float32) + 0.5,
        pictures=shown,
        concepts=concepts,
        sharpness=np.array(sharp, np.float32),
        brightness=np.array(bright, np.float32),
        shots=np.array([(start, end) for start, end, _ in shots], np.float32),
        keyframes=np.zeros(0, np.float32),
        duration_s=float(len(crops)),
    )
