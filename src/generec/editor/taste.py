"""How near the frames of a video are to what viewers like and ask for.

Picture features share a large part that says nothing of the subject. Frames are therefore compared
after the catalogue's mean is taken off, and profiles after their part along it is taken away: a
profile has lost its length, so that the mean cannot be subtracted from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.guidance import Clip, Guidance, Topic
from generec.domain.profiles import Floats, FrameFeatures, Profile
from generec.encoders.topics import Texts, topic_vectors

_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Crowd:
    """What all viewers here like: unit vectors `pictures` (d,) and `meaning` (t,) without their part along
    the catalogue's mean (zero where unknown); at `half` liked works a viewer's own taste counts as much."""

    pictures: Floats
    meaning: Floats
    half: float


@dataclass(frozen=True, slots=True)
class Centre:
    """The catalogue's mean vectors: of frames' pictures (d,) and concepts (t,), of items' meaning (t,).

    With it goes what all viewers like, where there are enough of them.
    """

    pictures: Floats
    concepts: Floats
    meaning: Floats
    crowd: Crowd | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the viewer asks for now: vectors of words (k, t), wanted and not wanted."""

    more: Floats | None = None
    less: Floats | None = None


class TasteConfig(BaseModel):
    """How frames are weighed against a viewer's taste and wishes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pictures: float = Field(
        default=0.15, ge=0, le=1, description="Share of likeness of pictures; the rest is meaning."
    )
    shot: float = Field(default=0.5, ge=0, le=1, description="Share that a frame takes from its whole shot.")
    wish: float = Field(default=2.0, ge=0, description="Weight of what is asked for now against the taste.")
    typical: float = Field(
        default=0.5, ge=0, description="Weight of being typical of the video where no taste is known."
    )
    crowd: float = Field(
        default=1.0,
        ge=0,
        description="How far a taste of few likes leans on what all like here: times as far as foretold "
        "likes best at the last fit; 0: not at all.",
    )


def wanted(guidance: Guidance) -> tuple[Topic, ...]:
    """What the chosen part should show: what a clip is to be about, else the topics wanted."""
    about = tuple(edit.about for edit in guidance.edits if isinstance(edit, Clip) and edit.about)
    return about or guidance.more


def wish_of(guidance: Guidance, *, texts: Texts) -> Wish | None:
    """The vectors of what the viewer wants and does not want; None where neither is said."""
    more, less = wanted(guidance), guidance.less
    if not more and not less:
        return None
    return Wish(
        more=topic_vectors(more, texts=texts) if more else None,
        less=topic_vectors(less, texts=texts) if less else None,
    )


def centre_of(features: Sequence[FrameFeatures], *, meaning: Floats | None = None) -> Centre:
    """The centre of a catalogue: means over videos of their frames' means; `meaning` (n, t) of the items."""
    pictures = np.stack([f.pictures.mean(axis=0) for f in features]).mean(axis=0)
    concepts = np.stack([f.concepts.mean(axis=0) for f in features]).mean(axis=0)
    words = concepts if meaning is None or not len(meaning) else meaning.mean(axis=0)
    rows = [np.asarray(mean, np.float32) for mean in (pictures, concepts, words)]
    return Centre(pictures=rows[0], concepts=rows[1], meaning=rows[2])


def relevance(
    *,
    features: FrameFeatures,
    profiles: Sequence[Profile],
    centre: Centre | None,
    config: TasteConfig,
    wish: Wish | None = None,
) -> Floats:
    """(viewers, frames) scores: cosines to taste, plus to what is wished, less to what is not.

    A taste leans on what all like here (`leaning`). Where neither is known, a frame scores by how typical
    it is of the video. Always finite.
    """
    d, t = features.pictures.shape[1], features.concepts.shape[1]
    middle = centre or Centre(np.zeros(d, np.float32), np.zeros(t, np.float32), np.zeros(t, np.float32))
    pictures = centred(features.pictures, middle.pictures)
    concepts = centred(features.concepts, middle.concepts)
    scores = np.zeros((len(profiles), len(pictures)), np.float32)
    total = np.zeros((len(profiles), 1), np.float32)
    crowd, z = middle.crowd, own_share(profiles, middle.crowd, config)
    seen, said = (crowd.pictures, crowd.meaning) if crowd is not None else (None, None)
    for rows, vectors, mean, all_like, share in (
        (pictures, [p.pictures for p in profiles], middle.pictures, seen, config.pictures),
        (concepts, [p.meaning for p in profiles], middle.meaning, said, 1.0 - config.pictures),
    ):
        taste = leaning(tastes(vectors, rows.shape[1], mean), all_like, z)
        known = taste.any(axis=1, keepdims=True)
        scores += share * (taste @ rows.T)
        total += share * known
    unknown = total[:, 0] == 0
    scores[~unknown] /= np.maximum(total[~unknown], _TINY)
    scores[unknown] = config.typical * typical(features)
    if wish is not None:
        scores += config.wish * _wished(concepts, wish, middle.meaning)
    return _smooth(scores, features, config.shot)


def leans(centre: Centre | None, config: TasteConfig) -> bool:
    """Whether what all like counts for those of whom little is known."""
    return centre is not None and centre.crowd is not None and config.crowd > 0


def own_share(profiles: Sequence[Profile], crowd: Crowd | None, config: TasteConfig) -> Floats:
    """(viewers,) how much of each taste is their own: n / (n + k) after n liked works, k as of the fit.

    The credibility factor of Bühlmann ("Experience rating and credibility", ASTIN Bulletin 4, 1967), the
    shrinkage of empirical Bayes. The taste of a group is that of many already, and stays.
    """
    if crowd is None or not config.crowd:
        return np.ones(len(profiles), np.float32)
    half = config.crowd * crowd.half
    known = (1.0 if p.shared else len(p.liked) / (len(p.liked) + half) for p in profiles)
    return np.fromiter(known, np.float32, len(profiles))


def leaning(own: Floats, crowd: Floats | None, share: Floats) -> Floats:
    """(n, dim) unit rows: `share` (n,) of each own unit row (zero: unknown), the rest of the crowd's.

    A row of which nothing is known is the crowd's, unless `share` is 1.
    """
    if crowd is None:
        return own
    z = share[:, None]
    return _unit(z * own + (1.0 - z) * crowd)


def typical(features: FrameFeatures) -> Floats:
    """(frames,) cosine of each frame to the mean of the video's frames."""
    mean = features.pictures.mean(axis=0)
    size = float(np.linalg.norm(mean))
    return np.asarray(features.pictures @ (mean / max(size, _TINY)), np.float32)


def shot_of(features: FrameFeatures) -> NDArray[np.int64]:
    """(frames,) the number of the shot that each frame lies in."""
    if not len(features.shots):
        return np.zeros(len(features.times), np.int64)
    found = np.searchsorted(features.shots[:, 0], features.times, side="right") - 1
    return np.clip(found, 0, len(features.shots) - 1)


def wished(features: FrameFeatures, about: Floats, *, centre: Centre | None) -> Floats:
    """(frames,) the best cosine of each frame's concepts to the words `about` (k, t)."""
    mean = centre.meaning if centre is not None else np.zeros(features.concepts.shape[1], np.float32)
    frames = centred(features.concepts, centre.concepts if centre is not None else None)
    return _wished(frames, Wish(more=about), mean)


def _wished(concepts: Floats, wish: Wish, mean: Floats) -> Floats:
    out = np.zeros(len(concepts), np.float32)
    if wish.more is not None and len(wish.more):
        out += (_apart(wish.more, mean) @ concepts.T).max(axis=0)
    if wish.less is not None and len(wish.less):
        out -= np.maximum((_apart(wish.less, mean) @ concepts.T).max(axis=0), 0.0)
    return out


def _smooth(scores: Floats, features: FrameFeatures, share: float) -> Floats:
    """Let each frame take a share of its shot's mean: a shot says more than one frame."""
    shots = shot_of(features)
    member = np.eye(shots.max() + 1, dtype=np.float32)[shots]
    means = (scores @ member) / np.maximum(member.sum(axis=0), 1.0)
    return np.asarray((1.0 - share) * scores + share * means[:, shots], np.float32)


def centred(frames: Floats, mean: Floats | None) -> Floats:
    """(n, dim) unit rows of frames with the catalogue's mean taken off."""
    return _unit(frames if mean is None else frames - mean)


def tastes(vectors: Sequence[Floats | None], dim: int, mean: Floats | None) -> Floats:
    """Profiles as unit rows without their part along the mean; zero rows where nothing is known."""
    return _apart(stacked(vectors, dim), np.zeros(dim, np.float32) if mean is None else mean)


def stacked(vectors: Sequence[Floats | None], dim: int) -> Floats:
    """(n, dim) profiles as they are; zero rows where nothing, or nothing finite, is known."""
    rows = np.zeros((len(vectors), dim), np.float32)
    for row, vector in zip(rows, vectors, strict=True):
        if vector is not None and np.isfinite(vector).all():
            row[:] = vector
    return rows


def _apart(rows: Floats, mean: Floats) -> Floats:
    size = float(np.linalg.norm(mean))
    if size < _TINY:
        return _unit(rows)
    axis = mean / size
    return _unit(rows - (rows @ axis)[:, None] * axis)


def _unit(rows: Floats) -> Floats:
    sizes = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.where(sizes > _TINY, rows / np.maximum(sizes, _TINY), 0.0), np.float32)
