"""Logs whose truth is known: choices among options by one policy, rewards by chance, another policy's value.

Viewers have tastes that the log does not show, so that their choices hang together; sets of options differ
in size; the logging policy is the bandit's own draw over guesses that are wrong. Nothing of it is taken
from the estimators that are tested with it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import expit, softmax

from generec.evaluation.offpolicy.log import Logged
from generec.policy.bandit import odds

Floats = NDArray[np.float64]
_MOST, _WIDE = 4, 3
GREED = 12.0


class Truth(NamedTuple):
    """What is hidden: (options, context) slopes and (options,) levels of like, and what a target guesses."""

    slopes: Floats
    levels: Floats
    guess: Floats

    def chances(self, context: Floats, taste: Floats) -> Floats:
        """(n, options) chances of a like."""
        return np.asarray(expit(context @ self.slopes.T + self.levels + taste[:, None]))


def a_truth(rng: Generator) -> Truth:
    """One world."""
    slopes = 0.6 * rng.normal(size=(_MOST, _WIDE))
    return Truth(slopes, 0.7 * rng.normal(size=_MOST) - 0.5, slopes + 0.6 * rng.normal(size=(_MOST, _WIDE)))


def logged(truth: Truth, *, viewers: int, each: int, rng: Generator, greed: float = GREED) -> Logged:
    """A log of `each` choices of so many viewers, drawn by wrong guesses, weighed by their gaps."""
    n = viewers * each
    user = np.repeat(np.arange(viewers), each)
    context, taste, count = _moments(truth, user, viewers, rng)
    chance = truth.chances(context, taste)
    wrong = expit(context @ (truth.slopes + 0.8 * rng.normal(size=truth.slopes.shape)).T + truth.levels)
    table = np.zeros((n, _MOST))
    for row in range(n):
        table[row, : count[row]] = odds(wrong[row, : count[row]].tolist(), greed=greed)
    drawn = (rng.random(n)[:, None] >= np.cumsum(table, axis=1)).sum(axis=1).clip(0, count - 1)
    reward = (rng.random(n) < chance[np.arange(n), drawn]).astype(np.float64)
    return Logged(
        user=np.char.add("u", user.astype(np.str_)),
        names=[tuple(f"option {k}" for k in range(size)) for size in count],
        odds=table,
        chosen=drawn.astype(np.int64),
        reward=reward,
        context=context,
    )


def target(truth: Truth, log: Logged) -> Floats:
    """The policy that is judged: a soft choice by guesses of its own."""
    score = np.where(
        log.there, 2.0 * (log.context @ truth.guess.T + truth.levels)[:, : log.odds.shape[1]], -np.inf
    )
    return np.asarray(softmax(score, axis=1))


def value(truth: Truth, *, rng: Generator, n: int = 400_000) -> float:
    """The target's true value: the mean chance of a like where it chooses, over fresh viewers."""
    context, taste, count = _moments(truth, np.arange(n), n, rng)
    there = np.arange(_MOST) < count[:, None]
    score = np.where(there, 2.0 * (context @ truth.guess.T + truth.levels), -np.inf)
    return float((softmax(score, axis=1) * truth.chances(context, taste)).sum(axis=1).mean())


def _moments(
    truth: Truth, user: NDArray[np.int64], viewers: int, rng: Generator
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Contexts (part the viewer's, part the moment's), hidden tastes, and how many options there are."""
    own = rng.normal(size=(viewers, _WIDE))
    context = 0.7 * own[user] + 0.7 * rng.normal(size=(len(user), _WIDE))
    return context, 0.8 * rng.normal(size=viewers)[user], rng.integers(2, _MOST + 1, len(user))
