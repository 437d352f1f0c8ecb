"""Who is shown how much: by creators, topics, origin and source of what is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

import numpy as np
from numpy.random import Generator

from generec.domain.items import Item
from generec.fidelity.fairness import resample
from generec.fidelity.fairness.gather import Log
from generec.fidelity.fairness.report import Cut, Share

MOST: Final = 12
"""So many groups of a cut are told apart, the most shown first; the rest are one."""
NONE: Final = "(none)"
REST: Final = "(the rest)"

Of = Callable[[Item], Sequence[str]]
"""The groups of an item; of several each counts for an even part."""


def origin(item: Item) -> Sequence[str]:
    """Who made it."""
    if item.origin != "found":
        return (f"{item.origin} here by AI",)
    return ("found, made by AI",) if item.ai else ("found, made by people",)


def topics(item: Item) -> Sequence[str]:
    """Its topics."""
    return item.topics or (NONE,)


def source(item: Item) -> Sequence[str]:
    """Where it came from: the host of an address, or the words as they stand."""
    return ((urlsplit(item.source).hostname or item.source) if item.source else NONE,)


def creators_by(groups: Mapping[str, str], items: Sequence[Item]) -> tuple[str, Of]:
    """Groups of creators: as given, else by how many works each has, in thirds."""
    if groups:
        return "creators' groups, as given", lambda item: (groups.get(item.creator or "", NONE),)
    works = Counter(item.creator for item in items if item.creator and item.origin == "found")
    names = sorted(works, key=lambda name: (works[name], name))
    third = {name: 3 * place // max(len(names), 1) for place, name in enumerate(names)}
    told = ("third with fewest works", "middle third", "third with most works")
    return "creators, by how many works they have", lambda item: (
        told[third[item.creator]] if item.creator in third else NONE,
    )


def cut(by: str, of: Of, log: Log, known: Mapping[str, Item], offered: Sequence[Item], rng: Generator) -> Cut:
    """Exposure by one property; `known` are the items that were shown, `offered` those that may be."""
    shown: defaultdict[str, float] = defaultdict(float)
    groups_of = {id: list(of(known[id])) if id in known else [NONE] for id in log.items}
    count = np.bincount(np.array(log.item, np.int64), minlength=len(log.items))
    for id, place in log.items.items():
        for group in groups_of[id]:
            shown[group] += float(count[place]) / len(groups_of[id])
    have: defaultdict[str, float] = defaultdict(float)
    for item in offered:
        groups = of(item)
        for group in groups:
            have[group] += 1 / len(groups)
    names = sorted({*shown, *have}, key=lambda name: (-shown[name], -have[name], name))
    column = {name: min(place, MOST) for place, name in enumerate(names)}
    width = min(len(names), MOST + 1)
    table = np.zeros((len(log.users), width))
    weights = np.zeros((len(log.items), width))
    for id, place in log.items.items():
        for group in groups_of[id]:
            weights[place, column[group]] += 1 / len(groups_of[id])
    places = np.array(log.item, np.int64)
    np.add.at(table, np.array(log.user, np.int64), weights[places])
    likes = weights[places[log.liked]].sum(axis=0)
    had = np.zeros(width)
    for name, amount in have.items():
        had[column[name]] += amount
    labels = [*names[:MOST], REST][:width]
    return Cut(by=by, rows=_rows(labels, table, likes, had, rng), more=max(0, len(names) - MOST))


def _rows(
    labels: Sequence[str],
    table: resample.Floats,
    likes: resample.Floats,
    had: resample.Floats,
    rng: Generator,
) -> tuple[Share, ...]:
    seen = table[table.sum(axis=1) > 0]
    total, offered, liked = seen.sum(), had.sum(), likes.sum()
    all_of = np.repeat(seen.sum(axis=1, keepdims=True), len(labels), axis=1)
    drawn = resample.ratios(seen, all_of, rng=rng) if len(seen) > 1 else None
    out = []
    for place, label in enumerate(labels):
        share = float(seen[:, place].sum() / total) if total else None
        base = float(had[place] / offered) if offered else None
        low, high = (resample.bounds(drawn[:, place]) if drawn is not None else None) or (None, None)
        out.append(
            Share(
                group=label,
                items=round(float(had[place])),
                of_items=base,
                shown=round(float(seen[:, place].sum())),
                of_shown=share,
                low=low,
                high=high,
                times=share / base if share is not None and base else None,
                likes=round(float(likes[place])),
                of_likes=float(likes[place] / liked) if liked else None,
            )
        )
    return tuple(out)
