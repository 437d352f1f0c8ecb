"""From the feedback log to what each viewer thinks of each work.

A strength in [-1, 1] for each pair of viewer and work, the sum of its signals, clipped:

- like, share, purchase: 1. complete: 0.8. click: 0.5.
- rating: 1 for 5 stars, 0.8 for 4, and linear below: 0.2 for 3, -0.4 for 2, -1 for 1; other
  scales are brought to 5 by the largest value in the log. A rating of 4 or more is a like,
  whoever gives it: a viewer's own mean plays no part. The last rating of a pair counts.
- view: tanh of the watch residual, which is how far log(1 + seconds watched) lies above or below
  what is usual for that kind and length, in standard deviations. Neither long videos (as with
  absolute time) nor short ones (as with the share watched) gain by their length.
- skip: -0.6. dislike, hide, report: -1. impression: no signal, but the work was exposed.

A strength of at least `LIKED` is a like; what was met with neither is weak evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from generec.domain.events import Event
from generec.retriever.catalogue import Shelf

LIKED = 0.5
GIVEN: dict[str, float] = {
    "like": 1.0, "share": 1.0, "purchase": 1.0, "complete": 0.8, "click": 0.5,
    "skip": -0.6, "dislike": -1.0, "hide": -1.0, "report": -1.0, "impression": 0.0,
}  # fmt: skip
_SHOWN = frozenset(("view", "impression", "skip"))
STARS = ((1.0, 2.0, 3.0, 4.0, 5.0), (-1.0, -0.4, 0.2, 0.8, 1.0))


@dataclass(frozen=True, slots=True)
class Signals:
    """One row for each pair of viewer and work that met: all arrays are (m,).

    `user` and `work` index `users` and `works`; `strength` in [-1, 1]; `at` is the time of the
    pair's last event (epoch seconds). Rows are in order of time. `shown`: the log tells what was put before
    viewers, liked or not, as one of views does and one of ratings does not.
    """

    users: tuple[str, ...]
    works: tuple[str, ...]
    user: NDArray[np.int32]
    work: NDArray[np.int32]
    strength: NDArray[np.float32]
    at: NDArray[np.float64]
    shown: bool = False

    def rows(self, keep: NDArray[np.bool_]) -> Signals:
        """The rows of a mask, over the same viewers and works."""
        return Signals(
            self.users,
            self.works,
            self.user[keep],
            self.work[keep],
            self.strength[keep],
            self.at[keep],
            self.shown,
        )


@dataclass(slots=True)
class _Log:
    user: list[int] = field(default_factory=list)
    work: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    group: list[int] = field(default_factory=list)

    def add(self, user: int, work: int, value: float, at: float, group: int = -1) -> None:
        self.user.append(user)
        self.work.append(work)
        self.value.append(value)
        self.at.append(at)
        self.group.append(group)


def read(events: Iterable[Event], *, shelf: Shelf, works: Mapping[str, int]) -> Signals:
    """The signals of a log. `works` is the index of each work of the shelf that counts.

    Events of items or works that are not there, and words (`why`), are passed over.
    """
    users: dict[str, int] = {}
    work_of = [works.get(work, -1) for work in shelf.works.names]
    codes, groups = shelf.work.tolist(), length_groups(shelf).tolist()
    plain, views, ratings = _Log(), _Log(), _Log()
    shown: set[tuple[int, int]] = set()
    for event in events:
        row = shelf.find(event.item)
        work = work_of[codes[row]] if row >= 0 else -1
        if work < 0 or event.kind == "why":
            continue
        user = users.setdefault(event.user, len(users))
        if event.kind in _SHOWN:
            shown.add((user, work))
        if event.kind == "rating":
            ratings.add(user, work, event.value or 0.0, event.at)
        elif event.kind == "view":
            views.add(user, work, max(event.value or 0.0, 0.0), event.at, groups[row])
        else:
            plain.add(user, work, GIVEN[event.kind], event.at)
    parts = [_plain(plain), _views(views), _ratings(ratings)]
    found = _joined(parts, tuple(users), tuple(works))
    return replace(found, shown=2 * len(shown) > len(found.user))


def length_groups(shelf: Shelf) -> NDArray[np.int64]:
    """(n,) the group that a view is compared within: kind, and length in steps of about 1.4 times."""
    steps = np.round(2 * np.log2(1 + shelf.duration.astype(np.float64)))
    return np.asarray(shelf.kind.astype(np.int64) * 1000 + steps.astype(np.int64))


def watch_residual(seconds: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """How unusual each watch time is within its group, in standard deviations of log(1 + s); (m,)."""
    logs = np.log1p(seconds)
    _, index = np.unique(group, return_inverse=True)
    count = np.bincount(index)
    mean = np.bincount(index, logs) / count
    spread = np.sqrt(np.bincount(index, (logs - mean[index]) ** 2) / count)
    return (logs - mean[index]) / np.maximum(spread[index], 1e-3)


_Part = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]


def _arrays(log: _Log) -> _Part:
    return (
        np.array(log.user, np.int64),
        np.array(log.work, np.int64),
        np.array(log.value, np.float64),
        np.array(log.at, np.float64),
    )


def _plain(log: _Log) -> _Part:
    """One signal of a kind counts once for a pair, however often it was sent."""
    user, work, value, at = _arrays(log)
    if not len(user):
        return user, work, value, at
    order = np.lexsort((-at, value, work, user))
    key = np.stack((user, work, np.round(value * 10).astype(np.int64)), axis=1)[order]
    first = np.ones(len(order), bool)
    first[1:] = (key[1:] != key[:-1]).any(axis=1)
    keep = order[first]
    return user[keep], work[keep], value[keep], at[keep]


def _views(log: _Log) -> _Part:
    user, work, value, at = _arrays(log)
    if len(user):
        value = np.tanh(watch_residual(value, np.array(log.group, np.int64)))
    return user, work, value, at


def _ratings(log: _Log) -> _Part:
    user, work, value, at = _arrays(log)
    if not len(user):
        return user, work, value, at
    top = value.max()
    stars = value * 5 / top if top > 5 else value
    order = np.lexsort((at, work, user))
    last = np.ones(len(order), bool)
    last[:-1] = (user[order][1:] != user[order][:-1]) | (work[order][1:] != work[order][:-1])
    keep = order[last]
    return user[keep], work[keep], np.interp(stars[keep], *STARS), at[keep]


def _joined(parts: list[_Part], users: tuple[str, ...], works: tuple[str, ...]) -> Signals:
    user, work, value, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    key, index = np.unique(user * max(len(works), 1) + work, return_inverse=True)
    total = np.bincount(index, value, minlength=len(key))
    last = np.full(len(key), -np.inf)
    np.maximum.at(last, index, at)
    order = np.argsort(last, kind="stable")
    pair = key[order]
    return Signals(
        users=users,
        works=works,
        user=(pair // max(len(works), 1)).astype(np.int32),
        work=(pair % max(len(works), 1)).astype(np.int32),
        strength=np.clip(total, -1, 1).astype(np.float32)[order],
        at=last[order],
    )
