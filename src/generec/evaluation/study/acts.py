"""What viewers of a log met and liked, split in time into what is learned from and what judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from generec.domain.events import Event
from generec.domain.items import Item
from generec.evaluation.metrics.liking import Act
from generec.evaluation.splits import Ratings, Split, by_time, by_viewer

_LIKES = frozenset(("like", "share", "purchase"))
_NOT = frozenset(("dislike", "hide", "report"))
_STARS = 4.0
LIKED = 5.0
SPLITS = ("viewer", "time")
_TRUST = 2.0
"""Meetings with a topic before what a viewer made of it counts half."""


class Held(NamedTuple):
    """One split: acts before and after, the viewers that can be studied, and why the others cannot."""

    name: str
    before: dict[str, list[Act]]
    after: dict[str, list[Act]]
    viewers: tuple[str, ...]
    left_out: dict[str, int]


def acts_of(events: Iterable[Event], items: Mapping[str, Item]) -> Ratings:
    """The log as one act for each viewer and work, at its first moment: `LIKED` stars or 1, by time.

    A like is a like, share, purchase or a rating of 4 and more, unless it was also rejected.
    """
    found: dict[tuple[str, str], list[float]] = {}
    for event in events:
        if event.item not in items or event.kind == "why":
            continue
        act = found.setdefault((event.user, items[event.item].work), [event.at, 0.0, 0.0])
        stars = event.value or 0.0 if event.kind == "rating" else 0.0
        act[1] += event.kind in _LIKES or stars >= _STARS
        act[2] += event.kind in _NOT
    order = sorted(found.items(), key=lambda pair: (pair[1][0], pair[0]))
    return Ratings(
        "log",
        tuple(items.values()),
        np.array([user for (user, _), _ in order], str),
        np.array([work for (_, work), _ in order], str),
        np.array([LIKED if act[1] and not act[2] else 1.0 for _, act in order], float),
        np.array([act[0] for _, act in order], float),
    )


def held(acts: Ratings, *, split: str) -> Held:
    """The last fifth of each viewer's acts, or of the whole log, is held out (`SPLITS`)."""
    done = by_viewer(acts) if split == "viewer" else by_time(acts)
    before, after = _grouped(done, late=False), _grouped(done, late=True)
    liked = [{user for user, mine in part.items() if any(a.liked for a in mine)} for part in (before, after)]
    everyone = set(before) | set(after)
    kept = sorted(liked[0] & liked[1])
    left = {
        "nothing held out": len(everyone - set(after)),
        "nothing liked in the held-out part": len(set(after) - liked[1]),
        "no like before it": len(liked[1] - liked[0]),
    }
    return Held(done.name, before, after, tuple(kept), left)


def _grouped(split: Split, *, late: bool) -> dict[str, list[Act]]:
    rows = split.test if late else split.train
    out: dict[str, list[Act]] = {}
    for user, item, stars in zip(rows.user, rows.item, rows.stars, strict=True):
        out.setdefault(str(user), []).append(Act(str(user), str(item), bool(stars == LIKED)))
    return out


def liked_topics(acts: Sequence[Act], topics: Mapping[str, Sequence[str]]) -> set[str]:
    """Topics that this viewer liked more often, where they met them, than what they met in general."""
    rate = sum(act.liked for act in acts) / max(1, len(acts))
    met: dict[str, list[bool]] = {}
    for act in acts:
        for topic in topics.get(act.item, ()):
            met.setdefault(topic, []).append(act.liked)
    return {topic for topic, mine in met.items() if sum(mine) / len(mine) > rate or all(mine)}


def rates(acts: Sequence[Act], topics: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """By topic, how often this viewer liked it where they met it, drawn towards their own rate."""
    own = (sum(act.liked for act in acts) + 1) / (len(acts) + 2)
    met: dict[str, list[bool]] = {}
    for act in acts:
        for topic in topics.get(act.item, ()):
            met.setdefault(topic, []).append(act.liked)
    return {topic: (sum(mine) + _TRUST * own) / (len(mine) + _TRUST) - own for topic, mine in met.items()}
