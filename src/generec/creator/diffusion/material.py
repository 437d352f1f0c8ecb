"""What a creator is trained on: clips, what is said of them, and which groups of viewers like them.

It is kept beside the training, so that a run goes on with the very same. It holds no viewer: tastes are
those of groups, and a work counts for a group as far as its members, of whom there are enough, like it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.creator.diffusion.clips import Frames
from generec.creator.diffusion.config import ClipsConfig, NetworkConfig, TrainingConfig
from generec.domain.errors import DataError
from generec.domain.record import Record, canonical
from generec.store.durable import replacing

Floats = NDArray[np.float32]
Part = Literal["train", "held out"]
FRAMES, ARRAYS, ABOUT = "frames.npy", "arrays.npz", "material.json"
_ZOOM: Final = (0.8, 1.0)


class Work(Record):
    """One video that clips are cut from: whose it is, and whether it is trained on."""

    id: str
    media: str
    title: str = ""
    creator: str | None = None
    licence: str = "unknown"
    topics: tuple[str, ...] = ()
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Clips (b, f, h, w, 3) uint8 and what they are wanted as.

    `taste` (b, t) and `words` (b, t) are unit rows, `told` (b, 2) is 0 where one is left open; `given` (b,)
    first frames are known.
    """

    clips: Frames
    taste: Floats
    words: Floats
    told: Floats
    given: NDArray[np.int64]


@dataclass(frozen=True)
class Material:
    """The clips of works, and groups.

    `frames` (n, s, s, 3) of all works, work i at `bounds[i]:bounds[i + 1]`; `starts` (m, 2) are (work, first
    frame) of every clip; `words` (works, v, t) are unit rows: v ways to say what is shown; `tastes` (g, t)
    unit rows of groups; `liking` (g, works) how much a group likes a work, 0 for what is not trained on.
    """

    works: tuple[Work, ...]
    frames: Frames
    bounds: NDArray[np.int64]
    starts: NDArray[np.int64]
    words: Floats
    tastes: Floats
    liking: Floats

    def __post_init__(self) -> None:
        if not len(self._of["train"]):
            raise DataError("there is no clip to train on: videos that may be put into new ones are needed")

    @cached_property
    def _of(self) -> dict[Part, NDArray[np.int64]]:
        """Works with clips, by part."""
        there = np.unique(self.starts[:, 0])
        held = np.array([work.held_out for work in self.works], bool)
        return {"train": there[~held[there]], "held out": there[held[there]]}

    def trained(self) -> list[Work]:
        """The works that are trained on."""
        return [self.works[i] for i in self._of["train"]]

    def has(self, part: Part) -> bool:
        """Whether there are clips in a part."""
        return len(self._of[part]) > 0

    def of(self, part: Part) -> NDArray[np.int64]:
        """The works of a part that have clips, by number."""
        return self._of[part]

    def numbers(self, part: Part) -> NDArray[np.int64]:
        """The numbers of all frames of a part."""
        spans = [np.arange(self.bounds[work], self.bounds[work + 1]) for work in self._of[part]]
        return np.concatenate(spans) if spans else np.zeros(0, np.int64)

    def batch(self, rng: Generator, n: int, *, frames: int, config: TrainingConfig, part: Part) -> Batch:
        """`n` clips of `frames`, drawn evenly over works or, for a share, as a group likes them."""
        drawn = [self._draw(rng, frames=frames, config=config, part=part) for _ in range(n)]
        clips, tastes, words, told, given = zip(*drawn, strict=True)
        return Batch(
            np.stack(clips), np.stack(tastes), np.stack(words), np.stack(told), np.array(given, np.int64)
        )

    def _draw(
        self, rng: Generator, *, frames: int, config: TrainingConfig, part: Part
    ) -> tuple[Frames, Floats, Floats, Floats, int]:
        group, work = self._chosen(rng, even=config.taste_open, part=part)
        clip = self.clip(rng, work, frames=frames, side=config.network.side)
        taste = self._taste(rng, group, config.jitter)
        words = self.words[work, int(rng.integers(self.words.shape[1]))]
        told = np.array([group >= 0, rng.random() >= config.words_open], np.float32)
        given = int(rng.integers(1, frames)) if frames > 1 and rng.random() < config.given else 0
        return clip, taste, words, told, given

    def _chosen(self, rng: Generator, *, even: float, part: Part) -> tuple[int, int]:
        """A group (-1: none) and a work, as far as that group likes it."""
        works = self._of[part]
        if part == "train" and len(self.tastes) and rng.random() >= even:
            group = int(rng.integers(len(self.tastes)))
            odds = self.liking[group, works]
            if odds.sum() > 0:
                return group, int(rng.choice(works, p=odds / odds.sum()))
        return -1, int(rng.choice(works))

    def _taste(self, rng: Generator, group: int, jitter: float) -> Floats:
        size = self.words.shape[2]
        if group < 0:
            return np.zeros(size, np.float32)
        noise = rng.standard_normal(size) * jitter / size**0.5
        return unit(self.tastes[group] + noise)

    def clip(self, rng: Generator, work: int, *, frames: int, side: int) -> Frames:
        """(frames, side, side, 3): a clip of a work, at some place, some size, mirrored or not."""
        mine = self.starts[self.starts[:, 0] == work, 1]
        begin = int(self.bounds[work] + rng.choice(mine))
        size = self.frames.shape[1]
        edge = round(size * float(rng.uniform(*_ZOOM)))
        top, left = (int(rng.integers(size - edge + 1)) for _ in range(2))
        # Fewer frames than a clip has are its first: a clip's start is a start of theirs too.
        cut = self.frames[begin : begin + frames, top : top + edge, left : left + edge]
        cut = cut[:, :, ::-1] if rng.random() < 0.5 else cut
        return np.stack([cv2.resize(one, (side, side), interpolation=cv2.INTER_AREA) for one in cut])

    def names(self, *, topics: int = 2) -> tuple[str, ...]:
        """The groups by the topics that they like more than the others do."""
        known = sorted({topic for work in self.works for topic in work.topics})
        if not len(self.liking):
            return ()
        has = np.array([[topic in work.topics for topic in known] for work in self.works], float)
        odds = self.liking / np.maximum(self.liking.sum(axis=1, keepdims=True), 1e-9)
        share = odds @ has.reshape(len(self.works), len(known))
        lead = share - share.mean(axis=0, keepdims=True)
        best = np.argsort(-lead, axis=1, kind="stable")[:, :topics]
        return tuple(", ".join(known[i] for i in row) or f"group {g}" for g, row in enumerate(best))

    def fingerprint(self) -> str:
        """SHA-256 of all of it."""
        sums = hashlib.sha256(canonical([work.model_dump(mode="json") for work in self.works]).encode())
        for part in (self.frames, self.bounds, self.starts, self.words, self.tastes, self.liking):
            sums.update(np.ascontiguousarray(part).data)
        return sums.hexdigest()

    def save(self, folder: Path) -> None:
        """Write it; its list of works last, so that what is half written is not there."""
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(folder / FRAMES) as file:
            np.save(file, self.frames)
        with replacing(folder / ARRAYS) as file:
            np.savez(
                file,
                bounds=self.bounds,
                starts=self.starts,
                words=self.words,
                tastes=self.tastes,
                liking=self.liking,
            )
        with replacing(folder / ABOUT) as file:
            file.write(json.dumps([work.model_dump(mode="json") for work in self.works]).encode())


def load(folder: Path) -> Material | None:
    """Material that was saved, its frames mapped from disk; None where there is none."""
    if not (folder / ABOUT).exists():
        return None
    works = tuple(Work.model_validate(one) for one in json.loads((folder / ABOUT).read_text("utf-8")))
    with np.load(folder / ARRAYS, allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in ("bounds", "starts", "words", "tastes", "liking")}
    return Material(works=works, frames=np.load(folder / FRAMES, mmap_mode="r"), **arrays)


def kept_side(network: NetworkConfig, clips: ClipsConfig) -> int:
    """The side at which frames are kept, so that crops of `_ZOOM` still have the network's."""
    return round(network.side * clips.margin)


def liking(fans: NDArray[np.int64], seen: NDArray[np.int64], *, least: int, shrink: float = 10.0) -> Floats:
    """(g, n) how much groups like works, from how many members like (g, n) and saw (g, n) each.

    The like rate, shrunk to the work's own, times the eighth power of its ratio to it: what a group
    likes and others less. 0 where fewer than `least` members like it.
    """
    total = np.maximum(seen.sum(axis=0), 1)
    common = fans.sum(axis=0) / total
    rate = (fans + shrink * common) / (seen + shrink)
    lift = rate / np.maximum(common, 1e-9)
    return np.where(fans >= least, rate * lift**8, 0.0).astype(np.float32)


def unit(rows: NDArray[np.floating]) -> Floats:
    """Rows of unit length; zero rows stay."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), np.float32)


def held_out(ids: Sequence[str], *, share: float, fold: int = 0) -> list[bool]:
    """Which works are held out: the same for the same id, whatever else there is.

    No two folds hold out the same work, and `1 / share` of them hold out every one.
    """
    low, high = fold * share * 2**32, (fold + 1) * share * 2**32
    return [low <= int(hashlib.sha256(f"held out\n{id}".encode()).hexdigest()[:8], 16) < high for id in ids]
