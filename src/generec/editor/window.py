"""Choose which window of a video plays, for each viewer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.errors import DataError
from generec.domain.guidance import Clip, Guidance
from generec.domain.profiles import Floats, FrameFeatures, Profile
from generec.editor.choice import Choice, DrawConfig, draw, why
from generec.editor.highlights import Span, highlights
from generec.editor.quality import quality
from generec.editor.taste import Centre, TasteConfig, Wish, leans, relevance

NAME = "editor.window.v1"
_TOUCH_S = 0.05
_SCRAP_S = 0.6


class WindowConfig(BaseModel):
    """Settings of the choice of windows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = Field(default=7.0, gt=0, description="Length where neither wish nor habit says one, s.")
    least_s: float = Field(default=2.0, gt=0, description="No window is chosen shorter, unless asked for, s.")
    most_s: float = Field(default=20.0, gt=0, description="Habit alone makes no window longer, s.")
    share: float = Field(
        default=0.6, gt=0, le=1, description="'Shorter' without a length: at most this share."
    )
    give: float = Field(
        default=0.25, ge=0, lt=1, description="Share by which a window may end earlier, at a cut."
    )
    quality: float = Field(default=0.1, ge=0, description="Weight of the pictures' quality against taste.")
    edge: float = Field(default=0.04, ge=0, description="Bonus for beginning, and for ending, on a cut.")
    cut: float = Field(default=0.02, ge=0, description="Cost of each cut inside.")
    found: float = Field(
        default=0.15,
        ge=-1,
        le=1,
        description="Least match of pictures with the part asked for; below it, it is not found.",
    )
    long_s: float = Field(
        default=45.0, gt=0, description="Longer videos are cut to several pieces where there is room, s."
    )
    piece_s: float = Field(default=4.0, gt=0, description="About how long such a piece is, s.")
    taste: TasteConfig = Field(default=TasteConfig(), description="How taste is measured.")
    draw: DrawConfig = Field(default=DrawConfig(), description="How a variant is drawn.")


class Length(NamedTuple):
    """How long a window is to be, and between which bounds it may end on a cut, s."""

    seconds: float
    least: float
    most: float


class WindowChooser:
    """Chooses windows: presentation of an existing item, logged with its propensity; nothing is made."""

    name = NAME

    def __init__(self, config: WindowConfig | None = None, *, centre: Centre | None = None) -> None:
        self.config = config or WindowConfig()
        self.centre = centre
        self._crowd = leans(centre, self.config.taste)

    def __call__(
        self,
        *,
        features: FrameFeatures,
        profiles: Sequence[Profile],
        rng: Generator,
        guidance: Guidance | None = None,
        wish: Wish | None = None,
    ) -> list[Choice[Span]]:
        """One choice for each viewer; options are (start, end) in seconds, to the millisecond.

        Windows slide over frames and cuts and are compared by mean. The length is just what the wish
        says, else the limit, else the viewer's liked length, else the default; a video that is no
        longer plays whole. Raises `DataError` for features without frames.
        """
        scores = self._scores(features, profiles, wish)
        asked = wish is not None and wish.more is not None and len(wish.more) > 0
        return [
            self._one(features, row, self.length(features.duration_s, profile, guidance), profile, rng, asked)
            for row, profile in zip(scores, profiles, strict=True)
        ]

    def several(
        self, *, features: FrameFeatures, profile: Profile, guidance: Guidance, wish: Wish | None
    ) -> tuple[Span, ...] | None:
        """The best of a long video in several pieces; None for a short one, or where one piece will do."""
        seconds = self.length(features.duration_s, profile, guidance).seconds
        pieces = round(seconds / self.config.piece_s)
        if features.duration_s < max(self.config.long_s, 2 * seconds) or pieces < 2:
            return None
        scores = self._scores(features, [profile], wish)[0]
        spans = self._spans(
            features, Length(seconds / pieces, (1 - self.config.give) * seconds / pieces, seconds / pieces)
        )
        values = self._values(features, scores, spans)
        return highlights(features, spans, values, seconds=seconds, pieces=pieces)

    def _scores(self, features: FrameFeatures, profiles: Sequence[Profile], wish: Wish | None) -> Floats:
        """(profiles, frames): taste and quality of each frame. Raises `DataError` without frames."""
        if not len(features.times):
            raise DataError("a video without sampled frames has no window to choose")
        taste = relevance(
            features=features, profiles=profiles, centre=self.centre, config=self.config.taste, wish=wish
        )
        return np.asarray(taste + self.config.quality * quality(features), np.float32)

    def length(self, duration_s: float, profile: Profile, guidance: Guidance | None) -> Length:
        """How long the window is to be: a length that was said is kept, a limit is not exceeded."""
        config = self.config
        clip = next((e for e in guidance.edits if isinstance(e, Clip)), None) if guidance else None
        limits = guidance.limits if guidance else None
        if clip and clip.seconds:
            asked = min(clip.seconds, duration_s)
            return Length(asked, asked, asked)
        habit = float(np.clip(profile.length_s or config.seconds, config.least_s, config.most_s))
        if clip:
            habit = min(habit, max(config.share * duration_s, config.least_s))
        if limits and limits.min_seconds:
            habit = max(habit, limits.min_seconds)
        if limits and limits.max_seconds:
            most = max(limits.max_seconds, 0.5) if not clip else min(habit, limits.max_seconds)
            most = min(most, duration_s)
            return Length(most, (1 - config.give) * most, most)
        habit = min(habit, duration_s)
        return Length(habit, (1 - config.give) * habit, (1 + config.give) * habit)

    def _one(
        self,
        features: FrameFeatures,
        scores: Floats,
        length: Length,
        profile: Profile,
        rng: Generator,
        asked: bool,
    ) -> Choice[Span]:
        strict = length.most <= length.seconds
        if length.seconds >= features.duration_s * (1.0 if strict else 0.9) - 1e-3:
            return Choice(
                ((0.0, _ms(features.duration_s)),), (1.0,), 0, float(scores.mean()), "it plays whole"
            )
        spans = self._spans(features, length)
        values = self._values(features, scores, spans)
        picked = self._spread(spans, values)
        known = profile.pictures is not None or profile.meaning is not None
        return draw(
            [(_ms(a), _ms(b)) for a, b in spans[picked]],
            values[picked],
            config=self.config.draw,
            rng=rng,
            because=why(known=known, asked=asked, crowd=self._crowd, what="window"),
        )

    def _spans(self, features: FrameFeatures, length: Length) -> NDArray[np.float64]:
        """(windows, 2) candidates: from each frame and each cut on, ending on a cut where one is near."""
        total, seconds = float(features.duration_s), length.seconds
        edges = np.concatenate([[0.0], (features.times[1:] + features.times[:-1]) / 2.0])
        cuts = _cuts(features)
        starts = np.concatenate([edges, cuts, cuts - seconds, [total - seconds]]).astype(np.float64)
        starts = np.unique(np.round(starts[(starts >= 0) & (starts <= total - seconds + 1e-6)], 3))
        stops = np.append(cuts, total)
        ends = starts + seconds
        near = np.abs(stops[None, :] - ends[:, None])
        lengths = stops[None, :] - starts[:, None]
        near[(lengths < length.least - 1e-3) | (lengths > length.most + 1e-6)] = np.inf
        best = near.argmin(axis=1)
        ends = np.where(np.isfinite(near.min(axis=1)), stops[best], ends)
        return np.stack([starts, np.minimum(ends, total)], axis=1)

    def _values(self, features: FrameFeatures, scores: Floats, spans: NDArray[np.float64]) -> Floats:
        """Mean score of the frames inside, with bonus and cost of cuts."""
        sums = np.concatenate([[0.0], np.cumsum(scores, dtype=np.float64)])
        first = np.searchsorted(features.times, spans[:, 0], side="left")
        last = np.searchsorted(features.times, spans[:, 1], side="left")
        nearest = np.abs(features.times[None, :] - spans.mean(axis=1)[:, None]).argmin(axis=1)
        first, last = np.where(last > first, first, nearest), np.where(last > first, last, nearest + 1)
        value = (sums[last] - sums[first]) / (last - first)
        cuts = _cuts(features)
        stops = np.concatenate([[0.0], cuts, [features.duration_s]])
        from_start = np.abs(spans[:, :1] - stops).min(axis=1)
        to_end = np.abs(spans[:, 1:] - stops).min(axis=1)
        value += self.config.edge * ((from_start < _TOUCH_S) * 1.0 + (to_end < _TOUCH_S))
        inside = (cuts > spans[:, :1] + _TOUCH_S) & (cuts < spans[:, 1:] - _TOUCH_S)
        value -= self.config.cut * inside.sum(axis=1)
        scraps = inside & ((cuts < spans[:, :1] + _SCRAP_S) | (cuts > spans[:, 1:] - _SCRAP_S))
        value -= self.config.edge * scraps.any(axis=1)
        return np.asarray(value, np.float32)

    def _spread(self, spans: NDArray[np.float64], values: Floats) -> NDArray[np.int64]:
        """The best windows, none that shares more than half with a better one, in order of time."""
        picked: list[int] = []
        for index in map(int, np.argsort(-values, kind="stable")):
            if len(picked) == self.config.draw.most:
                break
            a, b = spans[index]
            shared = (min(b, spans[i, 1]) - max(a, spans[i, 0]) for i in picked)
            if all(s <= 0.5 * (b - a) for s in shared):
                picked.append(index)
        return np.sort(np.array(picked, np.int64))


def _cuts(features: FrameFeatures) -> NDArray[np.float64]:
    return np.asarray(features.shots[1:, 0] if len(features.shots) > 1 else [], np.float64)


def _ms(seconds: float) -> float:
    return round(float(seconds), 3)
