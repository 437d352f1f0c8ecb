"""Whether a log can say anything of a policy: weights, support, and whether its propensities are true."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from generec.evaluation.offpolicy.estimators import weights
from generec.evaluation.offpolicy.log import Logged, Policy

Floats = NDArray[np.float64]
FEW, HEAVY, THIN = 100, 20.0, 0.99
_BINS = 10


class Bin(NamedTuple):
    """Options whose probability lay in one range: how often they were to be drawn, and were."""

    options: int
    expected: float
    drawn: float


class Diagnosis(NamedTuple):
    """What the estimates of one policy rest on.

    `ess` is Kish's effective sample size of the weights, `largest` the largest weight, `heaviest` the
    share of all weight on the heaviest hundredth of the choices, `mean_weight` what must be near 1
    (`mean_weight_p`: that it is this far by chance), `support` the share of the policy's choices that the
    log could have made. `calibration` holds propensities against draws; `calibration_p` is of a
    chi-square test that they are the probabilities with which things were drawn.
    """

    n: int
    users: int
    ess: float
    largest: float
    heaviest: float
    mean_weight: float
    mean_weight_p: float
    support: float
    calibration: tuple[Bin, ...]
    calibration_p: float
    warnings: tuple[str, ...]


def diagnose(log: Logged, policy: Policy) -> Diagnosis:
    """Look at the weights of a policy and at the log's own propensities."""
    n = len(log)
    w = weights(log, policy)
    wanted = policy(log)
    users = len(np.unique(log.user))
    ess = float(w.sum() ** 2 / (w**2).sum()) if (w > 0).any() else 0.0
    top = np.sort(w)[::-1][: max(1, n // 100)]
    support = float((wanted * (log.odds > 0)).sum() / n) if n else float("nan")
    bins, p = calibration(log)
    out = Diagnosis(
        n=n,
        users=users,
        ess=ess,
        largest=float(w.max(initial=0.0)),
        heaviest=float(top.sum() / w.sum()) if w.sum() > 0 else float("nan"),
        mean_weight=float(w.mean()) if n else float("nan"),
        mean_weight_p=_p_of_one(w, log.user),
        support=support,
        calibration=bins,
        calibration_p=p,
        warnings=(),
    )
    return out._replace(warnings=tuple(_warnings(out)))


def calibration(log: Logged) -> tuple[tuple[Bin, ...], float]:
    """Propensities in tenths against how often such options were drawn, and p that they are true.

    Bins after Hosmer and Lemeshow over all options, those that were sure left out. The chi-square compares
    draws less their expectation, by bin and by place in the set, with their exact covariance: from choice to
    choice they are independent, if the propensities are those of the draws.
    """
    sure = (log.odds.max(axis=1, initial=0.0) > 1 - 1e-9)[:, None]
    asked = log.there & ~sure
    p = log.odds[asked]
    drawn = (np.arange(log.odds.shape[1]) == log.chosen[:, None])[asked]
    if not len(p):
        return (), float("nan")
    edges = np.quantile(p, np.linspace(0, 1, _BINS + 1)[1:-1])
    place = np.zeros(log.odds.shape, np.int64)
    place[asked] = np.searchsorted(np.unique(edges), p, side="right")
    used = np.unique(place[asked])
    inside = [asked & (place == k) for k in used]
    # The chance that a draw falls into each bin, and, as even odds fill one bin, on each place of the set.
    masks = [*inside, *(asked & (np.arange(log.odds.shape[1]) == k) for k in range(log.odds.shape[1]))]
    chance = np.stack([(log.odds * mask).sum(axis=1) for mask in masks], axis=1)
    hit = np.stack([mask[np.arange(len(log)), log.chosen] for mask in masks], axis=1).astype(np.float64)
    gap = (hit - chance).sum(axis=0)
    member = np.stack([mask[asked] for mask in masks], axis=1).astype(np.float64)
    spread = member.T @ (p[:, None] * member) - chance.T @ chance
    statistic = float(gap @ np.linalg.pinv(spread, hermitian=True) @ gap)
    freedom = int(np.linalg.matrix_rank(spread, hermitian=True))
    bins = tuple(
        Bin(int(mask.sum()), float(log.odds[mask].mean()), float(drawn[place[asked] == k].mean()))
        for k, mask in zip(used, inside, strict=True)
    )
    return bins, float(stats.chi2.sf(statistic, freedom)) if freedom else float("nan")


def _p_of_one(w: Floats, user: NDArray[np.str_]) -> float:
    """Two-sided p that the mean weight is 1, viewer by viewer."""
    _, index = np.unique(user, return_inverse=True)
    pull = np.bincount(index, w - 1)
    if len(pull) < 2 or not (pull**2).sum() > 0:
        return 1.0 if np.allclose(w, 1) else float("nan")
    z = pull.sum() / np.sqrt((pull**2).sum())
    return float(2 * stats.norm.sf(abs(z)))


def _warnings(found: Diagnosis) -> list[str]:
    out = []
    if found.ess < FEW:
        out.append(f"only {found.ess:.0f} of {found.n} choices count: too few to decide by")
    if found.largest > HEAVY:
        out.append(
            f"one choice weighs {found.largest:.0f} times: prefer SNIPS or doubly robust, collect more"
        )
    if found.support < THIN:
        share = 1 - found.support
        out.append(
            f"{share:.0%} of what the policy does was never possible in the log: no estimate sees that"
        )
    if found.mean_weight_p < 0.001 and found.support >= THIN:
        out.append("weights do not average 1: propensities may not be those of the draws")
    if found.calibration_p < 0.001:
        out.append("options were not drawn as often as their propensities say: do not trust any estimate")
    if found.users < 30:
        out.append(f"{found.users} viewers are too few for an interval that holds")
    return out
