"""Benchmark of off-policy estimates: how often their intervals hold the truth, how far they are off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import numpy as np

from generec.evaluation.bench import Row
from generec.evaluation.offpolicy.diagnostics import diagnose
from generec.evaluation.offpolicy.estimators import estimate
from generec.evaluation.offpolicy.known import GREED, a_truth, logged, target, value

BOUNDS = 0.90, 0.98
CASES = ((300, 10, GREED), (60, 5, GREED), (300, 10, 100.0))
"""A log to estimate from, a small one, and one that seldom does other than what it thinks is best."""


def coverage(
    *, logs: int = 200, viewers: int = 300, each: int = 10, seed: int = 0, greed: float = GREED
) -> tuple[dict[str, list[tuple[float, bool, float]]], float, float]:
    """For each method, (error, whether the interval held the truth, its width) of every log.

    Beside it the mean share of choices that count (ESS / n), and the mean error of the log's own mean
    reward, which is what one gets without any of this. Each log is of a world of its own.
    """
    found: defaultdict[str, list[tuple[float, bool, float]]] = defaultdict(list)
    shares, naive = [], []
    for n in range(logs):
        rng = np.random.default_rng((seed, n))
        truth = a_truth(rng)
        log = logged(truth, viewers=viewers, each=each, rng=rng, greed=greed)
        policy, real = partial(target, truth), value(truth, rng=rng, n=100_000)
        for one in estimate(log, policy, rng=rng):
            found[one.method].append((one.value - real, one.low <= real <= one.high, one.high - one.low))
        shares.append(diagnose(log, policy).ess / len(log))
        naive.append(abs(log.reward.mean() - real))
    return dict(found), float(np.mean(shares)), float(np.mean(naive))


def bench_offpolicy(*, logs: int = 200, cases: Sequence[tuple[int, int, float]] = CASES) -> list[Row]:
    """Rows for each case of (viewers, choices of each, greed of the logging policy)."""
    return [row for viewers, each, greed in cases for row in _case(logs, viewers, each, greed)]


def _case(logs: int, viewers: int, each: int, greed: float) -> list[Row]:
    """A row for each method: coverage, held against 0.90 to 0.98, with bias, error and width."""
    found, share, naive = coverage(logs=logs, viewers=viewers, each=each, greed=greed)
    place = f"{logs} logs of {viewers} viewers x {each}, {share:.0%} of choices count"
    rows = []
    for method, results in found.items():
        error, held, width = (np.array(column) for column in zip(*results, strict=True))
        bias, of_bias = error.mean(), error.std(ddof=1) / np.sqrt(len(error))
        rows.append(
            Row(
                bench="offpolicy",
                name=f"{method}: intervals that hold the truth, {place}",
                figure=f"{held.mean():.3f}",
                against=(
                    f"{BOUNDS[0]} to {BOUNDS[1]}; bias {bias:+.4f} (se {of_bias:.4f}), mean error "
                    f"{np.abs(error).mean():.4f}, width {width.mean():.3f}"
                ),
                ratio=float(held.mean()) / 0.95,
            )
        )
    own = Row(bench="offpolicy", name=f"the log's own mean, {place}", figure=f"mean error {naive:.4f}")
    return [*rows, own]
