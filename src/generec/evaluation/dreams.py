"""Does what a trained creator draws for a group come nearer to what that group likes?

Judged in an encoder that had no part in training, by works that were held out of it: all that is known of
them is how the group's members liked them. Every comparison is within pairs that begin from the same noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_SHRINK = 10.0


class Interval(NamedTuple):
    """A figure with its bootstrap 95 % interval."""

    value: float
    low: float
    high: float

    def text(self) -> str:
        """For people."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Vectors of what was drawn, judged and liked, unit rows about the centre of works trained on.

    clips (g, n, d) drawn for each group, the n-th of each from the same noise; nobody (n, d) drawn for
    nobody from that; held (m, d) held-out works; weights (g, m): how much more, or less, each group likes
    them than the groups do on average (see `leaning`).
    """

    clips: Floats
    nobody: Floats
    held: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Found:
    """Shares with intervals; chance is 0.5 of both.

    Nearness to a group is the weighted sum of nearness to the works that it likes more than others do, less
    that to those it likes less. `for_it`: how often a clip drawn for a group is nearer to it than the clip
    drawn for another group from the same noise. `than_nobody`: than the one drawn for nobody; as leanings sum
    to 0 over groups, that is also how often it is nearer to its own group than to the others (their mean) by
    more than the clip for nobody is. `its_own`: how often a clip is nearer to its own group than to the
    others at all, and `by_nobody` the same of clips drawn for nobody.
    """

    for_it: Interval
    than_nobody: Interval
    its_own: Interval
    by_nobody: Interval


def leaning(fans: NDArray[np.int64], seen: NDArray[np.int64]) -> Floats:
    """(g, m) how much more (or less) a group likes works than the groups do on average; rows sum to 0.

    `fans` and `seen` (g, m) count members; like rates are shrunk to the work's own.
    """
    common = fans.sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    rate = (fans + _SHRINK * common) / (seen + _SHRINK)
    more = rate - rate.mean(axis=0, keepdims=True)
    return np.asarray(more - more.mean(axis=1, keepdims=True), np.float32)


def centred(rows: Floats, centre: Floats) -> Floats:
    """Unit rows of what differs from a centre (d,)."""
    apart = rows - centre
    return np.asarray(apart / np.maximum(np.linalg.norm(apart, axis=-1, keepdims=True), 1e-9), np.float32)


def compare(*folds: Drawn, rng: Generator, draws: int = 1000) -> Found:
    """The shares, with intervals over both the noise and the held-out works.

    Of several folds, each trained and drawn apart with other works held out, the mean of the shares, over
    noise and works drawn anew within each.
    """
    near = [_Near.of(one) for one in folds]
    values = _mean(near)
    boots = np.array([_mean([one.again(rng) for one in near]) for _ in range(draws)])
    low, high = np.quantile(boots, (0.025, 0.975), axis=0)
    return Found(*(Interval(*map(float, one)) for one in zip(values, low, high, strict=True)))


class Dealt(NamedTuple):
    """`for_it` where clips are dealt to groups at random: 95 % of deals, and how many reach what it is."""

    low: float
    high: float
    reach: float


def dealt(*folds: Drawn, rng: Generator, draws: int = 10_000) -> Dealt:
    """What `for_it` is where it does not matter which group a clip was drawn for.

    A permutation test: all clips of a group go to another, in each fold apart. It also counts what no
    drawing anew of clips and works does: that there are few groups, which may lie right by chance.
    """
    wins = [_won(one.drawn, one.weights) for one in map(_Near.of, folds)]
    found = float(np.mean([np.diagonal(one).mean() for one in wins]))
    deals = np.zeros(draws)
    for one in wins:
        turns = rng.permuted(np.tile(np.arange(len(one)), (draws, 1)), axis=1)
        deals += one[turns, np.arange(len(one))].mean(axis=1) / len(wins)
    low, high = np.quantile(deals, (0.025, 0.975))
    return Dealt(float(low), float(high), float(np.mean(deals >= found - 1e-9)))


class _Near(NamedTuple):
    """Cosines (g, n, m) and (n, m) of what is drawn to held-out works, and the works' weights (g, m)."""

    drawn: Floats
    plain: Floats
    weights: Floats

    @classmethod
    def of(cls, told: Drawn) -> Self:
        return cls(np.einsum("gnd,md->gnm", told.clips, told.held), told.nobody @ told.held.T, told.weights)

    def again(self, rng: Generator) -> Self:
        """With other noise and other works, drawn from these."""
        n, m = self.plain.shape
        clips = rng.integers(n, size=n)
        times = np.bincount(rng.integers(m, size=m), minlength=m)
        weights = (self.weights - (self.weights * times).sum(axis=1, keepdims=True) / m) * times
        return type(self)(self.drawn[:, clips], self.plain[clips], weights.astype(np.float32))


def _mean(folds: Sequence[_Near]) -> Floats:
    return np.asarray(np.mean([_shares(*one) for one in folds], axis=0), np.float32)


def _shares(near: Floats, plain: Floats, weights: Floats) -> list[float]:
    g = len(near)
    to, free = near @ weights.T, plain @ weights.T
    own = to[np.arange(g), :, np.arange(g)]
    apart = ~np.eye(g, dtype=bool)
    than_nobody = [_wins(own[k], free[:, k]) for k in range(g)]
    its_own = [_wins(own[k], to[k][:, apart[k]].mean(axis=1)) for k in range(g)]
    by_nobody = [_wins(free[:, k], free[:, apart[k]].mean(axis=1)) for k in range(g)]
    for_it = np.diagonal(_won(near, weights))
    return [float(np.mean(part)) for part in (for_it, than_nobody, its_own, by_nobody)]


def _won(near: Floats, weights: Floats) -> Floats:
    """(g, g) how often a clip drawn for group h is nearer to group k than what is drawn for another."""
    # to[h, i, k]: how near the i-th clip drawn for group h is to what group k likes
    to = near @ weights.T
    one, other = to[:, None], to[None]
    duels = ((one > other) + 0.5 * (one == other)).mean(axis=2)
    # Each has met itself too, and drawn.
    return np.asarray((duels.sum(axis=1) - 0.5) / (len(near) - 1), np.float32)


def _wins(ones: Floats, others: Floats) -> float:
    return float(np.mean((ones > others) + 0.5 * (ones == others)))


def nearest(rows: Floats, known: Floats) -> Floats:
    """(n,) one less the cosine to the nearest of `known` (k, d), for unit rows (n, d)."""
    return np.asarray(1 - (rows @ known.T).max(axis=1), np.float32)
