"""Which rows may be shown to a viewer at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Limits
from generec.domain.profiles import Profile
from generec.retriever.catalogue import Shelf

Mask = NDArray[np.bool_]


def served(shelf: Shelf, *, at: float) -> Mask:
    """(n,) what is alive, allowed and in its time at `at`, whoever looks."""
    return np.asarray(shelf.alive & shelf.serve & (shelf.published <= at) & (at < shelf.expires))


def for_viewer(shelf: Shelf, base: Mask, *, profile: Profile, limits: Limits) -> Mask:
    """(n,) of `base`: what this viewer may see, within switches and limits."""
    out: Mask = base & ((shelf.owner == -1) | (shelf.owner == shelf.owners.find(profile.user)))
    if profile.viewer.minor:
        out &= ~shelf.adults
    if not profile.viewer.ai or limits.origin == "human":
        out &= ~shelf.ai
    elif limits.origin == "ai":
        out &= shelf.ai
    if limits.max_seconds is not None:
        out &= shelf.duration <= limits.max_seconds
    if limits.min_seconds is not None:
        out &= shelf.duration >= limits.min_seconds
    if limits.language is not None:
        out &= shelf.language == shelf.languages.find(limits.language.split("-")[0].lower())
    return out


def of_works(shelf: Shelf, works: Iterable[str]) -> Mask:
    """(n,) the rows of the given works."""
    codes = [shelf.works.find(work) for work in works]
    wanted = np.zeros(max(len(shelf.works.names), 1), bool)
    wanted[[code for code in codes if code >= 0]] = True
    return np.asarray(wanted[shelf.work])


def excluded_works(shelf: Shelf, ids: Collection[str]) -> set[str]:
    """The works meant by a mix of item ids and works."""
    return {shelf.work_of(shelf.row[id]) if id in shelf.row else id for id in ids}


def of_topics(shelf: Shelf, topics: Sequence[str]) -> Mask:
    """(n,) the rows that carry one of the topics by name."""
    wanted = np.zeros(shelf.topics.shape[1], np.float32)
    codes = [shelf.topic_names.find(topic.casefold()) for topic in topics]
    wanted[[code for code in codes if 0 <= code < len(wanted)]] = 1
    return np.asarray(shelf.topics @ wanted > 0)


def one_per_work(shelf: Shelf, mask: Mask) -> Mask:
    """`mask` with one row of each work: the found item where it is eligible, else the first made one."""
    rows = shelf.doubles[mask[shelf.doubles]]
    if not len(rows):
        return mask
    out = mask.copy()
    out[rows] = False
    first = np.ones(len(rows), bool)
    first[1:] = shelf.work[rows][1:] != shelf.work[rows][:-1]
    out[rows[first]] = True
    return out
