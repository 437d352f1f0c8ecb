"""How much of what a viewer is shown unasked AI may have made: of one feed with all its pages, and of a day.

What the viewer asked for does not count. The bounds are of *places*, the items that would be shown without
a bound: where people's items run short a feed gets shorter, and is never filled up with what AI made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.feed import Request

DAY_S: Final = 86_400.0
_ROUNDING: Final = 1e-9


class ExposureConfig(BaseModel):
    """How much AI-made content a viewer is shown without having asked for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    feed_share: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="The largest share of a feed's places, over all its pages, for what AI made unasked.",
    )
    day_share: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="The largest share of the places of a viewer's last 24 hours for what AI made unasked.",
    )


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many of the next places may go to what AI made and nobody asked for.

    `feed` and `day` are (places, AI-made items) so far: of the former pages, and of the last 24 hours.
    `reserved` of the next places are for what the viewer asked for.
    """

    config: ExposureConfig
    feed: tuple[int, int] = (0, 0)
    day: tuple[int, int] = (0, 0)
    reserved: int = 0

    def __call__(self, places: int) -> int:
        """Of so many next places, at most this many; never less for more places."""
        free = max(places - self.reserved, 0)
        feed = _left(self.config.feed_share, self.feed, free)
        return max(0, min(feed, _left(self.config.day_share, self.day, free), free))


def allowance(
    config: ExposureConfig, *, pages: Iterable[Request], day: Iterable[Request], reserved: int
) -> Allowance:
    """The allowance after the former `pages` of the feed and the requests of the last 24 hours."""
    return Allowance(config, feed=_sum(pages), day=_sum(day), reserved=reserved)


def _sum(requests: Iterable[Request]) -> tuple[int, int]:
    found = [(request.places, len(request.ai)) for request in requests]
    return sum(places for places, _ in found), sum(made for _, made in found)


def _left(share: float, so_far: tuple[int, int], free: int) -> int:
    return math.floor(share * (so_far[0] + free) + _ROUNDING) - so_far[1]
