"""How items did: who met them, who liked them, how long they were watched, with bounds (95 %).

Viewers are what is counted, not events: one viewer who likes twice is one. Shares are bounded by Clopper
and Pearson's interval over viewers; the seconds of a view by drawing viewers anew (`fairness.resample`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from generec.domain.events import Event
from generec.domain.record import Record
from generec.fidelity.fairness import resample
from generec.fidelity.queue import interval
from generec.store.interface import Events

_MET: Final = frozenset(("impression", "view", "click", "complete", "skip", "like", "dislike", "hide"))
_SEED: Final = 8


class Measured(Record):
    """A value with its bounds; all None where nothing can be said."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class Outcome(Record):
    """How one item did. `views` are reports of time watched, `dwell_s` their mean."""

    item: str
    impressions: int
    viewers: int
    views: int
    likes: Measured
    skips: Measured
    dwell_s: Measured


def outcomes(events: Events, ids: Sequence[str]) -> list[Outcome]:
    """How each of the items did, in their order."""
    told: dict[str, list[Event]] = {id: [] for id in ids}
    for event in events.about(list(ids)):
        told[event.item].append(event)
    return [_outcome(id, told[id]) for id in ids]


def _outcome(id: str, events: Sequence[Event]) -> Outcome:
    met = {event.user for event in events if event.kind in _MET}
    views = [event for event in events if event.kind == "view" and event.value is not None]
    return Outcome(
        item=id,
        impressions=sum(event.kind == "impression" for event in events),
        viewers=len(met),
        views=len(views),
        likes=_share(_users(events, "like"), len(met)),
        skips=_share(_users(events, "skip"), len(met)),
        dwell_s=_mean(views),
    )


def _users(events: Iterable[Event], kind: str) -> int:
    return len({event.user for event in events if event.kind == kind})


def _share(k: int, n: int) -> Measured:
    if not n:
        return Measured()
    low, high = interval(k, n)
    return Measured(value=k / n, low=low, high=high)


def _mean(views: Sequence[Event]) -> Measured:
    if not views:
        return Measured()
    users = {user: row for row, user in enumerate(dict.fromkeys(event.user for event in views))}
    top, bottom = np.zeros((len(users), 1)), np.zeros((len(users), 1))
    for event in views:
        top[users[event.user], 0] += event.value or 0.0
        bottom[users[event.user], 0] += 1
    value = float(top.sum() / bottom.sum())
    if len(users) < 2:
        return Measured(value=value)
    drawn = resample.ratios(top, bottom, rng=np.random.default_rng(_SEED))
    found = resample.bounds(drawn[:, 0])
    return Measured(value=value, low=found[0], high=found[1]) if found else Measured(value=value)
