"""What a crowd is like: parameters, and viewers drawn by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from scipy.special import expit

Floats = NDArray[np.float64]
TONGUES: Final = ("en", "de", "fr", "es", "pt", "zh")
"""The languages that viewers write."""


class Population(BaseModel):
    """Parameters of a crowd. Those named in `FITTED` come from a log; the others are assumed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stay: float = Field(
        default=0.2, description="Logit of the share watched of an item that is all the same."
    )
    stay_spread: float = Field(default=0.3, ge=0, description="Standard deviation of that between viewers.")
    pull: float = Field(default=1.6, ge=0, description="What a full liking of all topics adds to that logit.")
    chance: float = Field(default=0.9, ge=0, description="Standard deviation of what no label explains.")
    likes: float = Field(default=4.0, ge=1, description="Topics that a viewer likes, on average.")
    dislikes: float = Field(default=2.0, ge=0, description="Topics that a viewer dislikes, on average.")
    seeking: float = Field(default=0.8, description="How much the log's own choice followed taste.")
    like_at: float = Field(default=-6.0, description="Logit of a like at nothing watched.")
    like_by: float = Field(default=8.0, description="What the share watched adds to that logit.")
    skip_under: float = Field(default=0.25, ge=0, le=1, description="Share watched under which it is a skip.")
    session: float = Field(default=11.0, ge=1, description="Items of a visit, on average.")
    returning: float = Field(default=0.63, gt=0, lt=1, description="Chance of another visit the next day.")

    # assumed
    span_s: float = Field(default=11.0, gt=0, description="Median length that is just right, s.")
    span_spread: float = Field(default=0.45, ge=0, description="Spread of its logarithm between viewers.")
    long: float = Field(default=0.7, ge=0, description="Loss of logit for each doubling beyond that length.")
    quiet: float = Field(default=0.2, ge=0, le=1, description="Share of viewers who like it quiet.")
    loud: float = Field(default=0.5, ge=0, description="Their loss of logit from loud sound.")
    phone: float = Field(default=0.25, ge=0, le=1, description="Share of viewers who like upright pictures.")
    upright: float = Field(default=0.3, ge=0, description="Their loss of logit from pictures that are wide.")
    colour: float = Field(default=0.15, ge=0, description="Spread of the liking of colourful pictures.")
    blur: float = Field(default=0.5, ge=0, description="Loss of logit from fully blurred pictures.")
    cover: float = Field(default=0.4, ge=0, description="Weight of the cover's topics against the whole's.")
    trust: float = Field(default=-0.1, description="Mean trust in what AI made, -1 to 1.")
    trust_spread: float = Field(default=0.45, ge=0, description="Its spread between viewers.")
    badge: float = Field(default=0.5, ge=0, description="What full trust in a badge adds to the logit.")
    again: float = Field(default=0.35, ge=0, description="Loss of logit when all of late was of this topic.")
    leave: float = Field(default=1.2, ge=0, description="How much a visit's length hangs on how it went.")
    come: float = Field(default=5.0, ge=0, description="How much coming back hangs on how visits went.")
    talk: float = Field(default=0.35, ge=0, le=1, description="Mean chance of saying a wish that is felt.")
    typos: float = Field(default=0.12, ge=0, le=1, description="Chance of a slip in a wish.")
    foreign: float = Field(default=0.4, ge=0, le=1, description="Share who do not write English.")


FITTED = (
    "stay", "stay_spread", "pull", "chance", "likes", "dislikes", "seeking",
    "like_at", "like_by", "skip_under", "session", "returning",
)  # fmt: skip


@dataclass(slots=True)
class Viewer:
    """One viewer: the truth that no other process knows."""

    id: str
    tastes: dict[str, float]
    stay: float
    span_s: float
    quiet: bool
    phone: bool
    colour: float
    trust: float
    talk: float
    typos: float
    tongue: str
    patience: float

    def appeal(self, topics: Sequence[str]) -> float:
        """Liking of what shows these topics, -1 to 1: the mean over them; 0 of what shows none."""
        return sum(self.tastes.get(t, 0.0) for t in topics) / len(topics) if topics else 0.0

    def liked(self) -> list[str]:
        """Topics that are clearly liked, the most first."""
        return [t for t, v in sorted(self.tastes.items(), key=lambda pair: -pair[1]) if v > 0.4]

    def disliked(self) -> list[str]:
        """Topics that are clearly disliked, the most first."""
        return [t for t, v in sorted(self.tastes.items(), key=lambda pair: pair[1]) if v < -0.35]


def tastes(topics: Mapping[str, int], n: int, *, crowd: Population, rng: Generator) -> Floats:
    """(n, topics) liking in [-1, 1] for n viewers.

    Common topics are liked by more viewers, by the root of how many items have them; liked ones lie in
    0.5 to 1, disliked ones in -0.9 to -0.4, all others near 0.
    """
    share = np.sqrt(np.array(list(topics.values()), np.float64))
    out = rng.normal(0, 0.12, (n, len(topics)))
    order = np.argsort(-(np.log(share / share.sum()) + rng.gumbel(size=out.shape)), axis=1)
    liked = np.minimum(1 + rng.poisson(crowd.likes - 1, n), max(1, len(topics) // 2))
    hated = np.minimum(rng.poisson(crowd.dislikes, n), len(topics) - liked)
    place = np.argsort(order, axis=1)
    good = place < liked[:, None]
    # Dislikes are spread evenly over what is not liked, common or not.
    bad = (
        np.argsort(np.argsort(np.where(good, np.inf, rng.random(out.shape)), axis=1), axis=1) < hated[:, None]
    )
    out = np.where(good, rng.uniform(0.5, 1.0, out.shape), out)
    return np.where(bad & ~good, -rng.uniform(0.4, 0.9, out.shape), out)


def draw(
    topics: Mapping[str, int], n: int, *, crowd: Population, seed: int, languages: bool = True
) -> list[Viewer]:
    """`n` viewers of a crowd; the same seed gives the same."""
    rng = np.random.default_rng((seed, 11))
    table = tastes(topics, n, crowd=crowd, rng=rng)
    names = list(topics)
    foreign = [tongue for tongue in TONGUES if tongue != "en"]
    return [
        Viewer(
            id=f"sim{seed:02d}-{number:03d}",
            tastes={name: round(float(v), 3) for name, v in zip(names, table[number], strict=True)},
            stay=float(rng.normal(crowd.stay, crowd.stay_spread)),
            span_s=float(crowd.span_s * np.exp(rng.normal(0, crowd.span_spread))),
            quiet=bool(rng.random() < crowd.quiet),
            phone=bool(rng.random() < crowd.phone),
            colour=float(rng.normal(0, crowd.colour)),
            trust=float(np.clip(rng.normal(crowd.trust, crowd.trust_spread), -1, 1)),
            talk=float(np.clip(rng.normal(crowd.talk, crowd.talk / 2), 0, 1)),
            typos=crowd.typos,
            tongue=str(rng.choice(foreign)) if languages and rng.random() < crowd.foreign else "en",
            patience=float(crowd.session * np.exp(rng.normal(0, 0.4))),
        )
        for number in range(n)
    ]


def watched(logit: Floats | float) -> Floats:
    """The share watched of what is all the same."""
    return np.asarray(expit(logit), np.float64)
