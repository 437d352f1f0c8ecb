"""What a choice is expected to bring: a ridge regression for the doubly robust estimate."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from generec.evaluation.offpolicy.log import Logged

Floats = NDArray[np.float64]
MOST = 30
"""Options with a coefficient of their own: the most frequent; the others share one."""
FOLDS = 5


def expected(log: Logged, *, ridge: float = 1.0) -> Floats:
    """(n, m) expected rewards of every option, each viewer's by a model that never saw the viewer.

    Viewers are dealt into `FOLDS` parts by the order of their names (cross-fitting: Chernozhukov et al.
    2018), so that a wrong model costs precision and brings no bias. Inputs are the option, the context,
    and both together.
    """
    column = _columns(log)
    context = _standard(log.context)
    users, user = np.unique(log.user, return_inverse=True)
    out = np.zeros_like(log.odds)
    m = log.odds.shape[1]
    folds = min(FOLDS, len(users))
    if folds < 2:
        return np.full_like(log.odds, log.reward.mean() if len(log) else 0.0)
    width = int(column.max()) + 1
    drawn = column[np.arange(len(log)), log.chosen]
    for fold in range(folds):
        held = user % folds == fold
        x = _inputs(drawn[~held], context[~held], width)
        usual = log.reward[~held].mean()
        gram = x.T @ x + ridge * np.eye(x.shape[1])
        weights = np.linalg.solve(gram, x.T @ (log.reward[~held] - usual))
        for option in range(m):
            out[held, option] = usual + _inputs(column[held, option], context[held], width) @ weights
    # No model may promise more than was ever seen.
    return np.asarray(np.clip(out, log.reward.min(), log.reward.max()))


def _columns(log: Logged) -> NDArray[np.int64]:
    """(n, m) the coefficient of each option; 0 is shared by the rare."""
    count = Counter(name for names in log.names for name in names)
    index = {name: n for n, (name, _) in enumerate(count.most_common(MOST), 1)}
    out = np.zeros(log.odds.shape, np.int64)
    for n, names in enumerate(log.names):
        out[n, : len(names)] = [index.get(name, 0) for name in names]
    return out


def _inputs(column: NDArray[np.int64], context: Floats, width: int) -> Floats:
    one = np.eye(width)[column]
    both = (one[:, :, None] * context[:, None, :]).reshape(len(column), -1)
    return np.column_stack((one, context, both))


def _standard(context: Floats) -> Floats:
    if not context.size:
        return context
    spread = context.std(axis=0)
    return np.asarray((context - context.mean(axis=0)) / np.where(spread > 0, spread, 1.0))
