"""A crowd fitted to a log: simulated method of moments, judged on viewers that were held out.

What is fitted is how tastes must be spread for viewers to like, stay and choose as those of the log did
(McFadden, "A method of simulated moments", 1989; minimised by Nelder and Mead 1965 with the same random
numbers at every try). What a log cannot tell (trust, words, fatigue) stays assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import minimize
from scipy.special import expit

from generec.evaluation.simulator.people.population import Population, tastes

Floats = NDArray[np.float64]
VISIT_S = 3600.0
"""A pause as long as this ends a visit."""
LEAST = 40
"""With fewer viewers, the crowd that is packaged is taken."""
_TRIES = 260


class Log(NamedTuple):
    """Rows of a log, in order of time for each viewer: `user` and `item` are numbers, `share` in [0, 1]."""

    user: NDArray[np.int64]
    item: NDArray[np.int64]
    share: Floats
    liked: NDArray[np.bool_]
    skipped: NDArray[np.bool_]
    at: Floats

    def of(self, users: NDArray[np.int64]) -> Log:
        """The rows of some viewers, numbered anew."""
        keep = np.isin(self.user, users)
        return Log(
            np.searchsorted(users, self.user[keep]),
            self.item[keep],
            self.share[keep],
            self.liked[keep],
            self.skipped[keep],
            self.at[keep],
        )


class Marginals(NamedTuple):
    """Of each viewer: (viewers,) like rate, mean share watched, topics among likes (effective number),
    spread of the share between topics; (rows,) the share watched; and (1,) how alike the shares are of two
    items that have a topic in common, for one viewer (correlation): what of them is taste."""

    likes: Floats
    stays: Floats
    topics: Floats
    spread: Floats
    shares: Floats
    agree: Floats


_TOLD = {
    "likes": "likes per viewer (share of what was met)",
    "stays": "share watched, mean of a viewer",
    "topics": "topics among a viewer's likes (effective number)",
    "spread": "spread of the share watched between a viewer's topics",
    "shares": "share watched of an item",
    "agree": "correlation of the shares of two items with a common topic",
}
_SCALE = {"likes": 0.04, "stays": 0.03, "topics": 1.0, "spread": 0.02, "shares": 0.03, "agree": 0.03}


def fitted(
    rows: Sequence[Sequence[Any]], catalogue: Mapping[str, Sequence[str]], *, seed: int
) -> dict[str, Any]:
    """The parameters of a crowd like that of a log, and how well it fits viewers that were held out.

    `rows` are (user, item, share watched, liked, skipped, at); `catalogue` the topics of items.
    """
    log, topics = _read(rows, catalogue)
    users = np.unique(log.user)
    if len(users) < LEAST:
        return {
            "parameters": {},
            "fit": [],
            "viewers": len(users),
            "why": f"fewer than {LEAST} viewers in the log",
        }
    rng = np.random.default_rng((seed, 5))
    held = np.sort(rng.choice(users, len(users) // 3, replace=False))
    train, judge = log.of(np.setdiff1d(users, held)), log.of(held)
    known = _direct(train)
    crowd = _search(train, topics, Population(**known), seed=seed)
    real = marginals(judge, topics)
    made = marginals(imagined(judge, topics, crowd, seed=seed + 1), topics)
    found = {name: round(float(getattr(crowd, name)), 4) for name in (*known, *_FREE)}
    return {"parameters": found, "fit": _compared(real, made), "viewers": len(users), "held_out": len(held)}


def _read(rows: Sequence[Sequence[Any]], catalogue: Mapping[str, Sequence[str]]) -> tuple[Log, Floats]:
    """The log as arrays, in order, and (items, topics) shares of topics."""
    items = {id: number for number, id in enumerate(catalogue)}
    users = {id: number for number, id in enumerate(sorted({row[0] for row in rows}))}
    kept = sorted((users[r[0]], float(r[5]), items[r[1]], r[2], r[3], r[4]) for r in rows if r[1] in items)
    user, at, item, share, liked, skipped = (np.array(column) for column in zip(*kept, strict=True))
    names = {name: n for n, name in enumerate(dict.fromkeys(t for ts in catalogue.values() for t in ts))}
    table = np.zeros((len(items), len(names)))
    for id, number in items.items():
        for topic in catalogue[id]:
            table[number, names[topic]] = 1.0 / len(catalogue[id])
    log = Log(user, item, share.astype(float), liked.astype(bool), skipped.astype(bool), at.astype(float))
    return log, table


def _direct(log: Log) -> dict[str, float]:
    """What can be read off: the like curve, where skips begin, visits."""
    at, by = _logistic(log.share, log.liked)
    edges = np.linspace(0.02, 0.6, 59)
    wrong = [float(((log.share < edge) != log.skipped).mean()) for edge in edges]
    new = np.append(True, (np.diff(log.user) != 0) | (np.diff(log.at) > VISIT_S))
    visits, users = int(new.sum()), len(np.unique(log.user))
    return {
        "like_at": at,
        "like_by": by,
        "skip_under": float(edges[int(np.argmin(wrong))]),
        "session": len(log.user) / visits,
        "returning": float(np.clip((visits - users) / visits, 0.1, 0.95)),
    }


def _logistic(x: Floats, y: NDArray[np.bool_]) -> tuple[float, float]:
    def loss(w: Floats) -> float:
        z = w[0] + w[1] * x
        return float(np.logaddexp(0, z).sum() - z[y].sum() + 1e-3 * (w @ w))

    at, by = minimize(loss, np.array([-4.0, 6.0]), method="BFGS").x
    return float(at), float(by)


_FREE = {
    "stay": (0.3, 0.4, False), "stay_spread": (0.3, 0.3, True), "pull": (1.6, 0.4, True),
    "chance": (0.9, 0.3, True), "likes": (4.0, 0.4, True), "dislikes": (2.0, 0.4, True),
    "seeking": (0.8, 0.4, True),
}  # fmt: skip
"""Where the search begins, its first step, and whether it goes by the logarithm."""


def _search(log: Log, topics: Floats, crowd: Population, *, seed: int) -> Population:
    real = marginals(log, topics)

    def made(x: Floats) -> Population:
        values = {
            name: float(np.exp(value) if by_log else value)
            for (name, (_, _, by_log)), value in zip(_FREE.items(), x, strict=True)
        }
        values["likes"] = max(values["likes"], 1.0)
        return crowd.model_copy(update=values)

    def loss(x: Floats) -> float:
        # Far out there is nothing to be found, and numbers overflow.
        if np.abs(x).max() > 4:
            return 1e3 + float(np.abs(x).max())
        return _distance(real, marginals(imagined(log, topics, made(x), seed=seed), topics))

    start = np.array([np.log(at) if by_log else at for at, _, by_log in _FREE.values()])
    steps = np.diag([step for _, step, _ in _FREE.values()])
    simplex = np.vstack([start, start + steps])
    options = {"initial_simplex": simplex, "maxfev": _TRIES, "xatol": 0.01, "fatol": 0.01}
    return made(minimize(loss, start, method="Nelder-Mead", options=options).x)


def imagined(log: Log, topics: Floats, crowd: Population, *, seed: int) -> Log:
    """A log by viewers of a crowd: as many, who meet as much each, of items as often met."""
    rng = np.random.default_rng((seed, 7))
    counts = np.bincount(log.user)
    n, items = len(counts), len(topics)
    share = np.count_nonzero(topics, axis=0)
    table = tastes({str(t): int(c) for t, c in enumerate(share)}, n, crowd=crowd, rng=rng)
    appeal = table @ topics.T
    often = np.log(np.bincount(log.item, minlength=items) + 0.5)
    order = np.argsort(-(often + crowd.seeking * appeal + rng.gumbel(size=(n, items))), axis=1)
    stay = rng.normal(crowd.stay, crowd.stay_spread, n)
    level = stay[:, None] + crowd.pull * appeal + crowd.chance * rng.normal(size=(n, items))
    user = np.repeat(np.arange(n), np.minimum(counts, items))
    item = np.concatenate([order[u, : min(c, items)] for u, c in enumerate(counts)])
    watched = expit(level[user, item])
    liked = rng.random(len(user)) < expit(crowd.like_at + crowd.like_by * watched)
    return Log(user, item, watched, liked, watched < crowd.skip_under, np.zeros(len(user)))


def marginals(log: Log, topics: Floats) -> Marginals:
    """What is compared of a log."""
    n = int(log.user.max()) + 1
    count = np.maximum(np.bincount(log.user, minlength=n), 1)
    likes = np.bincount(log.user, log.liked, minlength=n) / count
    stays = np.bincount(log.user, log.share, minlength=n) / count
    weight, good, kept = (np.zeros((n, topics.shape[1])) for _ in range(3))
    squares = np.zeros_like(good)
    rows, rest = (topics > 0)[log.item], log.share - stays[log.user]
    np.add.at(weight, log.user, rows)
    np.add.at(kept, log.user, topics[log.item] * log.liked[:, None])
    np.add.at(good, log.user, rows * rest[:, None])
    np.add.at(squares, log.user, rows * (rest**2)[:, None])
    pairs = (weight * (weight - 1)).sum()
    agree = (good**2 - squares).sum() / max(pairs, 1.0) / max(float(rest.var()), 1e-9)
    p = kept / np.maximum(kept.sum(axis=1, keepdims=True), 1e-9)
    entropy = -(p * np.log(np.maximum(p, 1e-12))).sum(axis=1)
    often = weight >= 3
    mean = np.where(often, good / np.maximum(weight, 1), np.nan)
    enough = (often.sum(axis=1) >= 3) & (kept.sum(axis=1) >= 3)
    spread = np.nanstd(mean[enough], axis=1) if enough.any() else np.zeros(1)
    return Marginals(likes, stays, np.exp(entropy[enough]), spread, log.share, np.array([agree]))


_AT = (0.1, 0.25, 0.5, 0.75, 0.9)


def _distance(real: Marginals, made: Marginals) -> float:
    total = 0.0
    for name, scale in _SCALE.items():
        gap = np.quantile(getattr(real, name), _AT) - np.quantile(getattr(made, name), _AT)
        total += float(np.mean((gap / scale) ** 2))
    return total


def _compared(real: Marginals, made: Marginals) -> list[dict[str, Any]]:
    """By marginal: quantiles of both, and the largest gap of the distribution functions."""
    out = []
    for name, told in _TOLD.items():
        mine, theirs = getattr(made, name), getattr(real, name)
        out.append(
            {
                "what": told,
                "real": [round(float(v), 3) for v in np.quantile(theirs, (0.1, 0.5, 0.9))],
                "simulated": [round(float(v), 3) for v in np.quantile(mine, (0.1, 0.5, 0.9))],
                "gap": round(float(_gap(theirs, mine)), 3),
                "n": len(theirs),
            }
        )
    return out


def _gap(some: Floats, others: Floats) -> float:
    """The largest gap of two distribution functions; of single figures their difference."""
    if len(some) == len(others) == 1:
        return float(abs(some[0] - others[0]))
    return float(stats.ks_2samp(some, others).statistic)
