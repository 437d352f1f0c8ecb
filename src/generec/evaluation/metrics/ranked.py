"""Ranked lists against what viewers liked later, by `ranx` (Bassani, ECIR 2022; extra `eval`)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import MissingExtra
from generec.evaluation.metrics.exposure import Lists

K = 10
METRICS = ("ndcg@10", "recall@10", "mrr@10")


def measure(
    lists: Lists, truth: Mapping[str, set[str]], *, k: int = K, metrics: tuple[str, ...] = METRICS
) -> dict[str, NDArray[np.float64]]:
    """Per metric (viewers,) values, in the order of `truth`; of each list the first `k` count.

    NDCG with binary gain, log2 discount and the ideal list of min(k, relevant); recall is hits over
    relevant. Raises `MissingExtra`.
    """
    try:
        from ranx import Qrels, Run, evaluate
    except ImportError as error:
        raise MissingExtra("eval", what="ranking evaluation") from error
    qrels = Qrels({user: dict.fromkeys(items, 1) for user, items in truth.items()})
    run = Run(
        {
            user: {item: float(k - at) for at, item in enumerate(lists[user][:k])} or {"": 0.0}
            for user in truth
        }
    )
    found = evaluate(qrels, run, list(metrics), return_mean=False)
    # One metric comes back bare.
    values = {metrics[0]: found} if len(metrics) == 1 else found
    return {metric: np.asarray(values[metric], np.float64) for metric in metrics}
