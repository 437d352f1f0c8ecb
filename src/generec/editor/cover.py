"""Choose which existing frame of a video is its cover, for each viewer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.errors import DataError
from generec.domain.profiles import Floats, FrameFeatures, Profile
from generec.editor.choice import Choice, DrawConfig, draw, why
from generec.editor.quality import quality, usable
from generec.editor.taste import Centre, TasteConfig, Wish, leans, relevance
from generec.encoders.topics import Texts

NAME = "editor.cover.v1"

LETTERED = ("web site, menu, book jacket",)
"""What a frame full of words looks like to the picture model, in the names of its own classes.

Measured on 20 frames of real clips: with two lines of large words set on them, 18 lie nearer to this
than before; "text" itself finds 11 of 20.
"""


class CoverConfig(BaseModel):
    """Settings of the choice of covers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quality: float = Field(default=0.1, ge=0, description="Weight of the picture's quality against taste.")
    apart_s: float = Field(
        default=1.0, ge=0, description="Variants lie at least so many seconds apart, where there is room."
    )
    taste: TasteConfig = Field(default=TasteConfig(), description="How taste is measured.")
    draw: DrawConfig = Field(default=DrawConfig(), description="How a variant is drawn.")


def plainer(wish: Wish | None, *, texts: Texts) -> Wish:
    """The wish of a viewer who wants other covers: also without words on them."""
    words = texts(LETTERED)
    less = wish.less if wish is not None else None
    return Wish(
        more=wish.more if wish is not None else None,
        less=words if less is None else np.concatenate([less, words]),
    )


class CoverChooser:
    """Chooses covers: presentation of an existing item, logged with its propensity; nothing is made."""

    name = NAME

    def __init__(self, config: CoverConfig | None = None, *, centre: Centre | None = None) -> None:
        self.config = config or CoverConfig()
        self.centre = centre
        self._crowd = leans(centre, self.config.taste)

    def __call__(
        self,
        *,
        features: FrameFeatures,
        profiles: Sequence[Profile],
        rng: Generator,
        wish: Wish | None = None,
    ) -> list[Choice[float]]:
        """One choice for each viewer; options are seconds.

        Frames that are black, blank or in a transition are never offered while others exist. A viewer without
        history gets a sharp, well exposed frame that is typical of the video. Raises `DataError`
        for features without frames.
        """
        if not len(features.times):
            raise DataError("a video without sampled frames has no cover to choose")
        taste = relevance(
            features=features, profiles=profiles, centre=self.centre, config=self.config.taste, wish=wish
        )
        scores = taste + self.config.quality * quality(features)
        scores[:, ~usable(features)] = -np.inf
        return [
            self._one(features, row, profile, rng, wish)
            for row, profile in zip(scores, profiles, strict=True)
        ]

    def _one(
        self, features: FrameFeatures, scores: Floats, profile: Profile, rng: Generator, wish: Wish | None
    ) -> Choice[float]:
        picked = np.sort(self._spread(features, scores))
        known = profile.pictures is not None or profile.meaning is not None
        asked = wish is not None and wish.more is not None and len(wish.more) > 0
        return draw(
            [round(float(time), 3) for time in features.times[picked]],
            scores[picked],
            config=self.config.draw,
            rng=rng,
            because=why(known=known, asked=asked, crowd=self._crowd, what="frame"),
        )

    def _spread(self, features: FrameFeatures, scores: Floats) -> list[int]:
        """The best frames, none nearer than `apart_s` to a better one."""
        picked: list[int] = []
        apart = min(self.config.apart_s, features.duration_s / (2 * self.config.draw.most))
        for frame in map(int, np.argsort(-scores, kind="stable")):
            if len(picked) == self.config.draw.most or not np.isfinite(scores[frame]):
                break
            if all(abs(features.times[frame] - features.times[other]) >= apart for other in picked):
                picked.append(frame)
        return picked
