"""What a ranking is, and the settings by which it is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field


class RetrieverConfig(BaseModel):
    """How items are chosen and ordered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    candidates: int = Field(
        default=200, ge=10, description="How many of the best are looked at for variety, at least."
    )
    wish_share: float = Field(
        default=0.8, ge=0, le=1, description="The least share of the feed for topics asked for now."
    )
    standing_share: float = Field(
        default=0.4,
        ge=0,
        le=1,
        description="The least share of the feed for topics that are a standing wish.",
    )
    wish_likeness: float = Field(
        default=0.35, ge=-1, le=1, description="From which cosine of meaning an item counts as asked for."
    )
    less_likeness: float = Field(
        default=0.4, ge=-1, le=1, description="From which cosine of meaning an item counts as not wanted."
    )
    fresh_share: float = Field(
        default=0.1, ge=0, le=1, description="The share of the feed for items that came after the last fit."
    )
    late: float = Field(
        default=4.0,
        ge=0,
        description="What an item gains all of whose topics were asked for on earlier pages or days, in "
        "standard deviations of the scores; less where it was longer ago.",
    )
    breadth: float = Field(
        default=0.5,
        ge=0,
        description="Cost of repeating topics on a page that words steer, now or of late: for each pair, "
        "standard deviations of the scores times the cosine.",
    )
    creator_limit: int = Field(
        default=3, ge=1, description="How many of ten neighbours in a feed may be by one creator."
    )


@dataclass(frozen=True, slots=True)
class Ranking:
    """Items for one viewer, best first: `scores` (n,) are P(like), `because` is why, in plain words.

    `eligible` is how many works there were to choose from, `pool` how many items, and how many of those AI
    made. `places` is how long the list would be without a bound on AI, `spare` how many more AI-made ones it
    may have (None: as many as there are). `met` are the topics asked for now, in the viewer's words, all of
    whose items this viewer met before.
    """

    ids: tuple[str, ...]
    works: tuple[str, ...]
    scores: NDArray[np.float64]
    because: tuple[str, ...]
    eligible: int
    places: int
    pool: tuple[int, int]
    spare: int | None
    met: tuple[str, ...] = ()
