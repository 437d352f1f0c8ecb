"""Logs of a known policy, by simulated viewers, and what another policy is truly worth with them.

For estimates of a policy from another's log: which part of a compilation is shown to whom. The viewers'
tastes are hidden from the policies, who guess them; what is logged is what a system would know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import expit, softmax

from generec.evaluation.simulator.people.population import Population, tastes

Floats = NDArray[np.float64]
PARTS: Final = 4
OPTIONS: Final = ("whole", *(f"part {n + 1}" for n in range(PARTS)))
_TOPICS: Final = 24
_GUESS, _WHOLE = 0.35, 0.15


class Known:
    """A world of compilations and a crowd. `seed` makes the world; each log draws viewers of its own."""

    def __init__(self, *, crowd: Population | None = None, items: int = 60, seed: int = 0) -> None:
        self.crowd = crowd or Population()
        rng = np.random.default_rng((seed, 21))
        self.items = np.stack([rng.permutation(_TOPICS)[:PARTS] for _ in range(items)])
        self.sharp = 2.0

    def logged(self, *, viewers: int, each: int, rng: Generator) -> list[Mapping[str, Any]]:
        """Choices by the logging policy, as records: user, names, odds, chosen, reward (liked), context."""
        moments = self._moments(viewers, each, rng)
        odds = self._policy(moments["guess"], self.sharp / 2)
        out: list[Mapping[str, Any]] = []
        for n, row in enumerate(odds):
            chosen = int(rng.choice(len(OPTIONS), p=row))
            like = bool(rng.random() < moments["like"][n, chosen])
            out.append(
                {
                    "user": f"viewer {moments['user'][n]}",
                    "names": OPTIONS,
                    "odds": row.tolist(),
                    "chosen": chosen,
                    "reward": float(like),
                    "context": moments["guess"][n].tolist(),
                    "target": self._policy(moments["guess"][n : n + 1], self.sharp * 2)[0].tolist(),
                }
            )
        return out

    def value(self, *, viewers: int = 40_000, rng: Generator) -> float:
        """What the policy `target` of such logs is truly worth: its mean chance of a like, fresh viewers."""
        moments = self._moments(viewers, 1, rng)
        odds = self._policy(moments["guess"], self.sharp * 2)
        return float((odds * moments["like"]).sum(axis=1).mean())

    def _policy(self, guess: Floats, sharp: float) -> Floats:
        """(n, options) probabilities: the better a part is thought to suit, the more often."""
        whole = guess.mean(axis=1, keepdims=True) + _WHOLE
        return np.asarray(softmax(sharp * np.hstack([whole, guess]), axis=1))

    def _moments(self, viewers: int, each: int, rng: Generator) -> dict[str, Any]:
        """Who meets what, (n, parts) what a system guesses of it, and (n, options) chances of a like."""
        crowd = self.crowd
        table = tastes({str(n): 1 for n in range(_TOPICS)}, viewers, crowd=crowd, rng=rng)
        user = np.repeat(np.arange(viewers), each)
        item = rng.integers(len(self.items), size=len(user))
        appeal = table[user[:, None], self.items[item]]
        stay = rng.normal(crowd.stay, crowd.stay_spread, viewers)[user] + crowd.chance * rng.normal(
            size=len(user)
        )
        parts = expit(stay[:, None] + crowd.pull * appeal)
        good = np.column_stack([_watched(parts), parts])
        return {
            "user": user,
            "guess": appeal + _GUESS * rng.normal(size=appeal.shape),
            "like": expit(crowd.like_at + crowd.like_by * good),
        }


def _watched(parts: Floats) -> Floats:
    """(n,) how good the whole is, watched until interest is used up (see `reacting`)."""
    interest, seen, good = np.ones(len(parts)), np.zeros(len(parts)), np.zeros(len(parts))
    for share in parts.T:
        cost = 1.0 / (PARTS * share)
        part = np.minimum(1.0, interest / cost) / PARTS
        seen, good = seen + part, good + part * share
        interest = np.maximum(interest - cost, 0.0)
    return np.asarray(good / seen)
