"""Stretches of videos that show what was asked for: found across the corpus, shot by shot of each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.footage.evidence import LIKE
from generec.domain.items import Item
from generec.domain.profiles import Floats, FrameFeatures, Profile
from generec.editor.quality import quality, usable
from generec.editor.taste import Centre, TasteConfig, centred, relevance, shot_of, wished

_TINY = 1e-6
_OTHERS, _LEAST_SPREAD = 3, 0.02
_FULL_Z, _BEST = 5.0, 0.8
"""So far above chance a picture shows for certain what a word says; and at this share of the best."""


class SegmentsConfig(BaseModel):
    """What counts as showing something. `z` are deviations from what frames of the corpus have by chance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    margin_s: float = Field(default=0.15, ge=0, description="kept clear of a source's cuts, s")
    shortest_s: float = Field(default=1.0, gt=0, description="shorter stretches are not used, s")
    against: float = Field(
        default=-1.0, description="z below which pictures speak against what the words say"
    )
    like: float = Field(default=1.5, description="z from which pictures bear out likeness of meaning")
    blind: float = Field(default=3.0, description="z from which pictures alone show it")
    unwanted: float = Field(default=3.0, description="z from which pictures show what is not wanted")
    clear: float = Field(default=3.0, description="z from which a video's best frame shows for certain")
    gone: float = Field(
        default=0.35,
        ge=0,
        le=1,
        description="where one does, frames below this share of its z show that the subject is gone",
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one shot of a source, in seconds of it.

    `relevance` (topics,) in [0, 1], 0 where it is not shown; `taste` in [-1, 1]; `quality` as of
    `generec.editor.quality`; `activity` in [0, 1] is how much its pictures change; `picture` is a
    unit vector.
    """

    item: Item
    start_s: float
    end_s: float
    relevance: Floats
    taste: float
    quality: float
    activity: float
    brightness: float
    picture: Floats

    @property
    def length_s(self) -> float:
        """Seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Source:
    """A video with its features; by topic, how much its words speak for it, and how well it fits."""

    item: Item
    features: FrameFeatures
    shares: Floats
    fits: Floats


@dataclass(frozen=True, slots=True)
class Sought:
    """Vectors of the topics wanted (k, t), each one or more rows; and of those that are not."""

    wanted: Floats
    unwanted: Floats | None = None


def segments(
    sources: Iterable[Source],
    sought: Sought,
    *,
    profile: Profile,
    centre: Centre | None,
    piece_s: float,
    words: bool,
    config: SegmentsConfig,
) -> list[Segment]:
    """All stretches of about `piece_s` that show one of the topics, in the order of the sources.

    What a frame has by chance is told by the frames of other videos: their median, and the median
    deviation from it.
    """
    videos = list(sources)
    if not videos:
        return []
    wanted = [sought.wanted[k : k + 1] for k in range(len(sought.wanted))]
    chance = [deviations(videos, about, centre, topic=k) for k, about in enumerate(wanted)]
    bad = deviations(videos, sought.unwanted, centre) if sought.unwanted is not None else None
    full = certain(chance)
    out: list[Segment] = []
    for number, video in enumerate(videos):
        z = np.stack([scores[number] for scores in chance])
        if bad is not None and float(bad[number].mean()) >= config.unwanted:
            continue
        out += _of(
            video, z, full, profile=profile, centre=centre, piece_s=piece_s, words=words, config=config
        )
    return out


def certain(chance: Sequence[Sequence[Floats]]) -> Floats:
    """(topics,) the z from which pictures show each topic for certain, by those of all videos' frames.

    What many frames show far above chance (animals) is less sure where it is only somewhat above.
    """
    best = [max(float(frames.max()) for frames in videos) for videos in chance]
    return np.asarray(np.maximum(_FULL_Z, _BEST * np.array(best)), np.float32)


def deviations(
    videos: Sequence[Source], about: Floats, centre: Centre | None, *, topic: int = -1
) -> list[Floats]:
    """For each video its frames' deviations (frames,) from chance, for one topic.

    Chance is what frames have of videos whose words do not speak for the topic; of all, where
    those are few.
    """
    scores = [wished(video.features, about, centre=centre) for video in videos]
    others = [
        score for score, video in zip(scores, videos, strict=True) if topic < 0 or not video.shares[topic]
    ]
    every = np.concatenate(others if len(others) >= _OTHERS else scores)
    middle = float(np.median(every))
    spread = 1.4826 * float(np.median(np.abs(every - middle)))
    return [np.asarray((score - middle) / max(spread, _LEAST_SPREAD), np.float32) for score in scores]


def _of(
    video: Source,
    z: Floats,
    full: Floats,
    *,
    profile: Profile,
    centre: Centre | None,
    piece_s: float,
    words: bool,
    config: SegmentsConfig,
) -> Iterator[Segment]:
    """The stretches of one video that show something wanted."""
    features = video.features
    if not _possible(video, z, full, words=words, config=config):
        return
    known = profile.meaning is not None or profile.pictures is not None
    taste = relevance(features=features, profiles=[profile], centre=centre, config=TasteConfig())[0]
    good, fine = quality(features), usable(features)
    pictures = centred(features.pictures, centre.pictures if centre is not None else None)
    there = _there(z, config)
    for start_s, end_s, frames in pieces(features, there, piece_s=piece_s, config=config):
        frames = frames[fine[frames]]
        if not len(frames):
            continue
        shown = shown_by(video.shares, z[:, frames].mean(axis=1), full, words=words, config=config)
        if not shown.any():
            continue
        mean = pictures[frames].mean(axis=0)
        yield Segment(
            item=video.item,
            start_s=start_s,
            end_s=end_s,
            relevance=np.asarray(shown * video.fits, np.float32),
            taste=float(taste[frames].mean()) if known else 0.0,
            quality=float(good[frames].mean()),
            activity=_activity(features.pictures[frames]),
            brightness=float(features.brightness[frames].mean()),
            picture=np.asarray(mean / max(float(np.linalg.norm(mean)), _TINY), np.float32),
        )


def _possible(video: Source, z: Floats, full: Floats, *, words: bool, config: SegmentsConfig) -> bool:
    """Whether any frame could do: spares the rest of the work on most of a corpus."""
    return bool(shown_by(video.shares, z.max(axis=1), full, words=words, config=config).any())


def shown_by(shares: Floats, z: Floats, full: Floats, *, words: bool, config: SegmentsConfig) -> Floats:
    """(topics,) how sure it is that a stretch shows each topic, by words and pictures; 0: not.

    `full` are the z that are certain.
    """
    seen = np.clip(z / full, 0.0, 1.0)
    if not words:
        return np.asarray(np.where(z >= config.blind, seen, 0.0), np.float32)
    least = np.where(shares > LIKE, config.against, config.like)
    return np.asarray(np.where((shares > 0) & (z >= least), 0.65 * shares + 0.35 * seen, 0.0), np.float32)


def _there(z: Floats, config: SegmentsConfig) -> NDArray[np.bool_]:
    """(frames,) False where the subject has left a picture in which it was clearly seen before."""
    best = z.max(axis=1, keepdims=True)
    return np.asarray(((best < config.clear) | (z >= config.gone * best)).any(axis=0))


def pieces(
    features: FrameFeatures, there: NDArray[np.bool_], *, piece_s: float, config: SegmentsConfig
) -> Iterator[tuple[float, float, NDArray[np.int64]]]:
    """(start, end, numbers of its frames) of stretches of about `piece_s`, all `there`, without a cut."""
    shots = shot_of(features)
    spans = features.shots if len(features.shots) else np.array([[0.0, features.duration_s]], np.float32)
    for number, (first, last) in enumerate(spans.tolist()):
        # The last frames of a file may be missing from it: headers overstate.
        start = first + (config.margin_s if number else 0.0)
        end = last - (config.margin_s if number + 1 < len(spans) else 0.1)
        for low, high, inside in _runs(features.times, np.flatnonzero(shots == number), there, start, end):
            if high - low < config.shortest_s:
                continue
            edges = np.linspace(low, high, max(1, int((high - low) / piece_s + 0.02)) + 1)
            at = features.times[inside]
            for left, right in pairwise(edges.tolist()):
                yield round(left, 3), round(right, 3), inside[(at >= left) & (at < right)]


def _runs(
    times: Floats, inside: NDArray[np.int64], there: NDArray[np.bool_], start: float, end: float
) -> Iterator[tuple[float, float, NDArray[np.int64]]]:
    """The stretches between `start` and `end` whose frames are all there, halfway to those that are not."""
    if not len(inside):
        return
    kept = there[inside]
    for run in np.split(np.arange(len(inside)), np.flatnonzero(np.diff(kept)) + 1):
        if kept[run[0]]:
            i, j = int(run[0]), int(run[-1])
            low = start if i == 0 else float(times[inside[i - 1]] + times[inside[i]]) / 2
            high = end if j + 1 == len(inside) else float(times[inside[j]] + times[inside[j + 1]]) / 2
            yield low, high, inside[run]


def _activity(pictures: Floats) -> float:
    """How much pictures change from one sample to the next: 1 less their cosine, doubled."""
    if len(pictures) < 2:
        return 0.0
    alike = float((pictures[1:] * pictures[:-1]).sum(axis=1).mean())
    return float(np.clip(2.0 * (1.0 - alike), 0.0, 1.0))
