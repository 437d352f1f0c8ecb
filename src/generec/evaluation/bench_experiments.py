"""Benchmark of experiments looked at after every viewer: false findings, and how soon an effect is found."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from scipy import stats

from generec.evaluation.bench import Row
from generec.evaluation.experiments.sequential import Sequence, effect_sequence

VIEWERS, RATE, LIFT = 4000, 0.2, 0.05
_LOOKS = 100


def trial(rng: Generator, *, share: float, lift: float) -> tuple[Sequence, bool]:
    """One experiment by likes of viewers, and whether a t-test at every hundredth viewer would have erred."""
    treated = rng.random(VIEWERS) < share
    values = (rng.random(VIEWERS) < np.where(treated, RATE + lift, RATE)).astype(np.float64)
    looks = range(2 * _LOOKS, VIEWERS + 1, _LOOKS)
    ps = (stats.ttest_ind(values[:n][treated[:n]], values[:n][~treated[:n]]).pvalue for n in looks)
    return effect_sequence(values, treated, share=share), any(p < 0.05 for p in ps)


def bench_experiments(
    *, runs: int = 1000, shares: tuple[float, ...] = (0.5, 0.2), seed: int = 0
) -> list[Row]:
    """False findings by share of the new arm beside alpha, and viewers until a true effect is found."""
    rng = np.random.default_rng(seed)
    rows = []
    for share in shares:
        tried = [trial(rng, share=share, lift=0.0) for _ in range(runs)]
        wrong = np.mean([bool(((one.low > 0) | (one.high < 0)).any()) for one, _ in tried])
        peeked = np.mean([err for _, err in tried])
        rows.append(
            Row(
                bench="experiments",
                name=f"no effect, {share:.0%} in the new arm, {VIEWERS} looks ({runs} runs)",
                figure=f"{wrong:.3f} find one",
                against=f"0.05; a t-test at every {_LOOKS}th viewer: {peeked:.3f}",
                ratio=float(wrong) / 0.05,
            )
        )
    first = [_found(trial(rng, share=0.5, lift=LIFT)[0]) for _ in range(runs // 5)]
    planned = 2 * (1.96 + 0.84) ** 2 * 2 * (RATE + LIFT / 2) * (1 - RATE - LIFT / 2) / LIFT**2
    rows.append(
        Row(
            bench="experiments",
            name=f"an effect of {LIFT:+} on {RATE}: viewers until it is found (median)",
            figure=f"{np.median(first):.0f}, found by {VIEWERS} in {np.mean(np.array(first) < VIEWERS):.2f}",
            against=f"{planned:.0f} for one look of 80 % power, planned beforehand",
            ratio=float(np.median(first) / planned),
        )
    )
    return rows


def _found(found: Sequence) -> int:
    hit = np.flatnonzero(found.low > 0)
    return int(hit[0]) + 1 if len(hit) else VIEWERS
