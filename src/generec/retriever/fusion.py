"""The weights of the parts, by coordinate ascent with a standard of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from generec.retriever.pool import Pool

Values = NDArray[np.float64]

_STEPS = (0.0, 0.1, 0.2, 0.4, 0.7, 1.0, 1.5)
_WARMTHS = (1.0, 3.0, 10.0)
_ROUNDS = 3
_ERRORS = 1.0
_WARMTH = "warmth"


def fuse(
    pools: Sequence[Pool], start: Mapping[str, float], *, warmth: float
) -> tuple[dict[str, float], float]:
    """Weights and warmth (likes that are half a history) of the best mean quality over the pools.

    A number is changed only for a gain of more than one standard error of the paired difference
    over viewers, so that noise does not move it.
    """
    numbers = {**start, _WARMTH: warmth}
    now = _values(pools, numbers)
    for _ in range(_ROUNDS):
        before = dict(numbers)
        for name in numbers:
            best, chosen, found = 0.0, numbers, now
            for step in _WARMTHS if name == _WARMTH else _STEPS:
                trial = numbers | {name: step}
                values = _values(pools, trial)
                gain, error = _gain(values, now)
                if gain > max(best, _ERRORS * error):
                    best, chosen, found = gain, trial, values
            numbers, now = chosen, found
        if numbers == before:
            break
    return {name: numbers[name] for name in start}, numbers[_WARMTH]


def _values(pools: Sequence[Pool], numbers: Mapping[str, float]) -> list[Values]:
    return [pool.values(numbers, warmth=numbers[_WARMTH]) for pool in pools]


def _gain(new: Sequence[Values], old: Sequence[Values]) -> tuple[float, float]:
    """The mean over pools of the mean difference, and its standard error."""
    differences = [one - other for one, other in zip(new, old, strict=True)]
    mean = float(np.mean([d.mean() for d in differences]))
    variance = sum(float(d.var()) / max(len(d), 1) for d in differences) / len(differences) ** 2
    return mean, variance**0.5
