"""What is drawn for groups, real clips and held-out works as judges see them that no training saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from generec.creator.diffusion import material
from generec.creator.diffusion.clips import Frames
from generec.creator.diffusion.material import Material
from generec.domain.parts import Encoder, Image
from generec.evaluation.bench_taste import histogram
from generec.evaluation.dreams import Drawn, Floats, centred, nearest
from generec.models import style

_SIDE, _REAL, _MARGIN = 224, 3, 1.25
"""Pixels a side of what judges see; clips of each work; how much larger videos are kept than clips are."""

Judge = Callable[[Sequence[Image]], Floats]


@dataclass(frozen=True, slots=True)
class Fold:
    """What one training knew, how groups lean to the works held out of it, and what was drawn with it."""

    known: Material
    weights: Floats
    clips: Sequence[Frames]


def judges(encoder: Encoder) -> dict[str, Judge]:
    """Pictures to vectors by measures that no training saw."""
    return {
        "picture model": lambda images: encoder.images(list(images)),
        "histogram": lambda images: np.stack([histogram(image) for image in images]),
        "style numbers": lambda images: np.stack([style.vector(image) for image in images]),
    }


@dataclass(frozen=True, slots=True)
class Seen:
    """A fold as a judge sees it.

    `real` has clips trained on in place of drawn ones: as good as it can get. `far` is how far what is drawn
    and held-out works lie from what is nearest of that.
    """

    drawn: Drawn
    real: Drawn
    far: tuple[Floats, Floats]

    @classmethod
    def of(cls, judge: Judge, fold: Fold) -> Self:
        """Real clips are of as many frames as those that are drawn."""
        frames = fold.clips[0].shape[1]
        train, held = (_works(judge, fold.known, part, frames=frames) for part in ("train", "held out"))
        every = train.reshape(-1, train.shape[-1])
        mid = every.mean(axis=0)
        clips = [_vectors(judge, group) for group in fold.clips]
        told = Drawn(
            clips=np.stack([centred(group, mid) for group in clips[:-1]]),
            nobody=centred(clips[-1], mid),
            held=centred(held.mean(axis=1), mid),
            weights=fold.weights,
        )
        near = [nearest(_unit(rows), _unit(every)) for rows in (np.concatenate(clips), held[:, 0])]
        return cls(told, _lent(told, fold.known, centred(train, mid)), (near[0], near[1]))


def _lent(told: Drawn, known: Material, train: Floats) -> Drawn:
    """The same with real clips that were trained on in place of drawn ones."""
    rng = np.random.default_rng(5)
    odds = known.liking[:, known.of("train")]
    n = 8 * told.clips.shape[1]

    def some(share: Floats | None) -> Floats:
        p = None if share is None else share / share.sum()
        return np.asarray(train[rng.choice(len(train), size=n, p=p), rng.integers(train.shape[1], size=n)])

    return Drawn(np.stack([some(share) for share in odds]), some(None), told.held, told.weights)


def _works(judge: Judge, known: Material, part: material.Part, *, frames: int) -> Floats:
    """(works, `_REAL`, d) of some clips of each work of a part, of the size that is drawn."""
    rng, side = np.random.default_rng(3), round(known.frames.shape[1] / _MARGIN)
    works = [int(work) for work in known.of(part)]
    clips = [known.clip(rng, work, frames=frames, side=side) for work in works for _ in range(_REAL)]
    return _vectors(judge, np.stack(clips)).reshape(len(works), _REAL, -1)


def _vectors(judge: Judge, clips: Frames) -> Floats:
    """(n, d): each clip by all of its frames."""
    out = []
    for clip in clips:
        big = [cv2.resize(one, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC) for one in clip]
        out.append(judge([np.asarray(one, np.uint8) for one in big]).mean(axis=0))
    return np.asarray(np.stack(out), np.float32)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
