"""A choice among a few variants, drawn with known probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

MOST = 8
"""At most so many variants compete (for off-policy estimates to hold)."""

T = TypeVar("T")


class DrawConfig(BaseModel):
    """How one of the variants is drawn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float = Field(
        default=0.03, gt=0, description="Softmax temperature over scores; lower is greedier."
    )
    epsilon: float = Field(
        default=0.05, ge=0, le=1, description="Share of choices drawn evenly, to keep learning."
    )
    greedy: bool = Field(default=False, description="Always take the best; then nothing can be learned.")
    most: int = Field(default=MOST, ge=1, le=MOST, description="At most so many variants compete.")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """What was chosen, among what, how likely, and why in plain words.

    `options` are seconds (a cover) or (start, end) seconds (a window), in order of time;
    `chosen` is the index drawn, `score` its score.
    """

    options: tuple[T, ...]
    probabilities: tuple[float, ...]
    chosen: int
    score: float
    because: str

    @property
    def value(self) -> T:
        """The option chosen."""
        return self.options[self.chosen]

    @property
    def propensity(self) -> float:
        """The probability with which it was chosen."""
        return self.probabilities[self.chosen]


def probabilities(scores: NDArray[np.float32], config: DrawConfig) -> NDArray[np.float64]:
    """softmax(scores / temperature), mixed with the even distribution; they sum to 1.

    Greedy: all on the first of the best.
    """
    n = len(scores)
    if config.greedy:
        return np.asarray(np.arange(n) == np.argmax(scores), np.float64)
    power = np.exp((scores.astype(np.float64) - float(scores.max())) / config.temperature)
    return np.asarray((1.0 - config.epsilon) * power / power.sum() + config.epsilon / n)


def draw(
    options: Sequence[T], scores: NDArray[np.float32], *, config: DrawConfig, rng: Generator, because: str
) -> Choice[T]:
    """Choose among `options` by `scores`."""
    odds = probabilities(scores, config)
    chosen = int(np.searchsorted(np.cumsum(odds), rng.random(), side="right"))
    chosen = min(chosen, int(np.flatnonzero(odds)[-1]))
    return Choice(tuple(options), tuple(map(float, odds)), chosen, float(scores[chosen]), because)


def why(*, known: bool, asked: bool, crowd: bool, what: str) -> str:
    """The reason of a choice, in words for the viewer; `crowd`: what all like counts too."""
    if asked:
        return f"the {what} nearest to what you asked for"
    if known:
        return f"the {what} nearest to what you liked"
    return f"the {what} nearest to what all like here" if crowd else f"the clearest and most typical {what}"
