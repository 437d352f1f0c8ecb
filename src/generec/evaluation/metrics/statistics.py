"""What a mean is worth: bootstrap intervals, paired tests held to many comparisons, effect sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

DRAWS = 2000
_AT_ONCE = 2_000_000
"""Numbers held at once by a resampling, so that memory does not grow with the viewers."""

Floats = NDArray[np.float64]


class Mean(NamedTuple):
    """A mean over viewers, its bootstrap 95 % interval, and how many viewers it is over."""

    mean: float
    low: float
    high: float
    n: int


class Difference(NamedTuple):
    """One system less another over the same viewers.

    `low` and `high` are the bootstrap 95 % interval, `effect` the mean in standard deviations of the
    differences (Cohen's d_z), `better` the share of viewers for whom it is above zero (ties count
    half), `p` of the paired test, `adjusted` the same after Holm's correction.
    """

    mean: float
    low: float
    high: float
    effect: float
    better: float
    p: float
    adjusted: float
    n: int


def interval(values: Floats, *, rng: Generator) -> tuple[float, float]:
    """The bootstrap 95 % interval of the mean (percentiles; Efron and Tibshirani 1993, chapter 13)."""
    n = len(values)
    if not n:
        return float("nan"), float("nan")
    step = max(1, _AT_ONCE // n)
    parts = [
        values[rng.integers(n, size=(min(step, DRAWS - at), n))].mean(axis=1) for at in range(0, DRAWS, step)
    ]
    low, high = np.quantile(np.concatenate(parts), (0.025, 0.975))
    return float(low), float(high)


def mean_of(values: Floats, *, rng: Generator) -> Mean:
    """The mean over viewers with its interval; without viewers it is nan."""
    low, high = interval(values, rng=rng)
    return Mean(float(values.mean()) if len(values) else float("nan"), low, high, len(values))


def paired_test(one: Floats, other: Floats, *, rng: Generator) -> float:
    """Two-sided p of the mean difference under random exchange of the two systems for each viewer.

    Fisher's randomisation test (Smucker, Allan and Carterette, CIKM 2007), by sampling.
    """
    difference = one - other
    n = len(difference)
    if not n:
        return 1.0
    bound, extreme = abs(difference.mean()) - 1e-12, 0
    step = max(1, _AT_ONCE // n)
    for at in range(0, DRAWS, step):
        signs = rng.choice((-1.0, 1.0), size=(min(step, DRAWS - at), n))
        extreme += int((np.abs((signs * difference).mean(axis=1)) >= bound).sum())
    return (extreme + 1) / (DRAWS + 1)


def holm(p: Sequence[float]) -> list[float]:
    """p-values after Holm's step-down correction for many comparisons, in their order.

    Holm, "A simple sequentially rejective multiple test procedure", 1979: whatever the dependence,
    the chance of one false finding among all stays below the level.
    """
    order = np.argsort(p, kind="stable")
    raised = np.asarray(p, np.float64)[order] * (len(p) - np.arange(len(p)))
    out = np.empty(len(p))
    out[order] = np.minimum(1.0, np.maximum.accumulate(raised))
    return [float(value) for value in out]


def effect(one: Floats, other: Floats) -> float:
    """Cohen's d_z: the mean difference in standard deviations of the differences (Cohen 1988).

    Zero where nothing differs, infinite where all differ by the same.
    """
    difference = one - other
    mean = float(difference.mean()) if len(difference) else 0.0
    spread = float(difference.std(ddof=1)) if len(difference) > 1 else 0.0
    if spread < 1e-12 * max(1.0, abs(mean)):
        return 0.0 if abs(mean) < 1e-12 else float(np.copysign(np.inf, mean))
    return mean / spread


def compared(ours: Floats, others: Mapping[str, Floats], *, rng: Generator) -> dict[str, Difference]:
    """Ours less each of the others, viewer by viewer, corrected for as many comparisons as there are.

    All arrays are (viewers,), in one order of viewers.
    """
    p = {name: paired_test(ours, values, rng=rng) for name, values in others.items()}
    adjusted = dict(zip(p, holm(list(p.values())), strict=True))
    out = {}
    for name, values in others.items():
        difference = ours - values
        mean, low, high, n = mean_of(difference, rng=rng)
        better = float(((difference > 0) + 0.5 * (difference == 0)).mean()) if n else float("nan")
        out[name] = Difference(mean, low, high, effect(ours, values), better, p[name], adjusted[name], n)
    return out
