"""How content a viewer is: dissatisfaction, fatigue, and how made items fare against found ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from generec.domain.items import Item

_NEW, _OLD = 5, 20
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one event says. `value` above 0 is good; `ratio` is dwell over what is expected of the length."""

    item: Item
    kind: str
    value: float
    ratio: float | None
    at: float
    made: bool


def dissatisfaction(recent: Sequence[Outcome], *, run: float) -> float:
    """In [0, 1], from recent outcomes (latest first).

    Three signs, joined as independent causes (1 - prod(1 - x)): a run of skips, a falling dwell
    ratio, and found items rejected again and again.
    """
    signs = (skip_run(recent, run=run), dwell_drop(recent), rejections(recent))
    left = 1.0
    for sign in signs:
        left *= 1.0 - sign
    return min(max(1.0 - left, 0.0), 1.0)


def skip_run(recent: Sequence[Outcome], *, run: float) -> float:
    """1 - exp(-(r - 1) / run) for r works in a row that were left at once; 0 for one alone."""
    works: list[str] = []
    for outcome in recent:
        if outcome.value > 0:
            break
        if outcome.value < 0 and outcome.item.work not in works:
            works.append(outcome.item.work)
    return 1.0 - exp(-max(len(works) - 1, 0) / run)


def dwell_drop(recent: Sequence[Outcome]) -> float:
    """How far the mean dwell ratio of the last views fell below that of the ones before, in [0, 1]."""
    ratios = [o.ratio for o in recent if o.ratio is not None]
    new, old = ratios[:_NEW], ratios[_NEW:_OLD]
    if len(new) < _LEAST or len(old) < _LEAST:
        return 0.0
    before, now = sum(old) / len(old), sum(new) / len(new)
    return min(max((before - now) / before, 0.0), 1.0) if before > 0 else 0.0


def rejections(recent: Sequence[Outcome]) -> float:
    """The share of the last found works that were disliked, hidden or reported, from the third on."""
    works = list(dict.fromkeys(o.item.work for o in recent if not o.made))[: 2 * _NEW]
    refused = {o.item.work for o in recent if not o.made and o.kind in ("dislike", "hide", "report")}
    hit = sum(work in refused for work in works)
    return hit / len(works) if hit >= _LEAST else 0.0


def fatigue(recent: Sequence[Outcome], *, share: float) -> dict[str, float]:
    """By topic, in [0, 1]: how far its share of the recent works goes beyond `share`."""
    works = {o.item.work: o.item for o in recent}
    if len(works) < 2 * _NEW:
        return {}
    counts: dict[str, int] = {}
    for item in works.values():
        for topic in set(item.topics):
            counts[topic] = counts.get(topic, 0) + 1
    over = {topic: n / len(works) - share for topic, n in counts.items()}
    return {topic: x / (1.0 - share) if share < 1 else 0.0 for topic, x in over.items() if x > 0}


def ai_affinity(outcomes: Sequence[Outcome], *, shrink: float) -> float:
    """Mean value of made items less that of found ones, shrunk to 0 while made ones are few; in [-1, 1]."""
    made = [o.value for o in outcomes if o.made and o.kind != "impression"]
    found = [o.value for o in outcomes if not o.made and o.kind != "impression"]
    if not made:
        return 0.0
    mean = sum(made) / len(made) - (sum(found) / len(found) if found else 0.0)
    return min(max(mean * len(made) / (len(made) + shrink), -1.0), 1.0)


def look_affinity(
    outcomes: Sequence[Outcome], looks: Mapping[str, Sequence[str]], *, shrink: float
) -> dict[str, float]:
    """By look, the mean value of the items that have it, shrunk to 0 while there are few; in [-1, 1].

    `looks` maps the ids of edited items to the looks that were given to them.
    """
    values: dict[str, list[float]] = {}
    for outcome in outcomes:
        if outcome.kind != "impression":
            for name in looks.get(outcome.item.id, ()):
                values.setdefault(name, []).append(outcome.value)
    return {name: min(max(sum(of) / (len(of) + shrink), -1.0), 1.0) for name, of in values.items()}
