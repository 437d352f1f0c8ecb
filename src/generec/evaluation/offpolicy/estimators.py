"""The value of a policy from a log of another: replay, IPS, SNIPS, doubly robust.

Intervals are of 95 %, by the influence of each viewer (choices of one viewer hang together), with
Student's t whose degrees of freedom go down with the tails of these influences (after Satterthwaite 1946).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import stats

from generec.domain.errors import DataError
from generec.evaluation.offpolicy.log import Logged, Policy
from generec.evaluation.offpolicy.outcomes import expected

Floats = NDArray[np.float64]


class Estimate(NamedTuple):
    """The value of a policy: mean reward of a choice. `n` choices of `users` viewers carry it."""

    method: str
    value: float
    low: float
    high: float
    n: int
    users: int


def weights(log: Logged, policy: Policy) -> Floats:
    """(n,) how much more often the policy chooses what was chosen.

    Raises `DataError` for a policy whose probabilities are none.
    """
    wanted = policy(log)
    if wanted.shape != log.odds.shape or not np.allclose(wanted.sum(axis=1), 1) or (wanted < 0).any():
        raise DataError("a policy gives probabilities over the options of each choice that sum to 1")
    return np.asarray(wanted[np.arange(len(log)), log.chosen] / log.propensity)


def ips(log: Logged, policy: Policy) -> Estimate:
    """Inverse propensity scores: the mean of weight times reward (Horvitz and Thompson 1952). No bias."""
    return _mean("IPS", weights(log, policy) * log.reward, log.user)


def snips(log: Logged, policy: Policy) -> Estimate:
    """Self-normalised IPS (Swaminathan and Joachims, NeurIPS 2015): a small bias for less variance."""
    w = weights(log, policy)
    return _ratio("SNIPS", w * log.reward, w, log.user)


def doubly_robust(log: Logged, policy: Policy) -> Estimate:
    """Dudík, Langford and Li, ICML 2011: a model of outcomes, its error weighed as by IPS. No bias."""
    q = expected(log)
    direct = (policy(log) * q).sum(axis=1)
    error = log.reward - q[np.arange(len(log)), log.chosen]
    return _mean("doubly robust", direct + weights(log, policy) * error, log.user)


def replay(log: Logged, policy: Policy, *, rng: Generator) -> Estimate:
    """The mean over choices that the policy would have made too; `n` says how many were taken.

    Li, Chu, Langford and Wang, WSDM 2011, for an even log; for any other, choices are taken with a chance
    in proportion to their weight (rejection sampling: Mandel et al., AAAI 2016), so that what is left
    is as drawn by the policy.
    """
    w, wanted = weights(log, policy), policy(log)
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = np.where(wanted > 0, wanted / log.odds, 0.0)
    # What the log can never hold does not bound what it holds.
    top = bound[np.isfinite(bound)].max(initial=0.0)
    take = rng.random(len(log)) * top < w if top > 0 else np.zeros(len(log), bool)
    return _mean("replay", log.reward[take], log.user[take])


METHODS: tuple[Callable[[Logged, Policy], Estimate], ...] = (ips, snips, doubly_robust)


def estimate(log: Logged, policy: Policy, *, rng: Generator) -> list[Estimate]:
    """All four estimates of one policy."""
    return [replay(log, policy, rng=rng), *(method(log, policy) for method in METHODS)]


def difference(log: Logged, policy: Policy, other: Policy) -> Estimate:
    """What one policy is worth more than another by the doubly robust estimate, choice by choice."""
    q = expected(log)
    direct = ((policy(log) - other(log)) * q).sum(axis=1)
    error = log.reward - q[np.arange(len(log)), log.chosen]
    by_error = (weights(log, policy) - weights(log, other)) * error
    return _mean("doubly robust difference", direct + by_error, log.user)


def _mean(method: str, values: Floats, user: NDArray[np.str_]) -> Estimate:
    return _ratio(method, values, np.ones(len(values)), user)


def _ratio(method: str, top: Floats, bottom: Floats, user: NDArray[np.str_]) -> Estimate:
    """The ratio of two sums, with the interval by each viewer's influence on it (delta method)."""
    n, whole = len(top), float(bottom.sum())
    users, index = np.unique(user, return_inverse=True)
    if not n or whole <= 0:
        return Estimate(method, float("nan"), float("nan"), float("nan"), n, len(users))
    value = float(top.sum()) / whole
    pull = np.asarray(np.bincount(index, top - value * bottom), np.float64)
    half = _half(pull) / whole
    return Estimate(method, value, value - half, value + half, n, len(users))


def _half(pull: Floats) -> float:
    """Half the width of the interval of a sum of independent parts around zero; infinite for one part."""
    parts, square = len(pull), float((pull**2).sum())
    if parts < 2:
        return float("inf")
    if square <= 0:
        return 0.0
    tails = parts * float((pull**4).sum()) / square**2
    degrees = max(1.0, min(parts - 1.0, 2 * parts / max(tails - 1, 1e-9)))
    return float(stats.t.ppf(0.975, degrees) * np.sqrt(square * parts / (parts - 1)))
