"""Which variant of a work is shown: a contextual bandit over the original and what was made of it.

Effects of variants against the work's own average are learned with shrinkage (a family of
operations, that family with a group of viewers, this very variant), and the draw is inverse gap
weighting: Foster and Rakhlin, "Beyond UCB: Optimal and Efficient Contextual Bandits with
Regression Oracles", ICML 2020, after Abe and Long 1999. Its probabilities are known, so every
choice can be weighed later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

ORIGINAL = "original"
"""The family of what was found; its effect is nothing by definition."""

MOST = 8
"""At most so many variants compete, the original among them (for off-policy estimates to hold)."""


class BanditConfig(BaseModel):
    """Settings of the choice among variants."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: int = Field(default=4, ge=1, le=MOST, description="Variants that compete, with the original.")
    greed: float = Field(
        default=40.0, ge=0, description="How strongly the better are preferred; grows with what is known."
    )
    strength: float = Field(
        default=20.0, gt=0, description="Outcomes needed before an observed effect counts half."
    )
    care: float = Field(
        default=0.05, ge=0, description="What a variant of which nothing is known is taken to lose."
    )


class Seen(NamedTuple):
    """One outcome: the work, which item of it was shown, its family, to which group, and how it went.

    `reward` is in [0, 1].
    """

    work: str
    item: str
    family: str
    group: int
    reward: float


class Arm(NamedTuple):
    """One item of a work that could be shown, and its family (`ORIGINAL` for what was found)."""

    item: str
    family: str


class Tally:
    """Sums over outcomes, at each level of the hierarchy. Adding is all that learning is."""

    def __init__(self, outcomes: Iterable[Seen] = ()) -> None:
        self._works: defaultdict[str, _Mean] = defaultdict(_Mean)
        self._levels: defaultdict[tuple[str, ...], _Mean] = defaultdict(_Mean)
        self._n = 0
        for seen in outcomes:
            self.add(seen)

    def __len__(self) -> int:
        return self._n

    def add(self, seen: Seen) -> None:
        """Count one outcome against the average of its work as it is then."""
        work = self._works[seen.work]
        # The original's outcomes are what variants are compared with; where it was never shown, all are.
        if seen.family == ORIGINAL:
            work.add(seen.reward)
        else:
            base = work.mean if work.n else self.usual
            for key in _keys(seen.item, seen.family, seen.group):
                self._levels[key].add(seen.reward - base)
        self._n += 1

    def record(self) -> dict[str, list[list[object]]]:
        """The sums as plain JSON data, for `of`."""
        return {
            "works": [[work, mean.n, mean.total] for work, mean in self._works.items()],
            "levels": [[list(key), mean.n, mean.total] for key, mean in self._levels.items()],
            "n": [[self._n]],
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """A tally from its record."""
        out = cls()
        out._works.update({work: _Mean(n, total) for work, n, total in record["works"]})
        out._levels.update({tuple(key): _Mean(n, total) for key, n, total in record["levels"]})
        out._n = int(record["n"][0][0])
        return out

    @property
    def usual(self) -> float:
        """The mean outcome of originals; 0.5 before any."""
        n = sum(work.n for work in self._works.values())
        return sum(work.total for work in self._works.values()) / n if n else 0.5

    def effect(self, arm: Arm, *, group: int, config: BanditConfig) -> float:
        """What showing this arm to this group is expected to gain over the original.

        Each level is the mean of its outcomes, shrunk towards the level above; the top towards `care`.
        """
        if arm.family == ORIGINAL:
            return 0.0
        expected = -config.care
        for key in _keys(arm.item, arm.family, group):
            level = self._levels.get(key)
            if level is not None:
                expected += (level.mean - expected) * level.n / (level.n + config.strength)
        return expected


class _Mean:
    __slots__ = ("n", "total")

    def __init__(self, n: int = 0, total: float = 0.0) -> None:
        self.n, self.total = n, total

    def add(self, value: float) -> None:
        self.n += 1
        self.total += value

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else 0.0


def _keys(item: str, family: str, group: int) -> tuple[tuple[str, ...], ...]:
    """From the most general to the most particular."""
    return ("family", family), ("group", family, str(group)), ("item", item), ("both", item, str(group))


def odds(effects: Sequence[float], *, greed: float) -> NDArray[np.float64]:
    """(k,) probabilities by inverse gap weighting: 1 / (k + greed * gap) for all but the best.

    They sum to 1, each above 0; without greed they are even.
    """
    values = np.asarray(effects, np.float64)
    best, k = int(values.argmax()), len(values)
    out = 1.0 / (k + greed * (values[best] - values))
    out[best] = 1.0 - (out.sum() - out[best])
    return np.asarray(out)


def weigh(
    arms: Sequence[Arm], tally: Tally, *, group: int, config: BanditConfig
) -> tuple[list[Arm], NDArray[np.float64]]:
    """The arms that compete, the original first, and the probability of each.

    More than `most` are cut to those of which most is expected. `greed` grows with the square root
    of what was seen, as the method asks.
    """
    expected = {arm: tally.effect(arm, group=group, config=config) for arm in arms}
    made = sorted((arm for arm in arms if arm.family != ORIGINAL), key=lambda arm: (-expected[arm], arm.item))
    found = [arm for arm in arms if arm.family == ORIGINAL]
    competing = [*found, *made][: config.most]
    greed = config.greed * (1.0 + len(tally) / 100.0) ** 0.5
    return competing, odds([expected[arm] for arm in competing], greed=greed)
