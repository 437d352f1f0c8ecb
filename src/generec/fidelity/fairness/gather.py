"""What was shown to whom and what came of it, read from the logs of a home into arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generec.domain.events import Event
from generec.domain.feed import Request
from generec.domain.guidance import Guidance
from generec.store.interface import Rows

GOOD: Final = frozenset(("like", "share", "complete", "purchase"))
BAD: Final = frozenset(("dislike", "hide", "report", "skip"))
STARS: Final = 4.0
"""A rating from here on is a like."""


@dataclass(slots=True)
class Log:
    """Showings in the order of time: all arrays are (m,); `user` and `item` index `users` and `items`.

    `asked` marks what the viewer asked for; `pool` is the share of AI-made items among what might have been
    shown in that place (NaN: not logged); `liked` marks showings with a good reaction and no bad one. `said`
    are (viewer, request id, guidance) of requests with words, `reactions` what came of a request.
    """

    users: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    user: array[int] = field(default_factory=lambda: array("l"))
    item: array[int] = field(default_factory=lambda: array("l"))
    at: array[float] = field(default_factory=lambda: array("d"))
    asked: array[int] = field(default_factory=lambda: array("b"))
    pool: array[float] = field(default_factory=lambda: array("d"))
    liked: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    said: list[tuple[int, str, Guidance]] = field(default_factory=list)
    reactions: dict[str, tuple[int, int]] = field(default_factory=dict)
    watched: list[tuple[int, str, float]] = field(default_factory=list)
    acts: dict[int, int] = field(default_factory=dict)

    def viewer(self, user: str) -> int:
        """A viewer's number."""
        return self.users.setdefault(user, len(self.users))


def read(rows: Rows, *, since: float, until: float) -> Log:
    """The log of a time, streamed from the home's own records."""
    log = Log()
    shown: dict[tuple[str, str], list[int]] = {}
    for request in rows.decisions.requests(since=since):
        if request.at <= until:
            _showings(log, request, shown)
    _reactions(log, (e for e in rows.events.all() if since <= e.at <= until), shown)
    return log


def _showings(log: Log, request: Request, shown: dict[tuple[str, str], list[int]]) -> None:
    who = log.viewer(request.user)
    log.requests += 1
    log.acts[who] = log.acts.get(who, 0) + 1
    share = request.pool[1] / request.pool[0] if request.pool[0] else np.nan
    for id in request.items:
        shown.setdefault((request.user, id), []).append(len(log.user))
        log.user.append(who)
        log.item.append(log.items.setdefault(id, len(log.items)))
        log.at.append(request.at)
        log.asked.append(id in request.asked)
        log.pool.append(share)
    guidance = request.guidance
    further = bool(log.said) and request.after == log.said[-1][1] and guidance == log.said[-1][2]
    if (guidance.clauses or guidance.refuse or guidance.ask) and not further:
        log.said.append((who, request.id, guidance))


def _reactions(log: Log, events: Iterable[Event], shown: Mapping[tuple[str, str], list[int]]) -> None:
    good, bad = np.zeros(len(log.user), bool), np.zeros(len(log.user), bool)
    for event in events:
        who = log.viewer(event.user)
        log.acts[who] = log.acts.get(who, 0) + 1
        if event.kind == "view" and event.value is not None:
            log.watched.append((who, event.item, event.value))
        well = reaction(event)
        if well is None:
            continue
        if event.request is not None:
            likes, others = log.reactions.get(event.request, (0, 0))
            log.reactions[event.request] = (likes + well, others + (not well))
        where = shown.get((event.user, event.item), ())
        if where:
            (good if well else bad)[list(where)] = True
    log.liked = good & ~bad


def reaction(event: Event) -> bool | None:
    """Whether an act says well of an item, or ill; None where it says neither."""
    if event.kind == "rating":
        return None if event.value is None else event.value >= STARS
    return True if event.kind in GOOD else False if event.kind in BAD else None
