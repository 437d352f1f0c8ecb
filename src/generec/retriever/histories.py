"""Profiles straight from signals: what the fit tunes on, and what offline evaluation ranks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generec.domain.profiles import Profile, Viewer
from generec.retriever.catalogue import Shelf
from generec.retriever.signals import LIKED, Signals


def profiles_of(signals: Signals, shelf: Shelf, users: Sequence[int]) -> list[Profile]:
    """A profile for each of `users` (indices into `signals.users`), the latest first inside each.

    `meaning` and `topics` are means over the likes, weighted by their strengths.
    """
    order = np.argsort(signals.user, kind="stable")
    bounds = np.searchsorted(signals.user[order], np.arange(len(signals.users) + 1))
    return [_profile(signals, shelf, user, order[bounds[user] : bounds[user + 1]][::-1]) for user in users]


def _profile(signals: Signals, shelf: Shelf, user: int, rows: NDArray[np.int64]) -> Profile:
    strength = signals.strength[rows]
    names = [signals.works[work] for work in signals.work[rows]]
    liked = {w: float(s) for w, s in zip(names, strength, strict=True) if s >= LIKED}
    rejected = {w: -float(s) for w, s in zip(names, strength, strict=True) if s < 0}
    known = [(shelf.find(work), weight) for work, weight in liked.items() if shelf.find(work) >= 0]
    at = np.array([row for row, _ in known], np.int64)
    weight = np.array([weight for _, weight in known], np.float32)
    return Profile(
        viewer=Viewer(id=signals.users[user]),
        meaning=_meaning(shelf, at, weight),
        topics=_topics(shelf, at, weight),
        liked=liked,
        rejected=rejected,
        seen=frozenset(names),
        n_events=len(names),
    )


def _meaning(
    shelf: Shelf, rows: NDArray[np.int64], weight: NDArray[np.float32]
) -> NDArray[np.float32] | None:
    total = weight @ shelf.vectors(rows) if len(rows) else np.zeros(1, np.float32)
    norm = float(np.linalg.norm(total))
    return np.asarray(total / norm, np.float32) if norm > 0 else None


def _topics(shelf: Shelf, rows: NDArray[np.int64], weight: NDArray[np.float32]) -> dict[str, float]:
    if not len(rows):
        return {}
    total = np.asarray(shelf.topics[rows].T @ weight).ravel()
    top = float(total.max(initial=0))
    names = shelf.topic_names.names
    return {names[code]: float(total[code]) / top for code in np.flatnonzero(total > 0)}
