"""Simulated viewers: tastes over topics, and the log that such tastes leave behind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from generec.demo.plan import Plan
from generec.domain.record import Record

DAYS = 21
"""How far the log reaches back."""


class Viewer(Record):
    """One viewer of the sample world. The tastes are hidden from the recommender: it sees the log only."""

    id: str
    about: str = Field(default="", description="Who that is, for the page.")
    tastes: dict[str, float] = Field(
        description="Liking of topics, from -1 to 1; topics not named are near 0."
    )


class Seen(Record):
    """One row of the log."""

    user_id: str
    item_id: str
    timestamp: int
    watched_s: float
    liked: int
    skipped: int


NAMED = (
    Viewer(
        id="ada",
        about="Animals and flowers, please. Machines bore her.",
        tastes={
            "animals": 1.0,
            "flowers": 0.8,
            "nature": 0.7,
            "animation": 0.5,
            "machines": -0.9,
            "city": -0.6,
        },
    ),
    Viewer(
        id="ben",
        about="Rockets, planets, engines. Skips flowers.",
        tastes={
            "space": 1.0,
            "machines": 0.8,
            "science": 0.8,
            "weather": 0.3,
            "flowers": -0.8,
            "animals": -0.6,
        },
    ),
    Viewer(
        id="chloe",
        about="Coffee, cities and old stones.",
        tastes={"food": 1.0, "city": 0.8, "travel": 0.8, "history": 0.6, "space": -0.6, "science": -0.6},
    ),
)
"""The viewers that the demo opens with: three clearly different tastes."""

_CIRCLES = (
    ("animals", "nature", "animation"),
    ("flowers", "nature", "crafts"),
    ("space", "science", "machines"),
    ("food", "city", "travel"),
    ("history", "people", "science"),
    ("weather", "nature", "science"),
    ("machines", "city", "space"),
    ("animals", "food", "flowers"),
)


def viewers(*, n: int = 72, rng: np.random.Generator) -> tuple[Viewer, ...]:
    """`n` viewers, the named ones first; the others like one circle of topics each and dislike two topics."""
    topics = sorted({topic for circle in _CIRCLES for topic in circle})
    crowd = []
    for index in range(n - len(NAMED)):
        liked = _CIRCLES[index % len(_CIRCLES)]
        tastes = {topic: round(float(rng.normal(0, 0.12)), 3) for topic in topics}
        tastes |= {topic: round(float(rng.uniform(0.5, 1.0)), 3) for topic in liked}
        others = [topic for topic in topics if topic not in liked]
        for topic in rng.choice(others, size=2, replace=False):
            tastes[str(topic)] = -round(float(rng.uniform(0.4, 0.9)), 3)
        crowd.append(Viewer(id=f"v{index + 1:02d}", tastes=tastes))
    return NAMED + tuple(crowd)


def log(plan: Plan, *, people: Sequence[Viewer], now: int, rng: np.random.Generator) -> tuple[Seen, ...]:
    """Who watched what for how long, ending about two minutes before `now` (epoch seconds), in order of time.

    A viewer watches more of what they like: the share watched falls on a logistic curve of the mean taste
    for the item's topics plus noise; likes and skips follow from it. Each viewer leaves a good part unseen.
    """
    items = [(clip.id, clip.topics, clip.frames() / 24) for clip in plan.clips]
    items += [(photo.id, photo.topics, 6.0) for photo in plan.photos]
    items += [(text.id, text.topics, 30.0) for text in plan.texts]
    pull = rng.normal(0, 0.35, len(items))
    rows = []
    for person in people:
        fit = np.array([_fit(person, topics) for _, topics, _ in items])
        wish = np.exp(0.9 * fit + 0.6 * pull)
        count = int(rng.integers(18, 30))
        chosen = rng.choice(
            len(items), size=min(count, 3 * len(items) // 4), replace=False, p=wish / wish.sum()
        )
        times = np.sort(rng.uniform(now - DAYS * 86_400, now - 120, len(chosen))).astype(int)
        for index, at in zip(chosen, times, strict=True):
            rows.append(_watch(person, items[index], fit[index], int(at), rng))
    return tuple(sorted(rows, key=lambda row: (row.timestamp, row.user_id)))


def _fit(person: Viewer, topics: Sequence[str]) -> float:
    """Liking of an item: mostly its best topic counts, and its worst a little."""
    likes = [person.tastes.get(topic, 0.0) for topic in topics]
    return 0.7 * max(likes) + 0.3 * min(likes)


def _watch(
    person: Viewer, item: tuple[str, tuple[str, ...], float], fit: float, at: int, rng: np.random.Generator
) -> Seen:
    name, _, length = item
    share = 1 / (1 + np.exp(-(3.6 * fit - 0.5 + rng.normal(0, 0.8))))
    return Seen(
        user_id=person.id,
        item_id=name,
        timestamp=at,
        watched_s=round(float(length * max(0.05, share)), 2),
        liked=int(share > 0.72 and rng.random() < 0.7),
        skipped=int(share < 0.25),
    )
