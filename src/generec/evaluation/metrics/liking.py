"""Does the viewer like it: Cosine@K and PS@K, with the judge apart from what chose.

Cosine@K: the cosine between the features of what was selected or made for each of the top K items
and the mean features of what the viewer liked in the test period. PS@K: the mean probability of a like
that a trained recommender gives the same results (Wang et al. 2023). Choosing by a likeness and then
judging by the same likeness is a circle, so the judge is trained on other likes and in another space:
topics that people gave, genres. Viewers without likes to judge by are left out, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import rankdata

from generec.domain.errors import DataError
from generec.evaluation.metrics.exposure import unit_rows

Floats = NDArray[np.float64]
Vectors = NDArray[np.floating]


class PerViewer(NamedTuple):
    """(viewers,) values, the viewers in that order, and how many had to be left out."""

    values: Floats
    users: tuple[str, ...]
    left_out: int


def cosine_at_k(results: Mapping[str, Vectors], likes: Mapping[str, Vectors]) -> PerViewer:
    """Cosine@K: `results` are (K, d) features for each viewer, `likes` (m, d) of what was liked later.

    Features come from the judge's encoder. Left out are viewers with no results, no likes, or likes
    that cancel out.
    """
    values, users = [], []
    for user, rows in results.items():
        liked = likes.get(user)
        middle = np.asarray(liked, np.float64).mean(axis=0) if liked is not None and len(liked) else None
        if middle is None or not len(rows) or not np.linalg.norm(middle) > 1e-12:
            continue
        values.append(float((unit_rows(rows) @ unit_rows(middle)).mean()))
        users.append(user)
    return PerViewer(np.array(values, np.float64), tuple(users), len(results) - len(users))


class Act(NamedTuple):
    """One thing that a viewer met, and whether they liked it."""

    user: str
    item: str
    liked: bool


class Quality(NamedTuple):
    """How good a judge is on acts it was not trained on: area under the ROC curve, log loss, and that of
    always saying the share of likes; `n` acts."""

    auc: float
    loss: float
    base_loss: float
    n: int


@dataclass(frozen=True, slots=True)
class Judge:
    """Features of an item and the acts of a viewer in, probability of a like out.

    A logistic regression over how the item agrees with what the viewer liked and disliked, feature
    by feature and as a whole, what everybody likes, and how much this viewer likes at all. `space` says
    what the features are.
    """

    space: str
    weights: Floats
    tastes: Mapping[str, tuple[Floats, Floats]]
    usual: tuple[Floats, Floats]

    def __call__(self, user: str, rows: Vectors) -> Floats:
        """(k,) probabilities for (k, d) features. Raises `DataError` for a viewer it knows nothing of."""
        if user not in self.tastes:
            raise DataError(f"the judge knows nothing of the viewer {user!r}", field="user")
        return np.asarray(expit(_pair(self.tastes[user], self.usual, unit_rows(rows)) @ self.weights))


def train_judge(
    acts: Sequence[Act], features: Mapping[str, Vectors], *, space: str, strength: float = 1.0
) -> Judge:
    """A judge from acts on items with (d,) features each; an act never speaks for itself.

    For its own training row an act is taken out of the viewer's taste (leave one out), so that the
    judge does not learn to recognise it. `strength` is the L2 penalty on all but the constant. Raises
    `DataError` unless there are likes and others.
    """
    acts = [act for act in acts if act.item in features]
    if len({act.liked for act in acts}) < 2:
        raise DataError("a judge is trained on both likes and what was not liked")
    rows = unit_rows(np.stack([np.asarray(features[act.item], np.float64) for act in acts]))
    liked = np.array([act.liked for act in acts])
    users, user = np.unique([act.user for act in acts], return_inverse=True)
    sums = np.stack([_sums(rows[mask], user[mask], len(users)) for mask in (liked, ~liked)])
    usual = sums[:, :, :-1].sum(axis=1) / np.maximum(1, sums[:, :, -1].sum(axis=1))[:, None]
    x = []
    for row, u, like in zip(rows, user, liked, strict=True):
        own = sums[:, u].copy()
        own[0 if like else 1] -= np.append(row, 1.0)
        x.append(_pair((own[0], own[1]), (usual[0], usual[1]), row[None])[0])
    weights = _logistic(np.stack(x), liked.astype(np.float64), strength=strength)
    tastes = {str(name): (sums[0, n], sums[1, n]) for n, name in enumerate(users)}
    return Judge(space, weights, tastes, (usual[0], usual[1]))


def quality(judge: Judge, acts: Sequence[Act], features: Mapping[str, Vectors]) -> Quality:
    """How well a judge foretells acts it has not seen; those of strangers do not count."""
    kept = [act for act in acts if act.user in judge.tastes and act.item in features]
    if len({act.liked for act in kept}) < 2:
        return Quality(float("nan"), float("nan"), float("nan"), len(kept))
    liked = np.array([act.liked for act in kept])
    p = np.array([judge(act.user, np.asarray(features[act.item])[None])[0] for act in kept])
    ranks, ones = rankdata(p), int(liked.sum())
    auc = (ranks[liked].sum() - ones * (ones + 1) / 2) / (ones * (len(kept) - ones))
    share = liked.mean()
    base = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    sure = np.clip(np.where(liked, p, 1 - p), 1e-12, 1)
    return Quality(float(auc), float(-np.log(sure).mean()), float(base), len(kept))


def ps_at_k(results: Mapping[str, Vectors], judge: Judge) -> PerViewer:
    """PS@K: for each viewer the mean probability of a like over (K, d) results, in the judge's space.

    Left out are viewers with no results or whom the judge does not know.
    """
    kept = {user: rows for user, rows in results.items() if user in judge.tastes and len(rows)}
    values = np.array([judge(user, rows).mean() for user, rows in kept.items()], np.float64)
    return PerViewer(values, tuple(kept), len(results) - len(kept))


def _sums(rows: Floats, user: NDArray[np.int64], n: int) -> Floats:
    """(n, d + 1) sums of each viewer's rows, and how many they were."""
    out = np.zeros((n, rows.shape[1] + 1))
    np.add.at(out, user, np.column_stack((rows, np.ones(len(rows)))))
    return out


_WARMTH = 3.0
"""Acts before a viewer's own taste counts half."""


def _pair(taste: tuple[Floats, Floats], usual: tuple[Floats, Floats], rows: Floats) -> Floats:
    """(k, d + 5) inputs: agreement by feature, with likes, with dislikes, what all like, own rate, 1."""
    middles = [own[:-1] / (own[-1] + _WARMTH) for own in taste]
    n, m = taste[0][-1], taste[1][-1]
    rate = (n + 1) / (n + m + 2)
    agree = rows * (middles[0] - middles[1])
    whole = np.column_stack(
        (rows @ middles[0], rows @ middles[1], rows @ (usual[0] - usual[1]), np.full(len(rows), rate))
    )
    return np.column_stack((agree, whole, np.ones(len(rows))))


def _logistic(x: Floats, y: Floats, *, strength: float) -> Floats:
    """Weights of an L2-penalised logistic regression; the last column is the constant."""
    penalty = np.full(x.shape[1], strength)
    penalty[-1] = 0.0

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        value = np.logaddexp(0, z).sum() - y @ z + 0.5 * (penalty * w) @ w
        return float(value), np.asarray(x.T @ (expit(z) - y) + penalty * w)

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x)
