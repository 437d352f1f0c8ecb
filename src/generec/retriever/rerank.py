"""From scored candidates to a list: diversity, fair turns for creators, and shares that were asked for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Quota:
    """At least `share` of every beginning of the list comes from the candidates in `among` (c,),
    as long as there are any, from position `start` on. Quotas of a lower `tier` are met first."""

    among: NDArray[np.bool_]
    share: float
    start: int = 0
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most `most` of the list come from the candidates in `among` (c,); and while others are left, no
    more than `share` of any beginning of it, rounded up."""

    among: NDArray[np.bool_]
    most: int
    share: float

    def within(self, left: NDArray[np.bool_], chosen: list[int]) -> NDArray[np.bool_]:
        """Of those left, the ones that may come next."""
        others = left & ~self.among
        n = int(self.among[chosen].sum())
        early = n >= math.ceil(self.share * (len(chosen) + 1) - 1e-9)
        return others if n >= self.most or (early and others.any()) else left


@dataclass(frozen=True, slots=True)
class Breadth:
    """What repeating topics costs: for each item before it, `weight` times the cosine to it.

    `topics` (c, t) are unit rows, or zero, and `before` (b, t) those of former pages. The costs of a list
    add up over its pairs, so that what is kept up is the mean distance between two of them.
    """

    topics: Floats
    before: Floats
    weight: float


def rerank(
    *,
    scores: Floats,
    vectors: Floats,
    creators: NDArray[np.int32],
    quotas: Sequence[Quota],
    k: int,
    spread: float,
    creator_limit: int,
    ceiling: Ceiling | None = None,
    breadth: Breadth | None = None,
) -> list[int]:
    """Positions of the chosen candidates, best first; all arrays are over the c candidates.

    Greedy maximal marginal relevance (Carbonell and Goldstein 1998): score in standard deviations
    of the candidates, less `spread` times the greatest cosine to what was chosen, less `breadth`. `vectors`
    (c, t) are unit rows or zero. A creator (code, -1: none) has at most `creator_limit` of the last ten
    places while others are left. Only `ceiling` can make the list shorter.
    """
    worth = (scores - scores.mean()) / max(float(scores.std()), 1e-6) if len(scores) else scores
    if breadth is not None and len(breadth.before):
        worth = worth - np.float32(breadth.weight) * (breadth.topics @ breadth.before.sum(axis=0))
    near = np.zeros(len(scores), np.float32)
    left = np.ones(len(scores), bool)
    chosen: list[int] = []
    while left.any() and len(chosen) < k:
        open = ceiling.within(left, chosen) if ceiling is not None else left
        if not open.any():
            break
        allowed = _due(quotas, chosen, open & ~_crowded(creators, chosen, creator_limit))
        if not allowed.any():
            allowed = _due(quotas, chosen, open)
        value = np.where(allowed, worth - np.float32(spread) * near, -np.inf)
        best = int(value.argmax())
        chosen.append(best)
        left[best] = False
        if breadth is not None:
            worth = worth - np.float32(breadth.weight) * (breadth.topics @ breadth.topics[best])
        if spread:
            near = np.maximum(near, vectors @ vectors[best])
    return chosen


def _due(quotas: Sequence[Quota], chosen: list[int], left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of those left, the ones of the lowest tier's quota that is most behind, or all when none is."""
    behind, pick, tier = 0.0, left, None
    for quota in sorted(quotas, key=lambda quota: quota.tier):
        if tier is not None and quota.tier > tier:
            break
        lack = quota.share * (len(chosen) + 1) - quota.among[chosen].sum()
        ready = quota.among & left
        if len(chosen) >= quota.start and lack > behind + 1e-9 and ready.any():
            behind, pick, tier = lack, ready, quota.tier
    return pick


def _crowded(creators: NDArray[np.int32], chosen: list[int], limit: int) -> NDArray[np.bool_]:
    recent: Counter[int] = Counter(
        code for code in creators[np.array(chosen[-9:], np.int64)].tolist() if code >= 0
    )
    full = [code for code, count in recent.items() if count >= limit]
    return np.isin(creators, full) if full else np.zeros(len(creators), bool)
