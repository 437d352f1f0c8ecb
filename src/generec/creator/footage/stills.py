"""Single pictures for posters and collages: photos, and frames of videos, that show what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.footage.segments import SegmentsConfig, Source, certain, deviations, shown_by
from generec.creator.footage.stock import Stock, StockConfig, Studio, stock
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Guidance, Topic
from generec.domain.items import Item
from generec.domain.profiles import Floats, FrameFeatures, Profile
from generec.editor.cover import LETTERED
from generec.editor.quality import usable
from generec.editor.taste import TasteConfig, centred, relevance

_SHARP, _FAR, _SMALL = 150.0, 0.45, 480
"""Sharpness of an ordinary picture, the distance from middle light at which it counts in full, and the
shorter side from which a picture is large enough."""
_FEW = 20
"""With fewer frames than this, what they have by chance says nothing against words."""
_LETTERED = 3.0
"""So far above chance a frame looks like a page of words."""


class StillsConfig(BaseModel):
    """How single pictures are found and ordered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stock: StockConfig = Field(
        default=StockConfig(segments=SegmentsConfig(like=3.0)),
        description="How photos and footage are found; one picture has to be surer than a shot of many.",
    )
    topic: float = Field(default=2.0, ge=0, description="weight of showing what was asked for")
    taste: float = Field(default=0.6, ge=0, description="weight of what the viewer likes")
    quality: float = Field(default=0.7, ge=0, description="weight of sharpness, light and size")
    photo: float = Field(default=0.1, ge=0, description="what a photo is worth over a frame of a video")
    apart_s: float = Field(default=1.5, gt=0, description="frames of one video lie so many seconds apart")
    near: float = Field(
        default=0.72, ge=0, le=1, description="least share of the surest picture's certainty, by topic"
    )
    of_one: int = Field(default=3, ge=1, description="frames of one video, at most")


@dataclass(frozen=True, slots=True)
class Still:
    """One picture: a photo, or the frame of a video at `at_s`.

    `topic` is the number of the one that it shows, `worth` what speaks for it; `picture` (d,) is a unit
    vector, less what all pictures share. `free` says whether it may be changed: graded, lettered, restyled.
    """

    item: Item
    at_s: float
    topic: int
    worth: float
    relevance: float
    picture: Floats

    @property
    def free(self) -> bool:
        """Whether the item allows more than cropping."""
        return "edit" in self.item.allow


def stills(
    guidance: Guidance,
    topics: tuple[Topic, ...],
    *,
    profile: Profile,
    studio: Studio,
    config: StillsConfig,
) -> list[Still]:
    """The pictures that show one of the topics, the best first. Raises `NotAllowed` where none does."""
    found = stock(guidance, topics, studio=studio, config=config.stock, kinds=("image", "video"))
    every = list(_all(found, profile, studio, config))
    best = [max((s.relevance for s in every if s.topic == k), default=0.0) for k in range(len(topics))]
    sure = [still for still in every if still.relevance >= config.near * best[still.topic]]
    out = sorted(sure, key=lambda still: (-still.worth, still.item.id))
    if not out:
        raise NotAllowed(f"nothing here shows {' or '.join(topic[0] for topic in topics)}")
    return out


def _all(found: Stock, profile: Profile, studio: Studio, config: StillsConfig) -> Iterator[Still]:
    """The best frames of every source."""
    sources = list(found.sources)
    if not sources:
        return
    centre, sought, segments = studio.tools.centre(), found.sought, found.config.segments
    wanted = [sought.wanted[k : k + 1] for k in range(len(sought.wanted))]
    chance = [deviations(sources, about, centre, topic=k) for k, about in enumerate(wanted)]
    bad = deviations(sources, sought.unwanted, centre) if sought.unwanted is not None else None
    words = deviations(sources, studio.texts(LETTERED), centre)
    full = certain(chance)
    few = sum(len(source.features.times) for source in sources) < _FEW
    if few:
        segments = segments.model_copy(update={"against": -np.inf, "gone": 0.0})
    for number, source in enumerate(sources):
        z = np.stack([scores[number] for scores in chance])
        barred = np.asarray((words[number] >= _LETTERED) & (not few))
        if bad is not None:
            barred = np.asarray(barred | (bad[number] >= segments.unwanted))
        yield from _of(source, z, full, barred, profile, studio, segments, found, config)


def _of(
    source: Source,
    z: Floats,
    full: Floats,
    barred: NDArray[np.bool_],
    profile: Profile,
    studio: Studio,
    segments: SegmentsConfig,
    found: Stock,
    config: StillsConfig,
) -> Iterator[Still]:
    features = source.features
    shown = _shown(source, z, full, segments, words=found.config.evidence.words)
    best = shown.max(axis=0)
    best[barred | ~usable(features)] = 0
    if not best.any():
        return
    centre = studio.tools.centre()
    known = profile.meaning is not None or profile.pictures is not None
    taste = np.zeros(len(best), np.float32)
    if known:
        taste = relevance(features=features, profiles=[profile], centre=centre, config=TasteConfig())[0]
    worth = config.topic * best + config.taste * taste + config.quality * fineness(source.item, features)
    worth += config.photo * (source.item.kind == "image")
    pictures = centred(features.pictures, centre.pictures if centre is not None else None)
    taken: list[int] = []
    for frame in np.argsort(-worth, kind="stable").tolist():
        near = any(abs(features.times[frame] - features.times[other]) < config.apart_s for other in taken)
        if best[frame] > 0 and not near and len(taken) < config.of_one:
            taken.append(frame)
            at_s = 0.0 if source.item.kind == "image" else round(float(features.times[frame]), 3)
            yield Still(
                item=source.item,
                at_s=at_s,
                topic=int(shown[:, frame].argmax()),
                worth=float(worth[frame]),
                relevance=float(best[frame]),
                picture=pictures[frame],
            )


def _shown(source: Source, z: Floats, full: Floats, config: SegmentsConfig, *, words: bool) -> Floats:
    """(topics, frames) how sure it is that each frame shows each topic; 0: not."""
    columns = [shown_by(source.shares, z[:, i], full, words=words, config=config) for i in range(z.shape[1])]
    out = np.stack(columns, axis=1)
    # In a frame from which the subject has gone, what its item is called counts for nothing.
    gone = (z.max(axis=1, keepdims=True) >= config.clear) & (z < config.gone * z.max(axis=1, keepdims=True))
    return np.asarray(np.where(gone, 0.0, out), np.float32)


def fineness(item: Item, features: FrameFeatures) -> Floats:
    """(frames,) about -1 to 0.5: how sharp, well lit and large each frame is, whatever it shows."""
    sharp = np.clip(np.log2((features.sharpness + 1.0) / _SHARP), -3.0, 1.5) / 3.0
    far = np.clip(np.abs(features.brightness - 0.48) / _FAR, 0.0, 1.0)
    side = min(item.width, item.height) or _SMALL
    large = float(np.clip(np.log2(side / _SMALL), -1.5, 1.0)) / 3.0
    return np.asarray(sharp - 0.6 * far**2 + large, np.float32)
