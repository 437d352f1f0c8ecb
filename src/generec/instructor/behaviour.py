"""Behaviour: from what a viewer did to a profile of what the viewer likes, now and over time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.events import Event
from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.instructor.asked import asked_for, raised
from generec.instructor.mood import Outcome, ai_affinity, dissatisfaction, fatigue, look_affinity

Lookup = Callable[[Sequence[str]], tuple[NDArray[np.float32], NDArray[np.bool_]]]
"""ids -> (unit rows (n, d), found (n,)): the vectors of items, zero rows where there is none."""

_TINY = 1e-6


class BehaviourConfig(BaseModel):
    """Settings of the profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    half_life_s: float = Field(
        default=14 * 86_400.0, gt=0, description="After how many seconds an act counts half for the taste."
    )
    pace_s: float = Field(
        default=40.0,
        gt=0,
        description="Seconds that viewers stay with a very long video; sets what dwell is expected.",
    )
    recent_s: float = Field(
        default=6 * 3600.0, gt=0, description="How many seconds back dissatisfaction and fatigue look."
    )
    away: float = Field(
        default=0.35,
        ge=0,
        le=1,
        description="How strongly rejected works push the taste away from themselves.",
    )
    most_works: int = Field(default=200, ge=1, description="At most so many works make up the taste.")
    run: float = Field(default=4.0, gt=0, description="Skips in a row at which dissatisfaction reaches 0.63.")
    share: float = Field(
        default=0.5, gt=0, le=1, description="Share of recent exposures above which a topic tires a viewer."
    )
    shrink: float = Field(
        default=5.0, ge=0, description="Outcomes of made items needed before their effect counts half."
    )


VALUES: Mapping[str, float] = {
    "like": 1.0, "share": 1.2, "purchase": 1.5, "complete": 0.8, "click": 0.3,
    "skip": -0.5, "dislike": -1.0, "hide": -1.2, "report": -1.2,
}  # fmt: skip
"""What an act says of a work, before it ages; views and ratings are computed from their value."""


def expected_dwell(duration_s: float, *, pace_s: float) -> float:
    """Seconds that a viewer is expected to stay with a video of this length.

    d / (1 + d / pace): near the whole of a short clip, and levelling off at `pace_s`, so that a
    clip does not look better only because it is shorter.
    """
    return duration_s / (1.0 + duration_s / pace_s)


@dataclass(slots=True)
class _Work:
    """What is known of a viewer and one work."""

    weight: float = 0.0
    at: float = -math.inf
    items: list[str] = field(default_factory=list)


class Behaviour:
    """Builds a `Profile` from a viewer's events."""

    name = "instructor.behaviour.v1"

    def __init__(self, config: BehaviourConfig | None = None) -> None:
        self.config = config or BehaviourConfig()

    def __call__(
        self,
        *,
        viewer: Viewer,
        events: Sequence[Event],
        items: Mapping[str, Item],
        vectors: Lookup,
        pictures: Lookup,
        at: float,
        looks: Mapping[str, Sequence[str]] | None = None,
    ) -> Profile:
        """The profile at time `at` (epoch seconds).

        `events` come latest first; `items` holds the items they are about (an event whose item is
        gone counts only for what was seen); `looks` holds the looks that edited items were given, by
        id. Without profiling, nothing that the viewer did is used.
        """
        if not viewer.profiling:
            return Profile(viewer=viewer)
        outcomes = [o for o in (self._outcome(e, items, at) for e in events) if o is not None]
        works = self._works(outcomes)
        liked = {w: min(v.weight, 1.0) for w, v in works.items() if v.weight > _TINY}
        rejected = {w: min(-v.weight, 1.0) for w, v in works.items() if v.weight < -_TINY}
        recent = [o for o in outcomes if at - o.at <= self.config.recent_s]
        tired = fatigue(recent, share=self.config.share)
        asked = asked_for(viewer, at=at, half_life_s=self.config.half_life_s)
        return Profile(
            viewer=viewer,
            meaning=self._taste(liked, rejected, works, vectors),
            pictures=self._taste(liked, rejected, works, pictures),
            topics=raised(self._topics(works, items, tired), asked),
            asked=asked,
            length_s=self._length(liked, works, items),
            liked=liked,
            rejected=rejected,
            seen=frozenset(
                items[e.item].work if e.item in items else e.item for e in events if e.kind != "why"
            ),
            n_events=len(events),
            dissatisfaction=dissatisfaction(recent, run=self.config.run),
            ai_affinity=ai_affinity(outcomes, shrink=self.config.shrink),
            looks=look_affinity(outcomes, looks or {}, shrink=self.config.shrink),
        )

    def _outcome(self, event: Event, items: Mapping[str, Item], at: float) -> Outcome | None:
        """What an event says of its work; None for a `why` and for items that are gone."""
        item = items.get(event.item)
        if item is None or event.kind == "why":
            return None
        ratio: float | None = None
        value = VALUES.get(event.kind, 0.0)
        if event.kind == "view" and event.value is not None and item.duration_s > 0:
            expected = expected_dwell(item.duration_s, pace_s=self.config.pace_s)
            ratio = min(max(event.value, 0.0) / expected, 3.0)
            value = min(max(ratio - 0.7, -0.5), 0.8)
        elif event.kind == "rating" and event.value is not None:
            value = min(max((event.value - 3.0) / 2.0, -1.0), 1.0)
        return Outcome(
            item=item,
            kind=event.kind,
            value=value,
            ratio=ratio,
            at=min(event.at, at),
            made=item.origin != "found",
        )

    def _works(self, outcomes: Sequence[Outcome]) -> dict[str, _Work]:
        """Aged sums by work, the most recent first.

        Acts age against the viewer's latest, not against the clock: who comes back after a year, or
        whose log is an old one, still has a taste.
        """
        works: dict[str, _Work] = {}
        latest = max((outcome.at for outcome in outcomes), default=0.0)
        for outcome in outcomes:
            work = works.setdefault(outcome.item.work, _Work())
            work.weight += outcome.value * 0.5 ** ((latest - outcome.at) / self.config.half_life_s)
            work.at = max(work.at, outcome.at)
            if outcome.item.id not in work.items:
                work.items.append(outcome.item.id)
        return dict(sorted(works.items(), key=lambda pair: -pair[1].at))

    def _taste(
        self,
        liked: Mapping[str, float],
        rejected: Mapping[str, float],
        works: Mapping[str, _Work],
        lookup: Lookup,
    ) -> NDArray[np.float32] | None:
        """unit(sum of liked - away * sum of rejected), each weighted; None where nothing is known."""
        weights = {w: liked.get(w, 0.0) - self.config.away * rejected.get(w, 0.0) for w in works}
        ids = sorted((w for w in weights if weights[w]), key=lambda w: -abs(weights[w]))[
            : self.config.most_works
        ]
        if not ids or not any(w in liked for w in ids):
            return None
        rows, found = lookup(ids)
        rows = np.where(np.asarray(found, dtype=bool)[:, None], np.nan_to_num(rows), 0.0)
        total = np.asarray([weights[w] for w in ids], dtype=np.float64) @ rows.astype(np.float64)
        size = float(np.linalg.norm(total))
        return (total / size).astype(np.float32) if size > _TINY else None

    def _topics(
        self, works: Mapping[str, _Work], items: Mapping[str, Item], tired: Mapping[str, float]
    ) -> dict[str, float]:
        """Weights in [-1, 1] by topic: sum of weights over 1 + their absolute sum, less what tires."""
        up: dict[str, float] = {}
        size: dict[str, float] = {}
        for work in works.values():
            weight = min(max(work.weight, -1.0), 1.0)
            for topic in items[work.items[0]].topics:
                up[topic] = up.get(topic, 0.0) + weight
                size[topic] = size.get(topic, 0.0) + abs(weight)
        return {t: max(up[t] / (1.0 + size[t]) - tired.get(t, 0.0), -1.0) for t in up}

    def _length(
        self, liked: Mapping[str, float], works: Mapping[str, _Work], items: Mapping[str, Item]
    ) -> float | None:
        """The weighted geometric mean of the lengths of liked items; None without any."""
        pairs = [(liked[w], items[works[w].items[0]].duration_s) for w in liked]
        pairs = [(weight, length) for weight, length in pairs if length > 0]
        if not pairs:
            return None
        total = sum(weight for weight, _ in pairs)
        return math.exp(sum(weight * math.log(length) for weight, length in pairs) / total)
