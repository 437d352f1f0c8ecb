"""Whether what AI made crowds people's work out: its share of what was shown unasked, against two shares.

Those of the items that might have been shown in the same places, and of what was liked. Each difference of
two ratios is tested one-sided by its linearised standard error with viewers as clusters (Saerndal,
Swensson and Wretman, Model Assisted Survey Sampling, 1992, chapter 5.5): feeds of one viewer hang together.
The level is divided by the number of windows looked at (Bonferroni). An *alarm* is where AI-made items have
more than both shares, a *warning* where they have more than one of them. With fewer than `LEAST` viewers
nothing is said.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from generec.fidelity.fairness.gather import Log
from generec.fidelity.fairness.report import State, Window

Floats = NDArray[np.float64]
LEAST: Final = 20
LEVEL: Final = 0.01
DAY_S: Final = 86_400.0


def windows(log: Log, ai: NDArray[np.bool_], *, since: float, until: float, days: int) -> list[Window]:
    """The windows of `days` days up to `until`, the newest first; `ai` (m,) marks showings of AI's work."""
    ends = [until]
    while ends[-1] - 2 * days * DAY_S >= since - 1.0:
        ends.append(ends[-1] - days * DAY_S)
    level = LEVEL / len(ends)
    return [window(log, ai, since=max(since, e - days * DAY_S), until=e, level=level) for e in ends]


def window(log: Log, ai: NDArray[np.bool_], *, since: float, until: float, level: float = LEVEL) -> Window:
    """One window, tested at `level`."""
    at, pool = np.array(log.at), np.array(log.pool)
    free = (at > since) & (at <= until) & ~np.array(log.asked, bool) & np.isfinite(pool)
    who = np.array(log.user, np.int64)[free]
    _, who = np.unique(who, return_inverse=True)
    n = int(who.max()) + 1 if len(who) else 0
    made, liked = ai[free], log.liked[free]

    def by_viewer(what: NDArray[np.generic]) -> Floats:
        return np.bincount(who, weights=what.astype(np.float64), minlength=n).astype(np.float64)

    shown, of_ai, expected = by_viewer(np.ones(len(who))), by_viewer(made), by_viewer(pool[free])
    likes, of_likes = by_viewer(liked), by_viewer(liked & made)
    p_pool = p_more(of_ai, shown, expected, shown)
    p_like = p_more(of_ai, shown, of_likes, likes)
    told = [p for p in (p_pool, p_like) if p is not None]
    above = sum(p < level for p in told)
    states: tuple[State, ...] = ("nothing", "warning", "alarm")
    state: State = "too little" if n < LEAST or p_pool is None else states[above]
    return Window(
        since=since,
        until=until,
        viewers=n,
        shown=len(who),
        ai=_ratio(of_ai, shown),
        candidates=_ratio(expected, shown),
        likes=_ratio(of_likes, likes),
        p_candidates=p_pool,
        p_likes=p_like,
        state=state,
    )


def p_more(top: Floats, bottom: Floats, top2: Floats, bottom2: Floats) -> float | None:
    """P of a difference this large or larger were sum(top) / sum(bottom) not above sum(top2) / sum(bottom2).

    All are (viewers,). None where there is nothing to tell it by.
    """
    n = len(top)
    if n < 2 or not bottom.sum() or not bottom2.sum():
        return None
    first, second = top.sum() / bottom.sum(), top2.sum() / bottom2.sum()
    part = (top - first * bottom) / bottom.sum() - (top2 - second * bottom2) / bottom2.sum()
    error = float(np.sqrt(n / (n - 1) * (part**2).sum()))
    if error < 1e-12:
        return 0.0 if first - second > 1e-12 else 1.0
    return float(norm.sf((first - second) / error))


def _ratio(top: Floats, bottom: Floats) -> float | None:
    return float(top.sum() / bottom.sum()) if len(bottom) and bottom.sum() else None
