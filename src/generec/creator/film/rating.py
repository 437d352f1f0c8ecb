"""How good a cast storyboard is, told from the plan alone: nothing is rendered for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.film.choose import CARD
from generec.creator.film.storyboard import PACE, Storyboard
from generec.creator.footage.segments import Segment

_ALIKE = 0.8
"""From this cosine on, two stretches look like one shot shown again."""


class RatingConfig(BaseModel):
    """What counts how much among storyboards with their casts. Shares are of the time on screen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    relevance: float = Field(
        default=3.0, ge=0, description="weight of how surely what was asked for is shown"
    )
    taste: float = Field(default=0.8, ge=0, description="weight of what this viewer likes")
    quality: float = Field(default=0.6, ge=0, description="weight of sharpness and exposure")
    repeats: float = Field(
        default=0.9,
        ge=0,
        description="cost of the share that looks like an earlier shot (half, of its source)",
    )
    lacking: float = Field(default=6.0, ge=0, description="cost of the share that no footage fills")
    pace: float = Field(
        default=0.35, ge=0, description="cost of shots twice or half as long as the mood has them"
    )


class Rating(NamedTuple):
    """What was told of a cast: means over its footage, shares of its time, and the whole as one number."""

    relevance: float
    taste: float
    quality: float
    repeats: float
    lacking: float
    score: float


def rate(
    board: Storyboard, found: Sequence[Segment], chosen: Sequence[int], *, config: RatingConfig
) -> Rating:
    """Rate a board with the segment (or `CARD`) that was chosen for each of its shots but the credits."""
    cast = [(shot, i) for shot, i in zip(board.shots, chosen, strict=False) if shot.told is None]
    whole = max(1, sum(shot.frames for shot, _ in cast))
    shown = [(shot, found[i]) for shot, i in cast if i != CARD]
    filled = sum(shot.frames for shot, _ in shown)

    def mean(values: Sequence[float]) -> float:
        weights = [shot.frames for shot, _ in shown]
        return float(np.average(values, weights=weights)) if values else 0.0

    relevance = mean([float(one.relevance[shot.topic]) for shot, one in shown]) * filled / whole
    taste, quality = mean([one.taste for _, one in shown]), mean([one.quality for _, one in shown])
    again = sum(
        shot.frames * _again(one, [before for _, before in shown[:number]])
        for number, (shot, one) in enumerate(shown)
    )
    lacking, repeats = 1 - filled / whole, again / whole
    pace = abs(float(np.log2(board.pace_s / PACE[board.mood])))
    score = config.relevance * relevance + config.taste * taste + config.quality * quality
    score -= config.repeats * repeats + config.lacking * lacking + config.pace * pace
    return Rating(relevance, taste, quality, repeats, lacking, score)


def _again(one: Segment, before: Sequence[Segment]) -> float:
    """1 where a stretch looks like one that was shown before, a half where it is of the same source."""
    if any(float(one.picture @ other.picture) >= _ALIKE for other in before):
        return 1.0
    return 0.5 if any(one.item.work == other.item.work for other in before) else 0.0
